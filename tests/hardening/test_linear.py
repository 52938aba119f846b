"""No pattern backtracks badly: the steps it takes grow as the text grows, whatever the text is made of."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import warnings
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE))
from regex_steps import Machine, attacks, endless  # noqa: E402

from miner.report._words import _patterns  # noqa: E402

SIZE = 80
"""Characters of the shorter text; the longer one is four times as long."""
LINEAR = 8.5
"""So many times the steps at most: a linear pattern takes 4 times as many, a quadratic one 16 times."""


def growth(pattern: str, flags: int, how: str) -> tuple[float, str]:
    """How many times the steps four times the text costs at worst, and the text."""
    machine = Machine(pattern, flags)
    if not list(endless(machine.tree)):
        return 1.0, ""
    worst, by = 1.0, ""
    texts = zip(islice(attacks(machine, SIZE), 60), islice(attacks(machine, 4 * SIZE), 60), strict=True)
    for short, long in texts:
        few = machine.cost(short, how, most=500 * len(machine.code) * SIZE)
        many = machine.cost(long, how, most=10 * few + 500)
        if many / few > worst:
            worst, by = many / few, short
        if worst > LINEAR:
            break
    return worst, by


@cache
def patterns() -> list[tuple[str, int, str]]:
    """Pattern, flags and use of all that a run of the main job compiles."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(HERE / "patterns_of_a_run.py"), str(ROOT / "corpus")]
    done = subprocess.run(command, env=environment, capture_output=True, check=True)
    return [(p, f, u) for p, f, u in json.loads(done.stdout)]


def excused() -> list[dict[str, Any]]:
    return list(tomllib.loads((HERE / "bounded.toml").read_text(encoding="utf-8"))["pattern"])


@pytest.mark.parametrize(
    ("pattern", "how"),
    [(r"(a+)+b", "search"), (r"\s+$", "search"), (r"a*a*b", "match"), (r"[^\n]*x", "search"), (r"(?:a|a)*$", "fullmatch"),
     (r"^ *(?:x )? *y", "search"), (r"(?:第.*)+条", "match"), (r"(?:、\d+)*级", "search")],
)  # fmt: skip
def test_a_pattern_that_backtracks_is_told(pattern: str, how: str) -> None:
    assert growth(pattern, re.M, how)[0] > LINEAR


@pytest.mark.parametrize(
    ("pattern", "how"),
    [(r"(?<!\s)\s+$", "search"), (r"^[^\n]*x", "search"), (r"[a-z]{1,9}\d{1,30}", "search"), (r"\s*(?:、|和)\s*", "fullmatch"),
     (r"[0-9]{1,3}(?:,[0-9]{3})+", "search"), (r"(?<=训)a*+b", "match") if sys.version_info >= (3, 11) else (r"ab", "match")],
)  # fmt: skip
def test_a_linear_pattern_is_left_alone(pattern: str, how: str) -> None:
    assert growth(pattern, re.M, how)[0] <= LINEAR


@pytest.mark.slow
def test_the_machine_finds_what_re_finds() -> None:
    """The steps are those of a machine of our own; it has to do what `re` does."""
    compared = 0
    for pattern, flags, _ in patterns():
        machine = Machine(pattern, flags)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            real = re.compile(pattern, flags)
        for text in [*islice(attacks(machine, 40), 0, 60, 6), "第一条 培训30人，增长5%。\n"]:
            assert machine.spans(text) == [m.span() for m in real.finditer(text)], (pattern, text)
            compared += 1
    assert compared > 1000


@pytest.mark.slow
def test_every_pattern_is_linear() -> None:
    known = excused()
    written = {pattern.pattern for pattern, *_ in _patterns()}  # they read a reason that this program wrote
    bad, used = [], set()
    for pattern, flags, how in patterns():
        times, text = growth(pattern, flags, how)
        if times <= LINEAR or pattern in written:
            continue
        excuse = next((e["begins"] for e in known if pattern.startswith(e["begins"])), None)
        if excuse:
            used.add(excuse)
        else:
            bad.append((how, pattern, text[:20]))
    assert bad == []
    assert {e["begins"] for e in known} == used, "an excuse that nothing needs"
