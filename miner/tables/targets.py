"""Tables of quantities, targets, commitments and what is none."""

from __future__ import annotations

from miner.tables.declare import PLAN, QUOTE, SECTION, SPAN, Column, Table

__all__ = ["COMMITMENTS", "QUANTITIES", "VETOES"]

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
            "eq, ge, gt, le, lt, approx, between, or eq_indicator (in step with another indicator)",
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
        Column("implied", "boolean", "no numeral says it: 每年体检 is once a year"),
        Column("sentence_start", "integer", "first character of the sentence", "code point"),
        Column("sentence_end", "integer", "one past the sentence", "code point"),
        Column("flags", "string", "what is odd and was kept as it stands, comma-separated"),
        Column("grounds", "string", "what decided the status, with weights in log odds"),
    ),
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
)
