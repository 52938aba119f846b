"""The notebooks: each runs on the sample corpus, and its two forms say the same."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = sorted((ROOT / "notebooks").glob("[0-9]*.py"))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda p: p.stem)
def test_the_pair_agrees_and_holds_no_outputs(script: Path) -> None:
    if not all(importlib.util.find_spec(m) for m in ("jupytext", "nbformat")):
        pytest.skip("jupytext is not installed")
    made = subprocess.run(
        [sys.executable, "-c", f"import notebooks, pathlib; print(notebooks.paired(pathlib.Path({str(script)!r})), end='')"],
        cwd=ROOT / "scripts", capture_output=True, check=True,
    ).stdout.decode()  # fmt: skip
    assert script.with_suffix(".ipynb").read_text(encoding="utf-8") == made, (
        "python scripts/notebooks.py pair"
    )


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda p: p.stem)
def test_it_uses_the_public_face_and_has_an_english_summary(script: Path) -> None:
    text = script.read_text(encoding="utf-8")
    assert "English summary:" in text
    imports = [line.split() for line in text.splitlines() if line.startswith(("import miner", "from miner"))]
    assert {words[1] for words in imports} <= {"miner", "miner.report", "miner.spark", "miner.store"}


@pytest.mark.slow
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda p: p.stem)
def test_it_runs(script: Path) -> None:
    environment = os.environ | {"PYTHONPATH": str(ROOT), "MPLBACKEND": "agg", "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, script.name],
        cwd=script.parent,
        env=environment,
        capture_output=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
