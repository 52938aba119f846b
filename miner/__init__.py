"""Plan Miner: text mining for Chinese plan documents.

Names are loaded when they are first used, so that `import miner` stays light.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from miner.engine.compiled import ensure_compile_cache
from miner.lazy import named

if TYPE_CHECKING:
    from miner.analysis import Analysis, analyze
    from miner.comparison import Comparison, compare, panel
    from miner.copying import (
        Templates,
        copy_graph,
        find_directions,
        find_leftovers,
        find_templates,
        mark_sentences,
        measure_concreteness,
    )
    from miner.corpus import Corpus, Plan, Source
    from miner.drafts import DraftCheck, check_draft
    from miner.duplicates import Duplicates, build_index, find_duplicates, load_index
    from miner.errors import InputError, MinerError, MissingExtraError
    from miner.knowledge.rules import use_rules
    from miner.normalization import NormalizedText, normalize
    from miner.reading import read_corpus
    from miner.report.evidence import evidence, family_evidence
    from miner.samples import load_sample
    from miner.segmentation import segment
    from miner.segmentation.outline import sentences
    from miner.segmentation.words import words
    from miner.targets import extract_commitments, extract_quantities, extract_targets, extract_vetoes
    from miner.tasks import calendar_file, due_tasks, extract_task_problems, extract_tasks
    from miner.themes import ThemeModel, Themes, extract_themes

__version__ = "0.1.0"

_HOME = {
    "Analysis": "miner.analysis",
    "Comparison": "miner.comparison",
    "Corpus": "miner.corpus",
    "DraftCheck": "miner.drafts",
    "Duplicates": "miner.duplicates",
    "InputError": "miner.errors",
    "MinerError": "miner.errors",
    "MissingExtraError": "miner.errors",
    "NormalizedText": "miner.normalization",
    "Plan": "miner.corpus",
    "Source": "miner.corpus",
    "Templates": "miner.copying",
    "ThemeModel": "miner.themes",
    "Themes": "miner.themes",
    "analyze": "miner.analysis",
    "build_index": "miner.duplicates",
    "calendar_file": "miner.tasks",
    "check_draft": "miner.drafts",
    "compare": "miner.comparison",
    "copy_graph": "miner.copying",
    "due_tasks": "miner.tasks",
    "evidence": "miner.report.evidence",
    "extract_commitments": "miner.targets",
    "extract_quantities": "miner.targets",
    "extract_targets": "miner.targets",
    "extract_task_problems": "miner.tasks",
    "extract_tasks": "miner.tasks",
    "extract_themes": "miner.themes",
    "extract_vetoes": "miner.targets",
    "family_evidence": "miner.report.evidence",
    "find_directions": "miner.copying",
    "find_duplicates": "miner.duplicates",
    "find_leftovers": "miner.copying",
    "find_templates": "miner.copying",
    "mark_sentences": "miner.copying",
    "measure_concreteness": "miner.copying",
    "load_index": "miner.duplicates",
    "load_sample": "miner.samples",
    "normalize": "miner.normalization",
    "panel": "miner.comparison",
    "read_corpus": "miner.reading",
    "segment": "miner.segmentation",
    "sentences": "miner.segmentation.outline",
    "use_rules": "miner.knowledge.rules",
    "words": "miner.segmentation.words",
}

__all__ = [
    "Analysis",
    "Comparison",
    "Corpus",
    "DraftCheck",
    "Duplicates",
    "InputError",
    "MinerError",
    "MissingExtraError",
    "NormalizedText",
    "Plan",
    "Source",
    "Templates",
    "ThemeModel",
    "Themes",
    "analyze",
    "build_index",
    "calendar_file",
    "check_draft",
    "compare",
    "copy_graph",
    "due_tasks",
    "evidence",
    "extract_commitments",
    "extract_quantities",
    "extract_targets",
    "extract_task_problems",
    "extract_tasks",
    "extract_themes",
    "extract_vetoes",
    "family_evidence",
    "find_directions",
    "find_duplicates",
    "find_leftovers",
    "find_templates",
    "load_index",
    "load_sample",
    "mark_sentences",
    "measure_concreteness",
    "normalize",
    "panel",
    "read_corpus",
    "segment",
    "sentences",
    "use_rules",
    "words",
]


ensure_compile_cache()
__getattr__ = named(__name__, _HOME)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
