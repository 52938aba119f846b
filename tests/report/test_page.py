"""The HTML report as text: what it embeds, and that nothing hostile survives in it."""

from __future__ import annotations

import base64
import hashlib
import re
from importlib import resources
from types import SimpleNamespace

import pytest
from made import HOSTILE, Made, made_analysis

from miner.corpus import Corpus, Plan, Source
from miner.errors import InputError
from miner.report import html_report
from miner.report._html import make_page
from miner.report._pack import pack, script_json, unpack
from miner.report._payload import make_payload
from miner.report._words import LANGUAGES, say_reason, visible, words


@pytest.mark.parametrize(
    "value", ["", "计划" * 5000, HOSTILE, [1, 2.5, None, True], {"a": ["\U00020000", "\ud800"]}]
)
def test_what_is_packed_comes_back_and_means_nothing_to_html(value: object) -> None:
    packed = pack(value)
    assert unpack(packed) == value
    assert not set("<>&\"'\\") & set(packed)


def test_json_in_a_script_element_has_no_character_of_html() -> None:
    made = script_json({"x": HOSTILE})
    assert not set("<>&\u2028\u2029") & set(made)


def test_the_interface_speaks_every_language_in_full() -> None:
    table = words()
    assert set(table) == set(LANGUAGES)
    for language in LANGUAGES:
        assert not [k for k, v in table[language].items() if not v]
    names = {k: set(re.findall(r"\{\w+\}", v)) for k, v in table["en"].items()}
    for language in ("zh-Hans", "zh-Hant"):
        assert {k: set(re.findall(r"\{\w+\}", v)) for k, v in table[language].items()} == names


def test_every_word_a_script_asks_for_is_there() -> None:
    from miner.report._html import static_script

    asked = set(re.findall(r"""\bt\("([\w.]+)["\s,)]""", static_script()))
    assert len(asked) > 80
    assert not asked - set(words()["en"])


def _policy(html: str) -> str:
    found = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)
    assert found
    return found[1].replace("&#39;", "'")


def test_the_policy_allows_exactly_the_page_s_own_script_and_style() -> None:
    html = html_report(made_analysis())
    policy = _policy(html)
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "http" not in policy
    for tag, name in (("script", "script-src"), ("style", "style-src")):
        body = re.search(rf"<{tag}>(.*?)</{tag}>", html, re.S)
        assert body
        digest = base64.b64encode(hashlib.sha256(body[1].encode()).digest()).decode()
        assert f"{name} 'sha256-{digest}'" in policy


def test_no_address_of_a_network_is_in_the_page() -> None:
    html = html_report(made_analysis())
    assert set(re.findall(r"https?://[^\s\"'`)]+", html)) <= {"http://www.w3.org/2000/svg"}


def test_hostile_text_is_inert_in_the_page() -> None:
    html = html_report(made_analysis(hostile=True))
    scripts = re.findall(r"<script\b[^>]*>", html)
    assert [s for s in scripts if "type=" not in s] == ["<script>"]
    assert "window.pwned=1</script>" not in html
    assert "<img" not in html
    assert "\u202e" not in html
    assert "\u2066" not in html


def test_page_and_documents_show_the_same_hidden_characters() -> None:
    """Marks that turn the direction, fillers that look like blanks, tags; not the selectors of a variant of a character."""
    script = (resources.files("miner.report") / "static" / "dom.js").read_text("utf-8")
    (listed,) = re.findall(r"const HIDDEN = /(\[.*?\])/gu;", script)
    pattern = re.compile(re.sub(r"\\u\{(\w+)\}", lambda m: f"\\U{m[1]:0>8}", listed))
    hidden = [chr(n) for n in range(0x110000) if not 0xD800 <= n < 0xE000]
    assert [c for c in hidden if pattern.match(c)] == [c for c in hidden if visible(c) != c]
    shown = "80\u202e0\u202c亩\u3164林\U000e0041业\u00ad\ufff9"
    assert visible(shown) == "80[U+202E]0[U+202C]亩[U+3164]林[U+E0041]业[U+00AD][U+FFF9]"
    assert visible("葛\U000e0100城、令\ufe00") == "葛\U000e0100城、令\ufe00"


