"""What is fuzzed: for each target a function from bytes that raises where a property does not hold.

The same functions serve the coverage-guided run (`make fuzz`), the fixed budget of the fast tests and the
replay of seeds and of past findings.
"""

from __future__ import annotations

import io
import json
import math
import zipfile
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np

from miner.corpus import Corpus, Plan, Problem, Source
from miner.duplicates import find_duplicates
from miner.engine.guarded import _receive, _send
from miner.normalization import normalize
from miner.normalization.alignment import Alignment, Edit, apply_edits
from miner.numbers.comparators import COMPARATORS, combine, match_after, match_around, match_before
from miner.numbers.numerals import NUMERAL, parse_numeral, read_numeral
from miner.numbers.quantities import find_quantities
from miner.reading.encodings import decode
from miner.reading.files import File
from miner.reading.guard import items_of
from miner.reading.items import Document
from miner.reading.plans import plans_of
from miner.reading.reader import Item
from miner.reading.readers import choose, parse, read_file
from miner.report._markdown import _inline
from miner.report._pack import pack, script_json, unpack
from miner.report.export import _inert
from miner.segmentation import outline
from miner.segmentation.sentences import split_sentences

# One byte, one piece: random bytes become text that looks like a plan far sooner than random characters do.
PIECES = (
    *"0123456789.,，、。；：:;！!？?%％‰+-－~～—()（）〔〕《》“”\"'`·/^|#*_<>&= \t\n\r\u3000\u200b\ufeff\x00\ud800\u202e",
    *"零〇○一二两三四五六七八九十百千万亿兆廿卅半多余几来成倍折分之点又第约近超满达至到不低高于过少多以上下内外左右前后个度",
    *"項業務學習會計劃進優產氣國",
    "百分之", "万元", "亿元", "个百分点", "平方公里", "人次", "家", "公里", "吨标准煤", "亿千瓦时", "不低于", "不超过",
    "不少于", "控制在", "达到", "力争", "以上", "以内", "左右", "至少", "最多", "突破", "同比增长", "翻一番", "2024年",
    "2025年底前", "6月30日", "每周", "每年", "一、", "（一）", "1.", "（1）", "①", "第一章", "第一条", "第一篇", "篇1", "附件：",
    "目录", "一是", "首先", "工作计划", "指导思想", "主要目标", "保障措施", "去年完成", "计划", "确保", "新增", "就业", "培训",
    "增长率", "XX", "××", "20xx年", "&nbsp;", "&#22269;", "(yè)", "(wù)", "業(yè)務(wù)", "國!", "經?", "\r\n", "\n\n",
    "相关文章：", "打印", "首页 > ", "<p>", "</script>", "=1+1", "[x](y)", "全年培训职工五千人次，", "加强领导，明确分工。",
)  # fmt: skip

LENGTHS = dict.fromkeys(("archive", "html", "mail", "parquet", "pdf", "saved", "sheet", "word"), 4096)
"""Bytes of an input of `run.py` where it is a file; 200 elsewhere."""
CAP = 4096
"""Bytes of one input that are looked at."""


def text_of(data: bytes) -> str:
    """The text of an input: pieces, or (first byte above 239) the bytes themselves as UTF-8."""
    if data[:1] > b"\xef":
        return data[1:CAP].decode("utf-8", "surrogateescape")
    return "".join(PIECES[b % len(PIECES)] for b in data[:CAP])


def check_decode(data: bytes) -> None:
    """Every file has a text; doubts lie in it, in order; UTF-8 without control characters is kept as it is."""
    decoded = decode(data)
    assert decoded.encoding
    assert all(0 <= d.start < d.end <= len(decoded.text) and d.reason for d in decoded.doubts)
    assert len(decoded.text) <= len(data) + 1


SUFFIXES = (
    ".txt",
    ".md",
    ".html",
    ".docx",
    ".pdf",
    ".csv",
    ".tsv",
    ".jsonl",
    ".zip",
    ".xlsx",
    ".parquet",
    ".xyz",
)


