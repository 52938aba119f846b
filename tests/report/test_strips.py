"""Indicator strips: which values of the panel are drawn, and the pages of indicators and places in a browser."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

import miner
from miner.corpus import Corpus, Plan, Source
from miner.report import write_report
from miner.report._strips import registered, strips_list, strips_of
from miner.report.figures import indicator_strips

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
GOALS = (
    "{place}{year}年政府工作报告\n二、{year}年工作安排\n今年经济社会发展主要预期目标是：地区生产总值增长{growth}，"
    "城镇调查失业率{jobless}，城镇新增就业{jobs}万人以上。\n"
)
VALUES = (
    ("清溪市", 2026, "5%左右", "5.5%以内", 3), ("白沙市", 2026, "6%以上", "5.5%左右", 8), ("柳河市", 2026, "5.5%-6%", "5%以内", 1),
    ("青石市", 2026, "7%", "5.5%以内", 2), ("清溪市", 2025, "5.5%以上", "5.5%以内", 3),
)  # fmt: skip


def corpus() -> Corpus:
    plans = []
    for place, year, growth, jobless, jobs in VALUES:
        text = GOALS.format(place=place, year=year, growth=growth, jobless=jobless, jobs=jobs)
        source = Source.from_text(text)
        title = f"{place}{year}年政府工作报告"
        plans.append(
            Plan(f"{place}{year}", source, 0, len(text), title=title, issuer=f"{place}人民政府", place=place, year=year, year_end=year)
        )  # fmt: skip
    return Corpus(plans)


@pytest.fixture(scope="module")
def analysis() -> miner.Analysis:
    return miner.analyze(corpus())


def test_a_strip_holds_the_latest_year_and_the_year_before(analysis: miner.Analysis) -> None:
    growth = next(s for s in strips_of(analysis.panel) if s.name == "地区生产总值增长率")
    assert (growth.year, growth.unit, len(growth.points), len(growth.earlier)) == (2026, "%", 4, 1)
    assert {p.place: (p.comparator, p.at) for p in growth.points} == {
        "清溪市": ("approx", 5), "白沙市": ("ge", 6), "柳河市": ("between", 5.75), "青石市": ("eq", 7)
    }  # fmt: skip
    texts = {p.id: p.source.text for p in analysis.corpus}
    for point in (*growth.points, *growth.earlier):
        assert texts[point.plan_id][point.start : point.end] == point.quote


def test_amounts_as_large_as_the_place_are_no_strip(analysis: miner.Analysis) -> None:
    assert "城镇新增就业" in set(analysis.panel["indicator"])
    assert "城镇新增就业" not in {s.name for s in strips_of(analysis.panel)}


def test_what_the_nation_sets_stands_above_the_provinces() -> None:
    text = "2026年政府工作报告\n二、2026年工作安排\n今年发展主要预期目标是：国内生产总值增长5%左右，城镇调查失业率5.5%左右。\n"
    nation = Plan("nation", Source.from_text(text), 0, len(text), issuer="国务院", year=2026, year_end=2026)
    strips = strips_of(miner.panel(Corpus([*corpus(), nation])))
    jobless = next(s for s in strips if s.name == "城镇调查失业率")
    assert jobless.above is not None
    assert (jobless.above.plan_id, jobless.above.at, len(jobless.points)) == ("nation", 5.5, 4)
    assert jobless.above not in jobless.points


def test_two_plans_are_no_strip() -> None:
    assert strips_of(miner.panel(Corpus(list(corpus())[:2]))) == ()
    assert strips_list((), {}) is None


def test_pages_of_indicators_list_what_the_registry_knows(analysis: miner.Analysis) -> None:
    rows = registered(analysis.panel)
    assert rows is not None
    assert rows["indicator_id"].notna().all()
    assert rows["indicator_en"].notna().all()


def test_the_picture_has_a_mark_for_each_point(analysis: miner.Analysis) -> None:
    strips = strips_of(analysis.panel)
    ax = indicator_strips(analysis)
    marks = [line for line in ax.get_lines() if line.get_marker() not in ("None", None, "")]
    assert len(marks) == sum(len(s.points) + len(s.earlier) for s in strips)


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_the_first_page_leads_to_the_indicator_the_place_and_the_words(
    analysis: miner.Analysis, tmp_path: Path
) -> None:
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    index = write_report(analysis, tmp_path)[0]
    errors: list[str] = []
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = chromium.new_page(locale="zh-CN", viewport={"width": 390, "height": 844})
        page.on("pageerror", lambda e: errors.append(str(e)))
        page.goto(index.resolve().as_uri())
        page.wait_for_selector(".indicator-strip")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        strip = page.locator(".strips li", has_text="地区生产总值增长率")
        assert strip.locator(".dot").count() == 5
        assert strip.locator(".dot.hollow").count() == 1
        strip.locator(".strip-name a").click()
        page.wait_for_selector("main[data-page=indicator]")
        assert page.inner_text("main h1") == "地区生产总值增长率"
        page.locator("main tbody th a", has_text="清溪市").first.click()
        page.wait_for_selector("main[data-page=place]")
        assert page.inner_text("main h1") == "清溪市"
        assert page.locator("main tbody tr").count() >= 4
        assert "undefined" not in page.inner_text("main")
        assert "NaN" not in page.inner_text("main")
        page.locator("main tbody td a", has_text="≈ 5%").first.click()
        page.wait_for_selector("main[data-page=plan]")
        chromium.close()
    assert errors == []
