"""Which documents a plan says that it implements, and what follows for the text that it has from them."""

from __future__ import annotations

from typing import Any

import pytest

import miner
from miner.duplicates.superiors import implemented
from miner.knowledge.data import read_toml
from tests.duplicates.prose import prose

KNOWN = read_toml("miner.duplicates", "superiors.toml")
TITLE = "清河县城区排水防涝三年行动方案"
EXAMPLES = [e["example"] for e in (*KNOWN["before"], *KNOWN["behind"], KNOWN["kinds"], KNOWN["unmarked"])]


def cores(text: str) -> list[str]:
    return [name.core for name in implemented(text)]


@pytest.mark.parametrize("text", EXAMPLES)
def test_each_example_names_the_document_it_implements(text: str) -> None:
    assert cores(text) == [TITLE]


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        (KNOWN["making"]["example"], []),
        (f"会上传阅了《{TITLE}》和三本台账。", []),
        (f"依据职责分工，县水务局起草了《{TITLE}》。", []),
        (f"去年，《{TITLE}》获全县优秀文稿二等奖。", []),
        (f"依据县政府印发的《{TITLE}》，", [TITLE]),
        (f"为贯彻《{TITLE}》《清河县河道清淤五年规划》，", [TITLE, "清河县河道清淤五年规划"]),
        (f"按照《关于印发〈{TITLE}〉的通知》（清政发〔2031〕7号）要求", [TITLE]),
        (f"根据〈{TITLE}（试行）〉，制定本细则", [TITLE]),
        ("為貫徹落實《清河縣城區排水防澇三年行動方案》，", [TITLE]),
        ("根據清河縣城區排水防澇三年行動方案制訂本細則", [TITLE]),
        ("为落实《清河县城区排水防涝\n三年行动方案（2031—2033年）》，", [TITLE]),
        ("根据《安全法》，", []),
        ("", []),
    ],
)
def test_only_documents_that_are_implemented_count(text: str, titles: list[str]) -> None:
    assert cores(text) == titles


SHARED = prose(61, 480)
COUNTY = f"{TITLE}\n一、任务\n{prose(62, 480)}{SHARED}"
CASES: list[tuple[str, str, str, bool]] = [
    ("the same title", COUNTY, f"东风镇排水工作安排\n为贯彻落实《{TITLE}》，制定本安排。\n", True),
    ("in an edition of its own", COUNTY, f"东风镇排水工作安排\n依据《{TITLE}（试行）》，制定本安排。\n", True),
    ("with the issuer before it", COUNTY, f"东风镇排水工作安排\n根据《清河县人民政府关于印发{TITLE}的通知》。\n", True),
    ("without a title line",
     f"为改善城区排水，制定本行动方案。清河县城区排水防涝要抓早抓实。\n{prose(63, 480)}{SHARED}",
     f"东风镇排水工作安排\n为落实《{TITLE}》，制定本安排。\n", True),
    ("without marks", COUNTY, f"东风镇排水实施细则\n根据{TITLE}制定本细则。\n", True),
    ("an earlier edition without a title line",
     f"按照《{TITLE}（2026年版）》的思路，清河县城区排水防涝要抓早抓实。\n{prose(63, 480)}{SHARED}",
     f"东风镇排水工作安排\n为落实《{TITLE}（2031版）》，制定本安排。\n", True),
    ("only mentioned", COUNTY, f"东风镇排水工作安排\n镇里存有《{TITLE}》一本。\n", False),
    ("of another year", COUNTY.replace("三年", "2029年三年", 1),
     "东风镇排水工作安排\n根据《清河县城区排水防涝2031年三年行动方案》。\n", False),
    ("of another place", COUNTY.replace("清河县", "白水县"), f"东风镇排水工作安排\n根据《{TITLE}》。\n", False),
    ("a sibling whose title ends so", "西坡镇城区排水防涝三年行动方案\n" + SHARED + prose(64, 480),
     "东风镇城区排水防涝三年行动方案\n根据《城区排水防涝三年行动方案》。\n", False),
    ("a sibling that implements the same", f"西坡镇排水工作安排\n根据《{TITLE}》。\n" + prose(65, 480) + SHARED,
     f"东风镇排水工作安排\n根据《{TITLE}》。\n", False),
]  # fmt: skip


@pytest.mark.parametrize(("above", "head", "superior"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_text_of_the_plan_that_is_implemented_is_a_superiors(above: str, head: str, superior: bool) -> None:
    texts = {"甲": above, "乙": head + prose(66, 480) + SHARED}
    found = miner.find_duplicates(miner.Corpus.from_texts(texts))
    assert set(found.passages["basis"]) - {"terms"} == ({"superior"} if superior else {"copied"})
    assert len(found.pairs) == (not superior)
    followed = [(r.plan_id, r.base) for r in found.followed.itertuples()]
    assert followed == ([("乙", "甲")] if superior else [])
    assert len(miner.find_directions(miner.Corpus.from_texts(texts), duplicates=found)) == len(found.pairs)


def test_two_plans_that_follow_one_superior_are_no_pair_either() -> None:
    texts = {"县": COUNTY} | {
        name: f"{name}镇排水工作安排\n为落实《{TITLE}》，制定本安排。\n{prose(70 + i, 480)}{SHARED}"
        for i, name in enumerate(("东风", "西坡"))
    }
    found = miner.find_duplicates(miner.Corpus.from_texts(texts))
    assert set(found.passages["basis"]) - {"terms"} == {"superior"}
    rows = [(r.plan_id, r.base, r.share > 0.4) for r in found.followed.itertuples()]  # type: ignore[operator]
    assert rows == [("东风", "县", True), ("西坡", "县", True)]
    again = found.settled().at(min_chars=100)
    assert set(again.passages["basis"]) - {"terms"} == {"superior"}
    assert len(again.followed) == 2


def test_a_base_that_is_named_as_well_is_listed_once() -> None:
    base = miner.Corpus.from_texts({"县": COUNTY})
    texts: dict[str, Any] = {"县": COUNTY, "乙": f"根据《{TITLE}》。\n{prose(66, 480)}{SHARED}"}
    found = miner.find_duplicates(miner.Corpus.from_texts(texts), base=base)
    assert sorted(found.followed["plan_id"]) == ["乙", "县"]


def test_the_report_of_a_party_congress_is_above_those_that_carry_out_its_spirit() -> None:
    congress = (
        "同志们：\n现在，我代表第十八届中央委员会向大会作报告。\n中国共产党第十九次全国代表大会开得很短。\n"
    )
    examples = [(entry["example"], True) for entry in KNOWN["assembly"]]
    for named, above in (
        *examples,
        ("认真学习贯彻党的十八大精神", False),
        ("党的十九大召开了", False),
    ):
        texts = {"会": congress + prose(67, 480) + SHARED, "市": f"{named}。\n{prose(68, 480)}{SHARED}"}
        found = miner.find_duplicates(miner.Corpus.from_texts(texts))
        assert (len(found.pairs) == 0) == above


def test_what_a_superior_reports_of_the_past_is_not_implemented() -> None:
    chapters = f"一、过去三年的工作\n{SHARED}二、今后的任务\n{prose(69, 480)}"
    below = f"东风镇排水工作安排\n根据《{TITLE}》。\n"
    for shared, basis in ((SHARED, "copied"), (prose(69, 480), "superior")):
        texts = {"甲": f"{TITLE}\n{chapters}", "乙": below + prose(66, 480) + shared}
        assert set(miner.find_duplicates(miner.Corpus.from_texts(texts)).passages["basis"]) == {basis}
