"""The way through the house, on one small plan."""

from __future__ import annotations

import miner


def test_every_section_quotes_the_original() -> None:
    text = "某校工會工作計劃\n一、指導思想\n認真學習。\n二、主要工作\n１、舉辦３期培訓班。\n"
    corpus = miner.Corpus.from_texts({"p": text})
    table = miner.segment(corpus)
    assert [text[a:b] for a, b in zip(table["heading_start"], table["heading_end"], strict=True)] == list(
        table["heading"]
    )
    assert list(table["marker"])[:2] == ["一、", "二、"]
