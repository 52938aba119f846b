"""A fixed budget of fuzzing: seeds and past findings, and inputs grown from them the same way every time."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from harness import TARGETS

HERE = Path(__file__).parent
BUDGET = {
    **{"duplicates": 6, "segment": 60, "quantities": 80, "normalize": 80, "read": 150, "report": 60},
    **dict.fromkeys(
        ("archive", "book", "html", "json", "mail", "parquet", "pdf", "saved", "sheet", "table", "word"), 60
    ),
}
MORE = 400
"""Inputs of a fast target."""


def inputs(target: str) -> list[Path]:
    return sorted(p for kind in ("seeds", "regressions") for p in (HERE / kind / target).glob("*"))


@pytest.mark.parametrize(
    "path", [p for t in TARGETS for p in (HERE / "regressions" / t).glob("*")], ids=lambda p: p.name
)
def test_a_past_finding_stays_fixed(path: Path) -> None:
    TARGETS[path.parent.name](path.read_bytes())


@pytest.mark.parametrize("target", sorted(TARGETS))
def test_seeds_and_what_grows_from_them(target: str) -> None:
    rng = random.Random(target)
    seeds = [p.read_bytes() for p in inputs(target)]
    assert seeds
    if target != "duplicates":
        for seed in seeds:
            TARGETS[target](seed)
    for _ in range(BUDGET.get(target, MORE)):
        TARGETS[target](grown(rng, rng.choice(seeds), rng.choice(seeds)))


def grown(rng: random.Random, one: bytes, other: bytes) -> bytes:
    """One input from two: cut, crossed, with bytes changed, inserted and repeated."""
    data = bytearray(one[:400])
    for _ in range(rng.randrange(1, 6)):
        at = rng.randrange(len(data) + 1)
        kind = rng.randrange(5)
        if kind == 0:
            data[at : at + 1] = bytes([rng.randrange(256)])
        elif kind == 1:
            data[at:at] = bytes([rng.randrange(256)]) * rng.choice((1, 1, 2, 9))
        elif kind == 2:
            del data[at : at + rng.randrange(1, 9)]
        elif kind == 3:
            start = rng.randrange(len(other) + 1)
            data[at:at] = other[start : start + rng.randrange(1, 60)]
        else:
            data[at:at] = data[at : at + rng.randrange(1, 30)]
    return bytes(data[:600])
