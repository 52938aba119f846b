"""Declare the tables of the comparison."""

from __future__ import annotations

from miner.comparison.outline_tables import DESCENT, PROGRESS
from miner.comparison.panel_tables import PANEL, PANEL_PROBLEMS
from miner.comparison.sides import area_columns
from miner.engine.tables import PLAN, QUOTE, SECTION, SPAN, Column, Table, span_of

__all__ = [
    "COMPARISON_STAGE",
    "CONTRAST",
    "COVERAGE",
    "DESCENT",
    "DOUBTFUL",
    "EDITS",
    "FINDINGS",
    "GAPS",
    "GROUPS",
    "LAYERS",
    "LEDGER",
    "MOVES",
    "OVERLAP",
    "OVERVIEW",
    "OWN",
    "OWN_TEXT",
    "PANEL",
    "PANEL_PROBLEMS",
    "PROGRESS",
    "REVISIONS",
    "TASK_MOVES",
]

_ENTRY = (
    Column("entry", "string", "the indicator with its measure, dimension and scope; the same in every plan"),
    Column("indicator", "string", "normal name, without 全市, 全省 …"),
    Column("measure", "string", "level, increase, decrease or multiple"),
)

OVERVIEW = Table(
    "overview",
    "the plans side by side",
    (
        PLAN,
        Column("title", "string", "title"),
        Column("issuer", "string", "issuing body"),
        Column("place", "string", "place it is for"),
        Column("layer", "string", "国家, 省, 市, 县 or 乡"),
        Column("year", "optional integer", "first year"),
        Column("year_end", "optional integer", "last year"),
        Column("kind", "string", "kind of plan"),
        Column("script", "string", "Hans, Hant or mixed"),
        Column("chars", "integer", "length in normal form, without page furniture", "character"),
        Column("sections", "integer", "headings and numbered items"),
        Column("targets", "integer", "quantities it commits to"),
        Column("targets_per_1000", "number", "commitments per thousand characters", "1/1000 characters"),
        Column("copied_share", "number", "part that stands in any other plan", "0 to 1"),
        Column("family", "optional integer", "family of near-identical plans"),
    ),
    title="Overview",
    hans=("总览", "各计划并列"),
    hant=("總覽", "各計劃並列"),
)

LEDGER = Table(
    "ledger",
    "the same indicator across plans: one row a value of a plan",
    (
        *_ENTRY,
        Column("dimension", "string", "what the unit measures, or the unit itself"),
        Column("scope", "string", "of whom or where, beyond the plan's own area"),
        Column("plans", "integer", "plans that have the entry"),
        PLAN,
        Column("year", "optional integer", "year of the plan"),
        Column("place", "string", "place of the plan"),
        Column("layer", "string", "国家, 省, 市, 县 or 乡"),
        Column("status", "string", "commitment or achieved"),
        Column("low", "number", "lower end; NaN where it is open", "as `unit`"),
        Column("high", "number", "upper end; NaN where it is open", "as `unit`"),
        Column("comparator", "string", "eq, ge, gt, le, lt, approx or between"),
        Column("unit", "string", "as written"),
        Column(
            "value",
            "number",
            "what the comparator speaks of, comparable in the entry",
            "base unit of `dimension`",
        ),
        Column("period", "string", "time as said"),
        Column("modality", "string", "word of mood"),
        SECTION,
        *SPAN,
        QUOTE,
        Column("primary", "boolean", "the value that speaks for the plan in this entry and status"),
    ),
    title="Ledger",
    hans=("台账", "各计划的同一指标：每份计划的每个数值一行"),
    hant=("臺賬", "各計劃的同一指標：每份計劃的每個數值一行"),
)

FINDINGS = Table(
    "findings",
    "what stands out in the corpus, the most telling first",
    (
        Column(
            "kind",
            "string",
            "copied, leftover, contradicted, inconsistent (table and text of one plan), missed, outside, softened, lowered, hardened, raised, absent, range or "
            "reached",
        ),
        Column("strength", "number", "how much it stands out among findings of its kind"),
        Column("indicator", "string", "indicator it speaks of"),
        Column("plan_id", "string", "plan it speaks of; None where it speaks of all"),
        Column("start", "optional integer", "first character in its source.text", "code point"),
        Column("end", "optional integer", "one past the last character", "code point"),
        Column("quote", "string", "verbatim"),
        Column("plan_b", "string", "the other plan: copied from, or the later one"),
        *span_of("b"),
        Column("value", "number", "the value outside, or the part that is copied, 0 to 1", "as `unit`"),
        Column("low", "number", "smallest value of the plans", "as `unit`"),
        Column("median", "number", "median of the plans", "as `unit`"),
        Column("high", "number", "largest value of the plans", "as `unit`"),
        Column("unit", "string", "as written"),
        Column("year", "optional integer", "year of the values"),
        Column("plans", "optional integer", "plans that give a value"),
    ),
    title="Findings",
    hans=("值得注意", "语料中突出之处，最重要的在前"),
    hant=("值得注意", "語料中突出之處，最重要的在前"),
)

