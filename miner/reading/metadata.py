"""What is known of a plan: title, issuing body, place, years, kind, date, script, each with its grounds.

A column or front matter of the file wins, then the catalogue block, then the title, then the head and the
end of the text, then the file's name. What stays in doubt is None: a wrong year or place would accuse a plan of
leftovers that are none. Places and bodies are given in simplified script.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from miner.corpus import Span
from miner.knowledge.data import read_toml
from miner.reading.catalogue import field_of
from miner.reading.dates import (
    date_in,
    dates_in,
    is_spoken_report,
    year_ahead,
    years_drawn_up,
    years_in_title,
    years_of_headings,
    years_reviewed,
)
from miner.reading.lines import headline_of, weighed
from miner.reading.places import (
    body_alone,
    issuer_in_title,
    place_in_head,
    place_in_title,
    place_of_file,
    place_of_sentence,
    place_that_speaks,
    region_of,
    village_in_title,
)
from miner.reading.title_years import LONGEST_MENU, title_years, years_of_notice
from miner.reading.titles import (
    HeadLine,
    enclosed_title,
    file_title,
    find_title,
    kind_of,
    may_be_title,
    own_start,
    owner_above,
    owner_below,
    page_names,
    squeeze,
)
from miner.reading.view import view_of

HEAD = 16
"""So many lines of a plan are its head."""

__all__ = ["Facts", "find_facts", "page_date"]


@dataclass
class Facts:
    """The fields of a plan that were found; `grounds` tells how each was."""

    title: str | None = None
    issuer: str | None = None
    place: str | None = None
    year: int | None = None
    year_end: int | None = None
    date: str | None = None
    kind: str | None = None
    script: str | None = None
    starts: int | None = None
    """Where the title stands in the view that was read; None where the text has none."""
    grounds: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, value: Any, ground: str) -> None:
        """Keep `value` where the field is still unknown."""
        if value not in (None, "") and getattr(self, name) is None:
            setattr(self, name, value)
            self.grounds[name] = ground

    def add_years(self, first: int, last: int | None, ground: str) -> None:
        """Keep the years where none is known yet."""
        if self.year is None:
            self.add("year", first, ground)
            self.add("year_end", last, ground)


@dataclass(frozen=True)
class _Plan:
    """The parts of a plan that rules look at, without furniture; lines of the view, of the head also raw."""

    view: str
    head: list[HeadLine]
    tail: list[str]


def find_facts(
    view: str,
    raw: str,
    furniture: tuple[Span, ...],
    given: Mapping[str, str],
    catalogue: Mapping[str, str],
    stem: str | None,
    title: str | None,
    script: str | None,
    stamp: str | None,
    page_title: str | None = None,
) -> Facts:
    """Gather the facts of one plan.

    `view` and `raw` are the plan's own text, `furniture` its spans there, `given` columns or front matter,
    `catalogue` the catalogue block's pairs, `stem` the file's name without its ending, `title` the title
    line of a plan in a collection, `stamp` the date the page shows (it dates the page, so it gives no year).
    """
    facts = Facts()
    facts.add("script", script, "characters that only one script has")
    plan = _parts(view, raw, furniture)
    _from_pairs(facts, given, "column or front matter of the file")
    _from_pairs(facts, catalogue, "catalogue block of the page")
    facts.add("title", title and squeeze(title), "title of the plan in its collection")
    names = [squeeze(view_of(n, "mixed")) for n in (file_title(page_title), file_title(stem)) if n]
    shown = page_names(view)
    names += shown
    headline = headline_of(view)
    found = find_title(plan.head, names, headline.start if headline else None)
    owner = below = None
    if found:
        facts.add("title", found.text, found.ground)
        if facts.title == found.text:
            facts.starts = own_start(plan.head, found)
            owner, facts.starts = owner_above(plan.head, facts.starts)
            below = owner_below(plan.head, found)
    enclosed = enclosed_title(plan.view) if found is None else None
    if enclosed:
        facts.add("title", raw[enclosed[1] : enclosed[1] + len(enclosed[0])], "name that the letter gives")
    facts.add("title", file_title(page_title), "title of the page")
    facts.add("title", next((n for n in shown if may_be_title(n)), None), "name that the page shows")
    facts.add("title", file_title(stem), "file name")
    if facts.title:
        _from_title(facts, facts.title, script == "Hant", facts.grounds["title"])
        facts.add("issuer", *_of_notice(facts.title, plan.view))
        years = years_of_notice(facts.title, plan.view) if facts.year is None else None
        if years:
            facts.add_years(*years, "years before the same title in the text")
    facts.add("issuer", owner, "line above the title")
    facts.add("issuer", below, "line below the title")
    _from_head(facts, plan)
    if catalogue and facts.date and facts.date[:4].isdigit():
        facts.add_years(int(facts.date[:4]), None, facts.grounds["date"])
    signed = _from_tail(facts, plan)
    _from_sentences(facts, plan)
    named = stem if not title or (is_spoken_report(view) and not kind_of(title)) else None
    _from_name(facts, named or "", view, signed)
    facts.add("date", stamp, "time stamp of the page")
    if stamp and facts.title and _THIS_YEAR.search(view_of(facts.title, "mixed")):
        facts.add_years(int(stamp[:4]), int(stamp[:4]), "day of the page, of whose year the title speaks")
    _report(facts)
    _doubts(facts, plan, stem if stem and not title else "")
    _from_labels(facts, view)
    if facts.issuer and facts.place is None:
        facts.add(
            "place",
            place_in_title(view_of(facts.issuer, "mixed")),
            f"issuing body ({facts.grounds['issuer']})",
        )
    if facts.place is None and facts.title:
        village = village_in_title(view_of(facts.title, "mixed"))
        facts.add("place", village, f"title ({facts.grounds['title']})")
    if facts.place is None:
        _from_whole_text(facts, plan, view)
    return facts


_THIS_YEAR = re.compile(r"(?<!\d)(?:今年|本年度)")
"""The headline of a report that speaks of the year in which it was put up."""
_LABELED_BODY = re.compile(
    r"(?:发布|发文|制定|印发|公布|主办|编制)(?:单位|机构|机关|部门) ?: ?(?P<body>[^\s|:]{3,40})|(?:信息|文章|资料|稿件)?来源 ?: ?(?P<source>[^\s|:]{4,40})"
)


def _from_labels(facts: Facts, view: str) -> None:
    """The body that the page itself names as the one that publishes, where nothing in the text names one."""
    for m in _LABELED_BODY.finditer(view, 0, 1500):
        name = body_alone(m["body"] or m["source"])
        if name and not re.search("宣传部|融媒|新闻|网信", name):
            facts.add("issuer", _of_place(name, facts.place), "label of the page")


def _of_place(name: str, place: str | None) -> str:
    """The whole name of a body whose label names only the level of its place: 县水利局 on a page of 青石县."""
    level = name[0]
    return (
        place + name[1:]
        if place and len(place) > 2 and level in "省市县区镇乡" and place.endswith(level)
        else name
    )


WHOLE, SPOKEN = 5000, 2500
"""So many characters are read for the region, and for the place, that a text speaks of as its own."""


def _from_whole_text(facts: Facts, plan: _Plan, view: str) -> None:
    text = plan.view[:WHOLE]
    found = region_of(text)
    if found is None and facts.issuer is None:
        found = place_that_speaks(text[:SPOKEN], view[:1500])
    if found:
        facts.add("place", *found)


def _parts(view: str, raw: str, furniture: tuple[Span, ...]) -> _Plan:
    whole = view
    for span in furniture:
        if span.start < 3000 or span.end > len(view) - 3000:
            view = view[: span.start] + "\n" * (span.end - span.start) + view[span.end :]
    head = []
    chances = {n.line.start: n.chance for n in weighed(whole) if not n.line.behind}
    for m in re.finditer(r"[^\n\t]+", view[:3000]):
        if m.group().strip():
            lead = m.start() + len(m.group()) - len(m.group().lstrip())
            line = raw[m.start() : m.end()].strip()
            head.append(HeadLine(lead, m.group().strip(), line, chances.get(lead, 0.0)))
        if len(head) == HEAD:
            break
    tail = [line.strip() for line in view.rstrip()[-500:].split("\n") if line.strip()][-8:]
    return _Plan(view, head, tail)


def _from_pairs(facts: Facts, pairs: Mapping[str, str], ground: str) -> None:
    """Columns, front matter or a catalogue: where two name one field, the order of the knowledge file decides."""
    order: dict[str, list[str]] = read_toml("miner.reading", "metadata.toml")["columns"]
    found = [(field_of(key), key, str(value).strip()) for key, value in pairs.items()]
    for name in ("title", "issuer", "place", "kind", "year", "year_end", "date"):
        values = [(order[name].index(k.strip().lower()), v) for f, k, v in found if f == name and v]
        if not values:
            continue
        value = min(values)[1]
        if name == "date":
            facts.add(name, date_in(view_of(value, "Hans")) or value, ground)
        elif name in ("year", "year_end"):
            m = re.search(r"(?:19|20)\d\d", value)
            facts.add(name, int(m.group()) if m else None, ground)
            span = years_in_title(value)
            if name == "year" and span and span[0] == facts.year != span[1]:
                facts.add("year_end", span[1], ground)
        else:
            facts.add(name, value, ground)


# --- from the title ------------------------------------------------------------------------------------

_MASKED_YEAR = re.compile(r"[xX×*＊某○]{2}年|20[xX×*]{1,2}|\d[xX*×]\d{1,2}年|[xX×*]{2}-[xX×*]{2}")


def _from_title(facts: Facts, title: str, traditional: bool, ground: str) -> None:
    view = re.sub(r"\([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]{1,6}\)", "", view_of(title, "mixed"))
    view = re.sub(r"(?<=[\u4e00-\u9fff]) (?=\d)|(?<=\d) (?=[\u4e00-\u9fff])", "", view)
    how = f"title ({ground})"
    if not _MASKED_YEAR.search(view):
        years = title_years(view, traditional)
        if years:
            facts.add_years(*years, how)
    facts.add("kind", kind_of(view), how)
    core = re.sub(r"\s|\([^()]*\)$", "", view)
    view = re.sub("^(?:转发|印发|公布|发布)?《(?=.*》)", "", view)
    issuer = None if core.endswith("政府工作报告") else issuer_in_title(view)
    facts.add("issuer", issuer, how)
    # 国务院关于同意清溪市…的批复 is about a place, not from it
    facts.add("place", place_in_title(view.split("关于")[0] if issuer else view), how)


def _of_notice(title: str, view: str) -> tuple[str | None, str]:
    """The body that the same title opens with further below: the page's own heading left it out."""
    words = re.escape(view_of(title, "mixed"))
    if not title.startswith("关于"):
        return None, ""
    m = re.search(rf"^ *([\u4e00-\u9fff]{{3,24}}{words})", view[:LONGEST_MENU], re.M)
    return issuer_in_title(m[1]) if m else None, "title of the notice below the page's heading"


