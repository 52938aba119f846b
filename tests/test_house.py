"""The house keeps its own rules: imports point backwards, rooms stay small, the door stays light."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import miner

PACKAGE = Path(miner.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
# The way of the data; a room imports the ones before it, never the ones after.
WAY = (
    ("errors", "data", "lazy", "patterns"),
    ("rules", "spool"),
    ("workers",),
    ("tables", "gazetteer"),
    ("corpus",),
    ("kept",),
    ("reading",),
    ("normalization",),
    ("segmentation",),
    ("targets", "duplicates"),
    ("copying",),
    ("themes",),
    ("comparison",),
    ("report",),
    ("parallel",),
    ("store",),
    ("analysis",),
    ("spark", "doctor", "settings", "terminal"),
    ("cli", "__main__"),
)
RANK = {room: rank for rank, rooms in enumerate(WAY) for room in rooms}


def room_of(module: Path) -> str:
    return module.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_rooms(module: Path) -> set[str]:
    rooms = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module] if node.module != "miner" else [f"miner.{a.name}" for a in node.names]
        elif isinstance(node, ast.Import):
            names = [a.name for a in node.names]
        else:
            continue
        rooms |= {n.split(".")[1] for n in names if n.startswith("miner.")}
    return {r for r in rooms if r in RANK}


@pytest.mark.parametrize("module", MODULES, ids=lambda m: str(m.relative_to(PACKAGE)))
def test_imports_point_backwards(module: Path) -> None:
    room = room_of(module)
    if room == "__init__":
        return
    assert room in RANK, f"{room} has no place on the way"
    # The types of Analysis and Corpus may be named anywhere for the type checker, so only ranks count here.
    ahead = {r for r in imported_rooms(module) if RANK[r] > RANK[room]}
    assert not ahead, f"{room} looks ahead at {ahead}"


@pytest.mark.parametrize("module", MODULES, ids=lambda m: str(m.relative_to(PACKAGE)))
def test_a_room_is_small_enough_to_live_in(module: Path) -> None:
    assert len(module.read_text(encoding="utf-8").splitlines()) <= 500


def test_the_door_is_light() -> None:
    code = "import sys, miner; print([m for m in ('pandas', 'numpy', 'sklearn', 'opencc', 'matplotlib') if m in sys.modules])"
    out = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PACKAGE.parent
    )
    assert out.stdout.strip() == "[]"


def test_public_names_are_sorted_and_load() -> None:
    assert miner.__all__ == sorted(miner.__all__)
    for name in miner.__all__:
        assert getattr(miner, name).__doc__, f"{name} has no docstring"
