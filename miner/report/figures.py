"""The figures of the report, each a function that draws on matplotlib axes and returns them.

    from miner.report import figures
    figures.theme_shares(analysis)

Labels use the font of this package. Where it is damaged and no installed font has Chinese characters,
MissingExtraError is raised.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from miner.report._fonts import chinese_font, drawable
from miner.report._mined import Mined, tables_of
from miner.report._pairs import pair_shares
from miner.report._strips import strips_of
from miner.report._summary import top_terms
from miner.report._words import visible, words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, SubFigure

__all__ = [
    "FIGURES",
    "indicator_strips",
    "layer_steps",
    "ledger_slopes",
    "outline_coverage",
    "promise_curve",
    "similarity",
    "specimen",
    "theme_shares",
    "trend",
]

INK, ACCENT, SOFT, GRID = "#1c2330", "#1f4f82", "#8d96a5", "#d9d7cf"
# Colors also differ in lightness, for color-blind readers (Wong, Nature Methods 8, 441, 2011).
PALETTE = ("#1f4f82", "#e69f00", "#0b7a5f", "#b35c9b", "#6d9fc6", "#a4471c", "#8a8a8a", "#d8c34a")
MOST_PLANS = 40


def similarity(analysis: Mined, ax: Axes | None = None, language: str = "zh-Hans") -> Axes:
    """Histogram of the share of text that two plans have in common; one count per pair of plans."""
    shares = pair_shares(analysis)
    ax = _axes(ax, (7, 4))
    ax.hist(shares, bins=[i / 20 for i in range(21)], color=ACCENT, edgecolor="white")
    ax.set_xlim(0, 1)
    ax.xaxis.set_major_formatter(_percent)
    ax.yaxis.set_major_locator(_whole())
    return _finish(
        ax, language, "shared.histogram", x=words()[language]["figure.similarity"], y="figure.similarity.y"
    )


def theme_shares(analysis: Mined, ax: Axes | None = None, language: str = "zh-Hans") -> Axes:
    """Stacked bars: the share of each theme in each plan (the first 40 plans)."""
    tables = tables_of(analysis)
    shares, themes = tables["theme_shares"], tables["themes"]
    plans = list(analysis.corpus)[:MOST_PLANS]
    share_of = {
        (p, t): s for p, t, s in zip(shares["plan_id"], shares["theme"], shares["share"], strict=True)
    }
    ax = _axes(ax, (9, 1.6 + 0.3 * len(plans)))
    left = [0.0] * len(plans)
    labels = [_short(p.title or p.id, 20) for p in plans]
    for k, row in enumerate(themes.to_dict("records")):
        widths = [float(share_of.get((p.id, row["theme"]), 0.0)) for p in plans]
        name = row.get("name") or "、".join(top_terms(tables["terms"], row["theme"], 3))
        hatch = ("", "//", "..", "xx")[(k // len(PALETTE)) % 4]
        ax.barh(
            range(len(plans)),
            widths,
            left=left,
            color=PALETTE[k % len(PALETTE)],
            edgecolor="white",
            linewidth=0.6,
            hatch=hatch,
            label=_short(str(name), 16),
        )
        left = [a + b for a, b in zip(left, widths, strict=True)]
    ax.set_yticks(range(len(plans)), labels)
    ax.set_ylim(len(plans) - 0.4, -0.6)
    ax.set_xlim(0, max([1.0, *left]))
    ax.xaxis.set_major_formatter(_percent)
    ax.legend(loc="upper left", bbox_to_anchor=(1.01, 1), frameon=False, fontsize=8)
    return _finish(ax, language, "figure.themes")


def ledger_slopes(analysis: Mined, ax: Axes | None = None, language: str = "zh-Hans") -> Axes:
    """Targets on one indicator over the years, the first year's value as 100; the ten with most years, those that move first.

    Raises InputError when no indicator has figures for two years of one place.
    """
    from miner.errors import InputError

    series = _series(analysis)
    if not series:
        raise InputError("no indicator has targets for two years of one place")
    ax = _axes(ax, (8, 5))
    for k, (name, points) in enumerate(series[:10]):
        years, values = zip(*points, strict=True)
        style = ("-", "--", ":")[k // 4 % 3]
        color = PALETTE[k % len(PALETTE)]
        ax.plot(years, [100 * v / values[0] for v in values], style, marker="o", color=color, label=name)
    ax.xaxis.set_major_locator(_whole())
    ax.axhline(100, color=GRID, zorder=0)
    ax.legend(loc="upper left", bbox_to_anchor=(1.01, 1), frameon=False, fontsize=8)
    return _finish(ax, language, "figure.ledger", y="figure.ledger.y")


_MARKERS = {"ge": ">", "gt": ">", "le": "<", "lt": "<", "approx": "D"}
"""Marker per comparator: a triangle points to the allowed values, a diamond means "about"."""
_HIGHEST = 6
"""Markers of equal values are stacked up to this height; further ones overlap the top one."""


def indicator_strips(analysis: Mined, ax: Axes | None = None, language: str = "zh-Hans") -> Axes:
    """The main indicators: a mark per plan between the smallest and the largest value, the year before hollow below.

    Raises InputError when no indicator has values of three plans.
    """
    from miner.errors import InputError

    strips = strips_of(tables_of(analysis).get("panel"))
    if not strips:
        raise InputError("no indicator has values of three plans")
    ax = _axes(ax, (9, 1.2 + 0.75 * len(strips)))
    for row, strip in enumerate(strips):
        above = (strip.above,) if strip.above else ()
        every = [point.at for point in (*strip.earlier, *strip.points, *above)]
        low, width = min(every), (max(every) - min(every)) or 1.0
        ax.axhline(row, color=GRID, zorder=0)
        for points, shift, filled in ((strip.points, -0.16, True), (strip.earlier, 0.16, False)):
            stacked: Counter[float] = Counter()
            for point in points:
                x = 0.5 if len(set(every)) == 1 else (point.at - low) / width
                height = min(stacked[point.at], _HIGHEST - 1) * (0.1 if filled else 0)
                stacked[point.at] += 1
                face = ACCENT if filled else "none"
                ax.plot(x, row + shift - height, _MARKERS.get(point.comparator, "o"), markersize=5, color=face, markeredgecolor=ACCENT, alpha=0.75)  # fmt: skip
        for point in above:
            x = 0.5 if len(set(every)) == 1 else (point.at - low) / width
            ax.plot([x, x], [row - 0.34, row + 0.1], color=PALETTE[5], linewidth=2)
        for x, value in ((0, min(every)), (1, max(every))):
            text = f"{value:,.6g}{strip.unit}"
            ax.annotate(text, (x, row), xytext=(-8 if x == 0 else 8, 0), textcoords="offset points", va="center", ha="right" if x == 0 else "left", fontsize=8)  # fmt: skip
    names = [strip.english if language == "en" else strip.name for strip in strips]
    label = words()[language]["strip.year"]
    years = [label.format(year=strip.year, n=len(strip.points)) for strip in strips]
    ax.set_yticks(
        range(len(strips)), [f"{_short(n, 30)}\n{y}" for n, y in zip(names, years, strict=True)], fontsize=9
    )
    ax.tick_params(axis="y", length=0, pad=58)
    ax.set_xticks([])
    ax.set_xlim(-0.02, 1.02)
    ax.set_ylim(len(strips) - 0.5, -0.6)
    ax.spines[["left", "bottom"]].set_visible(False)
    return _finish(ax, language, "figure.strips")


def _series(analysis: Mined) -> list[tuple[str, list[tuple[int, float]]]]:
    """Indicators with positive targets for two years or more of one place: name, (year, value) by year.

    Only targets for the plan's own year: a goal for five years beside one for a year would be a fall.
    """
    table = tables_of(analysis).get("panel")
    if table is None:
        return []
    values_of: dict[tuple[str, str, str, str], dict[int, float]] = defaultdict(dict)
    rows = table[(table["horizon"] == "annual") & table["year"].notna() & table["place"].notna()]
    for row in rows.to_dict("records"):
        value = row["low"] if row["low"] == row["low"] else row["high"]
        if value > 0:
            key = row["place"], row["indicator"], row["unit"] or "", row["change"] or ""
            values_of[key].setdefault(int(row["year"]), float(value))
    series = [
        (_short(f"{area} {name}（{unit}）" if unit else f"{area} {name}", 24), sorted(values.items()))
        for (area, name, unit, _), values in values_of.items()
        if len(values) > 1
    ]
    return sorted(series, key=lambda s: (-len(s[1]), len({value for _, value in s[1]}) == 1, s[0]))


def promise_curve(
    analysis: Mined,
    ax: Axes | None = None,
    language: str = "zh-Hans",
    place: str | None = None,
    indicator: str | None = None,
) -> Axes:
    """Yearly promises of a place for one indicator and the values reported for the same years, as in the table `panel`.

    Without `place` and `indicator` the registered indicator with most years is drawn. A range is a bar, a promise
    without an upper or a lower end an arrow. Raises InputError when no such indicator has values of two years.
    """
    from miner.errors import InputError

    table = tables_of(analysis).get("panel")
    series: dict[tuple[str, str], dict[int, dict[str, Any]]] = defaultdict(dict)
    if table is not None:
        rows = table[(table["horizon"] == "annual") & table["year"].notna() & table["place"].notna()]
        for record in rows.to_dict("records"):
            value = {str(k): v for k, v in record.items()}
            asked = value["indicator"] == indicator if indicator else value["indicator_id"] is not None
            if asked and place in (None, value["place"]):
                series[value["place"], value["indicator"]].setdefault(int(value["year"]), value)
    long = {key: of_year for key, of_year in series.items() if len(of_year) > 1}
    if not long:
        raise InputError("no indicator has values for two years of one place")
    (area, name), of_year = max(long.items(), key=lambda item: len(item[1]))
    ax, wording = _axes(ax, (7, 4)), words()[language]
    years = sorted(of_year)
    promised = [y for y in years if _ends(of_year[y])]
    points = [sum(_ends(of_year[y])) / len(_ends(of_year[y])) for y in promised]
    ax.plot(promised, points, color=ACCENT, marker="o", linewidth=1.5, label=wording["figure.promised"])
    for year, point in zip(promised, points, strict=True):
        ends, row = _ends(of_year[year]), of_year[year]
        if len(set(ends)) > 1:
            ax.plot([year, year], ends, color=ACCENT, linewidth=5, alpha=0.35, solid_capstyle="butt")
        elif row["comparator"] in ("ge", "gt", "le", "lt"):
            ax.plot(
                year, point, "^" if row["comparator"] in ("ge", "gt") else "v", color=ACCENT, markersize=9
            )
    reported = [y for y in years if of_year[y]["result"] == of_year[y]["result"]]
    results = [of_year[y]["result"] for y in reported]
    ax.plot(reported, results, "--", color=PALETTE[1], marker="s", label=wording["figure.reported"])
    ax.xaxis.set_major_locator(_whole())
    ax.legend(loc="best", frameon=False, fontsize=8)
    unit = next((str(row["unit"]) for row in of_year.values() if row["unit"]), "")
    ax.set_xlabel(_short(f"{area} {name}（{unit}）" if unit else f"{area} {name}", 40))
    return _finish(ax, language, "figure.promises")


def _ends(row: Mapping[str, Any]) -> list[float]:
    return [float(end) for end in (row["low"], row["high"]) if end == end]


def layer_steps(analysis: Mined, ax: Axes | None = None, language: str = "zh-Hans") -> Axes:
    """Targets of places beside those of the area around them: a line from the upper value (hollow) to the lower one.

    At most 24 targets, those that can be ranked first. Raises InputError when no place has a plan of the area around it.
    """
    from miner.errors import InputError

    table = tables_of(analysis).get("layers")
    if table is None:
        raise InputError("no place has targets beside those of the area around it")
    rows = table[table["relation"] != "part"].to_dict("records")[:_MOST_STEPS]
    if not rows:
        raise InputError("no place has targets beside those of the area around it")
    ax = _axes(ax, (8, 1.4 + 0.34 * len(rows)))
    for y, row in enumerate(rows):
        upper, lower = float(row["value_upper"]), float(row["value_lower"])
        scale = max(abs(upper), abs(lower)) or 1.0
        color = PALETTE[5] if row["ambition"] == "harder" else SOFT
        ax.plot([upper / scale, lower / scale], [y, y], color=color, linewidth=2)
        ax.plot(upper / scale, y, "o", markeredgecolor=color, color="white", markersize=6)
        ax.plot(lower / scale, y, "o", color=color, markersize=6)
        text = f"{upper:g} → {lower:g}{row['unit_lower'] or ''}"
        ax.annotate(text, (1.02, y), va="center", fontsize=8)
    nation = words()[language]["layers.nation"]
    labels = [
        f"{r['place_upper'] or nation} → {r['place_lower'] or ''} {_short(r['indicator'], 12)}" for r in rows
    ]
    ax.set_yticks(range(len(rows)), labels)
    ax.set_ylim(len(rows) - 0.4, -0.6)
    ax.set_xticks([])
    ax.set_xlim(0, 1.3)
    return _finish(ax, language, "tab.layers")


_MOST_STEPS = 24


def trend(analysis: Mined, ax: Axes | None = None, language: str = "zh-Hans") -> Axes:
    """Targets per thousand characters by the year of the plan: a point per plan, a line through the means.

    Raises InputError when the plans are not of two years or more.
    """
    from miner.errors import InputError

    table = tables_of(analysis).get("targets")
    counts = {} if table is None else table["plan_id"].value_counts().to_dict()
    by_year: dict[int, list[float]] = defaultdict(list)
    for plan in analysis.corpus:
        if plan.year is not None and plan.end > plan.start:
            by_year[plan.year].append(1000 * counts.get(plan.id, 0) / (plan.end - plan.start))
    if len(by_year) < 2:
        raise InputError("the plans are not of two years or more")
    ax = _axes(ax, (7, 4))
    years = sorted(by_year)
    for year in years:
        ax.scatter([year] * len(by_year[year]), by_year[year], color=SOFT, s=18, zorder=2)
    means = [sum(by_year[y]) / len(by_year[y]) for y in years]
    ax.plot(years, means, color=ACCENT, marker="D", linewidth=2, zorder=3)
    ax.set_xticks(years if len(years) <= 12 else years[:: -(-len(years) // 12)])
    ax.set_ylim(bottom=0)
    return _finish(ax, language, "figure.trend", y="figure.trend.y")


def outline_coverage(analysis: Mined, ax: Axes | None = None, language: str = "zh-Hans") -> Axes:
    """Which roles of sections (goals, measures …) each plan has; the first 40 plans.

    Raises InputError when no section has a role.
    """
    from miner.errors import InputError

    table = tables_of(analysis).get("sections")
    have: dict[str, set[str]] = defaultdict(set)
    if table is not None and "role" in table.columns:
        for plan_id, role in zip(table["plan_id"], table["role"], strict=True):
            if role:
                have[role].add(plan_id)
    if not have:
        raise InputError("no section has a role")
    roles = sorted(have, key=lambda r: (-len(have[r]), r))
    plans = list(analysis.corpus)[:MOST_PLANS]
    ax = _axes(ax, (2.6 + 0.62 * len(roles), 1.6 + 0.28 * len(plans)))
    wording = words()[language]
    for x, role in enumerate(roles):
        for y, plan in enumerate(plans):
            has_role = plan.id in have[role]
            ax.plot(x, y, "o", markersize=8, color=ACCENT if has_role else "none", markeredgecolor=ACCENT if has_role else GRID)  # fmt: skip
    ax.set_xticks(range(len(roles)), [wording.get(f"role.{r}", r) for r in roles], rotation=30, ha="right")
    ax.set_yticks(range(len(plans)), [_short(p.title or p.id, 20) for p in plans])
    ax.set_xlim(-0.6, len(roles) - 0.4)
    ax.set_ylim(len(plans) - 0.4, -0.6)
    return _finish(ax, language, "figure.coverage")


def specimen() -> tuple[Figure | SubFigure, str]:
    """A small figure with a title in both scripts, and the path of its font; `miner doctor` draws it.

    Raises MissingExtraError where no font has Chinese characters.
    """
    ax = _axes(None, (3, 2))
    ax.bar([1, 2], [1, 2], color=ACCENT)
    _finish(ax, "zh-Hans", "figure.trend")
    ax.set_title("计划 計劃", fontproperties=chinese_font())
    figure = ax.figure
    return figure, str(chinese_font().get_file())


FIGURES = {
    "indicators": (indicator_strips, ("panel",)),
    "similarity": (similarity, ("passages",)),
    "theme_shares": (theme_shares, ("themes", "theme_shares")),
    "ledger": (ledger_slopes, ("panel",)),
    "promises": (promise_curve, ("panel",)),
    "layers": (layer_steps, ("layers",)),
    "trend": (trend, ("targets",)),
    "coverage": (outline_coverage, ("sections",)),
}
"""Name of the file -> the function and the tables it needs."""


def _axes(ax: Axes | None, size: tuple[float, float]) -> Axes:
    if ax is not None:
        return ax
    from matplotlib.figure import Figure

    return Figure(figsize=size, layout="constrained").add_subplot()


def _finish(ax: Axes, language: str, title: str, x: str = "", y: str = "") -> Axes:
    """Title, labels, quiet spines, and the Chinese font on every text."""
    wording = words()[language]
    ax.set_title(wording[title], loc="left", fontsize=12, color=INK, pad=12)
    if x:
        ax.set_xlabel(x)
    if y:
        ax.set_ylabel(wording[y])
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    font = chinese_font()
    legend = ax.get_legend()
    texts: list[Any] = [
        ax.title,
        ax.xaxis.label,
        ax.yaxis.label,
        *ax.get_xticklabels(),
        *ax.get_yticklabels(),
    ]
    # A left-aligned title is a separate text object, which `ax.title` is not.
    texts += [t for t in ax.get_children() if hasattr(t, "set_fontproperties")]
    texts += list(legend.get_texts()) if legend else []
    for text in texts:
        size = text.get_fontsize()
        text.set_fontproperties(font)
        text.set_fontsize(size)
    return ax


def _whole() -> Any:
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(integer=True)


def _percent(value: float, _: float) -> str:
    return f"{100 * value:.0f}%"


def _short(text: str, limit: int) -> str:
    text = visible(" ".join(text.split()))
    # matplotlib parses text between dollar signs as mathematics
    text = drawable(text.replace("$", "＄"))
    return text if len(text) <= limit else text[: limit - 1] + "…"
