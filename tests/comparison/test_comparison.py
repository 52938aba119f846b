"""How plans compare: what moved, what was reached, what is missing, and what is left to a person to judge."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import miner
from miner.comparison import compare
from miner.corpus import Corpus, Plan, Source
from miner.knowledge.data import parse_toml

FORMER = """溪北市总工会2023年工作计划
一、工作目标
全年新建基层工会60家；举办技能竞赛20场；职工医疗互助参保率达到75%以上；建设职工书屋12个。
二、主要措施
对困难职工做到应帮尽帮。把工会组织建到车间班组，让职工有家可归。
"""
LATER = """溪北市总工会2024年工作计划
一、2023年工作回顾
过去一年，全市新建基层工会57家；举办技能竞赛22场。
二、工作目标
全年新建基层工会80家；举办技能竞赛15场；职工医疗互助参保率达到75%以上；建成户外驿站30个。
三、主要措施
对困难职工做到应帮尽帮、应救尽救。
"""


def plan(plan_id: str, text: str, year: int | None, issuer: str | None = "溪北市总工会") -> Plan:
    return Plan(plan_id, Source.from_text(text), 0, len(text), year=year, issuer=issuer, kind="工作计划")


@pytest.fixture(scope="module")
def two_years() -> miner.Comparison:
    return compare(Corpus([plan("a", FORMER, 2023), plan("b", LATER, 2024)]))


def moves(comparison: miner.Comparison) -> dict[tuple[str, str], pd.Series]:
    return {(r["indicator"], r["move"]): r for _, r in comparison.moves.iterrows()}


def test_every_planted_move_is_found_and_no_other(two_years: miner.Comparison) -> None:
    found = {(name, move) for name, move in moves(two_years)}
    assert {(i[-4:], m) for i, m in found} == {
        ("基层工会", "raised"), ("基层工会", "missed"),
        ("技能竞赛", "lowered"), ("技能竞赛", "reached"),
        ("助参保率", "kept"), ("困难职工", "kept"), ("职工书屋", "dropped"), ("户外驿站", "new"),
    }  # fmt: skip


def test_every_move_quotes_both_plans(two_years: miner.Comparison) -> None:
    for row in two_years.moves.to_dict("records"):
        for side, text in (("a", FORMER), ("b", LATER)):
            if row[f"quote_{side}"] is not None:
                assert text[row[f"start_{side}"] : row[f"end_{side}"]] == row[f"quote_{side}"]


def test_a_smaller_number_can_be_the_harder_target() -> None:
    a = "甲市2023年工作计划\n一、工作目标\n城镇调查失业率控制在5.5%以内。\n"
    b = "甲市2024年工作计划\n一、工作目标\n城镇调查失业率控制在5%以内。\n"
    row = compare(Corpus([plan("a", a, 2023), plan("b", b, 2024)])).moves.iloc[0]
    assert (row["move"], row["ambition"]) == ("lowered", "harder")


def test_sentences_are_kept_changed_dropped_and_new(two_years: miner.Comparison) -> None:
    changed = two_years.revisions[two_years.revisions["kind"] == "changed"]
    assert any("应救尽救" in (q or "") for q in changed["quote_b"])
    dropped = two_years.revisions[two_years.revisions["kind"] == "dropped"]
    assert any("有家可归" in (q or "") for q in dropped["quote_a"])


def test_a_general_name_moves_nothing() -> None:
    a = "甲市2023年工作计划\n一、工作目标\n完成投资35亿元。\n"
    b = "甲市2024年工作计划\n一、工作目标\n完成投资240亿元。\n"
    assert compare(Corpus([plan("a", a, 2023), plan("b", b, 2024)])).moves.empty


def test_plans_without_a_body_or_a_year_follow_nobody() -> None:
    texts = [plan(str(i), FORMER, None, None) for i in range(3)]
    comparison = compare(Corpus(texts))
    assert comparison.moves.empty
    assert any("no year is known for 3 plans" in n for n in comparison.notes)
    assert any("the same text twice" in n for n in comparison.notes)


def test_traditional_and_simplified_targets_meet_in_one_entry() -> None:
    hant = "甲市2024年工作計劃\n一、工作目標\n全年新建基層工會80家。\n"
    hans = "乙市2024年工作计划\n一、工作目标\n全年新建基层工会60家。\n"
    ledger = compare(
        Corpus([plan("a", hant, 2024, "甲市总工会"), plan("b", hans, 2024, "乙市总工会")])
    ).ledger
    assert set(ledger[ledger["plans"] == 2]["quote"]) == {"80家", "60家"}


def test_nothing_to_compare_is_said() -> None:
    with pytest.raises(miner.InputError, match="nothing to compare"):
        compare(Corpus())


CORPUS = Path(__file__).parents[2] / "corpus"
EXPECTED: dict[str, Any] = parse_toml(
    (Path(__file__).parent / "data" / "moves.toml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", EXPECTED["succession"], ids=lambda c: c["plans"][1])
def test_the_moves_of_the_corpus_are_these_and_no_others(case: dict[str, Any]) -> None:
    files = [next(CORPUS.glob(f"{name}.*")) for name in case["plans"]]
    found = compare(miner.read_corpus(files)).moves
    told = {(r["move"], r["quote_a"] or "", r["quote_b"] or "") for r in found.to_dict("records")}
    assert told == {tuple(row) for row in case["moves"]}


def test_a_target_that_lost_its_number_is_not_called_dropped() -> None:
    a = "甲市2023年工作计划\n一、工作目标\n单位地区生产总值能耗下降2.5%左右。\n"
    b = "甲市2024年工作计划\n一、工作目标\n单位地区生产总值能耗完成上级下达任务，新建公园3个。\n"
    table = compare(Corpus([plan("a", a, 2023), plan("b", b, 2024)])).moves
    assert "unquantified" in set(table["move"])
    assert "dropped" not in set(table["move"])


def test_the_ledger_as_a_matrix_quotes_each_plan_in_its_column(two_years: miner.Comparison) -> None:
    matrix = two_years.ledger_matrix()
    cells = {entry: row for (entry, _), row in matrix.iterrows() if "技能竞赛" in entry}
    assert [list(row[["a", "b"]]) for row in cells.values()] == [["20场", "15场"]]
    with pytest.raises(miner.InputError, match="no column 'color'"):
        two_years.ledger_matrix(by="color")


def test_alike_plans_stand_together_in_the_similarity_matrix() -> None:
    other = "丙县2024年植树工作计划\n一、目标\n春季完成荒山造林两千亩，补植行道树六千株。\n二、措施\n由林业站统一供苗，分片包干。\n"
    texts = {"a": FORMER * 2, "m": other, "z": FORMER * 2}
    matrix = compare(Corpus.from_texts(texts)).similarity_matrix()
    assert list(matrix.index) == list(matrix.columns)
    assert abs(list(matrix.index).index("a") - list(matrix.index).index("z")) == 1
    assert matrix.loc["a", "z"] == matrix.loc["z", "a"] > 0.9
    assert matrix.loc["a", "m"] == 0
    assert all(matrix.loc[i, i] == 1 for i in matrix.index)
