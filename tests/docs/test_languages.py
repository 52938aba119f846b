"""Every page of docs/ is there in English and in Chinese, and both say the same: heads, code, links, figures."""

from __future__ import annotations

import posixpath
import re
import sys
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from itertools import zip_longest
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import pytest

from miner import tables

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
ENGLISH = sorted(
    p.relative_to(DOCS).as_posix() for p in DOCS.rglob("*.md") if p.relative_to(DOCS).parts[0] != "zh"
)
CHINESE = sorted(p.relative_to(DOCS / "zh").as_posix() for p in (DOCS / "zh").rglob("*.md"))

_FENCE = re.compile(r"^```.*?^```$", re.M | re.S)
_CODE = re.compile(r"`[^`]+`")
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_ANCHOR = re.compile(r"\s*\{#([\w-]+)\}$")
_FIGURE = re.compile(r"(\d+(?:,\d{3})+(?:\.\d+)?|\d*\.\d+|\d+)(?: ?(million|百万|万|亿))?", re.A)
_HAN = re.compile("[\u4e00-\u9fff]")
_TIMES = {"": 1, "million": 10**6, "百万": 10**6, "万": 10**4, "亿": 10**8}


class Block(NamedTuple):
    """A heading, a row of a table, an item of a list, a paragraph or a block of code, and what must agree."""

    kind: str
    anchor: str
    code: list[str]
    links: list[str]
    figures: list[list[Decimal]]
    """Of each cell of a row; of other blocks one list."""
    text: str


def pieces(page: str) -> Iterator[str]:
    """The page in blocks: a fence, a row and an item each for itself, lines of a paragraph together."""
    position = 0
    for fence in [*_FENCE.finditer(page), None]:
        prose = page[position : fence.start() if fence else len(page)]
        for group in re.split(r"\n\s*\n", prose):
            yield from (part for part in re.split(r"\n(?=[-|#])", group.strip()) if part)
        if fence:
            yield fence[0]
            position = fence.end()


def target(link: str, page: str) -> str:
    """What a link of docs/`page` leads to, a page below zh/ under its English name."""
    path, _, anchor = link.partition("#")
    path = posixpath.normpath(posixpath.join(posixpath.dirname(page), path)) if path else page
    return path.removeprefix("zh/") + (f"#{anchor}" if anchor else "")


def figures(text: str) -> list[Decimal]:
    """The numbers of a text in order of size, 1280 万 as 12.8 million."""
    plain = _LINK.sub("]", _CODE.sub("", text))
    return sorted(Decimal(n.replace(",", "")) * _TIMES[word] for n, word in _FIGURE.findall(plain))


def slug(heading: str) -> str:
    """The anchor that the builder gives an English heading."""
    ascii_only = unicodedata.normalize("NFKD", heading).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^\w\s-]", "", ascii_only).strip().lower()
    return re.sub(r"[-\s]+", "-", plain)


def comments(code: str) -> list[str]:
    """What explains the lines of a block of code, each in the language of its page."""
    return re.findall(r"(?:^|\s)#(?: |!)?(.*)$", code, re.M)


def without_comments(code: str) -> str:
    """The code without the text of its comments; each `#` remains."""
    return re.sub(r"(?:^|[ \t]+)#.*$", " #", code, flags=re.M)


def block(piece: str, page: str) -> Block:
    if piece.startswith("```"):
        return Block("code", "", [without_comments(piece)], [], [], piece)
    head = re.match(r"(#+) ", piece)
    anchor = _ANCHOR.search(piece) if head else None
    text = piece[: anchor.start()] if anchor else piece
    kind = head[1] if head else "row" if piece[0] == "|" else "item" if piece[0] == "-" else "paragraph"
    cells = text.split("|") if kind == "row" else [text]
    own = anchor[1] if anchor else slug(text[len(head[1]) :]) if head and len(head[1]) > 1 else ""
    return Block(
        kind,
        own,
        sorted(_CODE.findall(text)),
        sorted(target(link, page) for link in _LINK.findall(text)),
        [figures(cell) for cell in cells],
        text,
    )


def differences(english: str, chinese: str, page: str) -> list[str]:
    """Where two texts of docs/`page` part; empty for a pair that says the same."""
    pairs = zip_longest(
        (block(piece, page) for piece in pieces(english)),
        (block(piece, f"zh/{page}") for piece in pieces(chinese)),
    )
    answer = []
    for a, b in pairs:
        if a is None or b is None or a[:-1] != b[:-1]:
            answer.append(f"{a and a.text[:150]!r} ≠ {b and b.text[:150]!r}")
    return answer


def read(page: str) -> str:
    return (DOCS / page).read_text(encoding="utf-8")


def test_every_page_is_there_in_both_languages() -> None:
    assert ENGLISH == CHINESE
    assert len(ENGLISH) >= 19


@pytest.mark.parametrize("page", ENGLISH)
def test_both_say_the_same(page: str) -> None:
    assert differences(read(page), read(f"zh/{page}"), page) == []


@pytest.mark.parametrize("page", ENGLISH)
def test_the_chinese_page_is_chinese(page: str) -> None:
    for piece in pieces(read(f"zh/{page}")):
        found = block(piece, page)
        if found.kind in ("paragraph", "item", "#", "##") and found.text != "## Spark":
            assert _HAN.search(found.text), found.text[:100]


@pytest.mark.parametrize("page", ENGLISH)
def test_the_comments_of_code_are_chinese_too(page: str) -> None:
    """A name of a file, a value that comes out or what is computed needs no translation."""
    for fence in _FENCE.findall(read(f"zh/{page}")):
        sentences = [c for c in comments(fence) if re.search(r"[A-Za-z]{2,} [A-Za-z]{2,}", c)]
        assert not [c for c in sentences if not _HAN.search(c)]


