"""Places and issuing bodies named in titles, salutations and bylines.

There is no gazetteer here: a place is what ends like one (…市, …县, …镇) where a name is expected, and a
province of `data/provinces.csv`. Places that only point (我市, 全区, XX县) are none.
"""

from __future__ import annotations

import re
from typing import Any

from miner.knowledge.bodies import is_kind_alone
from miner.knowledge.caches import cache
from miner.knowledge.data import read_csv, read_toml
from miner.knowledge.gazetteer import find_places, named

__all__ = [
    "body_alone",
    "issuer_in_title",
    "place_in_head",
    "place_in_title",
    "place_of_file",
    "place_of_sentence",
    "place_that_speaks",
    "region_of",
    "village_in_title",
]


@cache
def _knowledge() -> dict[str, Any]:
    return read_toml("miner.reading", "metadata.toml")


@cache
def _provinces() -> tuple[str, dict[str, str]]:
    rows = read_csv("miner.reading", "provinces.csv")
    full = {r["full"]: r["full"] for r in rows} | {r["short"]: r["full"] for r in rows}
    return "|".join(sorted(full, key=len, reverse=True)), full


_NO_ENDING = r"(?!长|委员|场|民(?!政|族|生|间|营|宗)|域|分|级|直|属|内|外|辖|面|乡|镇|区|县|村|化|块|容|情|城|政(?!府|协))"
_MASKED = re.compile(r"[xX×*＊某○][xX×*＊某○]?(?:省|市|县|区|镇|乡|街道)")
_NOT_IN_NAME = re.compile(r"[的与及在为是了我该次届第年月以请批由向给对把被让使将并或其此各]|申[报领办购诉]")


@cache
def _place() -> re.Pattern[str]:
    endings = "|".join(_knowledge()["places"]["endings"])
    whole = r"(?!(?<=[州乡镇县区盟旗])市(?!场|级|直|民))"  # 杭州市, not 杭州
    return re.compile(
        rf"(?:[\u4e00-\u9fff]{{1,12}}?自治[州县旗]|[\u4e00-\u9fff]{{1,6}}?(?:{endings})){_NO_ENDING}{whole}"
    )


@cache
def _no_names() -> tuple[frozenset[str], tuple[str, ...], re.Pattern[str]]:
    places = _knowledge()["places"]
    endings = frozenset(places["endings"])
    pointing = tuple(n for n in places["not_names"] if n not in endings)
    return endings, pointing, re.compile("|".join(places["verbs"]))


def _is_name(text: str) -> bool:
    """Whether `text`, which ends like a place, can be a name: 清溪市, not 全市, 城市 or 推进县."""
    endings, pointing, verbs = _no_names()
    core = re.sub("(?:" + "|".join(sorted(endings, key=len, reverse=True)) + ")$", "", text)
    points = text in pointing or (
        len(text) > 3 and text.endswith(pointing)
    )  # 盐城市 is a name, 中心城市 none
    return bool(core) and not (text in endings or points or _NOT_IN_NAME.search(core) or verbs.search(core))


_SEAT_ONLY = re.compile(r"[\u4e00-\u9fff]{0,6}(?:大学|学院|银行|集团|公司|中学|小学|医院)")
"""北京大学 names where it sits, not the city as the one that plans."""


_ORGANIZATION = re.compile(
    "^(?:中国共产党|中共|(?:中国)?共青团|中国共产主义青年团|政协|民盟|民建|民进|九三学社)(?=[^国中])"
)
"""What stands before the place in the name of a branch: 共青团清溪市委员会."""
_VILLAGE = re.compile(
    r"(?P<place>[\u4e00-\u9fff]{2,6}?(?<![农乡山渔])(?:村|社区))(?=(?:19|20)\d\d|[一二]○|两委|党|村民|居民|委会|村委|居委|年度|团|妇|工)"
)
_NO_VILLAGE = re.compile(
    "[本我全各该]|智慧|和谐|平安|示范|文明|绿色|未来|城市|老旧|新型|街道|美丽|示范|建设|关于|推进"
)


def village_in_title(title: str) -> str | None:
    """The village or community that a title opens with: 石桥村2025年工作计划."""
    m = _VILLAGE.match(title)
    return (
        m["place"]
        if m and not _NO_VILLAGE.search(m["place"]) and not _NOT_IN_NAME.search(m["place"])
        else None
    )


