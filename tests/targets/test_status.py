"""Promise or report: parts, headings, openings, glossaries, rules."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import miner
from miner.corpus import Corpus, Plan, Source
from miner.knowledge.data import parse_toml
from miner.targets.names import normal_name
from miner.targets.status import document_kind, glossary_start

HERE = Path(__file__).parent


def told(text: str, **known: object) -> list[tuple[str, str]]:
    made = miner.extract_quantities(Plan("p", Source.from_text(text), 0, len(text), **known))  # type: ignore[arg-type]
    return list(zip(made["quote"], made["status"], strict=True))


@pytest.mark.parametrize(
    "case", parse_toml((HERE / "statuses.toml").read_text(encoding="utf-8"))["case"], ids=str
)
def test_statuses(case: dict[str, Any]) -> None:
    known = {name: case[name] for name in ("title", "year") if name in case}
    assert [list(row) for row in told(case["text"], **known)] == case["want"]


def test_a_review_without_a_heading_is_told_by_its_words() -> None:
    text = (
        "各位代表：\n现在我代表市人民政府向大会报告工作。\n过去一年，我们团结一心，圆满完成了各项任务。\n"
        "新建农村公路320公里。完成了老旧小区改造48个。\n"
        "今年经济社会发展的主要预期目标是：地区生产总值增长5%左右。\n重点做好以下工作。\n新建农村公路350公里。\n"
    )
    assert told(text, title="2026年政府工作报告", year=2026) == [
        ("320公里", "achieved"),
        ("48个", "achieved"),
        ("5%左右", "commitment"),
        ("350公里", "commitment"),
    ]


def test_a_heading_of_last_year_is_a_review_whatever_it_is_called() -> None:
    text = "一、2025年主要工作任务完成情况\n引进项目66个。\n二、2026年重点工作\n引进项目70个。\n"
    assert told(text, year=2026) == [("66个", "achieved"), ("70个", "commitment")]


def test_a_list_of_tasks_below_a_review_is_a_plan_though_no_heading_says_so() -> None:
    text = (
        "首先报告2025年的工作\n新建农村公路320公里。完成了老旧小区改造48个。\n"
        "按照这个要求，今年要着重抓好以下三个方面工作。\n一、扩大内需\n新建农村公路350公里。\n"
        "二、改善民生\n改造老旧小区50个。\n"
    )
    assert told(text, title="政府工作报告", year=2026) == [
        ("320公里", "achieved"),
        ("48个", "achieved"),
        ("350公里", "commitment"),
        ("50个", "commitment"),
    ]


def test_a_sentence_about_the_past_inside_a_plan_is_no_promise() -> None:
    text = "二、2026年重点工作\n加快数字化改造，去年累计改造企业35家，今年再改造50家以上。\n"
    assert told(text, year=2026) == [("35家", "achieved"), ("50家以上", "commitment")]


def test_a_glossary_promises_nothing() -> None:
    text = (
        "一、2026年重点工作\n实施“双百行动”。\n"
        + "加强学习。\n" * 20
        + "名词解释\n1.双百行动：指培育100家企业。\n"
    )
    assert ("100家", "context") in told(text, year=2026)
    assert glossary_start(text) == text.index("名词解释")


def test_counts_that_announce_a_list_are_context() -> None:
    assert all(status == "context" for _, status in told("努力完成十项主要任务，从以下五个方面推进。"))
    assert told("推动香港、澳门两个特别行政区发展。")[0][1] == "context"


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("2026年政府工作报告", "report"),
        ("某市“十五五”教育发展规划", "plan"),
        ("专项资金管理办法", "rules"),
        ("工会工作总结", "summary"),
        ("关于提案的答复", "statement"),
        (None, "unknown"),
    ],
)
def test_the_title_tells_what_a_document_is(title: str | None, kind: str) -> None:
    assert document_kind(title, "同志们：") == kind


def test_the_grounds_say_what_decided() -> None:
    made = miner.extract_quantities(Corpus.from_texts({"p": "力争新增企业12家。"}))
    assert "will" in made["grounds"][0]
    assert 0.5 < made["status_probability"][0] <= 1


@pytest.mark.parametrize("name", ["国内生产总值", "生产总值", "GDP", "全市生产总值", "我省GDP"])
def test_an_indicator_has_one_normal_name(name: str) -> None:
    assert normal_name(name) == "地区生产总值"


SENTENCES = st.lists(
    st.sampled_from(
        [
            "力争新增企业12家，",
            "去年完成投资3亿元。",
            "增长5%、6%和7%左右，",
            "（不含",
            "）",
            "由60%提高到",
            "各20个；",
            "\n",
            "分别",
            "每周一次",
            "A、B",
        ]
    ),
    max_size=12,
)


@given(SENTENCES)
def test_any_text_is_read_and_quoted(parts: list[str]) -> None:
    text = "".join(parts)
    made = miner.extract_quantities(Corpus.from_texts({"p": text}))
    assert all(text[r.start : r.end] == r.quote for r in made.itertuples())
    assert made["status_probability"].between(0, 1).all()
    miner.extract_commitments(Corpus.from_texts({"p": text}))


def test_a_sentence_without_end_is_read_in_one_go(monkeypatch: pytest.MonkeyPatch) -> None:
    """What holds for a clause is looked up once, however many quantities the clause has."""
    from miner.targets.status import Discourse

    calls = []
    verdict = Discourse.verdict

    def counted(self: Discourse, *a: object) -> object:
        calls.append(a)
        return verdict(self, *a)  # type: ignore[arg-type]

    monkeypatch.setattr(Discourse, "verdict", counted)
    text = "新增" + "、".join(f"企业{n}家" for n in range(100, 400))
    assert len(miner.extract_quantities(Corpus.from_texts({"p": text}))) == 300
    assert len(calls) <= 2
