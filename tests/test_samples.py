"""The corpus that comes with the package."""

from __future__ import annotations

from pathlib import Path

import miner

ROOT = Path(__file__).resolve().parents[1]


def test_the_sample_shows_what_the_program_finds() -> None:
    corpus = miner.load_sample()
    assert len(corpus) == 9
    assert not len(corpus.problems)
    assert {p.year for p in corpus} == {2023, 2024, 2025}
    assert miner.find_leftovers(corpus)["quote"].tolist() == ["青石镇卫生院"]
    moves = miner.compare(corpus).moves["move"]
    assert {"raised", "lowered", "new", "dropped", "reached", "missed"} <= set(moves)


def test_its_files_are_those_of_the_corpus() -> None:
    files = sorted((ROOT / "miner" / "data" / "sample").iterdir())
    assert len(files) == 9
    assert [f.name for f in files if f.read_bytes() != (ROOT / "corpus" / f.name).read_bytes()] == []