def check_read(data: bytes) -> None:
    """Reading raises nothing; a file is a plan or a problem with a reason."""
    suffix = SUFFIXES[data[0] % len(SUFFIXES)] if data else ".txt"
    body = data[1:]
    if suffix == ".docx" and body[:2] != b"PK":  # its XML is put into an archive, so that the reader sees it
        body = zipped({"word/document.xml": body})
    reader = choose(body, suffix) if body.strip(b"\0 \t\r\n") else None
    if reader is not None and reader.limits is not None:
        check_items(parsed(reader.kind, suffix, body))
    else:
        check_items(read_file(file_of(suffix, body), None, 1_000_000))


def check_items(items: Iterable[Item | File]) -> None:
    """There are some; what is a document has plans inside its text, what is a problem a reason of one line."""
    given = list(items)
    assert given, "dropped in silence"
    for item in given:
        if isinstance(item, Problem):
            assert item.reason
            assert "\n" not in item.reason
        elif isinstance(item, Document):
            for plan in plans_of(item, item.stem):
                assert 0 <= plan.start <= plan.end <= len(plan.source.text)


def file_of(suffix: str, body: bytes) -> File:
    return File(f"a/b{suffix}", f"b{suffix}", "a", lambda: body)


def parsed(kind: str, suffix: str, body: bytes) -> Iterator[Item | File]:
    """What a guarded reader makes of a file, parsed here, where coverage is seen; the answer goes over a pipe as ever."""
    pipe = io.BytesIO()
    _send(pipe, parse(kind, f"a/b{suffix}", f"b{suffix}", "a", body, None, 1_000_000))
    pipe.seek(0)
    return items_of(file_of(suffix, body), _receive(pipe))


def zipped(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), part)
    return buffer.getvalue()


MAIN = b"http://schemas.openxmlformats.org/"
RELATIONS = b'<Relationships xmlns="%spackage/2006/relationships">%%s</Relationships>' % MAIN
RELATION = b'<Relationship Id="r%%d" Type="%sofficeDocument/2006/relationships/%%s" Target="%%s"/>' % MAIN
TYPES = (
    b'<Types xmlns="%spackage/2006/content-types"><Default Extension="xml" ContentType="application/xml"/>%%s</Types>'
    % MAIN
)
KIND = b"application/vnd.openxmlformats-officedocument."
WORD_PARTS = ("word/document.xml", "word/styles.xml", "word/numbering.xml", "word/footnotes.xml")
SHEET_PARTS = ("xl/sheet.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml")
BOOK_PARTS = ("c.xhtml", "b.opf")
SEEDS = Path(__file__).parent / "seeds"


@cache
def seed_parts(target: str) -> tuple[bytes, ...]:
    """The seeds of a target, by the number that they begin with: a file that is whole but for the part that is tried."""
    return tuple(path.read_bytes()[1:] for path in sorted((SEEDS / target).glob("*")))


def with_part(target: str, names: tuple[str, ...], data: bytes) -> dict[str, bytes]:
    """The parts of a file, one of them the input: its first byte says which."""
    parts = dict(zip(names, seed_parts(target), strict=False))
    parts[names[data[0] % len(names)] if data else names[0]] = data[1:]
    return parts


def check_word(data: bytes) -> None:
    """A Word file with any document, styles, numbering or footnotes."""
    body = zipped(with_part("word", WORD_PARTS, data))
    check_items(parsed("word", ".docx", body))


