"""What readers see of tables in place of names and codes: in every language, with nothing left in English."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest

import miner
from miner.knowledge.data import read_csv
from miner.language import LANGUAGES
from miner.report._labels import for_programs, label, meaning, shown
from miner.report._words import say_reason, words
from miner.report._workbook import table_workbook
from miner.tables import TABLES

CHINESE = ("zh-Hans", "zh-Hant")
HAN = re.compile("[\u4e00-\u9fff]")


@pytest.mark.parametrize("language", CHINESE)
def test_every_meaning_and_unit_of_a_column_is_said_in_chinese(language: str) -> None:
    texts = {c.meaning for t in TABLES for c in t.columns}
    assert len(texts) > 400
    assert sorted(text for text in texts if not HAN.search(meaning(text, language))) == []
    units = {c.unit for t in TABLES for c in t.columns if c.unit}
    known = {row["en"] for row in read_csv("miner.report", "meanings.csv")}
    assert sorted(units - known) == []


def test_meanings_name_nothing_that_no_column_means() -> None:
    said = {text for t in TABLES for c in t.columns for text in (c.meaning, c.unit)}
    assert (
        sorted(row["en"] for row in read_csv("miner.report", "meanings.csv") if row["en"] not in said) == []
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_column_that_readers_see_has_a_head(language: str) -> None:
    wording = words()[language]
    bare = {
        f"{t.name}.{c.name}"
        for t in TABLES
        for c in t.columns
        if not for_programs(c.name) and not {f"column.{c.name}", f"column.{t.name}.{c.name}"} & wording.keys()
    }
    assert sorted(bare) == []


@pytest.mark.parametrize("language", CHINESE)
def test_no_two_columns_of_a_table_have_one_head(language: str) -> None:
    for table in TABLES:
        heads = [label(c.name, language, table.name) for c in table.columns if not for_programs(c.name)]
        assert sorted({h for h in heads if heads.count(h) > 1}) == [], table.name


# What a cell holds, in which column of which table, and what is read.
SHOWN = [
    ("ge", "comparator", "", "不低于"),
    ("ge", "comparator_b", "moves", "不低于"),
    ("commitment", "status", "targets", "承诺"),
    ("vision", "horizon", "panel", "远景"),
    ("reordered", "kind", "passages", "调换次序"),
    ("item", "source", "tasks", "条目"),
    ("binding", "force_upper", "descent", "约束性"),
    ("植树造林 · increase · area · 全乡", "entry", "ledger", "植树造林 · 增加 · 面积 · 全乡"),
    ("a blank for a year was not filled in", "reason", "leftovers", "此处年份的空白没有填写"),
    ("R/P3M", "frequency", "tasks", "每季度"),
    ("R/P7M", "frequency", "tasks", "R/P7M"),
    ("layer", "by", "groups", "层级"),
    # Words of the plans stay, whatever they look like.
    ("table", "plan_id", "tasks", "table"),
    ("item", "source", "directions", "item"),
    ("level", "quote", "", "level"),
    ("植树造林", "indicator", "ledger", "植树造林"),
    ("nobody has put this into Chinese", "reason", "", "nobody has put this into Chinese"),
]


@pytest.mark.parametrize(("value", "column", "table", "read"), SHOWN)
def test_a_code_is_shown_as_a_word(value: str, column: str, table: str, read: str) -> None:
    assert shown(value, column, "zh-Hans", table) == read
    assert shown(value, column, "en", table) == value


@pytest.mark.parametrize("language", CHINESE)
@pytest.mark.parametrize(
    ("room", "file", "entries"),
    [("miner.numbers", "vetoes.toml", "veto"), ("miner.reading", "furniture.toml", "")],
)
def test_the_reasons_of_the_rules_are_said_in_chinese(
    language: str, room: str, file: str, entries: str
) -> None:
    from miner.knowledge.data import read_toml

    data = read_toml(room, file)
    lists = [data[entries]] if entries else [v for v in data.values() if isinstance(v, list)]
    reasons = {e["reason"] for rows in lists for e in rows if isinstance(e, dict) and "reason" in e}
    assert len(reasons) > 10
    assert sorted(r for r in reasons if say_reason(r, language) == r) == []


def test_a_workbook_of_one_table_is_in_the_language_of_the_reader() -> None:
    text = "柏树镇2026年工作计划\n一、主要目标\n全年新建文化广场3处以上，群众满意度达到九成。"
    targets = miner.extract_targets(miner.Corpus.from_texts({"柏树镇": text}))
    book = openpyxl.load_workbook(io.BytesIO(table_workbook(targets, "targets", "zh-Hans")))
    assert book.sheetnames == ["目标"]
    heads, first, *_ = book.active.iter_rows(values_only=True)
    row = dict(zip(heads, first, strict=True))
    assert (row["计划"], row["原文"], row["下限"], row["比较"], row["状态"]) == (
        "柏树镇",
        "3处以上",
        3,
        "不低于",
        "承诺",
    )
    assert not [h for h in heads if re.search("[a-z]", h)]


def test_every_figure_is_drawn_on_given_axes_in_the_language_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import matplotlib.pyplot as plt
    from made import made_analysis

    from miner.report.figures import FIGURES
    from miner.report.plots import Plots

    plot = Plots(made_analysis())
    names = [name for name in vars(Plots) if not name.startswith("_")]
    assert set(names) == {draw.__name__ for draw, _ in FIGURES.values()}
    assert all(name in repr(plot) for name in names)
    monkeypatch.setenv("MINER_LANGUAGE", "en")
    titles = {}
    # These want two years of one place, three plans of one year, a plan of the area around, roles of sections: the
    # sample has none of them.
    wanting = ("ledger_slopes", "indicator_strips", "promise_curve", "layer_steps", "outline_coverage")
    for name in wanting:
        with pytest.raises(miner.InputError, match=r"no (?:indicator|section|place) has"):
            getattr(plot, name)()
    for name in sorted(set(names) - set(wanting)):
        _, ax = plt.subplots()
        assert getattr(plot, name)(ax) is ax
        titles[name] = ax.get_title(loc="left") or ax.get_title()
        _, ax = plt.subplots()
        getattr(plot, name)(ax=ax, language="zh")
        assert HAN.search(ax.get_title(loc="left") or ax.get_title()), name
    assert len(titles) == 3
    assert not [name for name, title in titles.items() if HAN.search(title) or not title]
    plt.close("all")
    with pytest.raises(miner.InputError, match="not one of"):
        plot.trend(language="fr")
