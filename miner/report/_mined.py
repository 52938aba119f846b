"""What the report reads: an analysis whose parts are all optional, seen as one dictionary of tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import pandas as pd

    from miner.corpus import Corpus

__all__ = ["Mined", "tables_of"]


class Mined(Protocol):
    """Anything with a corpus. Every other part is looked for by name and left out where it is missing:

    `sections`, `quantities`, `targets`, `commitments`, `leftovers`, `problems` (tables), `duplicates`,
    `themes`, `comparison` (objects that hold tables). `miner.analysis.Analysis` is one of these.
    """

    @property
    def corpus(self) -> Corpus:
        """The plans."""
        ...


_TABLES = (
    "sections",
    "quantities",
    "targets",
    "commitments",
    "vetoes",
    "leftovers",
    "directions",
    "copies",
    "templates",
    "slots",
    "template_sections",
    "concreteness",
    "concrete_sentences",
    "problems",
)
# object -> attribute -> name in the report; the tables that the pages are made from
_PARTS: dict[str, dict[str, str]] = {
    "duplicates": {
        "passages": "passages",
        "pairs": "pairs",
        "families": "families",
        "shares": "shares",
        "boilerplate": "boilerplate",
        "templates": "templates",
        "slots": "slots",
    },
    "themes": {
        "themes": "themes",
        "terms": "terms",
        "shares": "theme_shares",
        "paragraphs": "paragraphs",
        "representatives": "representatives",
        "unfit": "unfit",
    },
    "comparison": {
        "overview": "overview",
        "ledger": "ledger",
        "moves": "moves",
        "coverage": "coverage",
        "gaps": "gaps",
        "own": "own",
        "doubtful": "doubtful",
        "revisions": "revisions",
        "contrast": "contrast",
    },
}


def tables_of(analysis: Mined) -> dict[str, pd.DataFrame]:
    """Every table of the analysis that is there and not empty, by name, in the order of the stages.

    What else `tables()` of `duplicates`, `themes` and `comparison` lists is kept too, so that the workbook
    and the folder of tables hold all that was found.
    """
    found: dict[str, pd.DataFrame] = {}
    for name in _TABLES:
        _keep(found, name, getattr(analysis, name, None))
    for part, names in _PARTS.items():
        owner = getattr(analysis, part, None)
        for attribute, name in names.items():
            _keep(found, name, getattr(owner, attribute, None))
        for name, table in getattr(owner, "tables", dict)().items():
            if not any(table is known for known in found.values()):
                _keep(found, name, table)
    return found


def _keep(found: dict[str, pd.DataFrame], name: str, table: Any) -> None:
    if table is not None and hasattr(table, "columns") and len(table):
        found.setdefault(name, table)
