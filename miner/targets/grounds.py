"""What speaks for and against a promise at one quantity: named grounds with weights (`data/grounds.toml`).

The path of the discourse (`status`) tells plan from review. It does not tell a promise from a state of affairs:
in 村情概况 and 培训300人 nothing is past. That is weighed here, from the section (`data/sections.toml`), the kind
of document, the form of the clause and words in it. Every ground that holds is shown with the row.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from miner.knowledge.caches import cache, lru_cache
from miner.knowledge.data import read_csv, read_toml
from miner.knowledge.patterns import PatternSet
from miner.numbers.quantities import Quantity
from miner.segmentation.roles import heading_role
from miner.targets.context import is_counter
from miner.targets.indicators import Reading
from miner.targets.lexicon import lexicon

__all__ = [
    "Place",
    "Weighed",
    "chance",
    "document_form",
    "log_odds",
    "near_grounds",
    "section_kind",
    "weigh",
    "weights",
]

_RATES = frozenset({"%", "％", "﹪", "个百分点", "百分点", "‰", "倍", "成", "番"})
_NONE = frozenset({"zero", "none left"})
"""Words for nothing at all: 发生次数为零, 重大事故零发生."""
_BOUNDS = frozenset({"ge", "gt", "le", "lt", "between"})
_LEVELS = frozenset({"increase_by", "increase_to", "decrease_by", "decrease_to", "multiply_by"})


class Place(NamedTuple):
    """Where a quantity stands: what its section and its document are, and what its sentence says."""

    section: str | None
    """`describes`, `reviews`, `cites`, `rules`, `promises`, `opens` (above the plan that is announced) or None."""
    document: str | None
    """`award`, `reply`, `list`, `regulation`, `news` or None."""
    kind: str
    """The kind of document of `status.toml`: `plan`, `report`, `unknown` …"""
    cues: tuple[str, ...]
    """Names of the cues of plan or review (`status.toml`) that the sentence holds."""
    path: float
    """Log odds of plan over review at the clause."""
    before: str
    """What the quantity before it in its part of the sentence is: `act`, `state` or empty."""
    after_done: bool
    """A quantity before it in its sentence says what was done."""
    mood: bool
    """A word of mood holds in the clause."""
    ahead: bool
    """A period that is not over before the plan's own time holds."""
    behind: bool
    """The period that is named for the clause ended before the plan's own time."""
    due: bool
    """The period ahead is more than the year that runs: it has a deadline or a later year."""
    wider: bool = False
    """The clause opens with an area that is wider than what the plan speaks for: 全市 in a plan of a town."""
    goals: bool = False
    """The section names aims."""
    tasks: bool = False
    """The section names measures, what is to be done."""


class Weighed(NamedTuple):
    """Log odds of a promise, the status where it is none, and the grounds in words."""

    log_odds: float
    status: str
    grounds: tuple[str, ...]
    kind: str
    """`act`, `state` or empty: what a quantity without a verb behind this one goes on from."""
    sizes: tuple[tuple[str, float], ...]
    """Every ground that holds, those of no weight too, and its size: 1, but log odds for the path."""


@dataclass(frozen=True, slots=True)
class _Ground:
    name: str
    where: str
    pattern: re.Pattern[str]
    weight: float
    unless: frozenset[str]
    status: str
    units: frozenset[str]
    """Units of which it says nothing."""


@dataclass(frozen=True, slots=True)
class _Kind:
    name: str
    words: re.Pattern[str]
    undo: re.Pattern[str] | None
    longest: int


@cache
def _grounds() -> tuple[dict[str, float], tuple[_Ground, ...], PatternSet]:
    data: dict[str, Any] = read_toml("miner.targets", "grounds.toml")
    made = tuple(
        _Ground(
            g["name"],
            g["where"],
            re.compile(g["pattern"]),
            g["weight"],
            frozenset(g.get("unless", ())),
            g.get("status", "context"),
            frozenset(g.get("units_not", ())),
        )
        for g in data["ground"]
    )
    return weights(), made, PatternSet(g.pattern for g in made)


