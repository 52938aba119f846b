"""Declare the tables of the panel: a row per place, year, indicator and horizon, and what it could not use."""

from __future__ import annotations

from miner.engine.tables import PLAN, QUOTE, SPAN, Column, Table

__all__ = ["PANEL", "PANEL_PROBLEMS"]

PANEL = Table(
    "panel",
    "one row per place, year, indicator and horizon: the value that speaks for the plan, and its result",
    (
        PLAN,
        Column("place", "string", "place of the plan; 中国 for the nation's"),
        Column("place_code", "string", "its code in GB/T 2260; None where the gazetteer has none"),
        Column("layer", "string", "国家, 省, 市, 县 or 乡"),
        Column("year", "optional integer", "year the value is of: the last of its period"),
        Column("indicator", "string", "name in the registry of indicators, else the normal name of the plan"),
        Column("indicator_id", "string", "id in the registry; None where the registry has no such indicator"),
        Column("horizon", "string", "annual, end, average, cumulative, per_period or vision"),
        Column("period_start", "string", "ISO 8601 day on which the period begins"),
        Column("period_end", "string", "ISO 8601 day on which it ends"),
        Column(
            "low", "number", "lower end of the promise; NaN where it is open or said in words", "as `unit`"
        ),
        Column(
            "high", "number", "upper end of the promise; NaN where it is open or said in words", "as `unit`"
        ),
        Column("comparator", "string", "as in `quantities`; None where only a result is known"),
        Column("unit", "string", "as written"),
        Column("change", "string", "as in `quantities`"),
        Column("wording", "string", "hard (确保, 以上, 不低于), soft (左右, 力争, 预期) or plain"),
        Column(
            "result", "number", "what a later plan reports for the year; NaN where none does", "as `unit`"
        ),
        Column("result_plan", "string", "the plan that reports it"),
        Column("gap", "number", "result minus promise; NaN where one of them is missing", "as `unit`"),
        Column("mentions", "integer", "values of the plan for this indicator, year and horizon"),
        *SPAN,
        QUOTE,
        Column("flags", "string", "contradicted (two plans differ), no place, no year, result only"),
    ),
    title="Panel",
    hans=("面板", "每个地区、年份、指标和时限一行：代表该计划的数值及其完成情况"),
    hant=("面板", "每個地區、年份、指標和時限一行：代表該計劃的數值及其完成情況"),
)

PANEL_PROBLEMS = Table(
    "panel_problems",
    "what a panel needs and a plan lacks, and plans of one place and year that contradict each other",
    (
        PLAN,
        Column("kind", "string", "contradicted, no place, no year or no link (to an earlier plan)"),
        Column("reason", "string", "what is missing or differs"),
        Column("indicator", "string", "indicator of the contradiction"),
        Column("plan_b", "string", "the plan that says something else"),
        Column("start", "optional integer", "first character in its source.text", "code point"),
        Column("end", "optional integer", "one past the last character", "code point"),
        QUOTE,
    ),
    title="Open in the panel",
    hans=("面板待核", "面板所需而计划未写明的内容，以及同一地区同一年份互相矛盾的计划"),
    hant=("面板待核", "面板所需而計劃未寫明的內容，以及同一地區同一年份互相矛盾的計劃"),
)
