"""Units of measure and counters: one table, matched longest first, and what is built from them (吨/日)."""

from __future__ import annotations

import re
import string
from dataclasses import dataclass

from miner.knowledge.caches import cache
from miner.knowledge.data import read_csv

__all__ = ["Unit", "convert", "match_unit", "unit_openings", "units"]


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of the table, under one of its spellings.

    `factor` turns a value in this unit into the base unit of its `dimension`: 亩 has 666.67 and area (m²),
    万元 does not occur, because magnitudes belong to the number. `han` says whether a Han numeral before
    the unit is evidence enough of a quantity (三百吨, not 三方).
    """

    surface: str
    name: str
    code: str
    dimension: str
    factor: float
    kind: str
    han: bool
    unless: re.Pattern[str] | None = None


@cache
def units() -> dict[str, Unit]:
    """Every spelling in `data/units.csv` with its unit."""
    table: dict[str, Unit] = {}
    for row in read_csv("miner.numbers", "units.csv"):
        for surface in (row["unit"], *filter(None, row["alias"].split("|"))):
            table[surface] = Unit(
                "%" if row["unit"] == "%" else surface,
                row["unit"],
                row["code"],
                row["dimension"],
                float(row["factor"]),
                row["kind"],
                row["han"] == "yes",
                re.compile(row["unless"]) if row["unless"] and surface == row["unit"] else None,
            )
    return table


# 元/人·月, 微克/立方米, 吨／日: what stands under the bar may be a unit or one of these plain nouns.
_UNDER = {"人": "{person}", "时": "h", "月": "mo", "季": "{quarter}", "次": "{time}", "机": "{machine}"}
_TWIN = re.compile(r"[(（]([^()（）\s]{1,3})[)）]")
_LATIN = frozenset(string.ascii_letters)


@cache
def _lengths() -> dict[str, tuple[int, ...]]:
    """By first character the lengths of the spellings that begin with it, longest first."""
    by_first: dict[str, set[int]] = {}
    for surface in units():
        by_first.setdefault(surface[0], set()).add(len(surface))
    return {c: tuple(sorted(lengths, reverse=True)) for c, lengths in by_first.items()}


def unit_openings() -> frozenset[str]:
    """The first characters of all units."""
    return frozenset(_lengths())


def match_unit(text: str, at: int) -> tuple[Unit, int] | None:
    """The longest unit that starts at `at`, with the offset of its end; None when there is none.

    Compounds are built here: 台(套), 元/人·月. A Latin unit must not run on into other letters.
    """
    simple = _simple(text, at)
    if simple is None:
        return None
    unit, end = simple
    following = text[end : end + 1]
    if following in ("(", "（"):
        twin = _TWIN.match(text, end)
        if twin is not None and unit.kind == "counter" and twin.group(1) in units():
            surface = text[at : twin.end()]
            code = unit.code
            return Unit(surface, surface, code, unit.dimension, unit.factor, unit.kind, unit.han), twin.end()
    elif following in ("/", "／"):
        return _compound(text, at, unit, end)
    return simple


def _simple(text: str, at: int) -> tuple[Unit, int] | None:
    for length in _lengths().get(text[at : at + 1], ()):
        surface = text[at : at + length]
        unit = units().get(surface)
        if unit is None:
            continue
        end = at + len(surface)
        if surface[-1] in _LATIN and text[end : end + 1] in _LATIN:
            continue
        if unit.unless is None or not unit.unless.match(text, end):
            return unit, end
    return None


def _compound(text: str, at: int, unit: Unit, end: int) -> tuple[Unit, int]:
    code, dimension, factor = unit.code, unit.dimension, unit.factor
    stop = end
    while stop < len(text) and text[stop] in "/／·":
        below = _simple(text, stop + 1)
        noun = text[stop + 1 : stop + 2]
        if below is not None:
            under, after = below
            code, dimension, factor = (
                f"{code}/{under.code}",
                f"{dimension}/{under.dimension}",
                factor / under.factor,
            )
        elif noun in _UNDER:
            code, dimension, after = f"{code}/{_UNDER[noun]}", f"{dimension}/{noun}", stop + 2
        else:
            break
        stop = after
    if stop == end:
        return unit, end
    surface = text[at:stop]
    return Unit(surface, surface, code, dimension, factor, unit.kind, unit.han), stop


def convert(value: float, unit: Unit) -> float:
    """`value` in the base unit of the dimension: 2 亩 are 1333.33 m²."""
    return value * unit.factor
