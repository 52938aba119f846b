"""The stages that read one plan at a time, over processes: the same tables whatever the number of workers.

Plans go out in lots of about `LOT` characters, each without the rest of its file, and tables come back in
the order of the plans. Only a few lots are on their way at once, so that memory does not grow with the corpus.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from miner.corpus import Grid, Heading, Plan, Source, Span
from miner.engine.cache import LIMIT
from miner.engine.parts import packed, unpacked
from miner.engine.workers import Work, seldom_collected
from miner.errors import InputError
from miner.segmentation.outline import Outline, forget_outline, keep_outline, kept_outline, outline
from miner.stages import PLAN_STAGES, PLAN_TABLES, table_in
from miner.tables import Table
from miner.targets.extract import forget

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "Mined",
    "Mining",
    "detached",
    "lots",
    "mine_lot",
    "mine_plans",
    "numbered",
    "outline_all",
    "placed",
]

Mined = dict[str, "pd.DataFrame"]
"""The tables of some plans by the name of the stage."""

Rows = Mapping[str, "pd.DataFrame | bytes"]
"""Tables by the name of the stage, some packed (`miner.engine.parts`)."""

LOT = 200_000
"""Characters sent to a worker at once."""


def lots(plans: Iterable[Plan], size: int | None = None, workers: int = 1) -> Iterator[list[Plan]]:
    """Runs of plans of about `size` (None: `LOT`) characters, in order; at least one plan each.

    For several workers the last ones are smaller and smaller, so that none waits long for another at the end.
    """
    size = LOT if size is None else size
    given = list(plans)
    left = sum(plan.end - plan.start for plan in given)
    lot: list[Plan] = []
    chars = 0
    for plan in given:
        lot.append(plan)
        chars += plan.end - plan.start
        if chars >= (size if workers == 1 else min(size, max(size // 4, left // (6 * workers)))):
            yield lot
            left -= chars
            lot, chars = [], 0
    if lot:
        yield lot


@seldom_collected()
def mine_lot(plans: Sequence[Plan]) -> Mined:
    """The tables of `PLAN_STAGES` for these plans; what was read on the way is dropped, but for the outlines."""
    mined: Mined = {}
    for stage in PLAN_STAGES:
        result = stage.run(plans, **{name: mined[name] for name in stage.needs})
        mined |= {table.name: table_in(result, table.name) for table in stage.tables}
    for plan in plans:
        forget(plan)
    return mined


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
        tuple(own(span) for span in source.doubts if span.start < high and span.end > low),
    )  # fmt: skip
    return Plan(
        name or plan.id, alone, 0, high - low, plan.title, plan.issuer, plan.place, plan.year, plan.year_end,
        plan.date, plan.kind, plan.script, dict(plan.metadata), dict(plan.grounds),
    )  # fmt: skip


def placed(frame: pd.DataFrame, table: Table, places: Sequence[tuple[str, int]]) -> pd.DataFrame:
    """A table of detached plans (named by their number) as that of the plans themselves, in place.

    `places` are the ids of the plans and their starts in their sources, by which all offsets move.
    """
    number = frame["plan_id"].astype("int64")
    frame["plan_id"] = number.map(dict(enumerate(name for name, _ in places))).astype(object)
    if any(start for _, start in places):
        by = number.map(dict(enumerate(start for _, start in places)))
        for name in table.offsets:
            frame[name] = (frame[name] + by).astype(frame[name].dtype)
    return frame


class Mining:
    """The stages of single plans over a corpus; the other workers begin when it is made."""

    def __init__(self, plans: Sequence[Plan], workers: int, *, as_numbers: bool = False) -> None:
        """Raises InputError when `workers` is below 1."""
        if workers < 1:
            raise InputError(f"workers must be at least 1, not {workers}")
        self.lots = list(lots(plans, workers=workers))
        self._job: Callable[[list[Plan]], Rows] = _mine_numbered if as_numbers else mine_lot
        self._work: Work[list[Plan], Rows] | None = None
        if workers > 1 and len(self.lots) > 1:
            sent = partial(_sent, as_numbers=as_numbers)
            self._work = Work(self._job, self.lots, workers, sent=sent, remote=_mine_sent)

    def results(self, help: bool = True) -> Iterator[tuple[list[Plan], Rows]]:
        """The tables of each lot, in the order of the plans; without `help` this process only waits for them.

        Those that come from other processes are packed. Raises MinerError when a worker was killed.
        """
        results = map(self._job, self.lots) if self._work is None else self._work.results(help)
        return zip(self.lots, results, strict=True)

    def help(self) -> None:
        """Mine in this process what no worker has begun."""
        if self._work is not None:
            self._work.help()

    def stop(self) -> None:
        """Give up what is not done."""
        if self._work is not None:
            self._work.stop()


def mine_plans(
    plans: Sequence[Plan],
    workers: int = 1,
    progress: Callable[[int], None] | None = None,
    *,
    as_numbers: bool = False,
) -> Iterator[tuple[list[Plan], Mined]]:
    """The tables of each lot of plans, in the order of the plans; `progress` is told the plans done.

    With more than one worker lots are read in other processes too, and a few at most wait to be taken.
    `as_numbers` leaves the plans detached: named by their number in the lot, offsets from 0. Raises
    InputError when `workers` is below 1, MinerError when a worker was killed.
    """
    done = 0
    for lot, made in Mining(plans, workers, as_numbers=as_numbers).results():
        done += len(lot)
        if progress:
            progress(done)
        yield lot, {n: unpacked(t, PLAN_TABLES[n]) if isinstance(t, bytes) else t for n, t in made.items()}


def numbered(lot: Sequence[Plan]) -> list[Plan]:
    """The plans of a lot, detached, with their number in it for a name."""
    return [detached(plan, str(i)) for i, plan in enumerate(lot)]


def _mine_numbered(lot: list[Plan]) -> Mined:
    """`mine_lot` of the detached plans; their outlines are those of the plans, which later stages need."""
    alone = numbered(lot)
    for one, plan in zip(alone, lot, strict=True):
        keep_outline(one, outline(plan).moved(-plan.start))
    return _mine_once(alone)


def outline_all(plans: Iterable[Plan]) -> None:
    """Make the outlines of as many plans as are kept: for the stages that compare, and to send them along."""
    chars = 0
    for plan in plans:
        chars += plan.end - plan.start
        if chars > LIMIT:
            return
        outline(plan)


class Sent(NamedTuple):
    """What is sent to another process: detached plans, their outlines where they were made before, and the ids and
    places that they have in the corpus (None: the tables keep numbers)."""

    plans: list[Plan]
    outlines: list[Outline | None]
    places: list[tuple[str, int]] | None


def _sent(lot: Sequence[Plan], as_numbers: bool) -> Sent:
    alone = numbered(lot)
    known = [kept_outline(plan) for plan in lot]
    outlines = [made and made.moved(-plan.start) for made, plan in zip(known, lot, strict=True)]
    return Sent(alone, outlines, None if as_numbers else [(plan.id, plan.start) for plan in lot])


def _mine_sent(sent: Sent) -> dict[str, bytes]:
    for plan, outlined in zip(sent.plans, sent.outlines, strict=True):
        if outlined is not None:
            keep_outline(plan, outlined)
    mined = _mine_once(sent.plans)
    if sent.places is not None:
        mined = {name: placed(table, PLAN_TABLES[name], sent.places) for name, table in mined.items()}
    return {name: packed(table, PLAN_TABLES[name]) for name, table in mined.items()}


def _mine_once(plans: list[Plan]) -> Mined:
    """The tables of plans that nobody asks for again."""
    mined = mine_lot(plans)
    for plan in plans:
        forget_outline(plan)
    return mined
