"""The role of a section — review of the past, goals, measures, guarantee … — read from its heading."""

from __future__ import annotations

import re
from typing import NamedTuple

from miner.knowledge.caches import cache, lru_cache
from miner.knowledge.data import read_toml
from miner.knowledge.patterns import PatternSet

__all__ = ["Role", "heading_role", "role_names"]

_LONGEST = 60
"""Characters of a heading that are read; a longer one is an item, and its first words still tell."""

_JOINED = frozenset({"principles", "goals", "measures"})
"""Roles that share a heading (总体思路和重点任务): the one named last tells what most of the section holds."""


class Role(NamedTuple):
    """A role and the words of the heading that told it."""

    name: str
    words: str


class _Rule(NamedTuple):
    name: str
    words: re.Pattern[str]
    unless: re.Pattern[str] | None


@cache
def _rules() -> tuple[_Rule, ...]:
    rules = []
    for entry in read_toml("miner.segmentation", "roles.toml")["role"]:
        undo = entry.get("not")
        rules.append(
            _Rule(
                entry["name"],
                re.compile("|".join(entry["words"])),
                re.compile("|".join(undo)) if undo else None,
            )
        )
    return tuple(rules)


@cache
def _words() -> PatternSet:
    """The words of all roles, in the order of the rules: most headings hold none."""
    return PatternSet(rule.words for rule in _rules())


def role_names() -> tuple[str, ...]:
    """Every role a section can have, in the order in which they are tried."""
    return tuple(rule.name for rule in _rules())


@lru_cache(maxsize=4096)
def heading_role(heading: str) -> Role | None:
    """The role that the words of a heading (normal form) tell, or None when they tell none."""
    read = heading[:_LONGEST].strip().strip("【】").rstrip("。：:；;，,")
    if not read:
        return None
    role: Role | None = None
    furthest = -1
    words, span = _words(), (0, len(read))
    for k, places in sorted(words.places(read, [span])[0].items()):
        rule = _rules()[k]
        match = next(words.matches(k, read, span, places), None)
        if match is None or (rule.unless and rule.unless.search(read)):
            continue
        if rule.name not in _JOINED:
            return role or Role(rule.name, match.group())
        if match.start() > furthest:
            role, furthest = Role(rule.name, match.group()), match.start()
    return role