# --- from the head, the tail and the file name ---------------------------------------------------------

_NATIONAL = re.compile(r"第[一二三四五六七八九十]+届全国人民代表大会第[一二三四五六七八九十]+次会议")
_SESSION = re.compile(r"会议|大会|通过")
_DATED = re.compile(r"[(\-—–─ ]*[\d一二][\d○〇零一二三四五六七八九]{3} ?年[^,]{2,9}日?(?!,|以来)")
"""A line that opens with a date, as the line below a title does; a sentence goes on with a comma."""
_OPENING = re.compile(
    r"代表[^\n。]{0,20}(?:人民政府|国务院)[^\n。]{0,12}(?:大会|会议)[^\n。]{0,30}(?:报告|工作)|作政府工作报告"
)
_YEARS_ALONE = re.compile(
    r"\(?[\d一二三四五六七八九十○〇零百 /至到—–-]{2,24} ?(?:学?年度|学年)\)?(?: {4,}.*)?"
)
"""A line such as (104至107年度), 九十七年度; behind a wide gap stands something else."""


def _from_head(facts: Facts, plan: _Plan) -> None:
    head = "\n".join(line for _, line, *_ in plan.head[:8])[:600]
    opening = _OPENING.search(head)
    if opening:
        facts.add("kind", "政府工作报告", "opening words")
    place = place_in_head(head)
    if place:
        facts.add("place", *place)
    lines = [line for _, line, *_ in plan.head[:7]]
    for line, below in zip(lines[:6], [*lines[1:], ""], strict=False):
        dated = _DATED.match(line)
        iso = date_in(line) if dated else None
        if not iso or len(line) > 120:
            continue
        session = _SESSION.search(line) or _SESSION.search(line + below[:60])  # …第十四届|人民代表大会…上
        if session or len(line) <= 30:
            facts.add("date", iso, "date in the head")
            issued = re.search("印发|发布|公布", line)
            if (session or issued) and "修订" not in line:
                annual = int(iso[:4]) if facts.kind == "政府工作报告" else None
                facts.add_years(int(iso[:4]), annual, "date in the head")
            break
    if _NATIONAL.search(head) and facts.place is None and re.search("总理|国务院", head):
        facts.add("issuer", "国务院", "session of the National People's Congress")
    for _, line, *_ in plan.head[:8]:
        alone = years_in_title(line, facts.script == "Hant") if _YEARS_ALONE.fullmatch(line) else None
        if alone:
            facts.add_years(*alone, "line of the head that is a year")
    headed = years_of_headings(plan.view)
    if headed:
        facts.add_years(*headed)


