"""Copying: directions, leftovers, templates and concreteness, as evidence to be checked and never as an accusation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from miner.lazy import named

if TYPE_CHECKING:
    import pandas as pd

    from miner.copying.concreteness import concreteness_tables, mark_sentences, measure_concreteness
    from miner.copying.directions import copy_graph, find_directions
    from miner.copying.leftovers import find_leftovers
    from miner.copying.templates import Templates, find_templates
    from miner.corpus import Corpus

__all__ = [
    "Templates",
    "concreteness_tables",
    "copy_graph",
    "evidence_table",
    "find_directions",
    "find_leftovers",
    "find_templates",
    "mark_sentences",
    "measure_concreteness",
]

# Lazy imports, since worker processes use concreteness only and need no modules that compare plans.
__getattr__ = named(
    __name__,
    {
        "Templates": "miner.copying.templates",
        "concreteness_tables": "miner.copying.concreteness",
        "copy_graph": "miner.copying.directions",
        "find_directions": "miner.copying.directions",
        "find_leftovers": "miner.copying.leftovers",
        "find_templates": "miner.copying.templates",
        "mark_sentences": "miner.copying.concreteness",
        "measure_concreteness": "miner.copying.concreteness",
    },
)


def evidence_table(corpus: Corpus, name: str) -> pd.DataFrame:
    """One table of this stage by its name, computed from the plans alone; KeyError for another name.

    Names: directions, copies, templates, slots, template_sections, concreteness, concrete_sentences.
    """
    from miner.copying.concreteness import mark_sentences, measure_concreteness
    from miner.copying.directions import copy_graph, find_directions
    from miner.copying.templates import find_templates
    from miner.duplicates import find_duplicates

    if name in ("concreteness", "concrete_sentences"):
        return {"concreteness": measure_concreteness, "concrete_sentences": mark_sentences}[name](corpus)
    duplicates = find_duplicates(corpus)
    if name in ("templates", "slots", "template_sections"):
        table: pd.DataFrame = getattr(find_templates(corpus, duplicates=duplicates), name)
        return table
    directions = find_directions(corpus, duplicates=duplicates)
    return {"directions": directions, "copies": copy_graph(corpus, directions, duplicates=duplicates)}[name]
