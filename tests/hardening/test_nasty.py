"""Hundreds of nasty files through the main job in one run: no crash, nothing dropped, nothing executed."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
from make_nasty import CANARY, HOST, make_nasty, nasty_files  # noqa: E402
from nasty import MEMORY, Run, changed_answers, compared_files, lost, report  # noqa: E402
from nasty_attacks import attacks  # noqa: E402
from nasty_forms import good_files, mutants  # noqa: E402

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name == "nt", reason="links and pipes of Unix")]

EVERY = 6
"""Each sixth file; `python scripts/nasty.py` runs them all, with these checks."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, list[Path], Run]]:
    """The folder, the entries in it, and how the job over them ended."""
    folder = tmp_path_factory.mktemp("nasty")
    entries = make_nasty(folder / "in", every=EVERY)
    (folder / "in" / "good").mkdir()
    for name, data in good_files():
        (folder / "in" / "good" / name).write_bytes(data)
        entries.append(folder / "in" / "good" / name)
    yield folder, entries, report(folder, "in", "out")
    shutil.rmtree(folder, ignore_errors=True)


def test_there_are_enough_of_them() -> None:
    names = [name for name, _ in nasty_files()]
    assert len(names) == len(set(names)) >= 860


def test_they_are_the_same_every_time() -> None:
    assert list(mutants()) == list(mutants())
    assert good_files() == good_files()
    assert list(attacks()) == list(attacks())


def test_the_job_ends_well(made: tuple[Path, list[Path], Run]) -> None:
    assert made[2].is_well, made[2].errors[-3000:]
    assert made[2].memory < MEMORY


def test_every_file_is_a_plan_or_a_problem(made: tuple[Path, list[Path], Run]) -> None:
    folder, entries, _ = made
    assert lost(folder, entries, "out") == []


def test_bad_files_change_nothing_that_is_said_of_the_good_ones(made: tuple[Path, list[Path], Run]) -> None:
    assert report(made[0], "in/good", "alone").is_well
    try:
        assert changed_answers(made[0] / "out", made[0] / "alone") == []
    finally:
        shutil.rmtree(made[0] / "alone")


def test_two_runs_write_the_same_bytes(made: tuple[Path, list[Path], Run]) -> None:
    (made[0] / "out").rename(made[0] / "first")
    assert report(made[0], "in", "out").is_well
    try:
        assert compared_files(made[0] / "first", made[0] / "out") == []
    finally:
        shutil.rmtree(made[0] / "first")


def test_nothing_from_outside_of_the_folder_came_in_and_nothing_went_out(
    made: tuple[Path, list[Path], Run],
) -> None:
    folder = made[0]
    assert sorted(p.name for p in folder.iterdir()) == ["in", "out", "outside.txt"]
    for path in (folder / "out").rglob("*"):
        assert path.is_dir() or CANARY.encode() not in path.read_bytes(), path
    assert not list(Path("/tmp").glob("outside-made.txt"))


def test_no_cell_is_a_formula(made: tuple[Path, list[Path], Run]) -> None:
    import openpyxl

    book = openpyxl.load_workbook(made[0] / "out" / "tables.xlsx")
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    links = {link.target for sheet in book for link in sheet._hyperlinks if link.target}
    assert not [link for link in links if HOST in link]


def test_the_report_opens_and_nothing_in_it_runs(made: tuple[Path, list[Path], Run]) -> None:
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
