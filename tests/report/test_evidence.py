"""The evidence sheet: what it says of a pair and of a family, in HTML and in Word, in three languages."""

from __future__ import annotations

import html
import io
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from made import made_analysis

import miner
from miner.analysis import Analysis
from miner.errors import InputError
from miner.report._condense import CHECK, CUT, DIFFERS, condense
from miner.report._grounds import ground_sentence, grounds_of
from miner.report._sheet import Passages
from miner.report._words import LANGUAGES, say_reason, words
from tests.duplicates.prose import prose

TASKS = (
    "一是对二十三座山塘逐一建档，每座明确一名巡查员，汛期每天巡查两次并拍照上传。",
    "二是把六条灌渠的清淤任务分到四个施工队，四月底以前通水，逾期一天扣减工程款百分之二。",
    "三是为一千四百户低保家庭安装漏电保护器，由电管站派人逐户验收，验收单一式三份存档。",
    "四是在三个集镇各设一处旧农膜回收点，每公斤兑换八角钱，年底前回收一百一十吨。",
    "五是将敬老院的锅炉改为空气源热泵，十月中旬试运行，供暖费按上年实际支出的七成核定。",
    "六是组织返乡木工成立修缮队，承接危旧房屋加固，优先照顾独居老人和残疾人家庭。",
)


def plan(place: str, year: int, text: str = "", signed: str = "") -> str:
    body = "\n".join(TASKS).replace("集镇", f"集镇和{text}街道" if text else "集镇")
    return f"{place}人民政府{year}年工作计划\n{body}\n{signed}"


@pytest.fixture(scope="module")
def pair() -> Analysis:
    texts = {
        "a": plan("清河县", 2024, "清河县城关"),
        "b": plan("武定县", 2025, "清河县城关").replace("一百一十吨", "一百四十吨"),
    }
    return Analysis(miner.Corpus.from_texts(texts), {})


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sheet_says_what_a_reader_has_to_judge(pair: Analysis, language: str) -> None:
    said = words()[language]
    page = pair.evidence_sheet(("a", "b"), language=language, date="2026-01-05").html
    text = html.unescape(re.sub(r"<[^>]+>", "", page.split("</style>")[1]))
    assert f'<html lang="{language}">' in page
    for key in (
        "sheet.title",
        "sheet.facts",
        "sheet.direction",
        "sheet.open",
        "sheet.question",
        "sheet.signature",
    ):
        assert said[key] in text
    for words_there in ("清河县人民政府2024年工作计划", "武定县人民政府", "2026-01-05", said["open.base"]):
        assert words_there in text
    assert "一百<ins>一</ins>十吨" in page or "<ins>一百一十吨</ins>" in page or "<ins>一</ins>十吨" in page
    assert "<strong>【清河县】</strong>" in page
    assert not re.search(r"\{\w+\}", text)


def test_the_order_of_the_two_does_not_matter(pair: Analysis) -> None:
    one = miner.evidence(pair, "a", "b", date="2026-01-05")
    assert one.html == miner.evidence(pair, "b", "a", date="2026-01-05").html


def test_both_ratios_are_on_the_sheet(pair: Analysis) -> None:
    row = pair.duplicates.pairs.iloc[0]
    page = miner.evidence(pair, "a", "b", language="en", date="2026-01-05").html
    for key, value in (("sheet.copied", row["share_a"]), ("sheet.shared", row["shared_b"])):
        line = re.search(rf"{words()['en'][key]}.*?</tr>", page, re.S)
        assert line is not None
        assert f"{value:.0%}" in line[0]


def test_the_same_in_word(pair: Analysis, tmp_path: Path) -> None:
    from docx import Document

    sheet = miner.evidence(pair, "a", "b", date="2026-01-05")
    assert sheet.word == miner.evidence(pair, "a", "b", date="2026-01-05").word
    document = Document(io.BytesIO(sheet.word))
    cells = [c for t in document.tables for r in t.rows for c in r.cells]
    runs = [r for c in cells for p in c.paragraphs for r in p.runs]
    assert "【清河县】" in [r.text for r in runs if r.bold]
    assert any(r.underline for r in runs)
    assert round(document.sections[0].page_width.cm, 1) == 21.0
    assert sheet.save(tmp_path / "x.docx").read_bytes() == sheet.word
    assert sheet.save(tmp_path / "x.html").read_text(encoding="utf-8") == sheet.html


