"""Traditional to simplified script, character by character, and what OpenCC leaves behind."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from miner.knowledge.caches import cache, lru_cache
from miner.knowledge.data import read_toml
from miner.knowledge.scripts import code_points, simplify

__all__ = [
    "contextual_variants",
    "convertible",
    "is_traditional",
    "prevailing_script",
    "simplified_characters",
    "to_simplified",
]

# Characters that t2s leaves alone but some of its phrases change (沈默→沉默, 回覆→回复, 毛坏→毛坯).
_IN_PHRASES = "沈藉覆瞭甦哩坏衹"
_HAN = "\u3400-\u9fff"


@cache
def simplified_characters() -> dict[str, str]:
    """Characters of the basic plane that change on their own, and what each becomes."""
    blocks = (range(0x2E80, 0x2FE0), range(0x3400, 0xA000), range(0xF900, 0xFB00))
    every = "".join(chr(c) for block in blocks for c in block)
    converted = simplify("\n".join(every))[::2]
    return {old: new for old, new in zip(every, converted, strict=True) if old != new}


@cache
def convertible() -> str:
    """The characters of the basic plane that make a line worth converting."""
    return "".join(simplified_characters()) + _IN_PHRASES


def is_traditional(character: str) -> bool:
    """Tell whether the character alone has another simplified form."""
    return simplify(character) != character


def to_simplified(text: str) -> str:
    """Convert with OpenCC's t2s, which keeps the number of code points.

    Only lines that hold a convertible character are given to OpenCC: its phrases never cross a line break,
    and most lines of mainland text need nothing. Characters that also belong to simplified script (乾西,
    鲲鹏+昇腾, 一批覆盖) do not count in a text that is simplified.
    """
    points = code_points(text)
    hits = np.flatnonzero(_wanted(points))
    if not len(hits):
        return text
    breaks = np.flatnonzero(points == 10)
    lines = np.unique(np.searchsorted(breaks, hits))
    if len(lines) * 3 > len(breaks):
        return simplify(text)
    edges = np.concatenate([[-1], breaks, [len(text)]])
    spans = [(int(edges[k]) + 1, int(edges[k + 1])) for k in lines]
    converted = simplify("\n".join(text[a:b] for a, b in spans)).split("\n")
    out, done = [], 0
    for (a, b), line in zip(spans, converted, strict=True):
        out += [text[done:a], line]
        done = b
    return "".join([*out, text[done:]])


@cache
def _classes() -> npt.NDArray[np.uint8]:
    """For each point of the basic plane: 0 none, 1 traditional only, 2 in both scripts, 3 simplified only."""
    import opencc

    kinds = np.zeros(0x10000, dtype=np.uint8)
    every = "".join(map(chr, range(0x4E00, 0xA000)))
    other = opencc.OpenCC("s2t").convert("\n".join(every))[::2]
    kinds[[ord(old) for old, new in zip(every, other, strict=True) if old != new]] = 3
    kinds[[ord(c) for c in convertible()]] = 1
    kinds[[ord(c) for c in read_toml("miner.normalization", "variants.toml")["both"]["characters"]]] = 2
    return kinds


def prevailing_script(text: str) -> str | None:
    """`Hans` or `Hant`, by which of the characters of one script only are more; None without any."""
    kinds = _classes().take(code_points(text), mode="clip")
    traditional, simplified = np.count_nonzero(kinds == 1), np.count_nonzero(kinds == 3)
    if traditional == simplified:
        return None
    return "Hant" if traditional > simplified else "Hans"


def _wanted(points: npt.NDArray[np.uint32]) -> npt.NDArray[np.bool_]:
    """Which characters call for conversion."""
    kinds = _classes().take(points, mode="clip")
    traditional = kinds == 1
    wanted: npt.NDArray[np.bool_] = traditional | (points >= 0x10000)
    if np.count_nonzero(traditional) >= np.count_nonzero(kinds == 3):
        wanted |= kinds == 2
    return wanted


def converted_by_word(before: str, after: str) -> Iterator[tuple[int, int, int]]:
    """Characters that were converted otherwise than on their own, and the span that explains it.

    t2s knows words: 俱 stays 俱 but 傢俱 is 家具, 乾 becomes 干 but not in 乾安縣. Yields the position of such a
    character with the start and end of two or three characters that convert it so.
    """
    single = code_points(before).copy()
    table = _single_table()
    plane = single < 0x10000
    single[plane] = table[single[plane]]
    for i in np.flatnonzero(single != code_points(after)).tolist():
        left, right = before[max(0, i - 1) : i], before[i + 1 : i + 2]
        a, b = _explained(left, before[i], right, after[i])
        if a + b:
            yield i, i - a, i + 1 + b


@cache
def _single_table() -> npt.NDArray[np.uint32]:
    table = np.arange(0x10000, dtype=np.uint32)
    for old, new in simplified_characters().items():
        table[ord(old)] = ord(new)
    return table


@lru_cache(maxsize=4096)
def _explained(left: str, character: str, right: str, wanted: str) -> tuple[int, int]:
    """How many characters before and behind make t2s convert `character` to `wanted`."""
    for a, b in ((left, ""), ("", right), (left, right)):
        if simplify(a + character + b)[len(a)] == wanted:
            return len(a), len(b)
    return 0, 0


@cache
def _variants() -> tuple[re.Pattern[str], dict[str, str], tuple[tuple[re.Pattern[str], str], ...]]:
    data = read_toml("miner.normalization", "variants.toml")
    table = dict(zip(data["variants"]["from"], data["variants"]["to"], strict=True))
    patterns = []
    for rule in data["contextual"]:
        old = rule["from"]
        exceptions = (_unless(word, word.index(old)) for word in rule["keep"])
        beside = f"(?:(?<=[{_HAN}]{old})|(?=[{_HAN}]))"
        patterns.append((re.compile(old + beside + "".join(exceptions)), rule["to"]))
    return re.compile(f"[{''.join(table)}]"), table, tuple(patterns)


def _unless(word: str, at: int) -> str:
    """A condition, placed behind the character at `at`, that fails where it stands in `word`."""
    before, after = re.escape(word[: at + 1]), re.escape(word[at + 1 :])
    return f"(?!(?<={before}){after})"


def variant_characters() -> str:
    """The characters that `contextual_variants` may change."""
    data = read_toml("miner.normalization", "variants.toml")
    contextual = "".join(rule["from"] for rule in data["contextual"])
    return str(data["variants"]["from"]) + contextual


def contextual_variants(text: str) -> str:
    """Mend what t2s leaves: 本著 → 本着 but 显著, 名著; 枱 → 台; 値 → 值. The length does not change."""
    plain, table, patterns = _variants()
    text = plain.sub(lambda m: table[m.group()], text)
    for pattern, new in patterns:
        text = pattern.sub(new, text)
    return text
