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
    GAPS,
    LEDGER,
    MOVES,
    OVERVIEW,
    OWN,
    REVISIONS,
)
from miner.tables.copying import LEFTOVERS
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
    "CONTRAST",
    "COVERAGE",
    "DISTINCTIVE",
    "DOUBTFUL",
    "FAMILIES",
    "FURNITURE",
    "GAPS",
    "LEDGER",
    "LEFTOVERS",
    "MOVES",
    "OVERVIEW",
    "OWN",
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
    "TABLES",
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
