"""Hundreds of nasty files through the main job in one run: no crash, nothing dropped, nothing executed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
from make_nasty import CANARY, HOST, make_nasty  # noqa: E402

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name == "nt", reason="links and pipes of Unix")]

# No socket can be made: what would ask the network for anything fails, and the job with it.
OFFLINE = """
import socket, sys
def refuse(*_, **__):
    raise SystemExit("the network was asked")
socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = socket.create_connection = refuse
sys.argv = ["miner", *sys.argv[1:]]
from miner.cli import main
main()
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, list[Path], Any]]:
    """The folder, the entries in it, and how the job over them ended."""
    folder = tmp_path_factory.mktemp("nasty")
    entries = make_nasty(folder / "in")
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-c", OFFLINE, "report", "in", "-o", "out"]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)
    yield folder, entries, done
    shutil.rmtree(folder, ignore_errors=True)


def test_there_are_enough_of_them(made: tuple[Path, list[Path], Any]) -> None:
    assert len(made[1]) >= 300


def test_the_job_ends_well(made: tuple[Path, list[Path], Any]) -> None:
    errors = made[2].stderr.decode("utf-8", "replace")
    assert made[2].returncode == 0, errors[-3000:]
    assert "Traceback" not in errors
    assert "Warning" not in errors


def test_every_file_is_a_plan_or_a_problem(made: tuple[Path, list[Path], Any]) -> None:
    folder, entries, _ = made
    tables = folder / "out" / "tables"
    told = set(pd.read_parquet(tables / "problems.parquet")["path"])
    told |= set(pd.read_parquet(tables / "plans.parquet")["path"])
    outer = {str(path).split("!")[0] for path in told}
    silent = [e for e in entries if not shown(e.relative_to(folder)) & outer]
    assert silent == []


def shown(path: Path) -> set[str]:
    """What a path may be called in a table: names that are not UTF-8 are read as GB18030."""
    raw = os.fsencode(path)
    return {raw.decode(e, "replace") for e in ("utf-8", "gb18030")}


def test_nothing_from_outside_of_the_folder_came_in_and_nothing_went_out(
    made: tuple[Path, list[Path], Any],
) -> None:
    folder = made[0]
    assert sorted(p.name for p in folder.iterdir()) == ["in", "out", "outside.txt"]
    for path in (folder / "out").rglob("*"):
        assert path.is_dir() or CANARY.encode() not in path.read_bytes(), path
    assert not list(Path("/tmp").glob("outside-made.txt"))


def test_no_cell_is_a_formula(made: tuple[Path, list[Path], Any]) -> None:
    import openpyxl

    book = openpyxl.load_workbook(made[0] / "out" / "tables.xlsx")
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    links = {link.target for sheet in book for link in sheet._hyperlinks if link.target}
    assert not [link for link in links if HOST in link]


def test_the_report_opens_and_nothing_in_it_runs(made: tuple[Path, list[Path], Any]) -> None:
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no Chromium on this machine")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        requests: list[str] = []
        errors: list[str] = []
        page.on("request", lambda r: requests.append(r.url))
        page.on("pageerror", lambda e: errors.append(str(e)))
        page.on("dialog", lambda d: (errors.append("dialog"), d.dismiss()))
        out = (made[0] / "out").resolve().as_uri()
        page.goto(f"{out}/index.html")
        page.wait_for_selector("html[data-ready]")
        addresses = page.eval_on_selector_all(
            "a[href^='#/']", "found => found.map(a => a.getAttribute('href'))"
        )
        plans = ["#/plans", "#/targets", "#/shared", "#/check", "#/themes", "#/sources"]
        plans += [f"#/plan/code-{i:02}" for i in range(0, 46, 3)] + ["#/plan/__proto__", "#/plan/constructor"]
        for address in [*dict.fromkeys([*addresses[:20], *plans])]:
            page.evaluate("(h) => { location.hash = h; }", address)
            page.wait_for_timeout(60)
            assert page.evaluate("window.pwned === undefined && ({}).pwned === undefined"), address
            assert (
                page.locator("main img, main iframe, main script, main object, main form[action]").count()
                == 0
            )
        browser.close()
    assert errors == []
    assert [r for r in requests if not r.startswith(out)] == []
