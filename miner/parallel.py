"""The stages that read one plan at a time, over processes: the same tables whatever the number of workers.

Plans go out in lots of about `LOT` characters, each without the rest of its file, and tables come back in
the order of the plans. Only a few lots are on their way at once, so that memory does not grow with the corpus.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from miner import tables
from miner.copying import measure_concreteness
from miner.corpus import Grid, Heading, Plan, Source, Span
from miner.errors import InputError
from miner.segmentation import segment
from miner.tables import Table
from miner.targets import extract_commitments, extract_quantities, extract_vetoes
from miner.targets.extract import forget
from miner.workers import in_processes

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "STAGES",
    "Mined",
    "detached",
    "joined",
    "lots",
    "mine_lot",
    "mine_plans",
    "numbered",
    "offsets",
    "placed",
    "shared",
]

Mined = dict[str, "pd.DataFrame"]
"""The tables of some plans by the name of the stage."""

STAGES: dict[str, Table] = {
    "sections": tables.SECTIONS,
    "quantities": tables.QUANTITIES,
    "commitments": tables.COMMITMENTS,
    "vetoes": tables.VETOES,
    "concreteness": tables.CONCRETENESS,
}
"""The stages whose rows depend on nothing but the plan they stand in, and their tables."""

LOT = 200_000
"""Characters sent to a worker at once."""


def lots(plans: Iterable[Plan], size: int | None = None) -> Iterator[list[Plan]]:
    """Runs of plans of about `size` (None: `LOT`) characters, in order; at least one plan each."""
    size = LOT if size is None else size
    lot: list[Plan] = []
    chars = 0
    for plan in plans:
        lot.append(plan)
        chars += plan.end - plan.start
        if chars >= size:
            yield lot
            lot, chars = [], 0
    if lot:
        yield lot


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the search for cycles: a lot makes many small objects and no cycles, and each search walks them all."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


@_uncollected()
def mine_lot(plans: Sequence[Plan]) -> Mined:
    """The tables of `STAGES` for these plans; what was read on the way is dropped, but for the outlines."""
    quantities, commitments = extract_quantities(plans), extract_commitments(plans)
    made = {
        "sections": segment(plans),
        "quantities": quantities,
        "commitments": commitments,
        "vetoes": extract_vetoes(plans),
        "concreteness": measure_concreteness(plans, quantities=quantities, commitments=commitments),
    }
    for plan in plans:
        forget(plan)
    return made


def joined(table: Table, parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """The parts of a table as one, in their order; the types stay as declared, for no parts too."""
    import pandas as pd

    filled = [part for part in parts if len(part)]
    if not filled:
        return table.frame(())
    return filled[0].reset_index(drop=True) if len(filled) == 1 else pd.concat(filled, ignore_index=True)


def shared(made: Mined, known: dict[str, str]) -> Mined:
    """The tables, in place, with one object for equal strings; `known` goes from lot to lot.

    Most cells say what others say (eq, 万元, increase_to), and a string takes sixty bytes and more.
    """
    import pandas as pd

    for name, frame in made.items():
        for column in (c for c in STAGES[name].columns if c.dtype == "string"):
            values = frame[column.name].tolist()
            one = [None if v is None else known.setdefault(v, v) for v in values]
            frame[column.name] = pd.Series(one, frame.index, dtype=object)
    return made


def detached(plan: Plan, name: str | None = None) -> Plan:
    """The plan alone, under another name: its source holds nothing but its text, with offsets from 0."""
    low, high, source = plan.start, plan.end, plan.source

    def own(span: Span) -> Span:
        return Span(max(span.start, low) - low, min(span.end, high) - low, span.reason)

    grids = tuple(
        Grid(g.start - low, g.end - low, tuple(tuple(own(cell) for cell in row) for row in g.rows))
        for g in source.grids
        if low <= g.start and g.end <= high
    )
    headings = tuple(
        Heading(h.start - low, h.end - low, h.level)
        for h in source.headings
        if low <= h.start and h.end <= high
    )
    alone = Source(
        plan.text, source.path, source.sha256, source.encoding, source.media_type,
        tuple(own(span) for span in plan.furniture), grids, headings,
    )  # fmt: skip
    return Plan(
        name or plan.id, alone, 0, high - low, plan.title, plan.issuer, plan.place, plan.year, plan.year_end,
        plan.date, plan.kind, plan.script, dict(plan.metadata), dict(plan.grounds),
    )  # fmt: skip


def placed(frame: pd.DataFrame, plans: Sequence[Plan]) -> pd.DataFrame:
    """A table of detached plans (named by their number) as that of the plans themselves, in place.

    The offsets, which are the columns `start`, `end` and those that end on `_start` and `_end`, move to
    where each plan stands in its source.
    """
    number = frame["plan_id"].astype("int64")
    frame["plan_id"] = number.map(dict(enumerate(p.id for p in plans))).astype(object)
    if any(p.start for p in plans):
        by = number.map(dict(enumerate(p.start for p in plans)))
        for name in offsets(frame.columns):
            frame[name] = (frame[name] + by).astype(frame[name].dtype)
    return frame


def offsets(columns: Iterable[str]) -> list[str]:
    """Those of the columns that are offsets into `source.text`."""
    return [c for c in columns if c in ("start", "end") or c.endswith(("_start", "_end"))]


def mine_plans(
    plans: Sequence[Plan],
    workers: int = 1,
    progress: Callable[[int], None] | None = None,
    *,
    as_numbers: bool = False,
) -> Iterator[tuple[list[Plan], Mined]]:
    """The tables of each lot of plans, in the order of the plans; `progress` is told the plans done.

    With more than one worker the lots are read in processes of their own, and a few at most wait to be
    taken. `as_numbers` leaves the plans detached: named by their number in the lot, offsets from 0. Raises
    InputError when `workers` is below 1, MinerError when a worker was killed.
    """
    if workers < 1:
        raise InputError(f"workers must be at least 1, not {workers}")
    cut = list(lots(plans))
    given: Iterable[list[Plan]] = map(numbered, cut) if as_numbers or workers > 1 else cut
    made = in_processes(mine_lot, given, len(cut), workers)
    results: Iterable[Mined] = made
    if workers > 1 and not as_numbers:
        results = ({k: placed(t, lot) for k, t in m.items()} for lot, m in zip(cut, made, strict=True))
    done = 0
    for lot, tables_of_lot in zip(cut, results, strict=True):
        done += len(lot)
        if progress:
            progress(done)
        yield lot, tables_of_lot


def numbered(lot: Sequence[Plan]) -> list[Plan]:
    """The plans of a lot, detached, with their number in it for a name."""
    return [detached(plan, str(i)) for i, plan in enumerate(lot)]
