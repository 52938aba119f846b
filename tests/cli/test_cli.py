"""The command line: what goes in, what comes out, and which exit code says how it went."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PLAN = "溪北镇2025年工作计划\n一、工作目标\n全年培训农民2000人次以上，新修道路15公里。\n二、主要措施\n每月调度一次。\n"


def miner(*arguments: str | Path, stdin: bytes = b"", cwd: Path = ROOT) -> subprocess.CompletedProcess[bytes]:
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "COLUMNS": "200"}
    command = [sys.executable, "-m", "miner", *map(str, arguments)]
    return subprocess.run(command, input=stdin, capture_output=True, env=environment, cwd=cwd, check=False)


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "溪北镇.txt"
    path.write_text(PLAN, encoding="utf-8")
    return path


def test_the_outline_is_printed_as_a_tree(plan: Path) -> None:
    done = miner("outline", plan)
    assert done.returncode == 0
    assert "  一、工作目标   [goals]" in done.stdout.decode()


def test_targets_go_to_standard_output_as_csv(plan: Path) -> None:
    done = miner("targets", plan, "--quiet")
    assert done.returncode == 0, done.stderr.decode()
    assert "2000人次以上" in done.stdout.decode()
    assert done.stderr == b""


def test_the_ending_of_the_output_chooses_the_format(plan: Path, tmp_path: Path) -> None:
    out = tmp_path / "targets.jsonl"
    assert miner("targets", plan, "-o", out).returncode == 0
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert {PLAN[r["start"] : r["end"]] for r in rows} == {r["quote"] for r in rows}
    assert "2000人次以上" in {r["quote"] for r in rows}


def test_a_plan_comes_from_standard_input() -> None:
    done = miner("targets", "-", "-f", "jsonl", stdin=PLAN.encode("gb18030"))
    assert "2000人次以上" in done.stdout.decode()


def test_normal_form_and_its_changes(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text("１、開展業(yè)務(wù)學習(xí)。\n２、創(chuàng)建優(yōu)秀醫(yī)院。\n", encoding="utf-8")
    assert "创建优秀医院" in miner("normalize", page).stdout.decode()
    assert "pinyin" in miner("normalize", page, "--changes").stdout.decode()


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["targets", "nowhere.txt"], 2, "no such file or folder: nowhere.txt"),
        (["targets"], 2, "Missing argument"),
        (["report", "--themes", "0", "."], 2, "themes"),
        (["fly"], 2, "No such command"),
    ],
)
def test_wrong_use_is_one_clear_line(arguments: list[str], code: int, says: str) -> None:
    done = miner(*arguments)
    assert done.returncode == code
    assert says in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


def test_a_folder_without_plans_is_said(tmp_path: Path) -> None:
    done = miner("outline", tmp_path)
    assert done.returncode == 1
    assert "no plan could be read" in done.stderr.decode()


def test_bad_files_are_said_and_the_rest_is_mined(plan: Path, tmp_path: Path) -> None:
    (tmp_path / "空.txt").write_bytes(b"")
    (tmp_path / "图.xyz").write_bytes(b"\x00\x01")
    done = miner("targets", tmp_path, "--strict")
    assert done.returncode == 3
    assert "2000人次以上" in done.stdout.decode()
    said = done.stderr.decode()
    assert "空.txt" in said
    assert "图.xyz" in said


def test_options_come_from_a_file(plan: Path, tmp_path: Path) -> None:
    config = tmp_path / "miner.toml"
    config.write_text("[targets]\nform = 'jsonl'\n", encoding="utf-8")
    assert miner("--config", config, "targets", plan).stdout.startswith(b"{")


def test_the_report_is_written_and_summed_up(tmp_path: Path) -> None:
    done = miner("report", "corpus", "-o", tmp_path / "out")
    assert done.returncode == 0, done.stderr.decode()
    assert Path(done.stdout.decode().strip()).name == "index.html"
    assert "28 plans, " in done.stderr.decode()


def test_every_verb_has_help_with_an_example() -> None:
    verbs = [
        line.split()[0]
        for line in miner("--help").stdout.decode().split("Commands:")[1].splitlines()
        if line.strip()
    ]
    assert {"report", "targets", "duplicates", "themes", "compare", "outline", "normalize"} <= set(verbs)
    for verb in verbs:
        assert "Example: miner " in miner(verb, "--help").stdout.decode(), verb
