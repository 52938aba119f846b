"""Drafts: what a reader of a draft should look at before it goes out."""

from __future__ import annotations

from miner.drafts.check import DraftCheck, check_draft

__all__ = ["DraftCheck", "check_draft"]