def test_a_sheet_of_another_kind_is_refused(pair: Analysis, tmp_path: Path) -> None:
    sheet = miner.evidence(pair, "a", "b", date="2026-01-05")
    with pytest.raises(InputError, match=r"\.html or a \.docx"):
        sheet.save(tmp_path / "x.pdf")
    with pytest.raises(InputError, match="no plan 'c'"):
        miner.evidence(pair, "a", "c")
    with pytest.raises(InputError, match="twice"):
        miner.evidence(pair, "a", "a")
    with pytest.raises(InputError, match="no family 7"):
        pair.evidence_sheet(7)
    with pytest.raises(InputError, match="language"):
        miner.evidence(pair, "a", "b", language="fr")


def test_two_plans_without_a_common_passage_have_a_sheet_that_says_so() -> None:
    texts = {"a": plan("清河县", 2024), "b": "武定县2025年工作要点\n一、植树。\n在北坡种三千株核桃。\n"}
    page = Analysis(miner.Corpus.from_texts(texts), {}).evidence_sheet(("a", "b"), language="en").html
    assert words()["en"]["pair.none"] in page
    assert "0%" in page


def test_a_base_text_closes_a_reason() -> None:
    corpus = miner.Corpus.from_texts({"a": plan("清河县", 2024), "b": plan("武定县", 2025)})
    base = miner.Corpus.from_texts({"model": "范本\n" + "\n".join(TASKS)})
    found = miner.find_duplicates(corpus, base=base)
    page = Analysis(corpus, {"duplicates": found}).evidence_sheet(("a", "b"), language="en").html
    assert words()["en"]["open.base"] not in page
    assert "superior" in page


def test_a_family_has_a_sheet() -> None:
    names = ("清河县", "武定县", "桐城市", "余姚市")
    texts = {f"p{i}": plan(name, 2025) for i, name in enumerate(names)}
    analysis = Analysis(miner.Corpus.from_texts(texts), {})
    page = analysis.evidence_sheet(1, language="en", date="2026-01-05").html
    assert all(f"{name}人民政府2025年工作计划" in page for name in names)
    assert "[4] 余姚市" in page
    assert miner.family_evidence(analysis, 1, date="2026-01-05").word


def test_text_of_others_stays_text() -> None:
    """A hand-made analysis without most tables, whose text attacks the page."""
    analysis = made_analysis(hostile=True)
    ids = [p.id for p in analysis.corpus]
    page = miner.evidence(analysis, "hill", ids[-1], date="<script>").html
    assert "<script" not in page
    assert "<img" not in page
    assert "default-src 'none'" in page


@pytest.mark.parametrize(
    ("a", "b", "differs"),
    [
        ("签约1150人，随访", "签约2100人，随访", [("1150", "2100")]),
        ("开展三次巡查", "開展三次巡查", []),
        ("第一项\n第二项", "第一项\r\n  第二项", []),
        ("每周一次查房", "每月两次查房", [("周一", "月两")]),
        ("甲乙丙", "", [("甲乙丙", "")]),
    ],
)
def test_what_differs_is_marked_whole(a: str, b: str, differs: list[tuple[str, str]]) -> None:
    sides = condense(a, b, 200)
    assert [t for k, t in sides.a if k == DIFFERS] == [x for x, _ in differs]
    assert [t for k, t in sides.b if k == DIFFERS] == [y for _, y in differs]
    assert sides.differences == len(differs)


