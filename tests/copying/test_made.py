"""The made benchmark: what copyists forgot is found, what is lawful is not; directions are right where known."""

from __future__ import annotations

import made_copies
import pytest

from miner.copying import find_templates

FLOORS = {
    "precision": 0.97,
    "recall_place": 0.90,
    "recall_year": 0.95,
    "recall_placeholder": 0.95,
    "direction_right": 0.98,
    "direction_known": 0.6,
}


def _check(figures: dict[str, float]) -> None:
    short = {name: figures[name] for name, floor in FLOORS.items() if figures[name] < floor}
    assert not short


def test_a_small_benchmark_holds_the_floors() -> None:
    _check(made_copies.score(made_copies.make(copies=60, seed=11)))


@pytest.mark.slow
@pytest.mark.parametrize("seed", [7, 8])
def test_the_whole_benchmark_holds_the_floors(seed: int) -> None:
    corpus = made_copies.make(copies=240, seed=seed)
    assert len(corpus.leftovers) > 300
    _check(made_copies.score(corpus))


def test_every_gap_of_a_family_is_recovered_with_every_value() -> None:
    family = made_copies.make_family(plans=20)
    found = find_templates(family.corpus)
    filled = found.filled(1)
    assert len(family.slots) == 8
    for name, values in family.slots.items():
        assert any(filled[slot].to_dict() == values for slot in filled), name
    sections = found.template_sections
    assert dict(zip(sections["member"], sections["heading"], strict=True)) == family.dropped | family.added
    assert set(sections["member"][sections["change"] == "dropped"]) == set(family.dropped)
