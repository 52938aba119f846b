"""Tables of themes and what carries them."""

from __future__ import annotations

from miner.engine.tables import PLAN, QUOTE, SECTION, SPAN, Column, Table

__all__ = [
    "DISTINCTIVE",
    "PARAGRAPHS",
    "REPRESENTATIVES",
    "TERMS",
    "THEMES",
    "THEMES_STAGE",
    "THEME_CHOICE",
    "THEME_COMMITMENTS",
    "THEME_GROUPS",
    "THEME_SHARES",
    "THEME_TREND",
    "UNFIT",
]

_THEME = Column("theme", "integer", "the theme's number, 1 for the largest")

THEMES = Table(
    "themes",
    "one row a theme",
    (
        _THEME,
        Column("name", "string", "short name, from the plans' headings, a codebook or the reviewer"),
        Column("share", "number", "part of all body text, by length", "0 to 1"),
        Column("plans", "integer", "plans that give it at least a twentieth of their text"),
        Column("paragraphs", "integer", "paragraphs of which it is the strongest theme"),
        Column("key_terms", "string", "the first ten key terms, separated by spaces"),
        Column("coherence", "number", "mean NPMI of the ten key terms, by paragraph", "-1 to 1"),
        Column("ceremonial", "boolean", "its key terms are mostly ceremony: thanks, guiding thought …"),
        Column("kind", "string", "which ceremony; None for a theme of substance"),
        Column("origin", "string", "model, codebook or review"),
        Column("signed", "string", "who signed it in the review; None where nobody did"),
        Column("note", "string", "the reviewer's note"),
    ),
    title="Themes",
    hans=("主题", "每个主题一行"),
    hant=("主題", "每個主題一行"),
)

TERMS = Table(
    "terms",
    "key terms of the themes; a term is listed under one theme",
    (
        _THEME,
        Column("term", "string", "a word, or a phrase of two words, in simplified script"),
        Column("weight", "number", "log-odds favoring terms that stand together; 1 would be the most"),
        Column("paragraphs", "integer", "paragraphs that hold the term"),
    ),
    title="Theme words",
    hans=("主题词", "各主题的关键词；一个词只列入一个主题"),
    hant=("主題詞", "各主題的關鍵詞；一個詞只列入一個主題"),
)

THEME_SHARES = Table(
    "theme_shares",
    "how much of each plan's body text a theme is",
    (
        PLAN,
        _THEME,
        Column("share", "number", "by length; a plan's rows add up to 1 less what fits no theme", "0 to 1"),
        Column("chars", "number", "the share in characters of normalized text", "code point"),
    ),
    title="Theme shares",
    hans=("主题占比", "各主题在每份计划正文中所占的比例"),
    hant=("主題佔比", "各主題在每份計劃正文中所佔的比例"),
)

PARAGRAPHS = Table(
    "paragraphs",
    "the themes of each paragraph: the strongest, and every other with a fifth of it or more",
    (
        PLAN,
        *SPAN,
        _THEME,
        Column("weight", "number", "the theme's share of the paragraph", "0 to 1"),
        SECTION,
        Column("fit", "number", "how much of the paragraph its themes explain", "0 to 1"),
        Column("copies", "integer", "paragraphs with the same content in the corpus, this one included"),
        Column("moved", "boolean", "the reviewer put it under this theme"),
    ),
    title="Paragraphs",
    hans=("段落", "每个段落的主题：最强的一个，以及占五分之一以上的其他主题"),
    hant=("段落", "每個段落的主題：最強的一個，以及佔五分之一以上的其他主題"),
)

REPRESENTATIVES = Table(
    "representatives",
    "sentences that stand for a theme, from different plans",
    (
        _THEME,
        PLAN,
        *SPAN,
        QUOTE,
        Column("rank", "integer", "1 for the best"),
        Column("score", "number", "closeness to the theme", "0 to 1"),
        Column("summary", "boolean", "one of the three sentences of the summary"),
    ),
    title="Representatives",
    hans=("代表段落", "代表各主题的句子，取自不同的计划"),
    hant=("代表段落", "代表各主題的句子，取自不同的計劃"),
)