def check_sheet(data: bytes) -> None:
    """A workbook with any sheet, shared strings, styles or list of sheets."""
    types = b"".join(
        b'<Override PartName="/%s" ContentType="%sspreadsheetml.%s+xml"/>' % (name.encode(), KIND, kind)
        for name, kind in zip(
            SHEET_PARTS, (b"worksheet", b"sharedStrings", b"styles", b"sheet.main"), strict=True
        )
    )
    links = (b"worksheet", b"sharedStrings", b"styles")
    body = zipped(
        {
            "[Content_Types].xml": TYPES % types,
            "_rels/.rels": RELATIONS % (RELATION % (1, b"officeDocument", b"xl/workbook.xml")),
            "xl/_rels/workbook.xml.rels": RELATIONS
            % b"".join(
                RELATION % (i, kind, name.encode()[3:])
                for i, (kind, name) in enumerate(zip(links, SHEET_PARTS, strict=False), start=1)
            ),
            **with_part("sheet", SHEET_PARTS, data),
        }
    )
    check_items(parsed("sheet", ".xlsx", body))


def check_book(data: bytes) -> None:
    """An electronic book with any chapter or list of chapters."""
    body = zipped({"mimetype": b"application/epub+zip", **with_part("book", BOOK_PARTS, data)})
    check_items(parsed("book", ".epub", body))


def check_archive(data: bytes) -> None:
    """An archive of any bytes: each member comes out or is told."""
    check_items(read_file(file_of(".zip", data or b"P"), None, 1_000_000))


def reader_check(kind: str, suffix: str) -> Callable[[bytes], None]:
    """A check of the reader of one kind over any bytes."""

    def check(data: bytes) -> None:
        check_items(parsed(kind, suffix, data or b" "))

    return check


def check_numeral(data: bytes) -> None:
    """A text is a numeral with an ordered value, or refused; what the pattern finds is read or refused."""
    text = text_of(data)[:64]
    try:
        numeral = parse_numeral(text)
    except ValueError:
        pass
    else:
        assert numeral.low <= numeral.high, text
    for found in NUMERAL.finditer(text):
        try:
            value = read_numeral(found[1])
        except ValueError:
            continue
        assert 0 <= value.low <= value.high or found[1].count("分之"), found[1]


def check_comparator(data: bytes) -> None:
    """Matches lie where they were asked for and name a comparator; combination is total and keeps its kinds."""
    text = text_of(data)[:64]
    before = after = None
    for at in range(len(text) + 1):
        before, after = match_before(text, at), match_after(text, at)
        if before is not None:
            assert before[0] in COMPARATORS
            assert 0 <= before[1] < at
        if after is not None:
            assert after[0] in COMPARATORS
            assert at < after[1] <= len(text)
        around = match_around(text, at, min(at + 2, len(text)))
        assert around is None or around in COMPARATORS
        made = combine(before and before[0], after and after[0])
        assert made is None or made in COMPARATORS


def check_alignment(data: bytes) -> None:
    """Edits move every position in order, inside the raw text, and copied characters lead to themselves."""
    raw = "".join(chr(0x4E00 + i) for i in range(24))
    text, alignment = raw, Alignment.identity(len(raw), 100)
    for at in range(0, min(len(data), 24), 3):
        start = data[at] % (len(text) + 1)
        end = min(len(text), start + data[at + 1 : at + 2].__len__() * (data[min(at + 1, len(data) - 1)] % 5))
        new = "x" * (data[min(at + 2, len(data) - 1)] % 4)
        edit = Edit(start, end, new)
        alignment, text = alignment.edited([edit]), apply_edits(text, [edit])
        assert len(alignment) >= len(text) or len(new) == end - start
    assert len(alignment) == len(text)
    last = (100, 100)
    for i, c in enumerate(text):
        a, b = alignment.to_raw(i, i + 1)
        assert 100 <= a <= b <= 100 + len(raw)
        assert last[0] <= a
        assert last[1] <= b
        last = (a, b)
        if c != "x":
            assert a <= 100 + ord(c) - 0x4E00 < b
            first, end = alignment.from_raw(a, b)
            assert first <= i < end


