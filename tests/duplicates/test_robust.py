"""Every way a copy is changed, and every input that is no ordinary corpus."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

import pytest

import miner
from tests.duplicates.prose import CHARACTERS, edited, prose

SPIN = {"发展": "开展", "工作": "任务", "加强": "强化", "提高": "提升", "组织": "安排"}
TRADITIONAL = str.maketrans("医会创实经业发组织员训", "醫會創實經業發組織員訓")


def written(seed: int, sentences: int) -> str:
    """Sentences that look like a plan's, each with words of its own."""
    r = random.Random(seed)
    lines = []
    for i in range(sentences):
        own = "".join(r.choices(CHARACTERS, k=16))
        year, number, place = r.randint(2001, 2030), r.randint(2, 900), r.choice(["清溪", "白石", "临河"])
        lines.append(
            f"{i + 1}．加强{own[:6]}工作，组织{place}镇{own[6:11]}培训{number}人，{year}年提高{own[11:]}。\n"
        )
    return "".join(lines)


def shuffled(text: str) -> str:
    parts = [text[i * len(text) // 4 : (i + 1) * len(text) // 4] for i in range(4)]
    return parts[2] + parts[0] + parts[3] + parts[1]


def thinned(text: str) -> str:
    """Every fifth sentence dropped and every seventh followed by a new one."""
    kept = [s for i, s in enumerate(text.splitlines(keepends=True)) if i % 5]
    return "".join(s + (prose(900 + i, 48) if i % 7 == 0 else "") for i, s in enumerate(kept))


def stolen(text: str) -> str:
    """The bytes A3A1 and A3AC taken for ! and , inside of characters, as some scrapers do."""
    damaged = text.encode("gbk").replace(b"\xa3\xa1", b"!").replace(b"\xa3\xac", b",")
    return damaged.decode("gbk", "ignore")


CHANGES: dict[str, Callable[[str], str]] = {
    "traditional": lambda t: t.translate(TRADITIONAL),
    "pinyin": lambda t: t.translate(TRADITIONAL).replace("會", "會(huì)").replace("業", "業(yè)"),
    "stolen bytes": stolen,
    "noise marks": lambda t: "".join(
        c + ("." if i % 5 == 0 else "`" if i % 7 == 0 else "") for i, c in enumerate(t)
    ),
    "masked numbers": lambda t: re.sub(r"\d+", "XX", t),
    "starred numbers": lambda t: re.sub(r"\d+", "**", t),
    "changed numbers": lambda t: re.sub(r"\d+", lambda m: str(int(m.group()) + 7), t),
    "replaced names": lambda t: re.sub("清溪|白石|临河", "长风", t),
    "spinning": lambda t: re.sub("|".join(SPIN), lambda m: SPIN[m.group()], t),
    "added and dropped sentences": thinned,
    "reordered": shuffled,
    "a tenth edited": lambda t: edited(t, 0.10, 5),
    "three tenths edited": lambda t: edited(t, 0.30, 5),
    "no line breaks": lambda t: t.replace("\n", "　　"),
    "full width": lambda t: t.translate({ord("0") + i: ord("０") + i for i in range(10)}),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_copy_is_found_and_covered(change: str) -> None:
    original = written(1, 40)
    texts = {"a": original, "b": CHANGES[change](original), **{f"c{i}": written(2 + i, 40) for i in range(8)}}
    found = miner.find_duplicates(miner.Corpus.from_texts(texts))
    assert set(zip(found.passages["plan_a"], found.passages["plan_b"], strict=True)) == {("a", "b")}
    shares = found.shares.set_index("plan_id")["copied_share"]
    # What was edited does not agree and is not counted as copied: with three tenths changed, seven remain.
    assert shares["a"] > 0.68
    assert shares["b"] > 0.68


def test_a_tenth_of_the_host_is_found() -> None:
    piece = written(1, 8)
    texts = {"a": prose(2, 3000) + piece, "b": prose(3, 1800) + piece + prose(4, 1800)}
    (row,) = miner.find_duplicates(miner.Corpus.from_texts(texts)).passages.itertuples()
    assert texts["b"][row.start_b : row.end_b].strip() in piece
    assert row.end_b - row.start_b > 0.95 * len(piece)


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (str, "verbatim"),
        ("traditional", "verbatim"),
        ("masked numbers", "renamed"),
        ("replaced names", "renamed"),
        ("spinning", "edited"),
        ("three tenths edited", "edited"),
    ],
)
def test_the_kind_says_how_it_was_copied(change: Callable[[str], str] | str, kind: str) -> None:
    original = written(1, 20)
    copy = CHANGES[change](original) if isinstance(change, str) else change(original)
    found = miner.find_duplicates(miner.Corpus.from_texts({"a": original, "b": copy}))
    assert list(found.passages["kind"]) == [kind]


def test_moved_sections_are_reordered_and_the_rest_is_not() -> None:
    first, second, third = written(1, 12), written(2, 12), written(3, 6)
    found = miner.find_duplicates(
        miner.Corpus.from_texts({"a": first + second + third, "b": third + first + second})
    )
    kinds = dict(zip(found.passages["start_b"], found.passages["kind"], strict=True))
    assert kinds == {0: "reordered", len(third): "verbatim"}


def test_a_single_sentence_that_stands_elsewhere_is_not_reordered() -> None:
    first, second, sentence = written(1, 12), written(2, 12), written(3, 1)
    texts = {"a": first + prose(4, 240) + sentence, "b": sentence + prose(5, 240) + first + second}
    found = miner.find_duplicates(miner.Corpus.from_texts(texts))
    assert set(found.passages["kind"]) == {"verbatim"}


@pytest.mark.parametrize(
    ("a", "b", "kind"),
    [
        ("3. 东堤加高2.5米，西堤", "4. 东堤加高2.5米，西堤", "verbatim"),
        ("第3条 东堤加高2.5米，西堤", "第14条 东堤加高2.5米，西堤", "verbatim"),
        ("（1）东堤加高2.5米，西堤", "东堤加高2.5米，西堤", "verbatim"),
        ("3. 东堤加高2.5米，西堤", "3. 东堤加高4.5米，西堤", "renamed"),
        ("2.5米加高", "3.5米加高", "renamed"),
    ],
)
def test_a_list_number_renames_nothing(a: str, b: str, kind: str) -> None:
    rest = written(1, 12)
    found = miner.find_duplicates(miner.Corpus.from_texts({"a": a + rest, "b": b + rest}))
    assert list(found.passages["kind"]) == [kind]


def test_a_passage_repeated_inside_a_plan_is_found_each_time_and_counted_once() -> None:
    piece = prose(1, 240)
    texts = {"a": piece, "b": prose(2, 120) + piece + prose(3, 120) + piece}
    found = miner.find_duplicates(miner.Corpus.from_texts(texts))
    assert len(found.passages) == 2
    assert found.shares.set_index("plan_id")["copied_share"]["a"] == 1.0


def test_a_long_plan_is_compared_to_its_end() -> None:
    long = prose(1, 48_000)
    found = miner.find_duplicates(miner.Corpus.from_texts({"a": long, "b": "前言。" + long}))
    (row,) = found.passages.itertuples()
    assert row.end_a - row.start_a == len(long) - 1


def test_a_template_copied_a_thousand_times_is_one_family_and_few_rows() -> None:
    template = written(1, 10)
    texts = {f"p{i:04}": edited(template, 0.03, i) for i in range(1000)}
    texts |= {f"q{i:03}": written(10 + i, 10) for i in range(100)}
    found = miner.find_duplicates(miner.Corpus.from_texts(texts))
    assert set(found.families["family"]) == {1}
    assert set(found.families["plan_id"]) == {p for p in texts if p.startswith("p")}
    assert len(found.passages) < 20_000


def test_short_plans_from_one_template_are_one_family() -> None:
    template = prose(1, 72)
    texts = {f"p{i:03}": edited(template, 0.03, i) for i in range(300)} | {
        f"q{i}": prose(9 + i, 72) for i in range(50)
    }
    found = miner.find_duplicates(miner.Corpus.from_texts(texts))
    assert set(found.families["plan_id"]) == {p for p in texts if p.startswith("p")}
    assert set(found.families["family"]) == {1}


def test_two_short_plans_are_compared() -> None:
    text = prose(1, 48)
    found = miner.find_duplicates(
        miner.Corpus.from_texts({"a": text, "b": text[:30] + "另外" + text[32:], "c": prose(2, 48)})
    )
    assert list(found.families["plan_id"]) == ["a", "b"]


def test_identical_plans_are_linked_to_the_first_only() -> None:
    text = written(1, 6)
    found = miner.find_duplicates(miner.Corpus.from_texts({f"p{i:05}": text for i in range(5000)}))
    assert len(found.passages) == 4999
    assert set(found.passages["plan_a"]) == {"p00000"}
    assert set(found.families["size"]) == {5000}


def test_a_paragraph_of_the_nation_quoted_by_thirty_does_not_merge_them() -> None:
    paragraph = written(99, 10)
    texts = {f"p{i:02}": written(i, 30) + paragraph + written(200 + i, 30) for i in range(30)}
    found = miner.find_duplicates(miner.Corpus.from_texts(texts))
    assert found.families.empty
    assert len(found.passages) <= 30


def test_a_formula_many_plans_share_is_listed_once_and_pairs_nobody() -> None:
    formula = "以科学理论为指导，认真贯彻落实上级会议精神，紧紧围绕中心，服务大局，求真务实，开拓创新，为建设幸福家园而努力奋斗，不断开创各项事业新局面，谱写改革新篇章，推动全市工作再上新台阶。"
    texts = {f"p{i:02}": written(i, 15) + formula + prose(200 + i, 600) for i in range(40)}
    found = miner.find_duplicates(miner.Corpus.from_texts(texts))
    assert found.passages.empty
    (row,) = found.boilerplate.itertuples()
    assert (row.plan_id, row.plans) == ("p00", 40)
    assert row.quote == texts["p00"][row.start : row.end]
    assert row.quote == formula


def test_five_plans_are_enough() -> None:
    piece = written(1, 10)
    texts = {str(i): written(10 + i, 20) for i in range(5)}
    texts["1"] += piece
    texts["4"] = piece + texts["4"]
    found = miner.find_duplicates(miner.Corpus.from_texts(texts))
    assert [(r.plan_a, r.plan_b) for r in found.passages.itertuples()] == [("1", "4")]


def test_the_order_of_the_plans_changes_nothing() -> None:
    template = written(1, 12)
    texts = {f"p{i:02}": edited(template, 0.2, i) if i < 15 else written(i, 12) for i in range(30)}
    backward = dict(reversed(texts.items()))
    one, other = (miner.find_duplicates(miner.Corpus.from_texts(t)) for t in (texts, backward))
    for name in ("passages", "families", "shares", "pairs", "boilerplate"):
        assert getattr(one, name).equals(getattr(other, name)), name


ODD = {
    "no plan": {},
    "one plan": {"a": written(1, 5)},
    "empty plans": {"a": "", "b": "", "c": "\n \n"},
    "only marks": {"a": "。，！" * 50, "b": "。，！" * 50},
    "one repeated character": {"a": "啊" * 20_000, "b": "啊" * 30_000, "c": "哦" * 10_000},
    "one repeated sentence": {"a": "认真做好本职工作。" * 800, "b": "认真做好本职工作。" * 900},
    "shorter than a seed": {"a": "学习", "b": "学习", "c": "工作"},
    "mixed scripts": {"a": "加强ΑΒΓ工会кадры훈련" * 40, "b": "加强ΑΒΓ工會кадры훈련" * 40},
    "beyond 16 bits": {"a": "𠮷野家𠀀𪚥漢字" * 40, "b": "𠮷野家𠀀𪚥汉字" * 40},
    "lone surrogates": {"a": "\ud800" + written(1, 9), "b": written(1, 9) + "\udfff"},
    "numbers only": {"a": "1 2 3 4 5 " * 300, "b": "1 2 3 4 5 " * 300},
    "a wide gap": {"a": "甲" + " " * 90_000 + written(1, 9), "b": written(1, 9)},
}


@pytest.mark.parametrize("name", ODD)
def test_odd_input_has_a_defined_answer(name: str) -> None:
    texts = ODD[name]
    found = miner.find_duplicates(miner.Corpus.from_texts(texts))
    assert len(found.shares) == len(texts)
    assert found.shares["copied_share"].between(0, 1).all()
    for row in found.passages.itertuples():
        assert 0 <= row.start_a < row.end_a <= len(texts[row.plan_a])
        assert 0 <= row.start_b < row.end_b <= len(texts[row.plan_b])
    assert isinstance(found._repr_html_(), str)
    assert len(found.borderline()) <= 20


def test_a_copy_behind_a_wide_gap_is_quoted_where_it_stands() -> None:
    (row,) = miner.find_duplicates(miner.Corpus.from_texts(ODD["a wide gap"])).passages.itertuples()
    quotes = ODD["a wide gap"]["a"][row.start_a : row.end_a], ODD["a wide gap"]["b"][row.start_b : row.end_b]
    assert quotes[0] == quotes[1]


def test_equal_plans_too_short_for_a_seed_are_a_family() -> None:
    found = miner.find_duplicates(miner.Corpus.from_texts(ODD["shorter than a seed"]))
    assert list(found.families["plan_id"]) == ["a", "b"]
