"""The words of the interface, in English and in Chinese in both scripts: `data/interface.csv`."""

from __future__ import annotations

import os
import re

from miner.errors import InputError
from miner.knowledge.caches import cache
from miner.knowledge.data import read_csv
from miner.language import LANGUAGES, choose, language_named
from miner.tables import TABLES

__all__ = [
    "LANGUAGES",
    "check_language",
    "language_of_reader",
    "reasons",
    "say_reason",
    "visible",
    "words",
    "words_in",
]


@cache
def words() -> dict[str, dict[str, str]]:
    """Interface texts by language and key; `table.name.X` is the title of table X, `column.X` that of column X."""
    rows = read_csv("miner.report", "interface.csv")
    return {
        language: {
            f"column.{column.name}": column.titles[number]
            for table in TABLES
            for column in table.columns
            if column.titles[number]
        }
        | {row["key"]: row[language] for row in rows}
        | {f"table.name.{table.name}": table.explained(language)[0] for table in TABLES}
        for number, language in enumerate(LANGUAGES)
    }


def check_language(language: str | None) -> str | None:
    """Return the language (`zh` is simplified Chinese), or None for the reader's own.

    Raises InputError for a language that the interface does not have.
    """
    name = None if language is None else language_named(language)
    if language is not None and name is None:
        raise InputError(f"language {language!r} is not one of {', '.join(LANGUAGES)}")
    return name


def language_of_reader(language: str | None) -> str:
    """The language; for None the one of MINER_LANGUAGE or the locale.

    Raises InputError for a language that the interface does not have.
    """
    return check_language(language) or choose((), os.environ).language


def words_in(language: str | None) -> dict[str, str]:
    """The interface texts in a language; for None in the reader's. Raises InputError for an unknown language."""
    return words()[language_of_reader(language)]


@cache
def reasons() -> list[tuple[str, str, str]]:
    """Templates of the reasons that stages give: (English, simplified, traditional), placeholders in braces."""
    rows = read_csv("miner.report", "reasons.csv")
    return [(row["en"], row["zh-Hans"], row["zh-Hant"]) for row in rows]


@cache
def _patterns() -> list[tuple[re.Pattern[str], str, str]]:
    def pattern(text: str) -> re.Pattern[str]:
        text = re.escape(text).replace(r"\{w\}", r"(?P<w>[+-]\d+\.\d)")  # a weight
        return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^;]+?)", text))

    return [(pattern(en), hans, hant) for en, hans, hant in reasons()]


def say_reason(text: str, language: str) -> str:
    """Translate a reason into the language; a reason without a template stays in English."""
    if language == "en" or not text:
        return text
    for pattern, hans, hant in _patterns():
        match = pattern.fullmatch(text)
        if match:
            wording = words()[language]
            slots = {
                k: wording.get(f"kind.{v}", v) if k == "kind" else say_reason(v, language)
                for k, v in match.groupdict().items()
            }
            return (hant if language == "zh-Hant" else hans).format(**slots)
    first, mark, rest = text.partition("; ")
    return f"{say_reason(first, language)}；{say_reason(rest, language)}" if mark else text


_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f\ud800-\udfff]"
)


def visible(text: object) -> str:
    """Replace invisible and reordering characters by their code point, as the page does."""
    return _HIDDEN.sub(lambda m: f"[U+{ord(m[0]):04X}]", str(text))
