"""README.md and README.zh.md tell the same: heads, commands, code, links, names."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ENGLISH = (ROOT / "README.md").read_text(encoding="utf-8")
CHINESE = (ROOT / "README.zh.md").read_text(encoding="utf-8")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)


def _code(text: str) -> list[tuple[str, list[str]]]:
    """The code blocks; of a line the command, without what explains it behind two blanks."""
    return [
        (language, [re.split(r"\s{2,}", line)[0] for line in body.splitlines()])
        for language, body in FENCE.findall(text)
    ]


def _prose(text: str) -> str:
    return FENCE.sub("", text)


def _headings(text: str) -> list[int]:
    return [len(marks) for marks in re.findall(r"^(#+) ", _prose(text), re.M)]


def test_both_have_the_same_headings() -> None:
    assert _headings(ENGLISH) == _headings(CHINESE)
    assert len(_headings(ENGLISH)) >= 5


def test_both_have_the_same_commands_and_code() -> None:
    assert _code(ENGLISH) == _code(CHINESE)
    assert len(_code(ENGLISH)) >= 4


def test_both_name_the_same_things_and_link_to_the_same_pages() -> None:
    names = [set(re.findall(r"`[^`]+`", _prose(text))) for text in (ENGLISH, CHINESE)]
    assert names[0] == names[1]
    links = [set(re.findall(r"\]\(([^)]+)\)", text)) for text in (ENGLISH, CHINESE)]
    assert links[0] ^ links[1] == {"README.md", "README.zh.md"}
    figures = [sorted(re.findall(r"\b\d+(?:\.\d+)*\b", _prose(text), re.A)) for text in (ENGLISH, CHINESE)]
    assert figures[0] == figures[1]


def test_both_have_as_many_points_and_paragraphs() -> None:
    for pattern in (r"^- \*\*", r"\n\n(?=\S)"):
        assert len(re.findall(pattern, _prose(ENGLISH), re.M)) == len(
            re.findall(pattern, _prose(CHINESE), re.M)
        )
