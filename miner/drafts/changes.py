"""What became of last year's plan: sections and targets dropped, new, raised, softened, and units that changed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from miner.comparison.entries import rules
from miner.comparison.firmness import firmness_step
from miner.corpus import Plan
from miner.drafts.alike import Amount, amounts_of, paired
from miner.drafts.desk import Desk, Remark, records_of
from miner.drafts.revisions import revised
from miner.segmentation.outline import Section, outline
from miner.targets import extract_quantities

__all__ = ["check_changes", "title_of"]

Pair = tuple[Amount, Amount, float]
_FACTOR = 100.0
"""From so many times as much or as little on a value is doubted."""
_FACTOR_OF_UNITS = 20.0
"""The same where the unit or its magnitude is another one: 16小时 became 22分钟."""
_LIKE_FIGURES, _FACTOR_OF_FAMILY = 2.0, 7.0
"""The same where the figures are much alike, so that a nearer unit is doubted, too: 14500亩 became 15900公顷."""
_NEAR, _SURE = 10.0, 0.9
"""Figures of a slip of the unit differ by this factor at most; likeness from which two names surely agree."""
_LIKE = 60.0
"""rapidfuzz ratio (0 to 100) from which two headings are one."""
_KEPT = 0.34
"""Part of the sentences of a section that the draft must have for the section to be in it."""
_YEAR = re.compile(r"(?:20\d\d|1[01]\d|二[〇○零][一二三四五六七八九〇○零]{2})年度?")


def check_changes(desk: Desk) -> Iterator[Remark]:
    """Yield what became of the sections and targets of last year's plan; nothing without one."""
    last = desk.last
    if last is None:
        return
    earlier = amounts_of(last, records_of(extract_quantities(last)))
    later = amounts_of(desk.draft, desk.quantities)
    pairs = paired(earlier, later)
    dropped = list(_dropped(desk, last, pairs))
    for _, remark in dropped:
        yield remark
    yield from _new(desk, last, pairs)
    for a, b, score in pairs:
        moved = _moved(a, b, score)
        if moved is not None:
            yield moved
    partners = {id(a) for a, _, _ in pairs}
    spans = [_span(last, s) for s, _ in dropped]
    for a in earlier:
        if id(a) not in partners and a.row["status"] != "norm" and not _inside(a.start, spans) and a.name:
            yield _not_mentioned(desk, a)


def _inside(at: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= at < end for start, end in spans)


def _span(plan: Plan, section: Section) -> tuple[int, int]:
    return outline(plan).normalized.to_raw(section.start, section.end)


def _bare(heading: str) -> str:
    return _YEAR.sub("", heading).strip(" \u3000。：:")


def _tops(plan: Plan) -> list[Section]:
    return [s for s in outline(plan).sections if s.level == 1 and _bare(s.heading)]


def _dropped(desk: Desk, last: Plan, pairs: Sequence[Pair]) -> Iterator[tuple[Section, Remark]]:
    """Yield the top sections of last year's plan that the draft has neither by their heading nor by their sentences."""
    mine = [s for s in desk.outline.sections if s.heading]
    before = (desk.draft.start, desk.draft.start)
    for section in _tops(last):
        twin = _twin(section, mine)
        if twin is not None:
            before = desk.raw(twin.heading_start, twin.heading_end)
            continue
        start, end = _span(last, section)
        rows = [
            r
            for r in revised(desk)
            if r["start_a"] == r["start_a"] and r["start_a"] is not None and start <= r["start_a"] < end
        ]
        body = [r for r in rows if r["kind"] != "kept" or len(str(r["quote_a"])) > len(section.heading) + 6]
        kept = sum(r["kind"] in ("kept", "changed") for r in body)
        if (body and kept > _KEPT * len(body)) or _lives_on([a for a, _, _ in pairs], start, end, len(body)):
            continue
        anchor = before if before[0] < before[1] else title_of(desk)
        parts = {"heading": _bare(section.heading)}
        yield section, Remark("section_dropped", *anchor, parts, other=(last, start, end))


def _lives_on(amounts: Sequence[Amount], start: int, end: int, sentences: int) -> bool:
    """Whether so many amounts of a section have a partner in the other plan that the section is only reworded."""
    inside = [a for a in amounts if start <= a.start < end and a.role != "goals"]
    return len(inside) >= 2 and 2 * len(inside) >= sentences


def _twin(section: Section, others: Sequence[Section]) -> Section | None:
    """The section with the same heading or one like it."""
    from rapidfuzz import fuzz

    name = _bare(section.heading)
    scored = [(fuzz.ratio(name, _bare(o.heading)), o) for o in others]
    score, best = max(scored, key=lambda s: s[0], default=(0.0, None))
    if (
        best is not None
        and section.role
        and section.role == best.role
        and section.role in ("goals", "guarantee", "schedule")
    ):
        return best
    if score < _LIKE:
        same = next(
            (
                o
                for o in others
                if o.level == 1
                and section.role in ("goals", "guarantee", "schedule")
                and o.role == section.role
            ),
            None,
        )
        return same
    return best


