"""Mutation testing: change one operator or constant of a module at a time and see whether its tests notice.

usage: python scripts/mutate.py MODULE [--sample N] [--show]      MODULE: numerals, comparators or alignment

Every mutant runs in a process of its own, forked from one that has loaded what is not under test.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import copy
import importlib.abc
import importlib.machinery
import io
import os
import random
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SUBJECTS = {
    "numerals": (
        "miner.numbers.numerals",
        ["tests/hardening/test_mutants.py", "tests/targets/test_numerals.py"],
    ),
    "comparators": (
        "miner.numbers.comparators",
        [
            "tests/hardening/test_mutants.py",
            "tests/targets/test_comparators.py",
            "tests/targets/test_quantities.py",
        ],
    ),
    "alignment": (
        "miner.normalization.alignment",
        ["tests/hardening/test_mutants.py", "tests/normalization/test_normalize.py"],
    ),
}
COMPARE = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
           ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is}  # fmt: skip
ARITHMETIC = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.Pow: ast.Mult}
SECONDS = 600


def mutants(tree: ast.Module) -> Iterator[tuple[int, str, ast.Module]]:
    """Line, description and syntax tree of every mutant."""
    nodes = [n for n in ast.walk(tree) if hasattr(n, "lineno")]
    for i, node in enumerate(nodes):
        for kind, change in changes(node):
            made = copy.deepcopy(tree)
            twin = [n for n in ast.walk(made) if hasattr(n, "lineno")][i]
            change(twin)
            yield node.lineno, kind, ast.fix_missing_locations(made)


def changes(node: ast.AST) -> Iterator[tuple[str, Any]]:
    """What can be changed at one node: a description, and a function that does it to the node's twin."""
    if isinstance(node, ast.Compare):
        for k, op in enumerate(node.ops):
            if type(op) in COMPARE:
                new = COMPARE[type(op)]
                yield (
                    f"{type(op).__name__} -> {new.__name__}",
                    lambda n, k=k, new=new: n.ops.__setitem__(k, new()),
                )
    elif isinstance(node, ast.BinOp) and type(node.op) in ARITHMETIC and not text_of(node):
        arithmetic = ARITHMETIC[type(node.op)]
        yield f"{type(node.op).__name__} -> {arithmetic.__name__}", lambda n: setattr(n, "op", arithmetic())
    elif isinstance(node, ast.BoolOp):
        other = ast.Or if isinstance(node.op, ast.And) else ast.And
        yield f"{type(node.op).__name__} -> {other.__name__}", lambda n: setattr(n, "op", other())
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "Not dropped", lambda n: setattr(n, "op", ast.UAdd())
    elif isinstance(node, ast.Constant) and isinstance(node.value, int) and not isinstance(node.value, bool):
        yield f"{node.value} -> {node.value + 1}", lambda n: setattr(n, "value", n.value + 1)
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield f"{node.value} -> {not node.value}", lambda n: setattr(n, "value", not n.value)
    elif isinstance(node, ast.Return) and node.value is not None and not nothing(node.value):
        yield "return None", lambda n: setattr(n, "value", ast.Constant(None))


def text_of(node: ast.BinOp) -> bool:
    """Whether strings are joined here, or types."""
    parts = (node.left, node.right)
    return any(
        isinstance(p, ast.JoinedStr) or (isinstance(p, ast.Constant) and isinstance(p.value, str))
        for p in parts
    )


def nothing(node: ast.expr) -> bool:
    """Whether the node is None itself."""
    return isinstance(node, ast.Constant) and node.value is None


class Swap(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Loads one module from a changed syntax tree."""

    def __init__(self, name: str, path: Path, tree: ast.Module) -> None:
        self.name, self.path, self.tree = name, path, tree

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        """Claim the module under test and no other."""
        if name != self.name:
            return None
        return importlib.machinery.ModuleSpec(name, self, origin=str(self.path))

    def exec_module(self, module: Any) -> None:
        """Run the changed tree."""
        module.__file__ = str(self.path)
        exec(compile(self.tree, str(self.path), "exec"), module.__dict__)


def killed(name: str, path: Path, tree: ast.Module, tests: list[str]) -> bool:
    """Whether a test fails, or takes too long, with the mutant in place of the module."""
    child = os.fork()
    if not child:
        import pytest

        signal.alarm(SECONDS)
        sys.meta_path.insert(0, Swap(name, path, tree))
        with open(os.devnull, "w") as sink:  # noqa: PTH123
            os.dup2(sink.fileno(), 1)
            os.dup2(sink.fileno(), 2)
        options = ["-x", "-q", "-m", "not slow", "-p", "no:cacheprovider", "--no-header"]
        with contextlib.redirect_stdout(io.StringIO()):  # one after the other: the first mostly tells
            os._exit(int(any(pytest.main([*options, test]) != 0 for test in tests)))
    _, status = os.waitpid(child, 0)
    return status != 0


def main() -> int:
    """Print the survivors and the share of mutants that were killed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("module", choices=sorted(SUBJECTS))
    parser.add_argument("--sample", type=int, default=0)
    options = parser.parse_args()
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    sys.dont_write_bytecode = True
    name, tests = SUBJECTS[options.module]
    rooms = ("miner.normalization", "miner.segmentation", "miner.reading") if ".numbers" in name else ()
    for other in ("numpy", "opencc", "pandas", "pytest", "rjieba", "tomllib", "miner.knowledge.data", *rooms):
        with contextlib.suppress(ImportError):
            __import__(other)
    assert name not in sys.modules
    tests = [t for t in tests if Path(t).exists()]
    path = ROOT / (name.replace(".", "/") + ".py")
    tree = ast.parse(path.read_text(encoding="utf-8"))
    if killed(name, path, tree, tests):
        raise SystemExit("the tests fail without any mutation")
    made = list(mutants(tree))
    every = len(made)
    if options.sample:
        made = sorted(random.Random(0).sample(made, min(options.sample, every)), key=lambda m: m[0])
    dead = 0
    for line, kind, mutant in made:
        if killed(name, path, mutant, tests):
            dead += 1
        else:
            print(f"survived  {path.relative_to(ROOT)}:{line}  {kind}", flush=True)
    print(
        f"{options.module}: {dead} of {len(made)} mutants killed ({dead / len(made):.0%}), {every} in all",
        flush=True,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