def near_grounds(text: str, sentences: Sequence[tuple[int, int]]) -> list[list[int]]:
    """For each of the `sentences` (in order, apart) the numbers of the patterns that may match in it, in order."""
    found = _grounds()[2].places(text, sentences)
    return [sorted(places) for places in found]


def weights(fitted: bool = True) -> dict[str, float]:
    """The weight of every ground: set by hand, and where enough labels show it fitted on them (`weights.csv`)."""
    data: dict[str, Any] = read_toml("miner.targets", "grounds.toml")
    by_hand: dict[str, float] = {g["name"]: g["weight"] for g in data["ground"]} | data["weights"]
    return by_hand | (_fitted() if fitted else {})


def _fitted() -> dict[str, float]:
    """The weights of `weights.csv`."""
    return {row["ground"]: float(row["weight"]) for row in read_csv("miner.targets", "weights.csv")}


@cache
def _kinds(name: str) -> tuple[_Kind, ...]:
    def compiled(entry: dict[str, Any]) -> _Kind:
        undo = entry.get("not")
        return _Kind(
            entry["name"],
            re.compile("|".join(entry["words"])),
            re.compile("|".join(undo)) if undo else None,
            entry.get("longest", 80),
        )

    return tuple(map(compiled, read_toml("miner.targets", "sections.toml")[name]))


def _told(name: str, said: str) -> str | None:
    """The first kind of the list `name` that the words of `said` tell."""
    for kind in _kinds(name):
        if (
            len(said) <= kind.longest
            and kind.words.search(said)
            and not (kind.undo and kind.undo.search(said))
        ):
            return kind.name
    return None


@cache
def _aims() -> re.Pattern[str]:
    """Words of a heading that names its aims beside what is."""
    pattern: str = read_toml("miner.targets", "sections.toml")["aims"]
    return re.compile(pattern)


@lru_cache(maxsize=4096)
def section_kind(heading: str) -> str | None:
    """`describes`, `reviews`, `cites`, `rules` or `promises`, from the words of a heading in normal form.

    >>> section_kind("村情概况"), section_kind("工作目标"), section_kind("过去一年工作回顾")
    ('describes', 'promises', 'reviews')
    """
    said = heading.strip().strip("【】").rstrip("。：:；;，,")
    label = _LABEL.match(said)
    said = label.group("label") if label else said
    if not said:
        return None
    role = None if len(said) > _LONGEST_HEADING and "，" in said else heading_role(said)
    by_role: dict[str, str] = read_toml("miner.targets", "sections.toml")["roles"]
    known = by_role.get(role.name) if role else None
    told = _told("kind", said)
    if known == "describes" and told is None and _aims().search(said):
        known = None  # 背景与目标: the aims stand there too
    return known if known == "reviews" and told == "describes" else told or known


_LABEL = re.compile(r"(?P<label>[^，。；：:]{2,16})[：:].")
"""What a heading that runs on into its text calls itself: 总体目标：…."""
_LONGEST_HEADING = 30


def document_form(title: str | None, opening: str = "") -> str | None:
    """`award`, `reply`, `list`, `regulation` or `news` where title or opening say so: they promise nothing.

    >>> document_form("关于表彰先进集体的决定"), document_form("2026年工会工作计划")
    ('award', None)
    """
    told = _told("document", "".join(title.split())[:80]) if title else None
    return told or ("news" if _NEWS.search(opening, 0, 300) else None)


_NEWS = re.compile(
    r"记者|新闻发[布佈]会|通讯员|本报|[（(【\[][^）)】\]\n]{0,12}[讯电][）)】\]]|(?:今|昨|前)(?:日|天)?[（(]\d{1,2}日?[）)]|\d{1,2}日[，,][^。\n]{2,60}(?:召开|举行|举办)"
)


