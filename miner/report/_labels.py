"""What a reader sees of a table in place of its names and codes: heads, meanings of columns, words for codes.

Programs read the names and codes, which never change; workbook, terminal and the Chinese reference show these.
"""

from __future__ import annotations

import re

from miner.knowledge.caches import cache
from miner.knowledge.data import read_csv
from miner.report._words import language_of_reader, say_reason, words
from miner.tables import TABLES

__all__ = ["for_programs", "heads_in", "label", "meaning", "shown"]

_CODED = frozenset(
    {
        "ambition", "basis", "change", "comparator", "force", "force_change", "frequency", "horizon", "kind", "measure",
        "modality", "move", "origin", "relation", "role", "said", "script", "standing", "status", "tasks.source", "trend",
        "wording",
    }
)  # fmt: skip
"""Columns whose values are codes; `interface.csv` has a row `column.code` for each value."""
_SENTENCES = frozenset({"reason", "ground", "standing_by"})
_MACHINE = re.compile(
    r"(indicator|sentence|heading)_(start|end)|grounds|factor|unit_code|dimension|period_iso|flags|implied"
    r"|role_words|role_section|rare_chars|parts"
)
_SIDE = re.compile(r"_(?:a|b|upper|lower)$")
_ENTRY = re.compile(r"entry(?:_[ab])?")
_BETWEEN = " · "


def for_programs(column: str) -> bool:
    """Whether the column serves programs only, so that a workbook leaves it out and a terminal shows it last."""
    return _MACHINE.fullmatch(column) is not None


def label(column: str, language: str, table: str = "") -> str:
    """The head of a column; a column without words shows its own name."""
    wording = words()[language]
    own = wording.get(f"column.{table}.{column}") or wording.get(f"column.{column}")
    return own or column.replace("_", " ")


def heads_in(language: str | None) -> dict[str, dict[str, str]]:
    """The heads of all columns by table and column. Raises InputError for an unknown language."""
    named = language_of_reader(language)
    return {t.name: {c.name: label(c.name, named, t.name) for c in t.columns} for t in TABLES}


def meaning(text: str, language: str) -> str:
    """What a declaration says of a column, or its unit; English where `meanings.csv` does not have it."""
    return text if language == "en" else _meanings().get(text, {}).get(language, text)


def shown(value: str, column: str, language: str, table: str = "") -> str:
    """A value in the reader's words: a code, a reason, the parts of an entry; every other value stays as it is.

    >>> shown("ge", "comparator", "zh-Hans"), shown("基层工会 · increase · count", "entry", "zh-Hans")
    ('不低于', '基层工会 · 增加 · 个数')
    """
    if language == "en":
        return value
    if column in _SENTENCES:
        return say_reason(value, language)
    if column == "by":  # the column that groups are made by
        return label(value, language)
    wording = words()[language]
    if _ENTRY.fullmatch(column):
        name, *parts = value.split(_BETWEEN)
        known = (wording.get(f"measure.{p}") or wording.get(f"dimension.{p}") or p for p in parts)
        return _BETWEEN.join([name, *known])
    code = _SIDE.sub("", column)
    if f"{table}.{code}" in _CODED:
        return wording.get(f"{table}.{code}.{value}", value)
    return wording.get(f"{code}.{value}", value) if code in _CODED else value


@cache
def _meanings() -> dict[str, dict[str, str]]:
    return {row["en"]: row for row in read_csv("miner.report", "meanings.csv")}