FIRST_TEXT = 500


def _from_sentences(facts: Facts, plan: _Plan) -> None:
    """The year that the first sentences speak of: 2021年全镇经济和社会发展的主要目标是….

    Only where they speak of one year as ahead or at hand; the later of a year that is looked back on and the next one.
    """
    lines = [line for _, line, *_ in plan.head[:10] if len(line) >= 20]
    text = "\n".join(lines)[:FIRST_TEXT]
    span = years_drawn_up(text)
    if span:
        facts.add_years(*span, "first sentences")
    year = year_ahead(text)
    if year:
        facts.add_years(year, year, "first sentences")
    place = place_of_sentence(text)
    if place:
        facts.add("place", *place)


_NEXT = re.compile("(?:总结|回顾|情况).{0,16}(?:计划|打算|思路|安排|要点|方案)")


def _doubts(facts: Facts, plan: _Plan, stem: str) -> None:
    """Where the text reviews another year than the one before the plan's, or the file's name tells another one.

    The text wins: a plan that reviews 2019 is that of 2020, whatever date stands in its head.
    """
    reviewed = years_reviewed(plan.view)
    if facts.year is None and len(reviewed) == 1:
        if _NEXT.search(facts.title or "") or is_spoken_report(plan.view):
            facts.add_years(min(reviewed) + 1, min(reviewed) + 1, "after the year that the text reviews")
        return
    named = re.fullmatch(r"(?:.*[_ -])?((?:19|20)\d\d)", view_of(stem, "mixed")) if stem else None
    sure = ("column", "catalogue") if is_spoken_report(plan.view) else ("column", "catalogue", "title (first")
    if facts.year is None or facts.grounds["year"].startswith(sure):
        return
    before = facts.year
    if len(reviewed) == 1 and facts.year_end in (None, facts.year):
        year = reviewed.pop() + 1
        if year != before:
            told = f"{facts.grounds['year']} says {before}, the text reviews {year - 1}"
            facts.year = facts.year_end = year
            facts.grounds["year"] = "the year that the text reviews"
            facts.grounds["doubt"] = f"year: {told}; {year} is taken, check it"
            return
    if named and int(named[1]) != before and "name" not in facts.grounds["year"]:
        facts.grounds["doubt"] = (
            f"year: {facts.grounds['year']} says {before}, the file's name {named[1]}; {before} is taken, check it"
        )