def place_in_title(title: str) -> str | None:
    """The province, city, county or town a title (a view) names, in simplified script; None where it names none."""
    if _MASKED.search(title):
        return None
    branch = _ORGANIZATION.sub("", title)
    if branch != title:
        title = re.sub("(?<=[省市县区州旗镇乡])委员会", "", branch, count=1)
    region = _REGION.search(title)
    if region:
        return region.group()
    names, full = _provinces()
    m = re.match(names, title) or re.search(rf"(?<=[年于《发度])(?:{names})", title)
    if m is None:
        return _lower(title)
    if m.group() in ("吉林", "海南") and title[m.end() : m.end() + 1] in ("市", "州"):
        return _lower(title)
    if m.group() not in full.values() and _SEAT_ONLY.match(title, m.end()):
        return None
    lower = _at(title, m.end())
    return full[m.group()] + (lower or "")


_REGIONS = {
    "香港": re.compile("香港|本港|全港|特首"),
    "澳门": re.compile("澳门|本澳|全澳"),
}
_NATION = re.compile("我国|全国|国务院")
_OWN_WORDS = re.compile("本港|全港|特首|本澳|全澳|特区政府|特别行政区政府|施政报告")


def region_of(view: str) -> tuple[str, str] | None:
    """Hong Kong or Macau where a text speaks as its own do, names it more often than the other one and the nation."""
    if not _OWN_WORDS.search(view):
        return None
    counts = {region: len(words.findall(view)) for region, words in _REGIONS.items()}
    region = max(counts, key=lambda name: counts[name])
    other = min(counts, key=lambda name: counts[name])
    if counts[region] > max(2 * counts[other], len(_NATION.findall(view))):
        return region, f"named {counts[region]} times, in its own words"
    return None


_LEVELS = "省市县区镇乡村"
_SELF = re.compile(rf"[我本全]([{_LEVELS}])(?![{_LEVELS}级民长场域委])")
TWICE = 2


def place_that_speaks(view: str, around: str) -> tuple[str, str] | None:
    """The place that a text means by 我区, 全县: the only one of that level that it names twice, or once and the page too.

    `around` is what stands around the text on the page.
    """
    levels = [m[1] for m in _SELF.finditer(view)]
    if not levels:
        return None
    level = max(dict.fromkeys(levels), key=levels.count)  # the first of those named equally often
    names = [m.name for m in find_places(view) if m.name.endswith(level)]
    if len(set(names)) != 1:
        return None
    count = len(names) + around.count(names[0])
    return (names[0], f"the only one named, {count} times, by a text of its own") if count >= TWICE else None


_REGION = re.compile(r"香港特别行政区|澳门特别行政区|香港|澳门")
_SENTENCE_PLACE = re.compile(
    r"(?:^|\n)[ ?]*(?:(?:(?:19|20)\d\d年)?\d{1,2}月\d{1,2}日,? ?)?(?:近日,|日前,)?(?:我[省市县区镇])?(?P<place>[\u4e00-\u9fff]{2,10}?(?:省|市|州|县|区|旗|镇|乡|村))"
    r"(?=位于|地处|总工会|[\u4e00-\u9fff]{0,10}(?:局|委|会|院|校|办|政府|工会|公司|中心|学|部门)?(?:召开|举行|举办|印发|出台|发布|组织|部署))"
)


def place_of_sentence(text: str) -> tuple[str, str] | None:
    """The place with which the first sentences open: 沈阳市总工会召开…, 三源镇位于…."""
    m = _SENTENCE_PLACE.search(text)
    if m and _is_name(m["place"]):
        return m["place"], "first sentences"
    return None


def _lower(title: str) -> str | None:
    """A city, county, district or town where a title opens or after a word that opens a name."""
    for m in re.finditer(r"^|年度?|关于|印发|《", title):
        name = _at(title, m.end())
        if name is not None:
            return name
    return None


def _at(title: str, start: int) -> str | None:
    """The name at `start`, with the one inside it that may follow: 清溪市青石区."""
    m = _place().match(title, start)
    if m is None or not _is_name(m.group()):
        return None
    if m.group().endswith("州") and _SEAT_ONLY.match(title, m.end()):
        return None  # 江州商贸学院
    inner = _place().match(title, m.end())
    return m.group() + (inner.group() if inner and _is_name(inner.group()) else "")