LINEAGE = Table(
    "lineage",
    "which plan each plan follows, and why it follows none",
    (
        PLAN,
        Column(
            "issuer",
            "string",
            "the body: the issuer, or the government of the place for a report without one",
        ),
        Column("kind", "string", "kind of the plan"),
        Column("year", "optional integer", "its first year"),
        Column(
            "plan_before",
            "string",
            "the plan it follows; None where it follows none",
            titles=("Follows", "承接", "承接"),
        ),
        Column(
            "ground",
            "string",
            "issuer, place and kind, or the two plans given",
            titles=("By", "依据", "依據"),
        ),
        Column("reason", "string", "why it follows none"),
    ),
    title="Lineage",
    hans=("前后承接", "每份计划承接哪一份计划，或为何没有承接"),
    hant=("前後承接", "每份計劃承接哪一份計劃，或為何沒有承接"),
)

DOUBTFUL = Table(
    "doubtful",
    "entries that are alike and were not merged: to be judged by a person",
    (
        Column("entry_a", "string", "one entry"),
        Column("entry_b", "string", "the other"),
        Column("score", "number", "likeness of the names", "0 to 1"),
        Column("reason", "string", "why they are not one entry"),
    ),
    title="Entries to check",
    hans=("待核对条目", "相近而未合并的条目：由人判断"),
    hant=("待核對條目", "相近而未合併的條目：由人判斷"),
)

MOVES = Table(
    "moves",
    "what became of each target in the next plan",
    (
        *_ENTRY,
        Column("unit", "string", "as written"),
        Column("relation", "string", "predecessor (one body, next in time) or pair (the two plans given)"),
        Column("plan_a", "string", "the earlier plan"),
        Column("plan_b", "string", "the later plan"),
        Column(
            "move",
            "string",
            "raised, lowered, hardened (左右 became 以上), softened, kept, new, dropped, unquantified (named still, "
            "without a number), reached, missed, incomparable or doubtful",
        ),
        Column("ambition", "string", "harder or softer, where the number or its wording moved"),
        Column("reason", "string", "why two values cannot be compared; None where they can"),
        Column("value_a", "number", "the earlier value", "as `unit`"),
        Column("comparator_a", "string", "its comparator"),
        *span_of("a"),
        Column("value_b", "number", "the later, or the reported value", "as `unit`"),
        Column("comparator_b", "string", "its comparator"),
        *span_of("b"),
    ),
    title="From plan to plan",
    hans=("前后变化", "每个目标在下一份计划中的变化"),
    hant=("前後變化", "每個目標在下一份計劃中的變化"),
)


def _titles(en: str, hans: str, hant: str, which: str) -> tuple[str, str, str]:
    return f"{en} ({which.upper()})", f"{hans}（{which.upper()}）", f"{hant}（{which.upper()}）"


def _task_columns(which: str) -> tuple[Column, ...]:
    return (
        Column(
            f"task_{which}",
            "string",
            "the task in normal form; None where the clause is no task",
            titles=_titles("Task", "任务", "任務", which),
        ),
        Column(
            f"lead_{which}",
            "string",
            "body that leads it",
            titles=_titles("Lead", "牵头单位", "牽頭單位", which),
        ),
        Column(
            f"due_{which}",
            "string",
            "ISO 8601 day: its deadline, else the last day of its time",
            titles=_titles("Due", "到期日", "到期日", which),
        ),
        *span_of(which),
    )


def _layer_columns(name: str) -> tuple[Column, ...]:
    return area_columns(name, f"plan of the {name} area", "its value", dtype="integer")