_ALONE = re.compile(
    r"^[ ?]*(?P<date>[\d一二○〇零][\d○〇零一二三四五六七八九十]{3} ?[年./-][^\n]{3,14}?)[ ?]*$", re.M
)
_LINE_ABOVE = re.compile(r"(?:^|\n)(?P<line>[^\n]*\S[^\n]*)\s*$")


def _signatures(view: str) -> list[tuple[str, str]]:
    """Each line that is a date alone, with the line above it."""
    found = []
    for m in _ALONE.finditer(view):
        above = _LINE_ABOVE.search(view, max(0, m.start() - 200), m.start())
        if above:
            found.append((above["line"].strip(" ?"), m["date"].strip()))
    return found


def _from_tail(facts: Facts, plan: _Plan) -> str | None:
    """The signature: a body on a line of its own, then a date on a line of its own; returns the date.

    It stands at the end, or at the end of the letter that a plan comes with.
    """
    signed = None
    inside = [(line, date) for line, date in _signatures(plan.view) if body_alone(line)]
    for line, following in [*pairwise(plan.tail), *inside[:1]]:
        iso = date_in(following) if len(following) <= 24 else None
        if not iso or not re.fullmatch(r"[\d年月日○〇零一二三四五六七八九十 ./-]+", following):
            continue
        signed = signed or iso
        facts.add("issuer", body_alone(line), "signature")
    return signed