UNFIT = Table(
    "unfit",
    "paragraphs that are under no theme, and why",
    (
        PLAN,
        *SPAN,
        QUOTE,
        Column(
            "reason", "string", "no term of the model; fits no theme; its theme was dropped by the reviewer"
        ),
    ),
    title="Outside the themes",
    hans=("未入主题", "未归入任何主题的段落及其理由"),
    hant=("未入主題", "未歸入任何主題的段落及其理由"),
)

THEME_CHOICE = Table(
    "theme_choice",
    "what to expect of several numbers of themes; none is right by itself",
    (
        Column("n_themes", "integer", "the number of themes tried"),
        Column("coherence", "number", "mean NPMI of the ten key terms", "-1 to 1"),
        Column(
            "stability",
            "number",
            "mean best overlap of key terms when half of the text is left out",
            "0 to 1",
        ),
        Column("smallest", "number", "share of the smallest theme", "0 to 1"),
        Column("unfit", "number", "share of the paragraphs that fit no theme", "0 to 1"),
        Column("chosen", "boolean", "the number in use"),
    ),
    title="Number of themes",
    hans=("主题个数", "不同主题个数的效果；没有哪个数本身是对的"),
    hant=("主題個數", "不同主題個數的效果；沒有哪個數本身是對的"),
)

DISTINCTIVE = Table(
    "distinctive_terms",
    "terms that a plan or group uses more than the others",
    (
        Column("group", "string", "the plan or group"),
        Column("term", "string", "in simplified script; no place names"),
        Column("z", "number", "log-odds against all others, in standard errors"),
        Column("count", "number", "times in the group"),
        Column("rest", "number", "times in all others"),
    ),
    title="Distinctive words",
    hans=("特征词", "某份计划或某组计划比其他更常用的词"),
    hant=("特徵詞", "某份計劃或某組計劃比其他更常用的詞"),
)

THEME_GROUPS = Table(
    "theme_groups",
    "the shares of the themes in each group of plans (a year, a place, an issuer …)",
    (
        Column("group", "string", "the group"),
        _THEME,
        Column("name", "string", "the theme's name"),
        Column("share", "number", "mean of the plans' shares", "0 to 1"),
        Column("plans", "integer", "plans in the group"),
    ),
    title="Themes by group",
    hans=("分组主题", "各组计划（年份、地区、发文单位等）的主题占比"),
    hant=("分組主題", "各組計劃（年份、地區、發文單位等）的主題佔比"),
)

THEME_TREND = Table(
    "theme_trend",
    "how each theme's yearly share changes",
    (
        _THEME,
        Column("name", "string", "the theme's name"),
        Column("years", "integer", "years with a plan"),
        Column("first", "number", "share in the first year", "0 to 1"),
        Column("last", "number", "share in the last year", "0 to 1"),
        Column("slope", "number", "median change of the share (Theil-Sen)", "a year"),
        Column(
            "tau", "number", "Kendall's rank correlation of share and year; NaN for less than three years"
        ),
        Column("trend", "string", "rising, falling or none (p < 0.05); None for less than four years"),
    ),
    title="Theme trend",
    hans=("主题趋势", "各主题逐年占比的变化"),
    hant=("主題趨勢", "各主題逐年佔比的變化"),
)

THEME_COMMITMENTS = Table(
    "theme_commitments",
    "how many commitments each theme carries",
    (
        _THEME,
        Column("name", "string", "the theme's name"),
        Column("commitments", "integer", "targets in paragraphs of which it is the strongest theme"),
        Column("plans", "integer", "plans with such a commitment"),
        Column("density", "number", "commitments in 10,000 characters of the theme"),
        Column(
            "correlation",
            "number",
            "rank correlation over plans of the theme's share and its part of the commitments",
        ),
    ),
    title="Commitments by theme",
    hans=("主题承诺", "各主题包含多少承诺"),
    hant=("主題承諾", "各主題包含多少承諾"),
)

THEMES_STAGE = (THEMES, TERMS, THEME_SHARES, PARAGRAPHS, REPRESENTATIVES, UNFIT)
"""The tables of the stage `themes`, in their order."""
