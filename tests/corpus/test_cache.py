"""What is kept of the plans read is bounded, and a plan that was dropped reads as before."""

from __future__ import annotations

import gc
from pathlib import Path
from weakref import ref

import pytest
from pandas.testing import assert_frame_equal

import miner
from miner.engine import cache
from miner.engine.cache import Cache
from miner.segmentation import outline

CORPUS = Path(miner.__file__).parent.parent / "corpus"


def plans(n: int, chars: int = 10) -> list[miner.Plan]:
    return [miner.Plan(str(i), miner.Source.from_text("字" * chars), 0, chars) for i in range(n)]


def test_the_plans_set_last_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "LIMIT", 95)
    made: Cache[miner.Plan, int] = Cache()
    for i, plan in enumerate(given := plans(25)):
        made[plan] = i
        assert made[plan] == i
        assert sum(p.end - p.start for p in made) <= 95
    assert given[0] not in made
    assert len(made) >= 4


def test_a_plan_larger_than_the_limit_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "LIMIT", 5)
    made: Cache[miner.Plan, int] = Cache()
    (plan,) = plans(1)
    made[plan] = 1
    assert made[plan] == 1


def test_what_was_cleared_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "LIMIT", 95)
    made: Cache[miner.Plan, int] = Cache()
    for plan in (before := plans(9)):
        made[plan] = 1
    made.clear()
    assert not any(plan in made for plan in before)
    for plan in (after := plans(9)):
        made[plan] = 2
    assert all(plan in made for plan in after)


def test_the_tables_do_not_depend_on_what_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = miner.analyze(CORPUS).tables()
    monkeypatch.setattr(cache, "LIMIT", 3000)
    monkeypatch.setattr("miner.copying.leftovers._AT_ONCE", 3)
    found = miner.analyze(CORPUS).tables()
    assert list(found) == list(wanted)
    for name, table in wanted.items():
        assert_frame_equal(found[name], table, obj=name)


def test_what_is_dropped_or_gone_makes_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "LIMIT", 45)
    made: Cache[miner.Plan, int] = Cache()
    stays, *others = plans(4)
    made[stays] = 0
    for plan in others:
        made[plan] = 1
        made.drop(plan)
        made.drop(plan)
    del plan
    others = plans(3)
    for plan in others:
        made[plan] = 2
    del plan, others
    made[last := plans(1)[0]] = 3
    assert set(made) == {stays, last}


def test_what_was_read_of_a_plan_goes_with_it() -> None:
    corpus = miner.Corpus.from_texts(
        {"p": "一、目标\n全年植树80亩以上。坚决守住安全生产底线。\n二、措施\n每月调度一次。"}
    )
    for stage in (miner.segment, miner.extract_quantities, miner.extract_commitments, miner.extract_vetoes):
        assert len(stage(corpus)) or stage is miner.extract_vetoes
    plan, made = ref(corpus[0]), ref(outline(corpus[0]))
    del corpus
    gc.collect()
    assert plan() is None
    assert made() is None
