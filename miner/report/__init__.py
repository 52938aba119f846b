"""Report: write the results as a page, a workbook, documents, figures and tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from miner.lazy import named

if TYPE_CHECKING:
    from miner.report._html import html_report
    from miner.report._mined import Mined, tables_of
    from miner.report._write import write_report

__all__ = ["Mined", "html_report", "tables_of", "write_report"]

__getattr__ = named(
    __name__,
    {
        "Mined": "miner.report._mined",
        "html_report": "miner.report._html",
        "tables_of": "miner.report._mined",
        "write_report": "miner.report._write",
    },
)
