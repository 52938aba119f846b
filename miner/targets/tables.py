"""Tables of quantities, targets, commitments and what is none."""

from __future__ import annotations

from dataclasses import replace

from miner.engine.tables import PLAN, QUOTE, SECTION, SPAN, Column, Table

__all__ = ["COMMITMENTS", "CONTRADICTIONS", "QUANTITIES", "TARGETS", "VETOES"]

QUANTITIES = Table(
    "quantities",
    "every measurable amount and what the plan says of it: one row for each indicator a value is given for",
    (
        PLAN,
        SECTION,
        *SPAN,
        QUOTE,
        Column("low", "number", "lower end, magnitudes multiplied out; NaN where it is open", "as `unit`"),
        Column("high", "number", "upper end; NaN where it is open", "as `unit`"),
        Column(
            "comparator",
            "string",
            "eq, ge, gt, le, lt, approx, between, eq_indicator (in step with another indicator), or qualitative "
            "(a goal in words, without a value)",
        ),
        Column("unit", "string", "as written; percent is %"),
        Column("unit_code", "string", "UCUM, ISO 4217 or {annotation}; None where the unit has no code"),
        Column("dimension", "string", "what the unit measures, so that values can be compared"),
        Column("factor", "number", "value times factor is in the base unit of `dimension`"),
        Column(
            "change",
            "string",
            "level, increase_by, increase_to, decrease_by, decrease_to, multiply_by or non_decreasing",
        ),
        Column("status", "string", "commitment, achieved, baseline, reference, norm or context"),
        Column("status_probability", "number", "probability that it is a commitment", "0 to 1"),
        Column("indicator", "string", "what is measured, in normal form (simplified script)"),
        Column("indicator_name", "string", "its normal name: 国内生产总值, GDP and 生产总值 are one"),
        Column("indicator_start", "optional integer", "the indicator in source.text", "code point"),
        Column("indicator_end", "optional integer", "one past the indicator in source.text", "code point"),
        Column("period", "string", "time as said in the sentence or the opening of its list"),
        Column("period_iso", "string", "ISO 8601 year, range or duration; the plan's own where none is said"),
        Column("deadline", "string", "ISO 8601 year or day by which it is due; as written where unresolved"),
        Column(
            "horizon",
            "string",
            "annual, end (a value at the end of the period), average or cumulative over it, per_period, or vision (a "
            "year beyond those of the plan); None where the row promises nothing",
        ),
        Column(
            "period_start", "string", "ISO 8601 day on which the period begins; None for a value at its end"
        ),
        Column("period_end", "string", "ISO 8601 day on which the period ends"),
        Column("frequency", "string", "ISO 8601 repeating interval: R/P1W is weekly"),
        Column("scope", "string", "of whom or where it holds: 全区已建工会企业, 各镇"),
        Column(
            "modality", "string", "word of mood: 约束性, 预期, 确保, 力争, 要 …; plain where there is none"
        ),
        Column("force", "string", "binding, anticipatory, must, strive, will or plain"),
        Column("action", "string", "verb that governs the quantity: 新建, 培育; None where it only states"),
        Column("actor", "string", "body that is to do it; None where it is the issuer"),
        Column("baseline", "string", "what it is compared with: 上年, 1980年"),
        Column("baseline_value", "number", "value before the change: 60 in 由60%提高到95%", "as `unit`"),
        Column("baseline_period", "string", "ISO 8601 year or range of `baseline`; None where it names none"),
        Column("implied", "boolean", "no numeral says it: 每年体检 is once a year"),
        Column("sentence_start", "integer", "first character of the sentence", "code point"),
        Column("sentence_end", "integer", "one past the sentence", "code point"),
        Column(
            "same_as",
            "optional integer",
            "`start` of the row that states the same promise, in a table or earlier; None where this row stands for it",
            "code point",
        ),
        Column("flags", "string", "what is odd and was kept as it stands, comma-separated"),
        Column("grounds", "string", "what decided the status, with weights in log odds"),
    ),
    title="Quantities",
    hans=("数量", "每个可计量的数值及计划的表述：每个给出数值的指标一行"),
    hant=("數量", "每個可計量的數值及計劃的表述：每個給出數值的指標一行"),
)

TARGETS = replace(
    QUANTITIES,
    name="targets",
    meaning="the quantities that the plans commit to",
    title="Targets",
    hans=("目标", "计划承诺要达到的数值"),
    hant=("目標", "計劃承諾要達到的數值"),
)

COMMITMENTS = Table(
    "commitments",
    "what a plan promises without a number: directions, assigned tasks, prohibitions, pledges, dated tasks",
    (
        PLAN,
        SECTION,
        *SPAN,
        QUOTE,
        Column("kind", "string", "direction, assigned, prohibition, pledge or dated"),
        Column("action", "string", "the verb; None where there is none"),
        Column("object", "string", "what is to be done or changed, in normal form"),
        Column("period", "string", "time as said"),
        Column("period_iso", "string", "ISO 8601; the plan's own year where none is said"),
        Column("deadline", "string", "ISO 8601 day, month or year; None where no date is set"),
        Column("actor", "string", "body that is to do it; None where it is the issuer"),
        Column("modality", "string", "word of mood; plain where there is none"),
        Column("force", "string", "binding, anticipatory, must, strive, will or plain"),
        Column("probability", "number", "probability that it is a commitment", "0 to 1"),
        Column("sentence_start", "integer", "first character of the sentence", "code point"),
        Column("sentence_end", "integer", "one past the sentence", "code point"),
    ),
    title="Promises in words",
    hans=("文字承诺", "计划作出的不带数字的承诺：方向、任务分工、禁止事项、保证、限期任务"),
    hant=("文字承諾", "計劃作出的不帶數字的承諾：方向、任務分工、禁止事項、保證、限期任務"),
)

VETOES = Table(
    "vetoes",
    "numbers that are no quantities, and why",
    (
        PLAN,
        SECTION,
        *SPAN,
        QUOTE,
        Column("veto", "string", "name of the rule: date, ordinal, slogan, phone …"),
        Column("reason", "string", "what the rule says, in a sentence"),
    ),
    title="Numbers left out",
    hans=("不计的数字", "不作为数量的数字及其理由"),
    hant=("不計的數字", "不作為數量的數字及其理由"),
)


def _stated(which: str, where: str) -> tuple[Column, ...]:
    return (
        Column(f"value_{which}", "number", f"the value {where}", f"as `unit_{which}`"),
        Column(f"comparator_{which}", "string", "its comparator"),
        Column(f"unit_{which}", "string", "as written"),
        Column(f"section_{which}", "string", "the section it stands in"),
        Column(f"start_{which}", "integer", "first character in source.text", "code point"),
        Column(f"end_{which}", "integer", "one past the last character", "code point"),
        Column(f"quote_{which}", "string", "verbatim from source.text"),
    )


CONTRADICTIONS = Table(
    "contradictions",
    "promises of one plan that no value can keep: its table says one thing, its text another",
    (
        PLAN,
        Column("indicator", "string", "what is measured, its normal name"),
        Column("horizon", "string", "as in `quantities`, the same of both"),
        Column("period_end", "string", "ISO 8601 day on which it is due, the same of both"),
        *_stated("a", "of the table"),
        *_stated("b", "of the text"),
    ),
    title="Contradictions",
    hans=("前后不一", "同一计划中不能同时成立的承诺：表中一个数，正文另一个数"),
    hant=("前後不一", "同一計劃中不能同時成立的承諾：表中一個數，正文另一個數"),
)
