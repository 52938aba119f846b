"""The columns of every table, declared once: name, type, unit, meaning.

The checks, the documentation, the workbook's headers and Spark's schema are made from these declarations.
`start` and `end` are always code-point offsets into `source.text`, end excluded.
A room's tables are declared in the module of its name.
"""

from __future__ import annotations

from miner.tables import (
    comparison,
    copying,
    duplicates,
    normalization,
    reading,
    segmentation,
    targets,
    themes,
)
from miner.tables.comparison import (
    CONTRAST,
    COVERAGE,
    DOUBTFUL,
    EDITS,
    GAPS,
    GROUPS,
    LAYERS,
    LEDGER,
    MOVES,
    OVERLAP,
    OVERVIEW,
    OWN,
    OWN_TEXT,
    REVISIONS,
)
from miner.tables.copying import (
    CONCRETE_SENTENCES,
    CONCRETENESS,
    COPIES,
    DIRECTIONS,
    LEFTOVERS,
    SLOTS,
    TEMPLATE_SECTIONS,
    TEMPLATES,
)
from miner.tables.declare import Column, Table
from miner.tables.duplicates import BOILERPLATE, FAMILIES, PAIRS, PASSAGES, SECTION_PAIRS, SHARES
from miner.tables.normalization import CHANGES, PLACEHOLDERS
from miner.tables.reading import FURNITURE, PLANS, PROBLEMS
from miner.tables.segmentation import SECTIONS, SENTENCES, WORDS
from miner.tables.targets import COMMITMENTS, QUANTITIES, VETOES
from miner.tables.themes import (
    DISTINCTIVE,
    PARAGRAPHS,
    REPRESENTATIVES,
    TERMS,
    THEME_CHOICE,
    THEME_COMMITMENTS,
    THEME_GROUPS,
    THEME_SHARES,
    THEME_TREND,
    THEMES,
    UNFIT,
)

__all__ = [
    "BOILERPLATE",
    "CHANGES",
    "COMMITMENTS",
    "CONCRETENESS",
    "CONCRETE_SENTENCES",
    "CONTRAST",
    "COPIES",
    "COVERAGE",
    "DIRECTIONS",
    "DISTINCTIVE",
    "DOUBTFUL",
    "EDITS",
    "FAMILIES",
    "FURNITURE",
    "GAPS",
    "GROUPS",
    "LAYERS",
    "LEDGER",
    "LEFTOVERS",
    "MOVES",
    "OVERLAP",
    "OVERVIEW",
    "OWN",
    "OWN_TEXT",
    "PAIRS",
    "PARAGRAPHS",
    "PASSAGES",
    "PLACEHOLDERS",
    "PLANS",
    "PROBLEMS",
    "QUANTITIES",
    "REPRESENTATIVES",
    "REVISIONS",
    "SECTIONS",
    "SECTION_PAIRS",
    "SENTENCES",
    "SHARES",
    "SLOTS",
    "TABLES",
    "TEMPLATES",
    "TEMPLATE_SECTIONS",
    "TERMS",
    "THEMES",
    "THEME_CHOICE",
    "THEME_COMMITMENTS",
    "THEME_GROUPS",
    "THEME_SHARES",
    "THEME_TREND",
    "UNFIT",
    "VETOES",
    "WORDS",
    "Column",
    "Table",
]

TABLES: tuple[Table, ...] = tuple(
    table
    for room in (reading, normalization, segmentation, targets, duplicates, copying, themes, comparison)
    for name, table in vars(room).items()
    if name in room.__all__
)
"""Every table, in the order of the pipeline."""