def weigh(
    text: str,
    reading: Reading,
    sentence: tuple[int, int],
    clause: tuple[int, int],
    place: Place,
    near: Sequence[int],
) -> Weighed:
    """Weigh the grounds at one quantity.

    `sentence`, its own, and `clause` are offsets into `text`, the plan's normal form;
    `near` are the patterns that may match in its sentence.
    """
    lead = sentence[0]
    weight, patterns, _ = _grounds()
    form = tuple(_form(text, reading, lead, clause, place))
    path = "path ahead" if place.path > 0 else "path back"
    sizes = [("bias", 1.0), (path, min(_FAR, max(-2 * _FAR, place.path))), *((name, 1.0) for name in form)]
    q = reading.quantity
    stop = clause[0] + len(text[clause[0] : q.start].rstrip())  # 只有 30%
    spans = {
        "clause": clause,
        "before": (clause[0], q.start),
        "at": (max(clause[0], stop - 40), stop),
        "lead": (lead, q.start),
        "onward": (q.end, max(q.end, clause[1])),
        "rest": (q.end, max(q.end, sentence[1])),
    }
    worst, status = 0.0, "context"
    kind = "act" if _ACTS.intersection(form) else "state" if "goes on from a state" in form else ""
    for k in near:
        g = patterns[k]
        if not g.unless.isdisjoint(form) or q.unit in g.units:
            continue
        lo, hi = spans[g.where]
        found = (g.pattern.match if g.where in _BEHIND else g.pattern.search)(text, lo, hi)
        if found:
            sizes.append((g.name, 1.0))
            kind = "state" if g.name in _STATES else "done" if g.name == "was done" else kind
            if g.weight < worst:
                worst, status = g.weight, g.status
    if place.behind and status == "context" and not _ACTS.isdisjoint(form):
        status = "achieved"
    if place.wider:
        status = "reference"
    elif worst > -2.0 and (place.section == "rules" or place.document == "regulation"):
        status = "norm"
    total = sum(weight.get(name, 0.0) * size for name, size in sizes)
    grounds = (f"{name} {told:+.1f}" for name, size in sizes if (told := weight.get(name, 0.0) * size))
    return Weighed(total, status, tuple(grounds), kind, tuple(sizes))


_BEHIND = ("onward", "rest")
"""Parts of the text behind the quantity, at whose beginning a pattern must match."""
_FAR = 4.0
"""Log odds of the path beyond which it says no more."""
_REACHED = frozenset(
    {"达到", "达", "保持在", "稳定在", "控制在", "维持在", "分别达到", "达标", "突破", "超过"}
)
_STAFFED = re.compile(
    r"(?:配备?|[开建增添]设|(?<!建)设立?|聘请?|选派|兴建|修建|硬化|安装|购置|种植|栽植)(?:好|有|了(?!解))?$"
)
_REACHES = re.compile(r"(?<!应)(?:覆盖|惠及|服务|吸纳|辐射|受益)(?!率|面|范围)[一-鿿]{1,8}$")
"""专项合同覆盖企业|350家: the verb stands between who and whom."""
_COMPARED = re.compile(r"\s*(?:其中)?(?:较|比|同比)")
_MARKS = frozenset("、，,和与及或")
_MORE = re.compile("[多余]")  # 800多米 is no bound that anyone sets
_ACTS = frozenset(
    {
        "verb of doing",
        "verb of change",
        "verb in the clause",
        "goes on from an act",
        "size of what is built",
        "how often",
    }
)
_STATES = frozenset(
    {"states what there is", "distance or site", "now", "is now", "measures a place", "people who live there"}
)


