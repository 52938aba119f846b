"""Which encoding a file is in, and its text without losing a character.

The order is: byte order mark, strict UTF-8, then the candidate whose decoding reads most like a plan
(every character has a weight from `data/common_characters.txt`). A file that changes its encoding midway is
decoded line by line; what no encoding explains becomes U+FFFD and is reported.
"""

from __future__ import annotations

import codecs
import math
import re
from dataclasses import dataclass

from miner.corpus import Span
from miner.knowledge.caches import cache
from miner.knowledge.data import read_lines

__all__ = ["Decoded", "declared", "decode", "reads_best_as"]

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_CANDIDATES = ("gb18030", "big5hkscs", "utf-16-le", "utf-16-be", "utf-8")
_SAMPLE = 1 << 16
"""Bytes that are scored; the whole file is decoded with the winner."""

_UNKNOWN, _FAULT, _ASCII = -3.0, -12.0, 0.5
GOOD = 0.8
"""A line of this mean weight reads as Chinese; text decoded with the wrong table stays below zero."""
_BETTER = 0.02
"""By so much another encoding must read better, as the mean over a page that is mostly markup."""
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file, its encoding, and the spans that another encoding or none explains."""

    text: str
    encoding: str
    doubts: tuple[Span, ...] = ()


def decode(data: bytes) -> Decoded:
    """Decode `data`, keeping a byte order mark and every newline as it is; linear in its length."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decode_with(data, encoding)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_with(data, _best(data[:_SAMPLE]))
    if _CONTROL.search(text) or _reads_as_utf16(data):
        return _decode_with(data, _best(data[:_SAMPLE]))
    return Decoded(text, "utf-8")


def declared(name: str) -> str | None:
    """The codec for an encoding that a page or mail declares, the wider one of its family; None for no such encoding.

    Only what browsers read counts: Python knows more (`punycode`, `utf-7`), and some of it takes quadratic time.
    """
    try:
        codec = codecs.lookup(name.strip()).name
    except (LookupError, ValueError):
        return None
    wider = {
        "gb2312": "gb18030",
        "gbk": "gb18030",
        "big5": "big5hkscs",
        "ascii": "cp1252",
        "iso8859-1": "cp1252",
    }
    codec = wider.get(codec, codec)
    return codec if codec in _browser_encodings() else None


@cache
def _browser_encodings() -> frozenset[str]:
    return frozenset(read_lines("miner.reading", "browser_encodings.txt"))


def _reads_as_utf16(data: bytes) -> bool:
    """Few Chinese characters in UTF-16 can be bytes that are valid UTF-8 too: `-N鱵` hides 中国 …."""
    if len(data) % 2 or len(data) > 200:
        return False
    own = _score(data.decode("utf-8"))
    return max(_score(data.decode(c, "replace")) for c in ("utf-16-le", "utf-16-be")) > max(own, 2.0)


def reads_best_as(data: bytes, encoding: str) -> bool:
    """Whether no other encoding reads much better than the one that a page declares.

    A page of Big5 that says iso-8859-1, or of UTF-8 that says gb2312, can be decoded as declared, to characters that
    no text holds.
    """
    sample = data[:_SAMPLE]
    own = _score(_partial(sample, encoding))
    return max(_score(_partial(sample, name)) for name in _CANDIDATES) <= own + _BETTER


def _best(sample: bytes) -> str:
    return max(_CANDIDATES, key=lambda name: _score(_partial(sample, name)))


def _partial(data: bytes, encoding: str) -> str:
    """Decode a piece that may end inside a character."""
    return codecs.getincrementaldecoder(encoding)("replace").decode(data, final=len(data) < _SAMPLE)


class _Weights(dict[str, float]):
    """The weight of each character that was met; a new one is weighed once."""

    def __missing__(self, character: str) -> float:
        self[character] = made = _rare(character)
        return made


