"""Run the main job and print, as JSON, every pattern that `miner` compiles and how it is applied.

usage: python patterns_of_a_run.py FOLDER      FOLDER: plans to run over

A pattern is called `match` or `fullmatch` when it is only ever tried at one place, else `search`. What the code
of a module does with a pattern of its own counts as well, where no run came there.
"""

from __future__ import annotations

import ast
import json
import re
import sys
import tempfile
import warnings
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

COMPILE = re.compile
USED: dict[tuple[str, int], set[str]] = {}
METHODS = ("match", "fullmatch", "search", "findall", "finditer", "sub", "subn", "split")


def by_miner() -> bool:
    """Whether a module of `miner` is what called."""
    return str(sys._getframe(2).f_globals.get("__name__", "")).startswith("miner")


class Recorder:
    """A compiled pattern that notes which of its methods are asked for."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._real = COMPILE(pattern, flags)
        self._used = USED.setdefault((pattern, int(flags)), set())

    def __getattr__(self, name: str) -> Any:
        if name in METHODS:
            self._used.add(name)
        return getattr(self._real, name)


def compile_recorded(pattern: Any, flags: Any = 0) -> Any:
    """`re.compile`, recorded."""
    if by_miner() and isinstance(pattern, str):
        return Recorder(pattern, flags)
    return COMPILE(pattern._real if isinstance(pattern, Recorder) else pattern, flags)


def recorded(name: str) -> Callable[..., Any]:
    """A function of `re` such as `re.search`, recorded."""
    real = getattr(re, name)

    def call(pattern: Any, *others: Any, **named: Any) -> Any:
        if isinstance(pattern, Recorder):
            return getattr(pattern, name)(*others, **named)
        if by_miner() and isinstance(pattern, str):
            USED.setdefault((pattern, 0), set()).add(name)
        return real(pattern, *others, **named)

    return call


def written(module: Any) -> None:
    """Note what the code of a module does with its patterns, whether a run came there or not."""
    names = vars(module)
    for node in ast.walk(ast.parse(Path(module.__file__).read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)):
            continue
        pattern = names.get(node.value.id)
        if isinstance(pattern, Recorder) and node.attr in METHODS:
            getattr(pattern, node.attr)
    for node in ast.walk(ast.parse(Path(module.__file__).read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
            continue
        first, function = node.args[0], node.func
        if not (isinstance(function.value, ast.Name) and function.value.id == "re"):
            continue
        if isinstance(first, ast.Constant) and isinstance(first.value, str) and function.attr in METHODS:
            for flags in [f for p, f in USED if p == first.value] or [0]:
                USED.setdefault((first.value, flags), set()).add(function.attr)


def kind(used: set[str]) -> str:
    """`match` or `fullmatch` for what is only ever tried at one place, else `search`."""
    if not used or used - {"match", "fullmatch"}:
        return "search"
    return "match" if used == {"match"} else "fullmatch"


def main(folder: str) -> None:
    """Record a run over the folder."""
    warnings.simplefilter("ignore")
    names = [n for n in METHODS if hasattr(re, n)]
    replaced = {name: recorded(name) for name in names}
    re.compile = compile_recorded  # type: ignore[assignment]
    for name, function in replaced.items():
        setattr(re, name, function)
    import miner
    from miner.reading import guard, readers

    for path in sorted(
        Path(guard.__file__).parent.glob("*.py")
    ):  # most readers need no file of their kind here
        import_module(f"miner.reading.{path.stem}")
    guard._ask = lambda *file, seconds, memory: readers.parse(*file)  # type: ignore[assignment]
    analysis = miner.analyze(miner.read_corpus(folder))
    with tempfile.TemporaryDirectory() as out:
        analysis.report(Path(out) / "out")
    assert analysis.copies is not None
    for name, module in sorted(sys.modules.items()):
        if name.startswith("miner") and getattr(module, "__file__", None):
            written(module)
    rows = [[pattern, flags, kind(used)] for (pattern, flags), used in USED.items()]
    print(json.dumps(rows))


if __name__ == "__main__":
    main(sys.argv[1])