_STEM_DATE = re.compile(
    r"(?<!\d)((?:19|20)\d\d)-(\d\d)-(\d\d)(?!\d)|(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)"
)


def _from_name(facts: Facts, stem: str, view: str, signed: str | None) -> None:
    """Year, date and place the file's name tells.

    A signature and a file's name that give different years leave the year open: the text may end with another
    document's signature.
    """
    name = view_of(stem, "mixed")
    dated = _STEM_DATE.search(name)
    iso = "-".join(g for g in dated.groups() if g) if dated else None
    if iso and not (1 <= int(iso[5:7]) <= 12 and 1 <= int(iso[8:10]) <= 31):
        iso = None
    if signed and iso and signed[:4] != iso[:4]:
        facts.add("date", iso, "file name")
    else:
        facts.add("date", signed, "signature")
        facts.add("date", iso, "file name")
        ground = "signature" if signed else "date in the file name"
        whole = signed if signed and len(signed) == 10 else iso
        if whole:
            facts.add_years(int(whole[:4]), None, ground)
    years = years_in_title(name)
    bare = re.fullmatch(r"(?:.*[_ -])?((?:19|20)\d\d)", name)
    if years and "关于" not in name:
        facts.add_years(*years, "file name")
    elif bare:
        facts.add_years(int(bare[1]), int(bare[1]), "file name")
    if facts.place is None and name and kind_of(name) in (None, "政府工作报告"):
        place = place_of_file(name, view)
        if place:
            facts.add("place", *place)


def _report(facts: Facts) -> None:
    """What a government work report implies: it is annual, and the government of its place gives it."""
    if facts.kind != "政府工作报告":
        return
    if facts.place and re.search(r"(?:省|市|自治区|区|县|州|旗|镇|乡)$", facts.place):
        facts.add("issuer", facts.place + "人民政府", "place of a government work report")
    elif facts.title and re.search("中华人民共和国|国务院", facts.title):
        facts.add("issuer", "国务院", "title of a government work report")
    if facts.year is not None:
        facts.add("year_end", facts.year, facts.grounds["year"])


def page_date(view: str, furniture: tuple[Span, ...]) -> str | None:
    """The date a page puts on itself, in ISO form."""
    for span in furniture:
        words = view[span.start : span.end]
        stamp = span.reason == "line of the site" and re.search("(?:发布|发表|更新|异动)(?:时间|日期)", words)
        if stamp or span.reason in ("time stamp of the page", "submit link", "web address"):
            found = dates_in(words)
            if found:
                return found[0][1]
    return None