@cache
def _weights() -> _Weights:
    """Weight of each common character: 4 for the first, falling with the logarithm of its rank."""
    ranked = "".join(read_lines("miner.reading", "common_characters.txt"))
    step = 4.0 / math.log(len(ranked) + 1)
    table = _Weights((c, 4.0 - step * math.log(rank)) for rank, c in enumerate(ranked, start=1))
    table.update(dict.fromkeys("\t\n\r\f\v\u3000\u00a0\u200b\ufeff", 0.0))
    return table


def _rare(character: str) -> float:
    """Weight of a character that is not common: little for ASCII, below zero for what text seldom holds."""
    if " " <= character <= "~":
        return _ASCII
    code = ord(character)
    if character == "\ufffd" or code < 0x20 or 0x7F <= code < 0xA0 or 0xD800 <= code < 0xF900:
        return _FAULT
    if 0xFF01 <= code <= 0xFF5E or 0x2000 <= code <= 0x2642 or 0x3000 <= code <= 0x3020:
        return 0.0
    return _UNKNOWN if 0x4E00 <= code <= 0x9FFF else 2 * _UNKNOWN


def _score(text: str) -> float:
    """Mean weight of the characters of `text`; 0 for an empty one."""
    return sum(map(_weights().__getitem__, text)) / len(text) if text else 0.0


def _decode_with(data: bytes, encoding: str) -> Decoded:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return _decode_mixed(data, encoding)
    if encoding == "gb18030" and _hides_utf8(data):
        return _decode_mixed(data, encoding)
    return Decoded(text, "big5" if encoding == "big5hkscs" and _plain_big5(data, text) else encoding)


def _plain_big5(data: bytes, text: str) -> bool:
    """Whether the file needs none of the Hong Kong additions."""
    try:
        return data.decode("big5") == text
    except UnicodeDecodeError:
        return False


_UTF8_RUN = re.compile(rb"(?:[\xe3-\xe9\xef][\x80-\xbf]{2}){6,}")


def _hides_utf8(data: bytes) -> bool:
    """Six three-byte sequences in a row: UTF-8 pasted into a file of another encoding."""
    run = _UTF8_RUN.search(data)
    return run is not None and _score(run.group().decode("utf-8")) > _score(
        run.group().decode("gb18030", "replace")
    )


def _decode_mixed(data: bytes, main: str) -> Decoded:
    """Decode line by line: `main` where it reads well, the best other encoding or U+FFFD where it does not."""
    if main.startswith("utf-16") or main.startswith("utf-32"):
        text = data.decode(main, "replace")
        return Decoded(text, main, _faults(text))
    parts: list[str] = []
    doubts: list[Span] = []
    used = {main: None}
    at = 0
    for line in data.splitlines(keepends=True):
        encoding, text = _line(line, main)
        if encoding != main:
            used[encoding] = None
            reason = f"reads as {encoding}, the file as {main}"
            if doubts and doubts[-1].end == at and doubts[-1].reason == reason:
                doubts[-1] = doubts[-1]._replace(end=at + len(text))
            else:
                doubts.append(Span(at, at + len(text), reason))
        parts.append(text)
        at += len(text)
    whole = "".join(parts)
    return Decoded(whole, "+".join(used), tuple(sorted((*doubts, *_faults(whole)))))


def _line(line: bytes, main: str) -> tuple[str, str]:
    """The encoding of one line, and its text with U+FFFD for what cannot be decoded."""
    if line.isascii():
        return main, line.decode("ascii")
    try:
        text = line.decode(main)
        if _score(text[:400]) >= GOOD:
            return main, text
    except UnicodeDecodeError:
        pass
    choices = []
    for encoding in dict.fromkeys((main, "utf-8", "gb18030", "big5hkscs")):
        text = line.decode(encoding, "replace")
        choices.append((_score(text) + (1.5 if encoding == main else 0.0), encoding, text))
    _, encoding, text = max(choices, key=lambda c: c[0])
    return encoding, text


def _faults(text: str) -> tuple[Span, ...]:
    return tuple(Span(m.start(), m.end(), "no encoding explains it") for m in re.finditer("\ufffd+", text))