_ENDING = r"(?:省|市|自治区|自治州|州|县|区|旗|镇|乡)"
_HEAD = (
    (
        "session named in the head",
        re.compile(
            rf"(?P<place>[\u4e00-\u9fff]{{2,12}}?{_ENDING})第[一二三四五六七八九十]{{1,3}}届人民代表大会"
        ),
    ),
    ("salutation", re.compile(rf"代表(?P<place>[\u4e00-\u9fff]{{2,12}}?{_ENDING})人民政府")),
    (
        "byline",
        re.compile(
            rf"(?m)^(?P<place>[\u4e00-\u9fff]{{2,12}}?{_ENDING})(?:人民政府)?代?理?(?:省长|市长|州长|县长|区长|主席|镇长|乡长)"
        ),
    ),
)


def place_in_head(head: str) -> tuple[str, str] | None:
    """The place a session, a salutation or a byline in the head names, with the ground."""
    for ground, pattern in _HEAD:
        m = pattern.search(head)
        if m is None:
            continue
        name = re.sub(r"^.*(?:[在日为向]|代表|年|[已业]经|[已经]由|经(?![济开]))", "", m["place"])
        if len(name) >= 3 and _is_name(name):
            return _provinces()[1].get(name, name), ground
    return None


LEAST = 4


_LEVEL = re.compile(r"代表(?P<level>自治区|省|市|州|县|区|旗|镇|乡)(?:人民)?政府")


_FILE_OF_REPORT = re.compile(r"(?:(?:19|20)\d\d年?)?(?P<place>[\u4e00-\u9fff]{2,12}?)(?:人民)?政府工作报告")


def place_of_file(stem: str, view: str) -> tuple[str, str] | None:
    """A file's name that is a place's, where the text names it at least LEAST times; with the ground.

    Its level is what the salutation says (代表市人民政府); without one the name stays as it is. A file that is called
    2025年清溪市政府工作报告 tells the place where the text is such a report and its head is lost.
    """
    report = _FILE_OF_REPORT.fullmatch(stem)
    if report and _LEVEL.search(view, 0, 1500):
        whole = _provinces()[1].get(report["place"], report["place"])
        return (whole, "file name of a government work report") if named(whole) else None
    if not re.fullmatch(r"[\u4e00-\u9fff]{2,7}", stem) or view.count(stem) < LEAST:
        return None
    count = view.count(stem)
    ground = f"file name, named {count} times in the text"
    full = _provinces()[1].get(stem)
    level = _LEVEL.search(view, 0, 1500)
    if full is None and level and not (stem.endswith(level["level"]) and len(stem) > 2):
        full = stem + level["level"]
    return full or stem, ground


@cache
def _body() -> re.Pattern[str]:
    endings = sorted(_knowledge()["bodies"]["endings"], key=len, reverse=True)
    return re.compile(
        rf"{_MASKED_NAME}[\u4e00-\u9fff、 ]{{0,28}}?(?:{'|'.join(endings)})(?= ?(?:[大中小托]班|[一二三四五六七八九初高]{{1,2}}年级|关于|印发|转发|制定|制订|\d|[一二][一二三四五六七八九○〇零]{{3}}年|年|对|工作|明确|召开|举行|举办|发布|公布|出台|部署|中程|施政|第[一二三四1-4]|$))"
    )


_MASKED_NAME = r"(?:[xX×*＊○]{1,4}|[A-Z](?=[省市县区镇乡村]))?"


def issuer_in_title(title: str) -> str | None:
    """The body a title (a view) opens with: 国务院办公厅关于…, 清溪市总工会2024年…, 市体育局2024年…; None for a mere kind of body."""
    core = re.sub(r"^\d{4}年(?:度)?", "", title.strip())
    if re.match(r"第[一二三四五六七八九十]+届全国人民代表大会", core):
        return "全国人民代表大会"
    m = _body().match(core)
    if m is None:
        return None
    name = re.sub("^中华人民共和国(?=国务院)|(?<=国务院)政府$", "", m.group().strip()).replace(" ", "、")
    verbs = _no_names()[2]
    no_body = is_kind_alone(name) or "关于" in name or verbs.match(name) or _POINTS.match(name)
    return None if no_body or len(name) < 3 else name


_POINTS = re.compile("[我本全各该]|今年|明年|新学[年期]|学年|学期|年度|个人|新的")
"""What opens no name of a body: 本院, 各部门."""


def body_alone(line: str) -> str | None:
    """The body a line (a view) names and nothing else; it may be one that many places have, 市体育局."""
    name = re.sub(r" {2,}", "、", line.strip("()? •·-"))
    name = re.split("[‧·]", name)[0].replace(" ", "").removesuffix("代章")
    if not 3 <= len(name) <= 40 or not _body().fullmatch(name):
        return None
    return None if is_kind_alone(name) or _POINTS.match(name) else name
