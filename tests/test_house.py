"""The house keeps its own rules: imports point backwards, rooms stay small, the door stays light."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import miner

PACKAGE = Path(miner.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
# The way of the data; a room imports the ones before it, never the ones after.
WAY = (
    ("errors", "lazy"),
    ("knowledge",),
    ("language",),
    ("engine",),
    ("corpus",),
    ("reading",),
    ("normalization",),
    ("segmentation",),
    ("numbers",),
    ("targets", "duplicates"),
    ("tasks",),
    ("copying",),
    ("themes",),
    ("comparison",),
    ("drafts",),
    ("tables",),
    ("stages",),
    ("report",),
    ("parallel",),
    ("store",),
    ("analysis",),
    ("samples",),
    ("spoken",),
    ("spark", "doctor", "settings", "terminal"),
    ("options",),
    ("evidence_command", "check_command"),
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


def test_imports_point_backwards() -> None:
    rooms = {room_of(module) for module in MODULES} - {"__init__"}
    assert len(MODULES) > 150
    assert not rooms - set(RANK), "rooms without a place on the way"
    # The types of Analysis and Corpus may be named anywhere for the type checker, so only ranks count here.
    ahead = {
        str(module.relative_to(PACKAGE)): later
        for module in MODULES
        if (room := room_of(module)) != "__init__"
        and (later := {r for r in imported_rooms(module) if RANK[r] > RANK[room]})
    }
    assert not ahead, "modules that import a room after theirs"


def test_a_room_is_small_enough_to_live_in() -> None:
    lines = {m: len(m.read_text(encoding="utf-8").splitlines()) for m in MODULES}
    assert not [f"{m.relative_to(PACKAGE)}: {n} lines" for m, n in lines.items() if n > 500]


def test_every_cache_is_emptied_when_the_rules_change() -> None:
    """Caches of `functools` itself are not in the register."""
    plain = re.compile(r"functools\.(?:lru_)?cache\b|^from functools import.*\b(?:lru_)?cache\b", re.M)
    home = PACKAGE / "knowledge" / "caches.py"
    assert plain.search(home.read_text(encoding="utf-8"))
    assert not [m.name for m in MODULES if m != home and plain.search(m.read_text(encoding="utf-8"))]


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
