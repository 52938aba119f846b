"""Plans made of texts know of themselves what plans made of files do."""

from __future__ import annotations

import dataclasses
import pickle
from pathlib import Path

import pytest

import miner
from miner.corpus import FACTS

BODY = (
    "一、造林\n全年造林三千亩，抚育一千二百亩，建好两处苗圃。\n二、防火\n护林员每日巡山，火情半小时内上报。\n"
)


@pytest.mark.parametrize(
    ("title", "issuer", "place", "year"),
    [
        ("清河县林业局二〇二五年工作计划", "清河县林业局", "清河县", 2025),
        ("清河县林业局二○二五年工作计划", "清河县林业局", "清河县", 2025),
        ("清河县林业局2025年工作计划", "清河县林业局", "清河县", 2025),
        ("桐城市第二中学二〇二四年工作要点", "桐城市第二中学", "桐城市", 2024),
    ],
)
def test_a_text_tells_title_issuer_place_and_year(title: str, issuer: str, place: str, year: int) -> None:
    plan = miner.Corpus.from_texts({"a": f"{title}\n{BODY}"})[0]
    assert (plan.title, plan.issuer, plan.place, plan.year) == (title, issuer, place, year)
    assert {"title", "issuer", "place", "year"} <= set(plan.grounds)
    assert plan.grounds["year"] == "title (first lines of the text)"


def test_a_text_and_a_file_of_it_tell_the_same(tmp_path: Path) -> None:
    text = f"清河县林业局2025年工作计划\n{BODY}清河县林业局\n2025年1月6日\n"
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    (file,) = miner.read_corpus(tmp_path)
    plan = miner.Corpus.from_texts({"a": text})[0]
    assert {name: getattr(plan, name) for name in FACTS} == {name: getattr(file, name) for name in FACTS}
    assert plan.date == "2025-01-06"


def test_the_key_is_no_file_name() -> None:
    plan = miner.Corpus.from_texts({"清河县2023年工作计划": BODY})[0]
    assert (plan.title, plan.place, plan.year) == (None, None, None)


def test_what_is_known_goes_with_the_plan() -> None:
    plan = miner.Corpus.from_texts({"a": f"清河县林业局2025年工作计划\n{BODY}"})[0]
    assert pickle.loads(pickle.dumps(plan)).year == 2025
    other = dataclasses.replace(plan, place="武定县")
    assert (other.place, other.year) == ("武定县", 2025)
    assert dataclasses.replace(plan, year=None).year is None


@pytest.mark.parametrize("text", ["", " \n", "\ud800", "\ufeff", "一", "\x00" * 50])
def test_a_text_that_tells_nothing_has_no_facts(text: str) -> None:
    plan = miner.Corpus.from_texts({"a": text})[0]
    assert (plan.title, plan.issuer, plan.place, plan.year, plan.start, plan.end) == (None,) * 4 + (
        0,
        len(text),
    )


def test_a_notebook_shows_a_plan_with_its_outline() -> None:
    plan = miner.Corpus.from_texts({"a": f"清河县林业局2025年工作计划\n{BODY}三、<b>管护\n每月检查。\n"})[0]
    page = plan._repr_html_()
    assert page.startswith("<p><b>清河县林业局2025年工作计划</b><br>清河县林业局 · 清河县 · 2025 · 工作计划")
    assert page.count("<li ") == 3
    assert "一、造林</li>" in page
    assert "&lt;b&gt;管护" in page
    assert miner.Corpus.from_texts({"空": ""})[0]._repr_html_() == "<p><b>空</b><br></p><ul></ul>"
