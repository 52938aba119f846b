"""Which encoding a file is in: a few characters are enough, and no character is lost."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from miner.reading.encodings import decode

CORPUS = Path(__file__).parents[2] / "corpus"
SIMPLIFIED = "清溪市总工会2024年工作计划：全年新建基层工会六十家，培训职工五千人次，帮扶困难职工一千二百户。"
TRADITIONAL = "香島政府的施政綱領：來年將增建公營房屋三千個單位，並為長者提供醫療服務，改善學校設施與環境。"


def snippets(encoding: str, count: int = 20, length: int = 6) -> list[str]:
    """Pieces of the sample corpus that the encoding can hold, drawn with a fixed seed."""
    texts = [f.read_bytes().decode("utf-8", "ignore") for f in sorted(CORPUS.glob("*.txt"))]
    chance = random.Random(20250101)
    drawn: list[str] = []
    while len(drawn) < count:
        text = "".join(chance.choice(texts).split())
        at = chance.randrange(max(1, len(text) - length))
        piece = text[at : at + length]
        try:
            piece.encode(encoding)
        except UnicodeEncodeError:
            continue
        if len(piece) == length and not piece.isascii():
            drawn.append(piece)
    return drawn


def test_six_characters_tell_the_encoding() -> None:
    wrong = [
        (encoding, piece, decode(piece.encode(encoding)))
        for encoding in ("gbk", "big5", "utf-16-le")
        for piece in snippets(encoding)
        if decode(piece.encode(encoding)).text != piece
    ]
    assert len(wrong) <= 1, wrong


@pytest.mark.parametrize(
    "encoding", ["utf-8", "gb18030", "gbk", "utf-16-le", "utf-16-be", "utf-16", "utf-32"]
)
def test_simplified_text_survives_every_encoding(encoding: str) -> None:
    assert decode(SIMPLIFIED.encode(encoding)).text.lstrip("\ufeff") == SIMPLIFIED


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5", "big5hkscs", "utf-16-le", "utf-16-be"])
def test_traditional_text_survives_every_encoding(encoding: str) -> None:
    assert decode(TRADITIONAL.encode(encoding)).text == TRADITIONAL


def test_hong_kong_characters_need_hkscs() -> None:
    text = TRADITIONAL + "深水埗、嘅、啲"
    decoded = decode(text.encode("big5hkscs"))
    assert (decoded.text, decoded.encoding) == (text, "big5hkscs")


def test_mark_and_newlines_are_kept() -> None:
    data = b"\xef\xbb\xbf" + "一、目标\r\n二、措施\r".encode()
    assert decode(data).text == "\ufeff一、目标\r\n二、措施\r"


def test_a_file_that_changes_its_encoding_is_read_and_marked() -> None:
    second = TRADITIONAL + "\n"
    data = (SIMPLIFIED + "\n").encode("gbk") + second.encode("utf-8")
    decoded = decode(data)
    assert decoded.text == SIMPLIFIED + "\n" + second
    assert [decoded.text[d.start : d.end] for d in decoded.doubts] == [second]


def test_bytes_no_encoding_explains_become_marks() -> None:
    data = SIMPLIFIED.encode() + b"\n" + "培训职工".encode() + b"\xff\xff\xff" + "五千人次。".encode()
    decoded = decode(data)
    assert SIMPLIFIED in decoded.text
    assert "培训职工" in decoded.text
    assert [d.reason for d in decoded.doubts] == ["no encoding explains it"]


def test_english_and_latin_text_stays_itself() -> None:
    for text in ("plan of the year 2024, part 2", "Größe und Übung", "ok"):
        assert decode(text.encode()).text == text
