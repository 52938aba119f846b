"""What is planted in corpus/ is found, and nothing is found where nothing is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import miner
from miner.knowledge.data import parse_toml
from miner.normalization import normalize_plan

HERE = Path(__file__).parent
CORPUS = HERE.parents[1] / "corpus"
PLANTED: dict[str, Any] = parse_toml((HERE / "planted.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def analysis() -> miner.Analysis:
    return miner.analyze(CORPUS)


def test_every_file_is_read_and_the_page_of_five_holds_five(analysis: miner.Analysis) -> None:
    assert len(analysis.corpus) == PLANTED["plans"]
    collection = [p for p in analysis.corpus if (p.source.path or "").endswith(PLANTED["collection"]["file"])]
    assert len(collection) == PLANTED["collection"]["plans"]
    assert {Path(p).name for p in analysis.problems["path"]} == {"README.md"}


@pytest.mark.parametrize(("file", "encoding"), PLANTED["encodings"].items())
def test_encodings_are_told_by_the_bytes(analysis: miner.Analysis, file: str, encoding: str) -> None:
    plan = next(p for p in analysis.corpus if (p.source.path or "").endswith(file))
    assert (plan.source.encoding or "").startswith(encoding)


def test_every_row_of_every_table_quotes_the_original(analysis: miner.Analysis) -> None:
    checked = 0
    sources = {p.source.path: p.source.text for p in analysis.corpus}
    for name, table in analysis.tables().items():
        if {"plan_id", "start", "end", "quote"} <= set(table.columns):
            for row in table[table["start"].notna()].to_dict("records"):  # a finding may speak of all plans
                outside = not isinstance(row["plan_id"], str)  # what a page sets around several plans
                text = sources[row["path"]] if outside else analysis.corpus.plan(row["plan_id"]).source.text
                assert text[row["start"] : row["end"]] == row["quote"], name
                checked += 1
    assert checked > 500


def test_page_furniture_is_listed_and_read_by_no_stage(analysis: miner.Analysis) -> None:
    listed = "\n".join(analysis.corpus.furniture["quote"])
    read = "\n".join(
        p.source.text[p.start : p.end] if not p.furniture else normalize_plan(p).text for p in analysis.corpus
    )
    for words in PLANTED["collection"]["furniture"]:
        assert words in listed
        assert miner.normalize(words).text not in read


@pytest.mark.parametrize(("damaged", "mended"), PLANTED["collection"]["repaired"])
def test_damage_of_the_page_is_repaired(analysis: miner.Analysis, damaged: str, mended: str) -> None:
    plan = next(p for p in analysis.corpus if damaged in p.text)
    read = normalize_plan(plan).text
    assert mended in read
    assert miner.normalize(damaged).text not in read or miner.normalize(damaged).text == mended


@pytest.mark.parametrize("target", PLANTED["target"], ids=lambda t: t["quote"])
def test_planted_targets_are_found(analysis: miner.Analysis, target: dict[str, Any]) -> None:
    rows = analysis.targets[
        (analysis.targets["plan_id"] == target["plan"]) & (analysis.targets["quote"] == target["quote"])
    ]
    assert any(
        target["indicator"] in (r["indicator"] or "")
        and r["comparator"] == target["comparator"]
        and r["unit"] == target["unit"]
        and all(r[end] == target[end] for end in ("low", "high") if end in target)
        for r in rows.to_dict("records")
    )


@pytest.mark.parametrize("report", PLANTED["achieved"], ids=lambda r: r["quote"])
def test_a_report_of_the_past_is_no_commitment(analysis: miner.Analysis, report: dict[str, Any]) -> None:
    q = analysis.quantities
    rows = q[(q["plan_id"] == report["plan"]) & (q["quote"] == report["quote"])]
    assert set(rows["status"]) == {"achieved"}


def test_copied_plans_are_families_and_no_others(analysis: miner.Analysis) -> None:
    families = analysis.duplicates.families
    found = {frozenset(of["plan_id"]) for _, of in families.groupby("family")}
    assert {frozenset(f) for f in PLANTED["duplicates"]["families"]} <= found


def test_what_differs_inside_a_passage_is_not_counted_as_copied(analysis: miner.Analysis) -> None:
    pairs = analysis.duplicates.pairs.set_index(["plan_a", "plan_b"])["share_a"]
    reports = "清溪市人民政府2024年工作报告", "清溪市人民政府2025年工作报告"
    passages = analysis.duplicates.passages.set_index(["plan_a", "plan_b"])
    whole = passages.loc[[reports], ["start_a", "end_a"]].to_numpy().tolist()
    text = analysis.corpus.plan(reports[0]).text
    assert [(a, b > 0.95 * len(text)) for a, b in whole] == [(0, True)]  # one passage over all of the report,
    shares = analysis.duplicates.shares.set_index("plan_id")
    assert 0.6 < shares.loc[reports[0], "shared_share"] < 0.85  # of which so much is in common,
    assert reports not in pairs.index  # and most of that what every report says
    assert pairs["工會工作計劃五篇#2", "工會工作計劃五篇#4"] > 0.9


def test_the_lifted_section_is_one_passage(analysis: miner.Analysis) -> None:
    pair = set(PLANTED["duplicates"]["passage"])
    passages = analysis.duplicates.passages
    rows = passages[[{a, b} == pair for a, b in zip(passages["plan_a"], passages["plan_b"], strict=True)]]
    assert len(rows) == 1
    row = rows.iloc[0]
    assert (
        analysis.corpus.plan(row["plan_a"])
        .source.text[row["start_a"] : row["end_a"]]
        .startswith("养老服务要")
    )


def test_the_name_left_in_is_found_and_innocent_plans_are_clean(analysis: miner.Analysis) -> None:
    left = analysis.leftovers
    plan, name = PLANTED["leftovers"]["body"]
    assert name in set(left[left["plan_id"] == plan]["quote"])
    assert not set(left["plan_id"]) & set(PLANTED["leftovers"]["clean"])
    blanks = left[left["kind"] == "placeholder"]
    around = {analysis.corpus.plan(r.plan_id).source.text[r.start : r.end + 2] for r in blanks.itertuples()}
    assert all(
        any(words.startswith(a[: len(words)]) for a in around)
        for words in PLANTED["leftovers"]["placeholders"]
    )


@pytest.mark.parametrize("moved", PLANTED["move"], ids=lambda m: m["plans"][1])
def test_planted_moves_are_found(analysis: miner.Analysis, moved: dict[str, Any]) -> None:
    moves = analysis.comparison.moves
    rows = moves[(moves["plan_a"] == moved["plans"][0]) & (moves["plan_b"] == moved["plans"][1])]
    for move in ("raised", "lowered", "kept", "dropped", "new"):
        found = set(rows[rows["move"] == move]["indicator"])
        for name in moved.get(move, []):
            bare = (
                name.removeprefix("新建")
                .removeprefix("一般")
                .replace("粮食总产量", "粮食产量")
                .removesuffix("涨幅")
            )
            assert any(bare in f or f in bare for f in found), (move, name, found)


def test_every_theme_quotes_real_sentences(analysis: miner.Analysis) -> None:
    assert len(analysis.themes.representatives) > 0
    assert analysis.themes.themes["name"].is_unique
