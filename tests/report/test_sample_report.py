"""Every page and every tab of the report on `corpus/`, in a real browser and in three languages.

The invented analysis of `made.py` fills a part of the tables; the corpus fills nearly all, so that a column renamed in
one place only is seen here.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest

import miner
from miner.report import write_report

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_report(miner.analyze(ROOT / "corpus"), tmp_path_factory.mktemp("report"))[0]


@pytest.mark.parametrize("locale", ["en-US", "zh-CN", "zh-TW"])
def test_every_tab_of_every_page_opens(report: Path, locale: str) -> None:
    errors: list[str] = []
    opened: set[str] = set()
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = chromium.new_context(viewport={"width": 1440, "height": 900}, locale=locale).new_page()
        page.on("pageerror", lambda e: errors.append(str(e)))
        page.goto(report.resolve().as_uri())
        page.wait_for_selector("html[data-ready]")
        addresses = page.eval_on_selector_all("#nav a", "links => links.map(link => link.hash)")
        assert len(addresses) > 4
        for address in addresses:
            page.evaluate("(hash) => { location.hash = hash; }", address)
            page.wait_for_selector(f'#nav a[href="{address}"][aria-current]')
            for tab in page.locator("main button[role=tab]").all():
                tab.click()
                opened.add(str(tab.get_attribute("id")))
                shown = page.inner_text("main")
                wrong = re.findall(r"undefined|NaN|(?:column|tab|tasks|move|relation)\.[a-z_]+", shown)
                assert wrong == [], (address, tab.get_attribute("id"))
        chromium.close()
    assert errors == []
    assert {"tab-targets-progress", "tab-targets-moves", "tab-shared-families"} <= opened
    assert {
        f"tab-tasks-{name}" for name in ("due", "undated", "unled", "task_moves", "task_problems")
    } <= opened


def test_a_month_and_a_body_choose_the_tasks(report: Path) -> None:
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = chromium.new_context(viewport={"width": 390, "height": 800}, locale="zh-CN").new_page()
        page.goto(f"{report.resolve().as_uri()}#/tasks")
        page.wait_for_selector(".time-line")
        page.select_option(".panel select", "2025")
        for choose in (".time-line li:nth-child(9) button", ".body-grid tbody tr:first-child button"):
            count = int(page.inner_text(f"{choose} .n" if "line" in choose else f"{choose} >> nth=0"))
            page.click(f"{choose} >> nth=0")
            assert page.locator(".data-table tbody tr").count() == count
            assert page.locator("main [aria-pressed=true]").count() == 2  # by month, and what was chosen
            page.click("main [aria-pressed=true] >> nth=1")
            assert page.locator(".data-table tbody tr").count() > count
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        chromium.close()