def title_of(desk: Desk) -> tuple[int, int]:
    """The first line of the draft."""
    text, start = desk.draft.source.text, desk.draft.start
    while start < desk.draft.end and text[start].isspace():
        start += 1
    end = text.find("\n", start, desk.draft.end)
    return start, end if end >= 0 else desk.draft.end


def _new(desk: Desk, last: Plan, pairs: Sequence[Pair]) -> Iterator[Remark]:
    """Yield the top sections of the draft that last year's plan does not have."""
    others = [s for s in outline(last).sections if s.heading]
    for section in _tops(desk.draft):
        if _twin(section, others) is not None:
            continue
        start, end = desk.raw(section.start, section.end)
        rows = [
            r
            for r in revised(desk)
            if r["start_b"] == r["start_b"] and r["start_b"] is not None and start <= r["start_b"] < end
        ]
        kept = sum(r["kind"] in ("kept", "changed") for r in rows)
        if _lives_on([b for _, b, _ in pairs], start, end, len(rows) - 1):
            continue
        if not rows or kept <= _KEPT * len(rows):
            heading = desk.remark(
                "section_new",
                section.heading_start,
                section.heading_end,
                parts={"heading": _bare(section.heading)},
            )
            yield heading


def _moved(a: Amount, b: Amount, score: float) -> Remark | None:
    """What the draft made of an amount; None where it is the same."""
    last = a.plan
    parts = {"indicator": b.shown or a.shown or b.quote, "value": b.quote, "other": a.quote}
    other = (last, a.start, a.end)
    start, end = _with_words(b)
    same_kind = a.row["dimension"] == b.row["dimension"] and (
        a.row["dimension"] or a.row["unit"] == b.row["unit"]
    )
    if not same_kind:
        return None
    if _is_slip(a, b, score):
        return Remark("unit_changed", b.start, b.end, parts, other=other)
    fewer = any(part in b.name for part in rules()["lower_is_better"])
    step = firmness_step(a.row, b.row)
    if a.row["change"] != b.row["change"] and "%" in (a.row["unit"], b.row["unit"]):
        return None
    if abs(a.value - b.value) > 1e-9 * max(abs(a.value), abs(b.value), 1e-12):
        harder = (b.value > a.value) != fewer
        return Remark("target_raised" if harder else "target_lowered", start, end, parts, other=other)
    if step < 0:
        return Remark("target_softened", start, end, parts, other=other)
    return None


def _is_slip(a: Amount, b: Amount, score: float) -> bool:
    """Whether an amount looks like another one with a wrong unit: the figures are near, what they amount to is not.

    Where unit and magnitude are the same (3397亿元, 26亿元) the two speak rather of two things, unless their names agree.
    """
    values, figures = (abs(a.value), abs(b.value)), (_figure(a), _figure(b))
    if not all(v and v != float("inf") for v in (*values, *figures)):
        return False
    same = a.row["unit"] == b.row["unit"]
    if same and _scale(a) == _scale(b):
        return score >= _SURE and max(values) >= _FACTOR * min(values)
    if a.row["dimension"] == "count" and not same:
        return False
    if max(figures) <= _LIKE_FIGURES * min(figures):
        return max(values) >= _FACTOR_OF_FAMILY * min(values)
    if max(figures) > _NEAR * min(figures):
        return False
    return max(values) >= _FACTOR_OF_UNITS * min(values)


def _figure(amount: Amount) -> float:
    """The number as written, without magnitude and unit: 20 of 20万元; 0 where it is written in words."""
    match = re.search(r"\d+(?:\.\d+)?", amount.quote)
    return float(match.group()) if match else 0.0


def _scale(amount: Amount) -> str:
    """The magnitude that stands with the number: 万 in 20万元."""
    match = re.search("[万亿千百萬億]", amount.quote)
    return match.group().replace("萬", "万").replace("億", "亿") if match else ""


_WORDS = re.compile(
    r"(?:力争|争取|力爭|爭取|努力|确保|確保|预计|預計)?(?:达到|達到|保持在|控制在|提高到|提升至|压到|壓到)?$"
)


def _with_words(amount: Amount) -> tuple[int, int]:
    """The amount with the words of mood before it: 力争达到88%."""
    text, start = amount.plan.source.text, amount.start
    match = _WORDS.search(text[max(amount.plan.start, start - 8) : start])
    return start - (len(match.group()) if match else 0), amount.end


def _not_mentioned(desk: Desk, a: Amount) -> Remark:
    parts = {"indicator": a.shown, "other": a.quote}
    return Remark("target_dropped", *title_of(desk), parts, other=(a.plan, *a.span))