def test_a_long_passage_keeps_what_is_to_check_and_says_how_much_is_left_out() -> None:
    a = "".join(TASKS) * 4
    start = a.index("漏电保护器", 150)
    sides = condense(a, a.replace("八角", "九角"), 200, [(start, start + 5)])
    assert (CHECK, "漏电保护器") in sides.a
    assert sum(int(t) for k, t in sides.a if k == CUT) + sum(len(t) for k, t in sides.a if k != CUT) == len(a)
    assert sum(len(t) for k, t in sides.a if k != CUT) <= 220
    assert sides.differences == 4
    assert sides.hidden == 4 - sum(k == DIFFERS for k, _ in sides.a)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("ground", "key", "side"),
    [
        ("+2.2 2024 and 2025", "years", 1),
        ("-1.6 2025-03-01 and 2025-01", "dates", -1),
        ("+3.0 b kept 清河、2024年, which fits a", "kept", 1),
        ("-2.0 a has 7 broken characters there", "broken", -1),
        ("+1.5 b has unusual words for usual ones at 9 places", "spun", 1),
        ("one text under two heads, 2024 and 2025: one of these heads is wrong", "heads", 0),
        ("the text plans for 2024", "speaks", 0),
        ("rather from c", "through", 0),
        ("+1.0 something new", "other", 1),
    ],
)
def test_every_ground_is_a_sentence(language: str, ground: str, key: str, side: int) -> None:
    (found,) = grounds_of(ground, {"a": "A", "b": "B"}, "a", "b")
    assert (found.key, found.side) == (key, side)
    sentence = ground_sentence(found, words()[language])
    assert "{" not in sentence
    assert sentence.endswith("." if language == "en" else "。")


def test_several_grounds_are_told_apart() -> None:
    text = "+2.2 2024 and 2025; +3.0 b kept 一; 二, which fits a; rather from x; y"
    assert [g.key for g in grounds_of(text, {}, "a", "b")] == ["years", "kept", "through"]
    assert grounds_of(None, {}, "a", "b") == []


@pytest.mark.parametrize(
    "reason",
    [
        "清河 is the name of 清河县; 甲 has it at the same spot, and it fits there",
        "清河县 lies outside 武定县; 甲 has its own at the same spot",
        "教代会 is a word of a school; 甲, which is one, has it at the same spot",
        "护理部 is a word of a hospital, which the issuer is not",
        "清河县教育局 issued another plan; in a heading",
        "plans for 2024 in a plan for 2025; 甲 has it at the same spot, a plan for that year",
    ],
)
def test_reasons_of_leftovers_are_said_in_chinese(reason: str) -> None:
    for language in ("zh-Hans", "zh-Hant"):
        assert not re.search("[A-Za-z]{2}", say_reason(reason, language))


CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_a_pair_of_ordinary_plans_is_one_page_of_a4(tmp_path: Path) -> None:
    import pypdfium2

    assert CHROMIUM is not None
    corpus = miner.read_corpus("corpus")
    analysis = Analysis(corpus, {})
    pairs = analysis.duplicates.pairs
    for number, row in enumerate(pairs.head(6).to_dict("records")):
        page, paper = tmp_path / f"{number}.html", tmp_path / f"{number}.pdf"
        miner.evidence(analysis, row["plan_a"], row["plan_b"], date="2026-01-05").save(page)
        command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
        subprocess.run([*command, f"--print-to-pdf={paper}", page.as_uri()], capture_output=True, check=True)
        document = pypdfium2.PdfDocument(paper)
        assert len(document) == 1, row
        assert [round(x / 72 * 25.4) for x in document[0].get_size()] == [210, 297]


def test_each_further_passage_leaves_less_room_for_quotes() -> None:
    own = [prose(80 + i, 260) for i in range(12)]
    shared = [prose(60 + i, 300) for i in range(6)]
    texts = [
        f"{name}2024年工作计划\n" + "".join(s + o for s, o in zip(shared, own[i::2], strict=True))
        for i, name in enumerate(("东湾街道", "西湾街道"))
    ]
    analysis = Analysis(miner.Corpus.from_texts({"a": texts[0], "b": texts[1]}), {})
    (block,) = [b for b in miner.evidence(analysis, "a", "b").sheet.blocks if isinstance(b, Passages)]
    assert len(block.passages) == 6
    quoted = sum(len(text) for p in block.passages for _, text in p.sides.a)
    assert quoted <= 880 - 5 * 66 + 6 * 40


def test_the_columns_of_a_sheet_in_word_are_as_wide_as_their_cells(pair: Analysis, tmp_path: Path) -> None:
    from docx import Document

    a, b = [plan.id for plan in pair.corpus][:2]
    document = Document(str(miner.evidence(pair, a, b).save(tmp_path / "sheet.docx")))
    for table in document.tables:
        last = table.rows[-1]
        assert [column.width for column in table.columns] == [cell.width for cell in last.cells]