@pytest.mark.parametrize("page", ENGLISH)
def test_a_reader_stays_in_the_language(page: str) -> None:
    """A link of a Chinese page goes to the Chinese page where there is one, of an English page to the English one."""
    for start, other in ((page, "zh/"), (f"zh/{page}", "")):
        for link in _LINK.findall(_FENCE.sub("", read(start))):
            path = posixpath.normpath(posixpath.join(posixpath.dirname(start), link.partition("#")[0]))
            crossing = path in {other + name for name in ENGLISH}
            assert not crossing or (page == "index.md" and path == f"{other}index.md"), (start, link)


def test_chinese_pages_call_the_tables_by_their_chinese_titles() -> None:
    titles = {table.name.replace(" ", "-"): table.explained("zh-Hans")[0] for table in tables.TABLES}
    named = [
        (page, label, titles[name])
        for page in CHINESE
        for label, name in re.findall(
            r"\[([^\]]+)\]\([./]*reference/tables\.md#([\w-]+)\)", read(f"zh/{page}")
        )
    ]
    assert len(named) > 20
    assert [entry for entry in named if entry[1] != entry[2]] == []


def test_both_stand_in_the_navigation_in_one_order() -> None:
    listed = re.findall(r": (\S+\.md)$", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"), re.M)
    written = [name for name in listed if (DOCS / name).is_file()]
    english = [name for name in written if not name.startswith("zh/")]
    assert [f"zh/{name}" for name in english] == [name for name in written if name.startswith("zh/")]
    assert sorted(english) == ENGLISH


def test_the_first_page_names_three_readers() -> None:
    for page, readers in (
        ("index.md", ("researcher", "reviewer", "office")),
        ("zh/index.md", ("研究者", "审查者", "办公室")),
    ):
        items = [piece for piece in pieces(read(page)) if piece.startswith("- ")]
        for reader in readers:
            assert [item for item in items if f"{reader}**" in item and _LINK.search(item)], reader


def test_a_reader_is_shown_one_language_and_led_to_the_pair() -> None:
    pytest.importorskip("mkdocs")
    sys.path.insert(0, str(ROOT / "scripts"))
    import docs_languages
    from mkdocs.structure.nav import Navigation, Section

    def page(uri: str) -> SimpleNamespace:
        return SimpleNamespace(file=SimpleNamespace(src_uri=uri, url=f"{uri[:-3]}/"), is_homepage=False)

    english = [page("index.md"), page("faq.md")]
    once, chinese = [page("licences.md")], [page("zh/index.md"), page("zh/faq.md")]
    sections = [Section("Start", english), Section("Background", once), Section("开始", chinese)]
    nav = Navigation(sections, [*english, *once, *chinese])
    assert [s.title for s in docs_languages.navigation(nav, "en").items] == ["Start", "Background"]
    assert [s.title for s in docs_languages.navigation(nav, "zh").items] == ["开始", "其他"]
    assert docs_languages.navigation(nav, "zh").homepage is chinese[0]
    links = {
        uri: [a["link"] for a in docs_languages.alternates(nav, uri)] for uri in ("faq.md", "licences.md")
    }
    assert links == {"faq.md": ["faq/", "zh/faq/"], "licences.md": ["licences/", "zh/index/"]}


# --- the comparison itself: a pair that agrees, and what must not pass ----------------------------------

ONE = """# Plans

Read `x` of 1.5 million lines, see [words](glossary.md#a).

## Two parts

- one `a`
- two

| what | how many |
| --- | --- |
| trees | 1,200 |

```text
miner plans a
```
"""
OTHER = """# 计划

读取 150 万行的 `x`，见[用语](glossary.md#a)。

## 两部分 {#two-parts}

- 一 `a`
- 二

| 内容 | 数目 |
| --- | --- |
| 树木 | 1,200 |

```text
miner plans a
```
"""
CHANGES = [
    ("## ", "### "),
    ("- two\n", ""),
    ("- 二\n", ""),
    ("1,200", "1,300"),
    ("1.5 million", "2.5 million"),
    ("150 万", "160 万"),
    ("`x`", "`y`"),
    ("- one `a`", "- one"),
    ("- 一 `a`", "- 一"),
    ("plans a", "plans b"),
    ("plans a", "plans a  # why"),
    ("```text", "```python"),
    ("glossary.md#a", "glossary.md#b"),
    ("glossary.md#a", "faq.md#a"),
    ("Two parts", "Three parts"),
    ("#two-parts", "#two-part"),
    ("| 1,200 |\n", "| 1,200 |\n| 3 | 4 |\n"),
    ("| 1,200 |", "| 1,200 | |"),
    ("```\n", "```\n\nMore 更多。\n"),
]


def test_a_pair_that_agrees_passes() -> None:
    assert differences(ONE, OTHER, "index.md") == []
    assert differences("```text\na  # why\n```", "```text\na  # 理由\n```", "index.md") == []
    assert differences("```text\na  # why\n```", "```text\nb  # 理由\n```", "index.md") != []
    assert differences("[a](../faq.md)", "[a](../faq.md)", "stages/a.md") == []
    assert differences("[a](../reference/x.md)", "[a](../../reference/x.md)", "stages/a.md") == []


@pytest.mark.parametrize(("old", "new"), CHANGES)
def test_a_change_of_one_page_alone_is_seen(old: str, new: str) -> None:
    tried = 0
    for english, chinese in ((ONE.replace(old, new), OTHER), (ONE, OTHER.replace(old, new))):
        if (english, chinese) != (ONE, OTHER):
            tried += 1
            assert differences(english, chinese, "index.md") != []
    assert tried
