"""What the report reads: an analysis whose parts are all optional, seen as one dictionary of tables."""

from __future__ import annotations

from collections.abc import Iterator
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


_TABLES = ("sections", "quantities", "targets", "commitments", "vetoes", "leftovers", "problems")
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
    },
    "comparison": {
        "overview": "overview",
        "coverage": "coverage",
        "ledger": "ledger",
        "overlap": "overlap",
    },
}


def tables_of(analysis: Mined) -> dict[str, pd.DataFrame]:
    """Every table of the analysis that is there and not empty, by name, in the order of the stages.

    Tables of `duplicates`, `themes` and `comparison` that the pages do not know are kept too, under
    `part_attribute`, so that the workbook and the folder of tables hold all that was found.
    """
    found: dict[str, pd.DataFrame] = {}
    for name in _TABLES:
        _keep(found, name, _get(analysis, name))
    for part, names in _PARTS.items():
        owner = _get(analysis, part)
        if owner is None:
            continue
        for attribute in [*names, *(a for a in _frames(owner) if a not in names)]:
            _keep(found, names.get(attribute, f"{part}_{attribute}"), _get(owner, attribute))
    return found


def _get(owner: Any, name: str) -> Any:
    return getattr(owner, name, None)


def _frames(owner: Any) -> Iterator[str]:
    """Public fields of a dataclass that hold a table."""
    for name in getattr(owner, "__dataclass_fields__", {}):
        if not name.startswith("_") and hasattr(_get(owner, name), "columns"):
            yield name


def _keep(found: dict[str, pd.DataFrame], name: str, table: Any) -> None:
    if table is not None and hasattr(table, "columns") and len(table):
        found[name] = table
