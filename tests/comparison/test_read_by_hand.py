"""The ledger against figures that a person read in real reports.

The reports themselves are no part of the project: where `../shared/plans` does not lie next to it, the tests
are skipped.
"""

from __future__ import annotations

import csv
import math
from pathlib import Path

import pytest

import miner
from miner.comparison.entries import cells_of
from miner.comparison.ledger import ledger_table

HERE = Path(__file__).parent
PLANS = next(
    (p for up in HERE.parents[2:5] if (p := up / "shared" / "plans").is_dir()), HERE / "no such folder"
)
FACTOR = {"斤": 0.5, "吨": 1000.0}
"""To kilograms, so that both are comparable."""

Figure = tuple[str, float, float]
"""Comparator, low and high; an open end is NaN, and a plain number is both."""


def _read(name: str, key: str) -> dict[tuple[str, str, str, str], Figure]:
    lines = (HERE / "data" / name).read_text(encoding="utf-8").splitlines()
    made = {}
    for row in csv.DictReader(line for line in lines if not line.startswith("#")):
        value = float(row["value"]) * FACTOR.get(row["unit"], 1.0)
        high = float(row["high"]) if row["high"] else value
        low = math.nan if row["comparator"] in ("le", "lt") else value
        high = math.nan if row["comparator"] in ("ge", "gt") else high
        made[row[key], row["indicator"], row["measure"], row["status"]] = (row["comparator"], low, high)
    return made


def _found(
    folder: str, key: str, wanted: dict[tuple[str, str, str, str], Figure], since: int
) -> dict[tuple[str, str, str, str], Figure]:
    """What the ledger says of the rows and indicators that were read, the other ones left out."""
    read = {w[0] for w in wanted}
    plans = [
        p
        for p in miner.read_corpus(PLANS / folder)
        if (p.year or 0) >= since and str(getattr(p, key)) in read
    ]
    ledger = ledger_table(cells_of(plans, miner.extract_quantities(plans)))
    measured = {(w[1], w[2]) for w in wanted}
    statuses = {w[3] for w in wanted}
    made = {}
    for r in ledger[ledger["primary"] & ledger["scope"].isna()].to_dict("records"):
        percent = (r["indicator"], "increase") not in measured or r["unit"] in ("%", "％", "人")
        if (r["indicator"], r["measure"]) in measured and r["status"] in statuses and percent:
            factor = FACTOR.get(r["unit"], 1.0)
            made[str(r[key]), r["indicator"], r["measure"], r["status"]] = (
                r["comparator"], r["low"] * factor, r["high"] * factor,
            )  # fmt: skip
    return made


def _same(a: Figure, b: Figure) -> bool:
    return a[0] == b[0] and all(
        math.isclose(x, y, rel_tol=1e-9) or (x != x and y != y) for x, y in zip(a[1:], b[1:], strict=True)
    )


@pytest.mark.slow
@pytest.mark.skipif(not PLANS.is_dir(), reason="the reports are not here")
@pytest.mark.parametrize(
    ("file", "folder", "key", "since"),
    [
        ("provinces_2025.csv", "prov-gwr-alexzhu0", "place", 2025),
        ("national_2005_2025.csv", "nat-gwr-wikisource", "year", 2005),
    ],
)
def test_the_ledger_says_what_a_person_read(file: str, folder: str, key: str, since: int) -> None:
    wanted = _read(file, key)
    found = _found(folder, key, wanted, since)
    cells = wanted.keys() | found.keys()
    wrong = {c for c in cells if c not in wanted or c not in found or not _same(wanted[c], found[c])}
    assert len(cells) >= len(wanted) > 70
    assert len(wrong) <= 0.03 * len(cells), sorted(wrong)
    assert not {c for c in wrong if c in found}, "a cell says something wrong"
