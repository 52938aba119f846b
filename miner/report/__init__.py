"""Report: write the results as a page, a workbook, documents, figures and tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from miner.lazy import named

if TYPE_CHECKING:
    from miner.report._html import html_report
    from miner.report._labels import heads_in
    from miner.report._mined import Mined, tables_of
    from miner.report._words import words_in
    from miner.report._write import write_report

__all__ = ["Mined", "heads_in", "html_report", "tables_of", "words_in", "write_report"]

__getattr__ = named(
    __name__,
    {
        "Mined": "miner.report._mined",
        "heads_in": "miner.report._labels",
        "html_report": "miner.report._html",
        "tables_of": "miner.report._mined",
        "words_in": "miner.report._words",
        "write_report": "miner.report._write",
    },
)
