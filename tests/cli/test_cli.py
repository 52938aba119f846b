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
    config.write_text("[targets]\nformat = 'jsonl'\n", encoding="utf-8")
    assert miner("--config", config, "targets", plan).stdout.startswith(b"{")


def test_the_report_is_written_and_summed_up(tmp_path: Path) -> None:
    done = miner("report", "corpus", "-o", tmp_path / "out")
    assert done.returncode == 0, done.stderr.decode()
    assert Path(done.stdout.decode().strip()).name == "index.html"
    assert "30 plans, " in done.stderr.decode()


def test_every_verb_has_help_with_an_example() -> None:
    verbs = [
        line.split()[0]
        for line in miner("--help").stdout.decode().split("Commands:")[1].splitlines()
        if line.strip()
    ]
    assert {"report", "targets", "duplicates", "themes", "compare", "outline", "normalize"} <= set(verbs)
    for verb in verbs:
        assert "Example: miner " in miner(verb, "--help").stdout.decode(), verb


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[targets]\nfarmat = 'jsonl'\n", "miner targets has no option --farmat"),
        ("[fly]\nhigh = 1\n", "[fly] is no verb of miner"),
        ("[targets\n", "miner.toml"),
    ],
)
def test_a_wrong_setting_is_said(plan: Path, tmp_path: Path, text: str, says: str) -> None:
    config = tmp_path / "miner.toml"
    config.write_text(text, encoding="utf-8")
    done = miner("--config", config, "targets", plan)
    assert done.returncode == 2
    assert says in done.stderr.decode()


def test_a_review_is_written_then_applied(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = tmp_path / "themes.xlsx"
    first = miner("themes", "corpus", "-k", "3", "--review", book, "-q")
    assert first.returncode == 0, first.stderr.decode()
    workbook = openpyxl.load_workbook(book)
    sheet = workbook.worksheets[0]
    cell = sheet.cell(2, next(c.column for c in sheet[1] if c.value == "名称"))
    cell.value = "民生保障"
    workbook.save(book)
    second = miner("themes", "corpus", "--review", book, "-q")
    assert second.returncode == 0, second.stderr.decode()
    assert "民生保障" in second.stdout.decode()


def test_a_codebook_names_the_themes(plan: Path) -> None:
    done = miner("themes", plan, "--codebook", "union", "-f", "jsonl", "-q")
    names = [json.loads(line)["origin"] for line in done.stdout.decode().splitlines()]
    assert set(names) == {"codebook"}
    wrong = miner("themes", plan, "--codebook", "nowhere.csv")
    assert wrong.returncode == 2
    assert "Traceback" not in wrong.stderr.decode()


def test_tables_go_to_a_file_in_every_format(plan: Path, tmp_path: Path) -> None:
    for ending in ("csv", "jsonl", "parquet"):
        assert miner("targets", plan, "-o", tmp_path / f"t.{ending}").returncode == 0
    assert (tmp_path / "t.parquet").read_bytes().startswith(b"PAR1")
    assert miner("targets", plan, "-f", "table", "-o", tmp_path / "t.txt").returncode == 0
    assert "2000人次以上" in (tmp_path / "t.txt").read_text(encoding="utf-8")
    nowhere = miner("targets", plan, "-f", "table", "-o", tmp_path / "none" / "t.txt")
    assert nowhere.returncode == 2
    assert "cannot write" in nowhere.stderr.decode()


def test_no_color_off_a_terminal(plan: Path) -> None:
    assert b"\x1b[" not in miner("targets", plan, "-f", "table").stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_complete_the_verbs(shell: str) -> None:
    assert b"_MINER_COMPLETE" in miner("completion", shell).stdout


def test_the_doctor_names_libraries_reads_every_kind_and_draws() -> None:
    done = miner("doctor")
    said = done.stdout.decode()
    assert "python " in said
    assert "pandas " in said
    (read,) = [line for line in said.splitlines() if line.startswith("reads files")]
    for ending in [
        ".txt",
        ".md",
        ".html",
        ".mht",
        ".eml",
        ".epub",
        ".docx",
        ".pdf",
        ".csv",
        ".tsv",
        ".jsonl",
        ".xlsx",
        ".parquet",
        ".zip",
    ]:
        assert ending in read.split()
    assert "draws figures" in said
    assert "plan-miner-sans.otf" in said
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("library", "says"),
    [
        ("lxml_html_clean", ["reads .html", "trafilatura, which reads such files, cannot be loaded"]),
        (
            "pypdfium2",
            ["reads .pdf", "pypdfium2, which reads such files, cannot be loaded: broken on purpose"],
        ),
        ("matplotlib", ["draws figures", "no: broken on purpose"]),
    ],
)
def test_the_doctor_sees_a_library_that_is_there_and_broken(
    library: str, says: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / f"{library}.py").write_text("raise ImportError('broken on purpose')")
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); from miner.cli import main; sys.argv = ['miner', 'doctor']; main()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=ROOT, check=False)
    assert done.returncode == 1
    for words in says:
        assert words in done.stdout.decode()


