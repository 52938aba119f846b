"""Plan Miner: text mining for Chinese plan documents.

Names are loaded when they are first used, so that `import miner` stays light.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from miner.analysis import Analysis, analyze
    from miner.comparison import Comparison, compare
    from miner.copying import find_leftovers
    from miner.corpus import Corpus, Plan, Source
    from miner.duplicates import Duplicates, build_index, find_duplicates, load_index
    from miner.errors import InputError, MinerError, MissingExtraError
    from miner.normalization import NormalizedText, normalize
    from miner.reading import read_corpus
    from miner.segmentation import segment
    from miner.segmentation.sentences import sentences
    from miner.segmentation.words import words
    from miner.targets import extract_commitments, extract_quantities, extract_targets, extract_vetoes
    from miner.themes import ThemeModel, Themes, extract_themes

__version__ = "0.1.0"

_HOME = {
    "Analysis": "miner.analysis",
    "Comparison": "miner.comparison",
    "Corpus": "miner.corpus",
    "Duplicates": "miner.duplicates",
    "InputError": "miner.errors",
    "MinerError": "miner.errors",
    "MissingExtraError": "miner.errors",
    "NormalizedText": "miner.normalization",
    "Plan": "miner.corpus",
    "Source": "miner.corpus",
    "ThemeModel": "miner.themes",
    "Themes": "miner.themes",
    "analyze": "miner.analysis",
    "build_index": "miner.duplicates",
    "compare": "miner.comparison",
    "extract_commitments": "miner.targets",
    "extract_quantities": "miner.targets",
    "extract_targets": "miner.targets",
    "extract_themes": "miner.themes",
    "extract_vetoes": "miner.targets",
    "find_duplicates": "miner.duplicates",
    "find_leftovers": "miner.copying",
    "load_index": "miner.duplicates",
    "normalize": "miner.normalization",
    "read_corpus": "miner.reading",
    "segment": "miner.segmentation",
    "sentences": "miner.segmentation.sentences",
    "words": "miner.segmentation.words",
}

__all__ = [
    "Analysis",
    "Comparison",
    "Corpus",
    "Duplicates",
    "InputError",
    "MinerError",
    "MissingExtraError",
    "NormalizedText",
    "Plan",
    "Source",
    "ThemeModel",
    "Themes",
    "analyze",
    "build_index",
    "compare",
    "extract_commitments",
    "extract_quantities",
    "extract_targets",
    "extract_themes",
    "extract_vetoes",
    "find_duplicates",
    "find_leftovers",
    "load_index",
    "normalize",
    "read_corpus",
    "segment",
    "sentences",
    "words",
]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        value = getattr(importlib.import_module(_HOME[name]), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module 'miner' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
