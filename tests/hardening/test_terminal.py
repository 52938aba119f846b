"""Names, settings and killed runs: nothing steers the terminal, no traceback, no hidden files for ever."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import miner
from miner.report.export import write_whole

ROOT = Path(__file__).parents[2]
PLAN = "溪口镇2025年工作计划\n一、工作目标\n全年培训农民2000人次以上，新修道路15公里。\n"
ESCAPES = "\x1b[31m\u202egnp\x07"


def run(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-m", "miner", *map(str, arguments)]
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, check=False, encoding="utf-8"
    )


@pytest.mark.skipif(os.name == "nt", reason="names that Windows does not allow")
def test_names_do_not_steer_the_terminal(tmp_path: Path) -> None:
    (tmp_path / f"a{ESCAPES}.txt").write_text("", encoding="utf-8")
    (tmp_path / f"b{ESCAPES}.txt").write_text(PLAN, encoding="utf-8")
    listed = run("plans", ".", "-f", "table", cwd=tmp_path)
    missing = run("plans", f"none{ESCAPES}", cwd=tmp_path)
    wrong = run("plans", ".", f"--no{ESCAPES}", cwd=tmp_path)
    assert (listed.returncode, missing.returncode, wrong.returncode) == (0, 2, 2)
    for said in (listed.stdout, listed.stderr, missing.stderr, wrong.stderr):
        assert "\\u202egnp" in said.replace("\n", "")
        assert not set(said) & set(ESCAPES[0] + "\u202e\x07")


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ("[report]\nthemes = [1]\n", "[report] themes must be a text or a number, not [1]"),
        ("[report]\nthemes = true\n", "[report] themes must be a text or a number, not True"),
        ("[report]\nstore = ['']\n", "[report] store must be a text or a number, not ['']"),
        ("[report]\nquiet = 'x'\n", "[report] quiet must be true or false, not 'x'"),
        ("[report]\nthemes = {a = 1}\n", "[report] themes must be a text or a number, not {'a': 1}"),
        ("report = 3\n", "[report] is no verb of miner"),
    ],
)
def test_a_wrong_setting_is_one_line(tmp_path: Path, settings: str, reason: str) -> None:
    (tmp_path / "miner.toml").write_text(settings, encoding="utf-8")
    done = run("--config", "miner.toml", "report", "x", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].endswith(reason)
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="asking for a process would end it")
def test_what_a_killed_run_left_is_removed_by_the_next(tmp_path: Path) -> None:
    code = (
        "import os, signal, sys; from pathlib import Path; from miner.report.export import Batch\n"
        "with Batch() as batch:\n"
        "    batch.add(Path(sys.argv[1]), b'x' * 1000)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", code, tmp_path / "t.csv"], env=environment, check=False)
    own = tmp_path / ".notes.miner-plan.txt"
    own.write_text("x", encoding="utf-8")
    running = tmp_path / f".t.csv.miner-{os.getpid()}-abc"
    running.write_text("x", encoding="utf-8")
    assert len(list(tmp_path.iterdir())) == 3
    write_whole(tmp_path / "u.csv", b"y")
    assert set(tmp_path.iterdir()) == {tmp_path / "u.csv", own, running}


def test_full_width_blanks_stay_as_they_are() -> None:
    from miner.terminal import visible

    assert visible("一、\u3000目标\n") == "一、\u3000目标 "
    assert visible(miner.Corpus.from_texts({"a": "目\u2028标"})[0].text) == "目\\u2028标"