def check_normalize(data: bytes) -> None:
    """Offsets of the normal form lead back in order; normalizing it again changes nothing."""
    text = text_of(data)
    made = normalize(text)
    places = np.arange(len(made))
    starts, ends = made.to_raw_spans(places, places + 1)
    assert (starts >= 0).all()
    assert (ends >= starts).all()
    assert (ends <= len(text)).all()
    assert (np.diff(starts) >= 0).all()
    assert (np.diff(ends) >= 0).all()
    again = normalize(made.text).text
    assert again == made.text, normalize(made.text).changes[:3]


def check_segment(data: bytes) -> None:
    """Sections nest and lie in the text, siblings do not overlap; sentences lie in order."""
    text = text_of(data)
    plan = Plan("p", Source.from_text(text), 0, len(text))
    made = outline(plan)
    sections = {s.id: s for s in made.sections}
    assert len(sections) == len(made.sections)
    for s in made.sections:
        assert 0 <= s.start <= s.heading_start <= s.heading_end <= s.end
        if s.parent:
            above = sections[s.parent]
            assert above.start <= s.start
            assert s.end <= above.end
            assert s.level > above.level
    spans = split_sentences(text)
    assert all(0 <= a < b <= len(text) for a, b in spans)
    assert all(x[1] <= y[0] for x, y in pairwise(spans))


def check_quantities(data: bytes) -> None:
    """Quantities quote the text, lie in order, and have ordered values (or say that they fall) and known comparators."""
    text = normalize(text_of(data)).text
    found = find_quantities(text)
    for q in found:
        assert 0 <= q.start < q.end <= len(text)
        assert q.comparator in COMPARATORS
        for value in (q.low, q.high):
            assert value is None or not math.isnan(value)
        if q.low is not None and q.high is not None:
            assert q.low <= q.high or "falling range" in q.flags, text[q.start : q.end]
    assert all(a.start <= b.start for a, b in pairwise(found))


def check_duplicates(data: bytes) -> None:
    """Passages lie in their plans and their quotes are alike to a degree between 0 and 1."""
    half = len(data) // 2
    texts = {"a": text_of(data[:half]), "b": text_of(data[half:]), "c": text_of(data[: half + half // 2])}
    found = find_duplicates(Corpus.from_texts(texts))
    for row in found.passages.to_dict("records"):
        assert 0 <= row["start_a"] < row["end_a"] <= len(texts[row["plan_a"]])
        assert 0 <= row["start_b"] < row["end_b"] <= len(texts[row["plan_b"]])
        assert 0 <= row["similarity"] <= 1
    assert found.shares["copied_share"].between(0, 1).all()


def check_report(data: bytes) -> None:
    """What is packed comes back and means nothing to HTML; cells and Markdown stay text."""
    text = text_of(data)
    value = {"text": text, "rows": [text[i : i + 9] for i in range(0, min(len(text), 90), 9)], "n": len(text)}
    packed = pack(value, 1)
    assert unpack(packed) == value
    assert not set(packed) & set("<>&\"'\\")
    inline = script_json(value)
    assert not set(inline) & set("<>&\u2028\u2029")
    assert json.loads(inline) == value
    cell = str(_inert(text))
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    flat = _inline(text)
    assert "\n" not in flat
    assert "<" not in flat


TARGETS: dict[str, Callable[[bytes], None]] = {
    "alignment": check_alignment,
    "archive": check_archive,
    "book": check_book,
    "comparator": check_comparator,
    "decode": check_decode,
    "duplicates": check_duplicates,
    "html": reader_check("html", ".html"),
    "json": reader_check("table", ".jsonl"),
    "mail": reader_check("mail", ".eml"),
    "normalize": check_normalize,
    "numeral": check_numeral,
    "parquet": reader_check("parquet", ".parquet"),
    "pdf": reader_check("pdf", ".pdf"),
    "quantities": check_quantities,
    "read": check_read,
    "report": check_report,
    "saved": reader_check("web archive", ".mht"),
    "segment": check_segment,
    "sheet": check_sheet,
    "table": reader_check("table", ".csv"),
    "word": check_word,
}
