"""A user's own rules: what a folder adds, and what is said when it adds to nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import miner

ROOT = Path(__file__).resolve().parents[2]
TEXT = "白沙镇2025年工作计划\n一、目标\n全年植树8000穴以上，村美指数达到92%。\n"


@pytest.fixture
def rules(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    miner.use_rules(None)


def write(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def mined(plan: miner.Plan) -> dict[str, str | None]:
    found = miner.extract_quantities(plan)
    return dict(zip(found["quote"], found["unit"], strict=True))


def test_a_unit_and_an_alias_hold_until_they_are_taken_back(rules: Path) -> None:
    plan = miner.Corpus.from_texts({"p": TEXT})[0]
    assert "8000穴以上" not in mined(plan)
    write(
        rules,
        "numbers/units.csv",
        "unit,alias,code,dimension,factor,kind,han\n穴,,{hole},count,1,counter,no\n",
    )
    write(rules, "targets/aliases.csv", "name,aliases\n乡村宜居指数,村美指数\n")
    miner.use_rules(rules)
    assert mined(plan)["8000穴以上"] == "穴"
    assert "乡村宜居指数" in set(miner.extract_quantities(plan)["indicator_name"])
    miner.use_rules(None)
    assert "8000穴以上" not in mined(plan)


def test_a_marker_is_added(rules: Path) -> None:
    plan = miner.Corpus.from_texts({"p": "计划\n任务甲：修路\n抓紧施工。\n任务乙：植树\n春季完成。\n"})[0]
    assert not miner.segment(plan)["marker"].str.startswith("任务").any()
    write(
        rules,
        "segmentation/markers.toml",
        '[[kind]]\nname = "task"\nrank = 4\nforms = [{ pattern = "任务([甲乙丙丁])：", needs = "nothing", starts = "任" }]\n',
    )
    miner.use_rules(rules)
    assert list(miner.segment(plan)["marker"]) == ["任务甲：", "任务乙："]


def test_a_place_is_added(rules: Path) -> None:
    from miner.knowledge.gazetteer import named

    write(rules, "knowledge/divisions.csv", "code,name\n990101,青石区\n")
    miner.use_rules(rules)
    assert [d.code for d in named("青石区")] == ["990101"]


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("targets/unit.csv", "unit\n穴\n", "adds to nothing"),
        ("units.csv", "unit\n穴\n", "adds to nothing"),
        ("targets/units.csv", "unit\n穴\n", "move it to numbers/units.csv"),
        ("numbers/units.csv", "unit,weight\n穴,1\n", "weight"),
        ("segmentation/markers.toml", "[[kind]\n", "markers.toml"),
    ],
)
def test_rules_that_cannot_hold_are_said(rules: Path, name: str, text: str, says: str) -> None:
    write(rules, name, text)
    with pytest.raises(miner.InputError, match=says):
        miner.use_rules(rules)


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(miner.InputError, match="no such folder"):
        miner.use_rules(tmp_path / "none")


def test_a_reader_for_another_kind_of_file(tmp_path: Path) -> None:
    (tmp_path / "计划.TEX").write_text("\\section{目标}\n植树80亩。\n", encoding="utf-8")
    (tmp_path / "坏.tex").write_bytes(b"\xff\xfe\xff")
    corpus = miner.read_corpus(tmp_path, readers={".tex": lambda data: data.decode("utf-8")})
    assert [p.id for p in corpus] == ["计划"]
    assert "植树80亩" in corpus[0].text
    assert list(corpus.problems["kind"]) == ["unreadable"]


def test_a_reader_of_one_s_own_tells_headings_and_problems(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "howto.md").read_text("utf-8")
    code = next(c for c in re.findall(r"```python\n(.*?)```", text, re.S) if "def read_tex" in c)
    space: dict[str, Any] = {}
    exec(code.partition("miner.read_corpus")[0], space)
    (tmp_path / "计划.tex").write_text("\\section{目标}\n植树80亩。\n\\input{a}\n", encoding="utf-8")
    reader = space["Reader"]("tex", (".tex",), space["read_tex"])
    corpus = miner.read_corpus(tmp_path, readers=[reader])
    assert [corpus[0].source.text[h.start : h.end] for h in corpus[0].source.headings] == ["目标"]
    assert list(corpus.problems["reason"]) == ["included files are not read"]


def test_a_reader_of_one_s_own_goes_before_the_package_s(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("植树80亩。", encoding="utf-8")
    corpus = miner.read_corpus(tmp_path, readers={".txt": lambda data: "修路3公里。"})
    assert corpus[0].text == "修路3公里。"