def test_offsets_of_the_page_quote_the_original() -> None:
    analysis = made_analysis()
    payload = make_payload(analysis)
    found = []
    for plan, made in zip(analysis.corpus, payload.details, strict=True):
        assert made["text"] == plan.text
        layer, at = made["sections"], 0
        for step, lead, length in zip(
            layer["start"], layer["heading_start"], layer["heading_end"], strict=True
        ):
            at += step
            found.append(plan.source.text[at + lead : at + lead + length])
    assert found == list(analysis.sections["heading"])
    pairs = payload.lists["pairs"]["columns"]
    assert (pairs["plan_a"], pairs["plan_b"], pairs["passages"]) == ([0], [1], [2])


def test_a_part_that_is_missing_leaves_its_page_out() -> None:
    whole = made_analysis()
    for part in ("sections", "quantities", "targets", "duplicates", "leftovers", "themes", "problems"):
        analysis = Made(**{**vars(whole), part: None})
        assert html_report(analysis)
    bare = SimpleNamespace(corpus=whole.corpus)
    assert set(make_payload(bare).lists) == {"plans"}


def test_an_empty_corpus_makes_a_report() -> None:
    assert "<h1>" in html_report(SimpleNamespace(corpus=Corpus()))


def test_an_unknown_language_is_an_error() -> None:
    with pytest.raises(InputError, match="zh-Hans"):
        html_report(made_analysis(), language="fr")


def test_a_report_in_a_folder_keeps_its_data_in_inert_script_files() -> None:
    page = make_page(made_analysis(hostile=True), folder=True)
    assert "'strict-dynamic'" in _policy(page.html)
    assert {"data/plans.js", "data/texts-0.js"} <= set(page.scripts)
    for name, text in page.scripts.items():
        part = name.removeprefix("data/").removesuffix(".js")
        assert re.fullmatch(rf'planMinerPart\("{part}","[^"\\<>&\n]*"\)\n', text)


def test_the_page_is_the_same_twice() -> None:
    assert html_report(made_analysis()) == html_report(made_analysis())


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("the file is empty", "文件为空"),
        ("a blank for a year was not filled in", "此处年份的空白没有填写"),
        (
            "石桥镇 lies outside 临江镇; hill has it at the same spot, and it fits there",
            "石桥镇不在临江镇范围内；hill在同一位置有相同文字，且与其相符",
        ),
        ("1,000,001 lines, more than the limit of 1,000,000", "1,000,001 行，超过上限 1,000,000 行"),
        ("石桥医院 issued another plan; in a heading", "石桥医院另有一份计划；在标题中"),
        ("+3.0 hill kept 临江镇, which fits river", "+3.0：hill 保留了“临江镇”，与 river 相符"),
        ("something nobody has put into Chinese", "something nobody has put into Chinese"),
    ],
)
def test_reasons_are_said_in_the_language_of_the_page(reason: str, said: str) -> None:
    assert say_reason(reason, "zh-Hans") == said
    assert say_reason(reason, "en") == reason


def test_plans_with_one_title_are_told_apart() -> None:
    text = "计划"
    plans = [
        Plan(i, Source.from_text(text), 0, 2, title="工作计划", year=y)
        for i, y in (("a", 2024), ("b", 2025), ("c", 2025))
    ]
    names = make_payload(SimpleNamespace(corpus=Corpus(plans))).lists["plans"]["columns"]["name"]
    assert names == ["工作计划 (2024)", "工作计划 [b]", "工作计划 [c]"]


def test_a_corpus_in_a_notebook_is_a_small_inert_table() -> None:
    made = made_analysis(hostile=True).corpus._repr_html_()
    assert made.count("<tr>") == 1 + 4
    assert "<script" not in made
    assert "&lt;script&gt;" in made
