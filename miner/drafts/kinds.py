"""The kinds of remarks: severity, title and sentence of each in three languages (`data/kinds.toml`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from miner.knowledge.caches import cache
from miner.knowledge.data import read_toml
from miner.language import LANGUAGES

__all__ = ["SEVERITIES", "Kind", "kinds", "severity_title"]

SEVERITIES = ("fault", "doubt", "note")
"""From what is wrong to what is only said."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of remark."""

    name: str
    severity: str
    titles: Mapping[str, str]
    sentences: Mapping[str, str]

    def say(self, language: str, parts: Mapping[str, str]) -> str:
        """The sentence in a language, filled with the parts."""
        return self.sentences[language].format(**parts)


@cache
def kinds() -> dict[str, Kind]:
    """Every kind by its name, in the order in which a report lists them."""
    entries = read_toml("miner.drafts", "kinds.toml")["kind"]
    return {
        entry["name"]: Kind(
            entry["name"],
            entry["severity"],
            {language: entry["title"][language] for language in LANGUAGES},
            {language: entry["sentence"][language] for language in LANGUAGES},
        )
        for entry in entries
    }


def severity_title(severity: str, language: str) -> str:
    """What a reader sees in place of `fault`, `doubt` or `note`."""
    title: str = read_toml("miner.drafts", "kinds.toml")["severity"][severity][language]
    return title