LAYERS = Table(
    "layers",
    "commitments of a place beside those of the area around it, for one year",
    (
        *_ENTRY,
        Column("year", "optional integer", "year of both plans"),
        Column("relation", "string", "same, above or below; part, where numbers add up over areas"),
        Column("ambition", "string", "harder or softer than the upper area, where the numbers differ"),
        Column("part", "number", "the lower value as a part of the upper one, where they add up", "0 to 1"),
        Column("gap", "number", "the lower value less the upper one", "as `unit_lower`"),
        Column(
            "neighbors",
            "number",
            "median of the other places under the same upper plan",
            "as `unit_lower`",
            titles=("Neighbors", "邻近地区", "鄰近地區"),
        ),
        Column(
            "before",
            "number",
            "the place's own target of the year before",
            "as `unit_lower`",
            titles=("Year before", "上年", "上年"),
        ),
        *_layer_columns("upper"),
        *_layer_columns("lower"),
    ),
    title="Layers",
    hans=("层级对照", "一地的承诺与其上级地区同年承诺的对照"),
    hant=("層級對照", "一地的承諾與其上級地區同年承諾的對照"),
)

TASK_MOVES = Table(
    "task_moves",
    "what became of each task in the next plan of its body, and what a plan takes up of its superior's tasks",
    (
        Column("relation", "string", "predecessor, pair (the two plans given) or superior"),
        Column(
            "ground",
            "string",
            "why plan_a is the superior: assigned (its tasks name the body of plan_b) or area around it; else None",
            titles=("By", "依据", "依據"),
        ),
        Column("plan_a", "string", "the earlier or the superior's plan"),
        Column("plan_b", "string", "the later or the subordinate's plan"),
        Column(
            "move",
            "string",
            "kept (word for word but for years), reworded, new, dropped or done (the later plan's review reports it); "
            "taken up or not taken up; doubtful: alike, to be judged by a person",
        ),
        Column(
            "likeness",
            "number",
            "how alike the two clauses are; 1 is word for word",
            "0 to 1",
            titles=("Likeness", "相似度", "相似度"),
        ),
        *_task_columns("a"),
        *_task_columns("b"),
    ),
    title="Tasks from plan to plan",
    hans=("任务变化", "每项任务在下一份计划中的变化，以及下级计划对上级任务的承接"),
    hant=("任務變化", "每項任務在下一份計劃中的變化，以及下級計劃對上級任務的承接"),
)

COVERAGE = Table(
    "coverage",
    "sections of the plans, aligned by heading and content",
    (
        Column("topic", "integer", "number of the topic, the most widespread first"),
        Column("name", "string", "its most common or most typical heading"),
        Column("terms", "string", "the words that tell it; None for a part that every plan has"),
        Column("plans", "integer", "plans that have it"),
        PLAN,
        Column("section_id", "string", "the section"),
        Column("level", "integer", "1 a top section, 2 a section inside goals or measures"),
        Column("order", "integer", "its place among those of its level in the plan, from 1"),
        Column("heading", "string", "its heading in normal form"),
        Column("chars", "integer", "length of the section", "character"),
        Column("share", "number", "part of the plan", "0 to 1"),
        Column("role", "string", "review, goals, measures …"),
        *SPAN,
    ),
    title="Coverage",
    hans=("提纲覆盖", "各计划的章节，按标题和内容对齐"),
    hant=("提綱覆蓋", "各計劃的章節，按標題和內容對齊"),
)

GAPS = Table(
    "gaps",
    "topics that most plans have a section of and this one has none",
    (
        PLAN,
        Column("topic", "integer", "number of the topic"),
        Column("name", "string", "its most common heading"),
        Column("plans", "integer", "plans that have it"),
    ),
    title="Missing topics",
    hans=("缺少的内容", "多数计划设有章节而本计划没有的内容"),
    hant=("缺少的內容", "多數計劃設有章節而本計劃沒有的內容"),
)

OWN = Table(
    "own",
    "commitments whose indicator no other plan has",
    (PLAN, *_ENTRY, SECTION, *SPAN, QUOTE),
    title="Own targets",
    hans=("独有目标", "指标不见于其他计划的承诺"),
    hant=("獨有目標", "指標不見於其他計劃的承諾"),
)

REVISIONS = Table(
    "revisions",
    "sentence by sentence from one plan to the next",
    (
        Column("plan_a", "string", "the earlier plan"),
        Column("plan_b", "string", "the later plan"),
        Column("kind", "string", "kept, changed, dropped or new"),
        Column("similarity", "number", "likeness of the two sentences", "0 to 1"),
        *span_of("a"),
        *span_of("b"),
        Column("marked", "string", "a changed sentence with what went [-60-] and what came {+80+}"),
    ),
    title="Sentence changes",
    hans=("逐句变化", "从一份计划到下一份的逐句变化"),
    hant=("逐句變化", "從一份計劃到下一份的逐句變化"),
)

