"""Report: what was mined, as files a person opens."""

from __future__ import annotations

from miner.report._html import html_report
from miner.report._mined import Mined, tables_of
from miner.report._write import write_report

__all__ = ["Mined", "html_report", "tables_of", "write_report"]