def _form(text: str, r: Reading, lead: int, clause: tuple[int, int], place: Place) -> Iterator[str]:
    """The names of the grounds of structure that hold."""
    if place.section:
        yield f"section {place.section}"
    told = place.document
    if told in ("news", "reply") and place.section == "promises":
        told = None  # a report on a meeting that prints the plan; 下一步打算 of a reply
    yield f"document {told or place.kind}"
    yield from (f"says {cue}" for cue in place.cues)
    if place.after_done and not (place.mood or place.ahead):
        yield "goes on from what was done"
    q = r.quantity
    reaches = not r.action and place.before != "state" and _REACHES.search(text, clause[0], q.start)
    acts = (bool(r.action) and r.action not in lexicon().changes.words) or bool(
        _STAFFED.search(text, clause[0], q.start) or reaches
    )
    changes = r.change in _LEVELS
    bound = q.comparator in _BOUNDS and not _MORE.search(text, q.start, q.end)
    often = bool(r.frequency or q.frequency)
    if acts:
        yield "verb of doing"
    if changes:
        yield "verb of change"
        if place.before == "state" and _COMPARED.match(text, clause[0], q.start):
            yield "change of a state"
    if bound:
        yield "bound"
    if not changes and not _REACHED.isdisjoint(r.around.words):
        yield "level to reach"
    if often:
        yield "how often"
    yield from _amounts(text, q, lead)
    if place.mood:
        yield "mood"
    if place.ahead:
        yield "ahead"
    if place.due:
        yield "due"
    if place.behind:
        yield "behind"
    if place.wider:
        yield "of a wider area"
    if place.goals:
        yield "aims"
    if q.unit in _RATES or q.dimension == "share" or (q.low is None and q.high is None) or q.rule in _NONE:
        yield "rate"
        if q.rule in _NONE:
            yield "nothing at all"
        if place.before == "state" and not (acts or changes or bound):
            yield "goes on from a state"
    elif not (acts or changes or bound or often) and _MARKS.issuperset(r.around.words):
        yield from _without_verb(text, r, clause, place)


@cache
def _words() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """What ends before a cost, what ends before a size, and the verbs of building."""
    data: dict[str, Any] = read_toml("miner.targets", "grounds.toml")
    costs, sizes, built = ("|".join(map(re.escape, data[name])) for name in ("costs", "sizes", "built"))
    return (
        re.compile(f"(?:{costs})(?:约|为|是|共|[：:\\s])*$"),
        re.compile(f"(?:{sizes})(?:约|为|共|达)*$"),
        re.compile(built),
    )


_BESIDE = re.compile(r"(?:\|\s*[-−]?\d[\d,.]*%?\s*){2}\|\s*$")
_CELL_ENDS = re.compile(r"\s*(?:\||$)")


def _amounts(text: str, q: Quantity, lead: int) -> Iterator[str]:
    """What stands right before a cost, a size or a percentage in a table that was not read cell by cell."""
    near = max(0, q.start - _NEAR)
    costs, sizes, built = _words()
    if q.unit == "元" and costs.search(text, near, q.start):
        yield "what it costs"
    if sizes.search(text, max(lead, near), q.start) and built.search(text, lead, q.start):
        yield "size of what is built"
    if q.unit in _RATES and _BESIDE.search(text, near, q.start) and _CELL_ENDS.match(text, q.end):
        yield "cell among figures"


_NEAR = 48
"""Characters before a number that are looked at."""


def _without_verb(text: str, r: Reading, clause: tuple[int, int], place: Place) -> Iterator[str]:
    """What holds of a count or an amount that no verb governs."""
    if _verbs().search(text, clause[0], r.quantity.start):
        yield "verb in the clause"
        return
    yield "no verb"
    if place.before:
        yield "goes on from an act" if place.before == "act" else "goes on from a state"
    elif not place.cues and not place.ahead:
        yield "no verb in the sentence"
    if place.section == "promises":
        yield "counted task" if place.tasks and is_counter(r.quantity) else "counted aim"


@cache
def _verbs() -> re.Pattern[str]:
    """A verb of doing or urging of two characters or more that no 的 makes part of a noun."""
    lex = lexicon()
    words = sorted(
        (w for w in lex.strong | lex.urging | lex.counted_acts if len(w) > 1), key=len, reverse=True
    )
    return re.compile(f"(?:{'|'.join(map(re.escape, words))})(?!的|了|情况|率|金|品|费)")


def chance(log_odds: float) -> float:
    """The logistic of `log_odds`; safe for numbers of any size."""
    return 1 / (1 + math.exp(-max(-40.0, min(40.0, log_odds))))


def log_odds(probability: float) -> float:
    """The inverse of `chance`, for probabilities that a float still tells from 0 and 1."""
    p = min(max(probability, 1e-12), 1 - 1e-12)
    return math.log(p / (1 - p))