EDITS = Table(
    "edits",
    "the words by which a changed sentence differs",
    (
        Column("plan_a", "string", "the earlier plan"),
        Column("plan_b", "string", "the later plan"),
        Column("kind", "string", "replaced, inserted or deleted"),
        Column("start_a", "integer", "first character in the source.text of plan_a", "code point"),
        Column("end_a", "integer", "one past the last character; start_a where nothing stood", "code point"),
        Column("quote_a", "string", "verbatim from plan_a"),
        Column("start_b", "integer", "first character in the source.text of plan_b", "code point"),
        Column("end_b", "integer", "one past the last character; start_b where nothing stands", "code point"),
        Column("quote_b", "string", "verbatim from plan_b"),
        Column("sentence_b", "integer", "start_b of the sentence in `revisions`", "code point"),
    ),
    title="Edits",
    hans=("改字", "改动句子前后不同的词语"),
    hant=("改字", "改動句子前後不同的詞語"),
)

OVERLAP = Table(
    "overlap",
    "what each pair of plans shares, and what is each one's own",
    (
        Column("plan_a", "string", "the plan whose id sorts first"),
        Column("plan_b", "string", "the other plan"),
        Column("passages", "integer", "passages they share"),
        Column("chars", "integer", "characters covered on the side where they are fewer", "character"),
        Column("share_a", "number", "part of plan_a that stands in plan_b", "0 to 1"),
        Column("share_b", "number", "part of plan_b that stands in plan_a", "0 to 1"),
        Column("own_a", "number", "part of plan_a that does not stand in plan_b", "0 to 1"),
        Column("own_b", "number", "part of plan_b that does not stand in plan_a", "0 to 1"),
        Column("entries", "integer", "indicators that both commit to"),
    ),
    title="Overlap",
    hans=("重合", "每对计划共有的内容和各自独有的内容"),
    hant=("重合", "每對計劃共有的內容和各自獨有的內容"),
)

OWN_TEXT = Table(
    "own_text",
    "what of a plan stands in no other plan",
    (PLAN, SECTION, *SPAN, Column("chars", "integer", "length", "character"), QUOTE),
    title="Own text",
    hans=("独有文字", "不见于其他计划的文字"),
    hant=("獨有文字", "不見於其他計劃的文字"),
)

GROUPS = Table(
    "groups",
    "the plans by a column of `overview`",
    (
        Column("by", "string", "the column"),
        Column("group", "string", "its value; None where a plan has none"),
        Column("plans", "integer", "plans of the group"),
        Column("chars", "number", "mean length", "character"),
        Column("targets", "number", "mean number of commitments"),
        Column("targets_per_1000", "number", "commitments per thousand characters", "1/1000 characters"),
        Column("copied_share", "number", "mean part that stands in another plan", "0 to 1"),
        Column("entries", "integer", "different indicators committed to"),
    ),
    title="Groups",
    hans=("分组", "按总览中的一列对计划分组"),
    hant=("分組", "按總覽中的一列對計劃分組"),
)

CONTRAST = Table(
    "contrast",
    "theme shares beside the mean of the plans",
    (
        PLAN,
        Column("theme", "integer", "number of the theme"),
        Column("name", "string", "its name"),
        Column("share", "number", "part of the plan", "0 to 1"),
        Column("mean", "number", "mean of the plans", "0 to 1"),
        Column("difference", "number", "share less mean", "-1 to 1"),
        Column("z", "number", "difference in standard deviations of the plans"),
    ),
    title="Theme contrast",
    hans=("主题对比", "主题占比与各计划均值的对照"),
    hant=("主題對比", "主題佔比與各計劃均值的對照"),
)

COMPARISON_STAGE = (
    OVERVIEW,
    GROUPS,
    LEDGER,
    MOVES,
    TASK_MOVES,
    LINEAGE,
    LAYERS,
    PROGRESS,
    DESCENT,
    DOUBTFUL,
    COVERAGE,
    GAPS,
    OVERLAP,
    OWN,
    OWN_TEXT,
    REVISIONS,
    EDITS,
    CONTRAST,
)
"""The tables of the stage `comparison`, in their order."""
