"""How plans differ: terms, groups, years, commitments, and the table to choose a number from."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import miner
from miner.themes.terms import log_odds, whole_form
from tests.themes.conftest import FIELDS


def test_log_odds_is_antisymmetric_and_shrinks_rare_terms() -> None:
    z = log_odds(np.array([[30.0, 1.0, 100.0], [5.0, 0.0, 100.0]]))
    assert np.allclose(z[0], -z[1])
    assert z[0, 0] > 2 > z[0, 1] > 0


def test_a_plan_is_told_by_its_own_words_not_by_its_place(corpus: miner.Corpus) -> None:
    texts = {p.id: p.text for p in corpus}
    texts["东河市"] += (
        "六、发展低空产业\n"
        + "东河市培育无人机企业，无人机起降点布点成网，成都来的无人机试飞基地开张。\n" * 2
    )
    found = miner.extract_themes(miner.Corpus.from_texts(texts), n_themes=5)
    mine = found.distinctive("plan", n=5)
    terms = mine[mine["group"] == "东河市"]["term"].tolist()
    assert "无人机" in terms
    assert not {"东河市", "东河", "成都"} & set(terms)
    assert (mine["z"] > 1.9).all()


def yearly() -> miner.Corpus:
    """Five years in which farming takes more lines each year and culture fewer."""
    farm, culture = FIELDS["推进乡村全面振兴"], FIELDS["繁荣文化旅游"]
    plans = []
    for year in range(2021, 2026):
        lines = ["".join([*farm, farm[i % 3]]).format(n=year - 2000 + i) for i in range(year - 2020)]
        lines += ["".join([*culture, culture[i % 3]]).format(n=year - 1990 + i) for i in range(2026 - year)]
        text = "\n".join(lines)
        made = miner.Corpus.from_texts({f"p{year}": text})[0]
        plans.append(replace(made, year=year))
    return miner.Corpus(plans)


def test_years_show_a_trend() -> None:
    found = miner.extract_themes(yearly(), n_themes=2)
    table = found.by_year()
    assert sorted(set(table["group"])) == ["2021", "2022", "2023", "2024", "2025"]
    trend = found.trend().set_index("theme")
    farm = int(found.terms[found.terms["term"].str.contains("农")]["theme"].mode()[0])
    assert trend.loc[farm, "trend"] == "rising"
    assert trend.loc[farm, "slope"] > 0.05
    assert trend.loc[3 - farm, "trend"] == "falling"


def test_groups_by_mapping_and_function_agree(corpus: miner.Corpus, themes: miner.Themes) -> None:
    half = {p.id: "甲" if i < 4 else "乙" for i, p in enumerate(corpus)}
    by_mapping = themes.by_group(half)
    pd.testing.assert_frame_equal(by_mapping, themes.by_group(lambda p: half[p.id]))
    assert dict(zip(by_mapping["group"], by_mapping["plans"], strict=True)) == {"乙": 6, "甲": 4}
    with pytest.raises(miner.InputError, match="no field"):
        themes.by_group("color")


def test_commitments_go_to_the_theme_of_their_paragraph(corpus: miner.Corpus, themes: miner.Themes) -> None:
    rows = []
    for plan in corpus:
        at = plan.text.index("新建高标准农田")
        rows += [(plan.id, at, "commitment"), (plan.id, at + 4, "report")]
    targets = pd.DataFrame(rows, columns=["plan_id", "start", "status"])
    table = themes.commitments(targets).set_index("theme")
    farm = int(themes.terms[themes.terms["term"].str.contains("农田")]["theme"].iloc[0])
    assert table["commitments"].to_dict() == {t: 10 if t == farm else 0 for t in table.index}
    with pytest.raises(miner.InputError, match="plan_id"):
        themes.commitments(pd.DataFrame({"start": [1]}))


def test_the_choice_of_the_number_shows_several(themes: miner.Themes) -> None:
    table = themes.try_numbers([3, 5])
    assert table["n_themes"].tolist() == [3, 5]
    assert table["chosen"].tolist() == [False, True]
    assert table["stability"].between(0, 1).all()
    assert table.loc[1, "stability"] > 0.5
    with pytest.raises(miner.InputError, match="at least 1"):
        themes.try_numbers([0])


def test_a_part_of_a_fixed_phrase_is_shown_whole() -> None:
    text = "城镇调查失业率下降。" * 3 + "今年城镇调查失业率5%。" * 3 + "养老服务好。养老保险全。" * 4
    assert whole_form("城镇调查", text) == "城镇调查失业率"
    assert whole_form("养老", text) == "养老"
    assert whole_form("规模", "规模不大。") == "规模"
