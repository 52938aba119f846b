"""Many patterns in one pass find exactly what `re` finds one by one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miner.copying.concreteness import _formulas
from miner.knowledge.patterns import START, PatternSet, WordSet, triggers
from miner.numbers.wordings import _patterns as wordings
from miner.segmentation.roles import _words as role_words
from miner.targets.commitments import _kinds
from miner.targets.modality import _set as moods
from miner.targets.status import _model

SETS = {
    "status": _model().patterns,
    "commitments": _kinds()[1],
    "moods": moods(),
    "wordings": wordings(),
    "roles": role_words(),
    "formulas": _formulas()[0],
}


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("(?<!不)(?:力争|争取(?!到))", {("力争", 0, 0), ("争取", 0, 0)}),  # lookaround takes no room
        ("比?上年", {("上年", 0, 0), ("比上年", 0, 0)}),
        ("[一二]年来", {("一年来", 0, 0), ("二年来", 0, 0)}),
        (r"\d{1,3}年来", {("年来", 1, 3)}),  # a class of many characters is no word
        (r"(?:^|[，\s])(?:加快|加强)", {("加快", 0, 1), ("加强", 0, 1)}),
        ("过去(?:的)?三年", {("过去三年", 0, 0), ("过去的三年", 0, 0)}),
        ("(?:完成了)+", {("完成了", 0, 0)}),
        ("已(?:经)?", {("已", 0, 0)}),  # 已经 says no more than 已
        ("力争|[^，]+", set()),  # the second branch demands no word
        ("(?:力争)*", set()),
        ("(?:^|[，。])加快", {("，加快", 0, 0), ("。加快", 0, 0), (f"{START}加快", 0, 0)}),
        ("(?:全力)?^加快", {(f"{START}加快", 0, 0)}),  # nothing stands before the beginning
        ("(?m)^加快", set()),  # may be the beginning of any line
        ("(?:(?:,|，)[^，]{0,9}力争)", {("力争", 1, 10)}),  # a comma stands in nearly every sentence
        ("(?i)gdp", set()),
        ("(?i:gdp)总量", {("总量", 3, 3)}),
    ],
)
def test_words_that_every_match_holds(pattern: str, words: set[tuple[str, int, int]]) -> None:
    assert {tuple(t) for t in triggers(re.compile(pattern))} == words


def expected(
    patterns: Sequence[re.Pattern[str]], text: str, span: tuple[int, int]
) -> list[list[tuple[int, int]]]:
    return [[m.span() for m in p.finditer(text, *span)] for p in patterns]


def agree(made: PatternSet, text: str, spans: list[tuple[int, int]]) -> None:
    for span, places in zip(spans, made.places(text, spans), strict=True):
        for k, wanted in enumerate(expected(made.patterns, text, span)):
            found = k in places and made.found(k, text, span, places[k])
            assert found == bool(wanted), (made.patterns[k].pattern, text[slice(*span)])
            if k in places:
                assert [m.span() for m in made.matches(k, text, span, places[k])] == wanted
                assert made.reach(places[k], span) or not wanted


def pieces(made: PatternSet) -> st.SearchStrategy[str]:
    """Texts of the words that the patterns ask for, cut and glued, with a little of everything else."""
    words = sorted({t.word.removeprefix(START) for p in made.patterns for t in triggers(p)})
    parts = st.one_of(
        st.sampled_from(words),
        st.sampled_from([*"，。；、 \n的了要1234年亿%", "持续提升", "不得超过", "\ud840"]),
    )
    return st.lists(parts, max_size=24).map("".join)


@pytest.mark.parametrize("name", SETS)
@given(data=st.data())
def test_found_is_what_re_finds(name: str, data: st.DataObject) -> None:
    made = SETS[name]
    text = data.draw(pieces(made))
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=3)) | {0, len(text)})
    agree(made, text, list(pairwise(cuts)))


def test_a_word_across_two_spans_is_in_neither() -> None:
    made = PatternSet([re.compile("力争")])
    assert made.places("大力争取", [(0, 2), (2, 4)]) == [{}, {}]


def test_a_word_at_the_beginning_of_the_text_alone() -> None:
    made = PatternSet([re.compile("(?:^|，)加快"), re.compile("^快")])
    assert made.places("加快，加快", [(0, 5)]) == [{0: [0, 2]}]
    assert made.places("加快，加快", [(0, 1), (1, 4), (4, 5)]) == [{}, {}, {}]
    assert made.places("快", [(0, 1)]) == [{1: [0]}]
    assert made.places("快", [(1, 1)]) == [{}]


def test_patterns_without_a_word_are_searched_everywhere() -> None:
    made = PatternSet([re.compile(r"\d+家"), re.compile("[^，]+")])
    assert made.places("建3家，好", [(0, 4), (4, 5)]) == [{0: [-(1 << 40) + 2], 1: []}, {1: []}]
    assert made.found(1, "建3家，好", (4, 5), [])


def test_words_and_where_they_stand() -> None:
    made = WordSet(["总工会", "工会", "总工会"])
    assert made.words == ("总工会", "工会")
    assert made.find("市总工会") == [(0, 1, 4), (1, 2, 4)]
    assert made.find("\ud800工会") == [(1, 1, 3)]
    assert WordSet([]).find("工会") == []
