"""What is fuzzed: for each target a function from bytes that raises where a property does not hold.

The same functions serve the coverage-guided run (`make fuzz`), the fixed budget of the fast tests and the
replay of seeds and of past findings.
"""

from __future__ import annotations

import io
import json
import math
import zipfile
from collections.abc import Callable
from itertools import pairwise

import numpy as np

from miner.corpus import Corpus, Plan, Problem, Source
from miner.duplicates import find_duplicates
from miner.normalization import normalize
from miner.normalization.alignment import Alignment, Edit, apply_edits
from miner.numbers.comparators import COMPARATORS, combine, match_after, match_around, match_before
from miner.numbers.numerals import NUMERAL, parse_numeral, read_numeral
from miner.numbers.quantities import find_quantities
from miner.reading.encodings import decode
from miner.reading.files import File
from miner.reading.plans import plans_of
from miner.reading.readers import read_file
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


def wrapped(suffix: str, data: bytes) -> bytes:
    """`data` as a file; the XML of a Word file is put into its archive, so that the reader sees it."""
    if suffix != ".docx" or data[:2] == b"PK":
        return data
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", data)
    return buffer.getvalue()


def check_read(data: bytes) -> None:
    """Reading raises nothing; a file is a plan or a problem with a reason."""
    suffix = SUFFIXES[data[0] % len(SUFFIXES)] if data else ".txt"
    body = wrapped(suffix, data[1:])
    items = list(read_file(File(f"a/b{suffix}", f"b{suffix}", "a", lambda: body), None, 1_000_000))
    assert items, "dropped in silence"
    for item in items:
        if isinstance(item, Problem):
            assert item.reason
            assert "\n" not in item.reason
            continue
        for plan in plans_of(item, item.stem):
            assert 0 <= plan.start <= plan.end <= len(plan.source.text)


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
    "comparator": check_comparator,
    "decode": check_decode,
    "duplicates": check_duplicates,
    "normalize": check_normalize,
    "numeral": check_numeral,
    "quantities": check_quantities,
    "read": check_read,
    "report": check_report,
    "segment": check_segment,
}
