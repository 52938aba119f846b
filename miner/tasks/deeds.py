"""The words that make a clause a deed, a purpose, a state or a report; whether a clause reports a deed as done."""

from __future__ import annotations

import re
from typing import NamedTuple

from miner.knowledge.caches import cache
from miner.knowledge.data import read_toml
from miner.knowledge.patterns import WordSet
from miner.targets.leftward import read_task
from miner.targets.lexicon import Words, lexicon

__all__ = ["Rules", "done_in", "rules", "verb_and_object"]


class Rules(NamedTuple):
    """The word lists and patterns of `data/deeds.toml`."""

    deeds: Words
    find: WordSet
    purpose: re.Pattern[str]
    done: re.Pattern[str]
    attributive: re.Pattern[str]
    skipped: frozenset[str]
    aims: frozenset[str]
    document: re.Pattern[str]
    nominal: re.Pattern[str]
    urging: re.Pattern[str]
    duty: re.Pattern[str]
    acts: Words
    attitude: re.Pattern[str]
    state: re.Pattern[str]
    wished: re.Pattern[str]
    directions: Words
    concrete: re.Pattern[str]
    ahead: re.Pattern[str]
    aim: re.Pattern[str]
    alone: int
    """How many words of `find` make a task by themselves; they come first."""


@cache
def rules() -> Rules:
    """The rules, read once."""
    data = read_toml("miner.tasks", "deeds.toml")
    deeds = data["deeds"]["words"].split()
    verb = "|".join(sorted(map(re.escape, deeds), key=len, reverse=True))
    done = data["done"]
    does = "|".join(w for w in data["acts"]["words"].split() if len(w) > 1)
    purpose = (
        data["purpose"]["pattern"]
        .replace("{verb}", f"(?:{verb}|{does})")
        .replace("{{", "{")
        .replace("}}", "}")
    )
    acts = data["acts"]["words"].split()
    touched = data["concrete"]["verbs"].split()
    return Rules(
        Words.of(deeds), WordSet([*deeds, *touched, *(w for w in acts if len(w) > 1)]), re.compile(purpose),
        re.compile(f"(?P<behind>{done['behind']})|{done['before']}"), re.compile(done["not"]),
        frozenset(data["sections"]["without"]), frozenset(data["sections"]["bound"]), re.compile(data["document"]["pattern"]),
        re.compile(data["nominal"]["pattern"]), re.compile(data["urging"]["pattern"]), re.compile(data["led"]["pattern"]),
        Words.of([*acts, *deeds]), re.compile(data["attitude"]["pattern"]), re.compile(data["state"]["pattern"]),
        re.compile(data["wished"]["pattern"]), Words.of(data["directions"]["words"].split()),
        re.compile(data["concrete"]["pattern"]), re.compile(data["ahead"]["pattern"]),
        re.compile(data["aim"]["pattern"]), len(deeds) + len(touched),
    )  # fmt: skip


def done_in(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` reports an action as done: 召开了, 已完成, 已为14个单元加装电梯."""
    known = rules()
    for m in known.done.finditer(text, start, end):
        if m["behind"]:
            word = known.deeds.ending(text, start, m.start())
            if len(word) > 1 and text[m.start() - len(word) - 1 : m.start() - len(word)] not in ("未", "没"):
                return True
            continue
        reach = 12 if text.startswith("为", m.end()) else 1
        for at in range(m.end(), min(m.end() + reach, end - 3)):
            word = known.deeds.beginning(text, at, end)
            if (
                len(word) > 1
                and at + len(word) + 2 <= end
                and not known.attributive.match(text, at + len(word))
            ):
                return True
    return False


def verb_and_object(text: str, start: int, end: int) -> tuple[str | None, str | None]:
    """The verb of doing that opens `text[start:end]` and its object; None and the whole where none does."""
    verb, deed_object = read_task(text, start, end, lexicon(), ())
    word = rules().deeds.beginning(text, start, end)
    if word and (verb is None or len(verb) < 2) and len(word) > 1:
        return word, "".join(text[start + len(word) : end].split()) or None
    return verb, deed_object
