"""Declare the tables of outlines: progress towards their goals, and their relation to the outline of the upper area."""

from __future__ import annotations

from miner.comparison.sides import area_columns
from miner.engine.tables import Column, Table, span_of

__all__ = ["DESCENT", "PROGRESS"]

PROGRESS = Table(
    "progress",
    "goals of an outline and what the yearly and mid-term reports of its place promise and report for them",
    (
        Column(
            "indicator", "string", "name in the registry of indicators, else the normal name of the outline"
        ),
        Column("indicator_id", "string", "id in the registry; None where the registry has no such indicator"),
        Column("place", "string", "place of both plans"),
        Column("plan_a", "string", "the outline"),
        Column("plan_b", "string", "the report"),
        Column("year", "optional integer", "year the report's value is of"),
        Column(
            "said",
            "string",
            "promised, reported, or silent (an indicator of the table that the report gives no value for)",
        ),
        Column("horizon", "string", "end, average or cumulative: of the goal"),
        Column("force", "string", "binding, anticipatory …: of the goal"),
        Column(
            "base_value",
            "number",
            "value that the outline starts from; NaN where it gives none",
            "as `unit`",
            titles=("Base value", "基期值", "基期值"),
        ),
        Column("base_year", "optional integer", "year of the base"),
        Column("goal", "number", "the goal; NaN where it is said in words", "as `unit`"),
        Column("comparator_a", "string", "its comparator"),
        Column("goal_year", "optional integer", "last year of the outline"),
        Column("unit", "string", "as the outline writes it"),
        Column("value", "number", "what the report promises or reports for the year", "as `unit`"),
        Column("comparator_b", "string", "its comparator"),
        Column(
            "on_line",
            "number",
            "the year's value on a straight line from base to goal, or the bound",
            "as `unit`",
        ),
        Column(
            "average",
            "number",
            "what the outline's own average, or a yearly part of its sum, asks of the year",
            "as `unit`",
        ),
        Column("standing", "string", "on the way or behind; None where it cannot be told"),
        Column(
            "standing_by",
            "string",
            "what the standing goes by: straight line, bound, own average or yearly part",
            titles=("Judged by", "判断依据", "判斷依據"),
        ),
        Column("reason", "string", "why there is no standing"),
        *span_of("a"),
        *span_of("b"),
    ),
    title="On the way",
    hans=("规划进展", "规划目标与本地年度、中期报告中相应的承诺和完成情况"),
    hant=("規劃進展", "規劃目標與本地年度、中期報告中相應的承諾和完成情況"),
)


def _outline_columns(name: str) -> tuple[Column, ...]:
    return area_columns(
        name,
        f"outline of the {name} area; None where it lacks the indicator",
        "its goal; NaN where it is said in words",
        Column(f"force_{name}", "string", "binding, anticipatory …"),
    )


DESCENT = Table(
    "descent",
    "indicators of an outline beside those of the outline of the area around it, for the same years",
    (
        Column("indicator", "string", "name in the registry of indicators, else the normal name"),
        Column("indicator_id", "string", "id in the registry; None where the registry has no such indicator"),
        Column("measure", "string", "level, increase, decrease or multiple"),
        Column("horizon", "string", "end, average or cumulative"),
        Column("goal_year", "optional integer", "last year of both outlines"),
        Column(
            "relation",
            "string",
            "taken up, tightened, loosened, dropped, unquantified (named still, without a value), new, incomparable or "
            "doubtful",
        ),
        Column("force_change", "string", "binding became anticipatory, or the reverse"),
        Column("reason", "string", "why two goals are not compared"),
        *_outline_columns("upper"),
        *_outline_columns("lower"),
    ),
    title="Down the layers",
    hans=("规划衔接", "同期规划中下级与上级的指标对照：采用、收紧、放宽、取消、新增"),
    hant=("規劃銜接", "同期規劃中下級與上級的指標對照：採用、收緊、放寬、取消、新增"),
)
