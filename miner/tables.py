"""Every declared table: name, meaning, and of each column its name, type, unit and meaning.

Checks, documentation, the workbook's headers and Spark's schema are made from these declarations.
`start` and `end` are always code-point offsets into `source.text`, end excluded.
Each room declares its tables in its own module `tables`; this module only collects them.
"""

from __future__ import annotations

from miner.comparison import tables as comparison
from miner.comparison.tables import *  # noqa: F403
from miner.copying import tables as copying
from miner.copying.tables import *  # noqa: F403
from miner.corpus import tables as corpus
from miner.corpus.tables import *  # noqa: F403
from miner.drafts import tables as drafts
from miner.drafts.tables import *  # noqa: F403
from miner.duplicates import tables as duplicates
from miner.duplicates.tables import *  # noqa: F403
from miner.engine.tables import Column, Table
from miner.normalization import tables as normalization
from miner.normalization.tables import *  # noqa: F403
from miner.segmentation import tables as segmentation
from miner.segmentation.tables import *  # noqa: F403
from miner.targets import tables as targets
from miner.targets.tables import *  # noqa: F403
from miner.tasks import tables as tasks
from miner.tasks.tables import *  # noqa: F403
from miner.themes import tables as themes
from miner.themes.tables import *  # noqa: F403

_ROOMS = (
    corpus,
    normalization,
    segmentation,
    targets,
    tasks,
    duplicates,
    copying,
    themes,
    comparison,
    drafts,
)
TABLES: tuple[Table, ...] = tuple(
    value for room in _ROOMS for value in vars(room).values() if isinstance(value, Table)
)
"""Every table, in the order of the pipeline."""

__all__ = ["TABLES", "Column", "Table"]
