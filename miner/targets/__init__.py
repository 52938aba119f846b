"""Targets: numerals, units, quantities, and what they commit to."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from miner.corpus import Plan, as_plans
from miner.targets import tables
from miner.targets.commitments import commitments
from miner.targets.extract import Mined, Row, mine
from miner.targets.horizons import Horizon, date_bounds, horizon_of
from miner.targets.links import linked
from miner.targets.modality import FORCE
from miner.targets.names import normal_name
from miner.targets.periods import find_periods

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["extract_commitments", "extract_quantities", "extract_targets", "extract_vetoes"]


def extract_quantities(corpus_or_plan: Iterable[Plan] | Plan) -> pd.DataFrame:
    """Every quantity of every plan, one row an indicator: the table `miner.tables.QUANTITIES`."""
    return tables.QUANTITIES.frame(
        row for plan in as_plans(corpus_or_plan) for row in _rows(plan, mine(plan))
    )


def extract_targets(
    corpus_or_plan: Iterable[Plan] | Plan, *, quantities: pd.DataFrame | None = None
) -> pd.DataFrame:
    """The rows of `extract_quantities` that are commitments of the plan; `quantities` extracted before are used.

    >>> import miner
    >>> found = extract_targets(miner.Corpus.from_texts({"p": "一、目标\\n全年植树80亩以上。"}))
    >>> found[["quote", "comparator", "low", "unit"]].values.tolist()
    [['80亩以上', 'ge', 80.0, '亩']]
    """
    made = extract_quantities(corpus_or_plan) if quantities is None else quantities
    return made[made["status"] == "commitment"].reset_index(drop=True)


def extract_commitments(corpus_or_plan: Iterable[Plan] | Plan) -> pd.DataFrame:
    """What each plan promises without a number, one row a clause: the table `miner.tables.COMMITMENTS`.

    >>> import miner
    >>> extract_commitments(miner.Corpus.from_texts({"p": "坚决守住不发生系统性风险的底线。"}))["kind"].tolist()
    ['prohibition']
    """
    return tables.COMMITMENTS.frame(
        row for plan in as_plans(corpus_or_plan) for row in _promises(plan, mine(plan))
    )


def extract_vetoes(corpus_or_plan: Iterable[Plan] | Plan) -> pd.DataFrame:
    """Every number that is no quantity, with the rule that says so: the table `miner.tables.VETOES`.

    >>> import miner
    >>> found = extract_vetoes(miner.Corpus.from_texts({"p": "2025年召开第三届职工大会。"}))
    >>> found[["quote", "veto"]].values.tolist()
    [['2025年', 'date'], ['三届', 'ordinal']]
    """
    return tables.VETOES.frame(row for plan in as_plans(corpus_or_plan) for row in _vetoed(plan, mine(plan)))


def _vetoed(plan: Plan, mined: Mined) -> Iterator[tuple[Any, ...]]:
    text = plan.source.text
    for veto, start, end in _in_source(mined, mined.vetoes, [(v.start, v.end) for v in mined.vetoes]):
        yield plan.id, _section_id(mined, veto.start), start, end, text[start:end], veto.veto, veto.reason


def _promises(plan: Plan, mined: Mined) -> Iterator[tuple[Any, ...]]:
    made = tuple(commitments(mined))
    sentences = _in_source(mined, made, [c.sentence for c in made])
    for (c, start, end), (_, *sentence) in zip(
        _in_source(mined, made, [(c.start, c.end) for c in made]), sentences, strict=True
    ):
        mood = c.mood or "plain"
        yield (
            plan.id,
            _section_id(mined, c.start),
            start,
            end,
            plan.source.text[start:end],
            c.kind,
            c.action,
            c.object,
            c.period.surface if c.period else None,
            c.period.iso if c.period else mined.interval,
            (c.period.deadline or (c.period.iso if c.kind == "dated" else None)) if c.period else None,
            mined.actors.of(*c.sentence),
            mood,
            FORCE(mood),
            c.probability,
            *sentence,
        )


Item = TypeVar("Item")


def _in_source(
    mined: Mined, items: Sequence[Item], spans: Sequence[tuple[int, int]]
) -> Iterator[tuple[Item, int, int]]:
    """Each of the items with the offsets of its span in the source, all mapped at once."""
    starts, ends = mined.normalized.to_raw_spans([a for a, _ in spans], [b for _, b in spans])
    return zip(items, starts.tolist(), ends.tolist(), strict=True)


def _doubt(plan: Plan, start: int) -> tuple[str, ...]:
    """The flag of a quantity in a line of a scan that was not read with certainty."""
    doubts = plan.source.doubts
    i = bisect_right(doubts, (start, 1 << 60)) - 1
    return ("doubtful reading",) if i >= 0 and doubts[i].start <= start < doubts[i].end else ()


def _section_id(mined: Mined, position: int) -> str | None:
    section = mined.outline.at(position)
    return section.id if section else None


def _rows(plan: Plan, mined: Mined) -> Iterator[tuple[Any, ...]]:
    rows = mined.rows
    quantities = _in_source(mined, rows, [(r.quantity.start, r.quantity.end) for r in rows])
    indicators = _in_source(mined, rows, [r.reading.span or (0, 0) for r in rows])
    sentences = _in_source(mined, rows, [r.sentence for r in rows])
    made = [
        _row(plan, mined, row, quote, span if row.reading.span else (None, None), sentence)
        for (row, *quote), (_, *span), (_, *sentence) in zip(quantities, indicators, sentences, strict=True)
    ]
    names = tables.QUANTITIES.names
    same = names.index("same_as")
    for values, start in zip(made, linked([dict(zip(names, v, strict=True)) for v in made]), strict=True):
        yield (*values[:same], start, *values[same + 1 :])


def _row(
    plan: Plan,
    mined: Mined,
    row: Row,
    quote: Sequence[int],
    span: Sequence[int | None],
    sentence: Sequence[int],
) -> tuple[Any, ...]:
    """One row of the table; the spans of quantity, indicator and sentence are offsets into the source."""
    r, q = row.reading, row.quantity
    start, end = quote
    committed = row.verdict.status == "commitment"
    mood = row.mood or ("plain" if committed else None)
    return (
        plan.id,
        _section_id(mined, q.start),
        start,
        end,
        plan.source.text[start:end],
        q.low,
        q.high,
        q.comparator,
        q.unit,
        q.unit_code,
        q.dimension,
        q.factor,
        r.change,
        row.verdict.status,
        row.verdict.probability,
        r.indicator or None,
        normal_name(r.whole, r.action) if r.whole else None,
        span[0],
        span[1],
        row.period.surface if row.period else None,
        row.period.iso if row.period else mined.interval if committed else None,
        row.period.deadline if row.period else None,
        *_horizon(mined, row, committed),
        q.frequency or r.frequency,
        r.scope,
        mood,
        FORCE(mood),
        r.action or None,
        (row.actor or mined.actors.of(*row.sentence))
        if row.verdict.status in ("commitment", "norm")
        else None,
        r.baseline,
        r.baseline_value,
        _baseline_period(mined, r.baseline),
        q.implied,
        sentence[0],
        sentence[1],
        None,
        ",".join((*q.flags, *_doubt(plan, start))) or None,
        row.verdict.grounds,
    )


def _horizon(mined: Mined, row: Row, committed: bool) -> Horizon:
    """Horizon and days of a commitment; of other rows the days of the period that they name."""
    if not committed:
        start, end = date_bounds(row.period.iso if row.period else None, mined.year)
        return Horizon(None, start, end)
    q, r = row.quantity, row.reading
    clause = mined.normalized.text[max(row.sentence[0], q.start - 60) : q.start]
    clause = clause[max(clause.rfind(mark) for mark in "，；。") + 1 :]
    frequency = q.frequency or r.frequency
    adds = r.change in ("increase_by", "decrease_by")
    levels = r.action in _LEVELS or bool(_LEVELS.intersection(r.around.words)) or r.change != "level"
    done = adds or not (levels or q.unit in _SHARES)
    years = (mined.year, mined.last)
    return horizon_of(
        clause, row.period, adds, done, frequency, years, row.horizon, mined.several, mined.school
    )


_LEVELS = frozenset({"达到", "达", "为", "有", "保持", "稳定在", "保持在", "控制在"})
"""Words that make a count the state at the end of a time: 建成站点达到30个."""
_SHARES = frozenset({"%", "‰", "个百分点", "百分点", "倍"})


def _baseline_period(mined: Mined, baseline: str | None) -> str | None:
    """The year that a baseline names: 2025 for 2025年, the year before for 上年."""
    if baseline is None:
        return None
    found = find_periods(baseline, 0, None, mined.year, mined.last)
    return found[0].iso if found else None
