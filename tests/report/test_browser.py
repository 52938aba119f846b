"""The report in a real browser, opened from disk. Skipped where there is no Chromium or no Playwright."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from made import HOSTILE, large_analysis, made_analysis

import miner
from miner.report import write_report
from miner.report._html import make_page

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]
ROOT = Path(__file__).parents[2]
AXE = Path(os.environ.get("AXE_CORE", ROOT / "node_modules" / "axe-core" / "axe.min.js"))
PAGES = ("", "plans", "shared", "check", "targets", "tasks", "themes", "theme/0", "sources", "plan/hill", "pair/river/hill",
         "family/0", "sheet/river/hill", "sheet/union/hill", "familysheet/0")  # fmt: skip


class Reader:
    """A page that remembers what went wrong on it."""

    def __init__(self, browser: Any, index: Path, **context: Any) -> None:
        self.context = browser.new_context(
            **{"viewport": {"width": 1440, "height": 900}, "locale": "en-US"} | context
        )
        self.page = self.context.new_page()
        self.errors: list[str] = []
        self.requests: list[str] = []
        self.page.on(
            "console", lambda m: self.errors.append(m.text) if m.type in ("error", "warning") else None
        )
        self.page.on("pageerror", lambda e: self.errors.append(str(e)))
        self.page.on("dialog", lambda d: (self.errors.append("dialog"), d.dismiss()))
        self.page.on("request", lambda r: self.requests.append(r.url))
        self.page.goto(index.resolve().as_uri())
        self.page.wait_for_selector("html[data-ready]")

    def go(self, address: str) -> None:
        before = self.page.evaluate("document.documentElement.dataset.ready")
        if self.page.evaluate("location.hash") == f"#/{address}":
            return
        self.page.evaluate("(h) => { location.hash = h; }", f"#/{address}")
        self.page.wait_for_function("(n) => document.documentElement.dataset.ready !== n", arg=before)
        # text that is laid out when it comes near the screen (content-visibility) is there a frame later
        self.page.evaluate(
            "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_report(made_analysis(), tmp_path_factory.mktemp("report"))[0]


@pytest.fixture
def reader(browser: Any, report: Path) -> Iterator[Reader]:
    made = Reader(browser, report)
    yield made
    assert made.errors == []
    assert len(made.requests) == 1, "the report asked for more than its own file"
    made.context.close()


def rows(reader: Reader) -> int:
    return int(reader.page.locator("main tbody tr").count())


def test_every_page_opens_without_an_error_or_a_request(reader: Reader) -> None:
    for address in PAGES:
        reader.go(address)
        assert reader.page.locator("main h1").count() == 1, address
        assert "undefined" not in reader.page.inner_text("main"), address
        assert "NaN" not in reader.page.inner_text("main"), address


def test_pages_fit_a_telephone(browser: Any, report: Path) -> None:
    reader = Reader(browser, report, viewport={"width": 390, "height": 844})
    for address in PAGES:
        reader.go(address)
        assert reader.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
    reader.context.close()


def test_a_table_is_filtered_and_sorted(reader: Reader, browser: Any, tmp_path: Path) -> None:
    index = write_html(large_analysis(40), tmp_path)
    many = Reader(browser, index)
    many.go("targets")
    box = many.page.locator("main input[type=search]").first
    before = rows(many)
    box.fill("门诊量 37号县")
    assert 0 < rows(many) < before
    assert all("37号县" in text for text in many.page.locator("main tbody tr").all_inner_texts())
    box.fill("")
    head = many.page.locator("main thead th", has_text="Value")
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "descending"
    values = many.page.locator("main tbody td.num").all_inner_texts()
    figures = [
        float(v.replace("≥", "").replace(",", "").split("人")[0].split("万")[0]) for v in values[::2][:20]
    ]
    assert figures == sorted(figures, reverse=True)
    assert many.errors == []
    many.context.close()


def test_a_table_is_copied_as_a_table(browser: Any, report: Path) -> None:
    reader = Reader(browser, report, permissions=["clipboard-read", "clipboard-write"])
    reader.go("targets")
    reader.page.locator("button.copy").first.click()
    reader.page.wait_for_function("() => document.getElementById('status').textContent !== ''")
    copied = reader.page.evaluate("navigator.clipboard.readText()").split("\n")
    assert len(copied) == 6
    assert len({line.count("\t") for line in copied}) == 1
    assert "全年门诊量达到3.6万人次" in "\n".join(copied)
    reader.context.close()


def test_passages_are_walked_by_keyboard_and_both_sides_follow(reader: Reader) -> None:
    reader.go("pair/river/hill")
    here = "main mark.copied.current"
    assert "首诊负责制" in "".join(reader.page.locator(here).all_inner_texts())
    reader.page.keyboard.press("j")
    assert {t.strip() for t in reader.page.locator(here).all_inner_texts()} == {
        "加强领导，明确分工，确保各项任务落实到位。"
    }
    assert reader.page.locator(here).count() == 2
    reader.page.keyboard.press("k")
    assert "首诊负责制" in "".join(reader.page.locator(here).all_inner_texts())


def test_differences_are_marked_in_the_text(reader: Reader) -> None:
    reader.go("pair/river/hill")
    marked = reader.page.locator(".pane mark.differs")
    assert marked.all_inner_texts()[:6] == ["务", "周一", "患者", "委", "月两", "病人"]
    style = "(e) => [getComputedStyle(e, '::before').content, getComputedStyle(e).fontWeight]"
    assert marked.first.evaluate(style) == ['"‹"', "700"]


def test_the_direction_is_a_question_with_its_grounds(reader: Reader) -> None:
    reader.go("pair/river/hill")
    box = reader.page.locator("details.direction")
    assert box.inner_text().startswith("To check:")
    box.locator("summary").click()
    assert (
        "石桥镇卫生院2025年工作计划 kept 临江镇, which fits 临江镇卫生院2024年工作计划." in box.inner_text()
    )


def test_a_family_shows_its_template_and_what_fills_the_gaps(reader: Reader) -> None:
    reader.go("family/0")
    assert reader.page.inner_text("article.template").strip() == "坚持‹1›业务查房"
    assert reader.page.locator("main tbody a").all_inner_texts() == ["每周一次", "每月两次"]


def test_a_row_leads_to_its_words(reader: Reader) -> None:
    reader.go("check")
    reader.page.locator("main tbody a").first.click()
    reader.page.wait_for_selector("mark.here")
    assert reader.page.inner_text("mark.here") == "临江镇"


def test_layers_are_switched(reader: Reader) -> None:
    reader.go("plan/river")
    assert "show-targets" in (reader.page.locator("article").get_attribute("class") or "")
    reader.page.locator("label.layer.targets input").uncheck()
    assert "show-targets" not in (reader.page.locator("article").get_attribute("class") or "")


def test_the_cut_off_decides_which_pairs_are_listed(reader: Reader) -> None:
    reader.go("shared")
    assert rows(reader) == 1
    slider = reader.page.locator("input[type=range]")
    slider.fill("90")
    reader.page.wait_for_function("() => document.querySelectorAll('main tbody tr').length === 0")


def test_the_language_is_the_reader_s_and_can_be_changed(browser: Any, report: Path) -> None:
    for locale, words in (
        ("zh-CN", "待核对"),
        ("zh-TW", "待核對"),
        ("en-GB", "To check"),
        ("fr-FR", "To check"),
    ):
        reader = Reader(browser, report, locale=locale)
        assert words in reader.page.inner_text("nav")
        reader.context.close()
    reader = Reader(browser, report)
    reader.page.select_option("#language", "zh-Hant")
    reader.page.wait_for_function("() => document.documentElement.lang === 'zh-Hant'")
    assert "待核對" in reader.page.inner_text("nav")
    reader.context.close()


def test_reasons_are_in_the_reader_s_language(browser: Any, report: Path) -> None:
    reader = Reader(browser, report, locale="zh-CN")
    reader.go("check")
    assert "临江镇不在石桥镇范围内；river在同一位置有相同文字，且与其相符" in reader.page.inner_text("main")
    reader.go("pair/river/hill")
    reader.page.locator("details.direction summary").click()
    assert (
        "石桥镇卫生院2025年工作计划 保留了“临江镇”，与 临江镇卫生院2024年工作计划 相符。"
        in reader.page.inner_text("main")
    )
    assert reader.errors == []
    reader.context.close()


def test_hostile_text_is_shown_and_does_nothing(browser: Any, tmp_path: Path) -> None:
    reader = Reader(browser, write_html(made_analysis(hostile=True), tmp_path))
    name = HOSTILE.split("\n")[0]
    from urllib.parse import quote

    for address in (
        "",
        "plans",
        "check",
        "targets",
        "sources",
        f"plan/{quote(name, safe='')}",
        "plan/%E0%A4%A",
        name,
    ):
        reader.go(address)
        assert reader.page.evaluate("window.pwned") is None
        assert reader.page.locator("main img, main svg[onload], main script").count() == 0
        found = reader.page.inner_text("body")
        assert not set("\u202e\u2066\u2069") & set(found)
    reader.go(f"plan/{quote(name, safe='')}")
    assert "[U+202E]" in reader.page.inner_text("article")
    assert "<img src=x" in reader.page.inner_text("article")
    assert reader.errors == []
    reader.context.close()


def test_a_folder_loads_its_parts_from_disk_and_nothing_else(browser: Any, tmp_path: Path) -> None:
    page = make_page(made_analysis(), folder=True)
    (tmp_path / "data").mkdir()
    index = tmp_path / "index.html"
    index.write_text(page.html, encoding="utf-8")
    for name, text in page.scripts.items():
        (tmp_path / name).write_text(text, encoding="ascii")
    reader = Reader(browser, index)
    for address in PAGES:
        reader.go(address)
    assert reader.errors == []
    assert all(r.startswith(tmp_path.resolve().as_uri()) for r in reader.requests)
    assert 1 < len(reader.requests) <= 1 + len(page.scripts)
    reader.context.close()


def test_it_prints_to_pdf(browser: Any, report: Path) -> None:
    reader = Reader(browser, report)
    for address in ("", "pair/river/hill"):
        reader.go(address)
        assert reader.page.pdf()[:5] == b"%PDF-"
    reader.context.close()


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not there: npm install axe-core, or set AXE_CORE")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(browser: Any, report: Path, scheme: str) -> None:
    reader = Reader(browser, report, color_scheme=scheme, bypass_csp=True)
    reader.page.add_script_tag(content=AXE.read_text("utf-8"))
    for address in PAGES:
        reader.go(address)
        found = reader.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        serious = [
            (v["id"], v["nodes"][0]["html"][:160], v["nodes"][0]["failureSummary"][:300])
            for v in found["violations"]
            if v["impact"] in ("serious", "critical")
        ]
        assert serious == [], address
    reader.context.close()


def test_four_hundred_plans_open_and_filter_fast(browser: Any, tmp_path: Path) -> None:
    index = write_html(large_analysis(400), tmp_path)
    assert index.stat().st_size < 5_000_000
    reader = Reader(browser, index)
    paint = reader.page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    assert paint < 1000
    reader.go("targets")
    spent = reader.page.evaluate(
        """() => { const box = document.querySelector('main input[type=search]'), times = [];
        for (const words of ['门', '门诊', '门诊量', '门诊量 7', '']) { const t = performance.now(); box.value = words;
        box.dispatchEvent(new Event('input')); times.push(performance.now() - t); } return times.slice(1); }"""
    )
    assert max(spent) < 100
    assert reader.errors == []
    reader.context.close()


def write_html(analysis: Any, folder: Path) -> Path:
    from miner.report import html_report

    index = folder / "index.html"
    index.write_text(html_report(analysis), encoding="utf-8")
    return index


def test_what_may_be_rewritten_is_shown_as_a_weaker_sign(browser: Any, tmp_path: Path) -> None:
    mill = "莲塘村2024年工作计划\n修好榨油坊的石碾三副，榨油六千四百斤，代客加工二百一十八户，收工钱三万五千元。\n"
    press = "竹溪村2025年工作打算\n榨油坊那3副石碾都能转了：出油6400斤，218户自带油菜籽来加工，工钱一共3.5万元。\n"
    analysis = miner.analyze(miner.Corpus.from_texts({"mill": mill, "press": press}))
    reader = Reader(browser, write_html(analysis, tmp_path))
    assert "6400" not in reader.page.inner_text("main"), "nothing of it on the first page"
    reader.go("apart")
    assert rows(reader) == 1
    assert "6400、218、35000" in reader.page.inner_text("main tbody")
    for address, first in (("pair/mill/press", "修好榨油坊"), ("pair/press/mill", "榨油坊那3副")):
        reader.go(address)
        part = reader.page.locator("details.rewritten")
        assert "weaker" in part.locator("summary").inner_text()
        part.locator("summary").click()
        assert first in part.locator(".sides > div").first.inner_text()
        assert "榨油" in part.locator(".passage-head").inner_text()
    assert reader.errors == []
    reader.context.close()