def test_what_stands_in_a_base_is_taken_off(tmp_path: Path) -> None:
    shared = (
        "逐户登记水井的深浅，井台高出地面两尺，井口加盖上锁，钥匙由组长保管，每月初一开盖淘洗一次，淘出的泥晾干后垫路。"
        * 3
    )
    for name, text in {
        "a/a": "东村计划\n种树。\n",
        "a/b": "西村计划\n养鱼。\n",
        "base/base": "通知\n",
    }.items():
        path = tmp_path / f"{name}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text + shared, encoding="utf-8")
    asked = ("duplicates", tmp_path / "a", "-f", "csv", "--table")
    assert miner(*asked, "pairs").stdout.decode().count("\n") == 2
    assert miner(*asked, "pairs", "--base", tmp_path / "base").stdout.decode().count("\n") == 1
    assert miner(*asked, "followed", "--base", tmp_path / "base").stdout.decode().count("\n") == 3


def test_an_evidence_sheet_of_two_files(tmp_path: Path) -> None:
    a, b = "corpus/云岭镇卫生院2024年工作计划.txt", "corpus/白沙镇卫生院2024年工作计划.txt"
    out = tmp_path / "sheet.html"
    done = miner("evidence", a, b, "-o", out, "--date", "2026-01-05", "--language", "en")
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.decode().strip() == str(out)
    page = out.read_text(encoding="utf-8")
    assert "2026-01-05" in page
    assert "云岭镇卫生院" in page


def test_an_evidence_sheet_needs_to_know_which_plans(plan: Path, tmp_path: Path) -> None:
    done = miner("evidence", plan, "-o", tmp_path / "x.html")
    assert done.returncode == 2
    assert "needs two plans" in done.stderr.decode()
    done = miner("evidence", "corpus", "-o", tmp_path / "x.html", "-q")
    assert done.returncode == 2
    assert "--pair ID ID" in done.stderr.decode()
    done = miner("evidence", "corpus", "--family", "1", "-o", tmp_path / "x.docx", "-q")
    assert done.returncode == 0
    assert (tmp_path / "x.docx").read_bytes()[:2] == b"PK"


def test_the_report_takes_base_texts_off(tmp_path: Path) -> None:
    tasks = "一、对九座水闸逐一检修，五月前完成。\n二、为二百户渔民更换救生衣，由渔政站登记发放。\n三、清理河道漂浮物，每周两次。\n"
    for name, text in (("东湾乡", tasks), ("西湾乡", tasks)):
        (tmp_path / "plans").mkdir(exist_ok=True)
        (tmp_path / "plans" / f"{name}.txt").write_text(f"{name}2025年工作计划\n{text}", encoding="utf-8")
    (tmp_path / "base").mkdir()
    (tmp_path / "base" / "范本.txt").write_text(f"水利工作范本\n{tasks}", encoding="utf-8")
    done = miner("report", tmp_path / "plans", "--base", tmp_path / "base", "-o", tmp_path / "out", "-q")
    assert done.returncode == 0, done.stderr.decode()
    followed = (tmp_path / "out" / "tables" / "followed.csv").read_text(encoding="utf-8-sig")
    assert followed.count("范本") >= 2
    assert not (tmp_path / "out" / "tables" / "pairs.csv").exists()
