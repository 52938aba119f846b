"""Made texts that share nothing unless they are meant to."""

from __future__ import annotations

import random

CHARACTERS = "".join(chr(c) for c in range(0x4E00, 0x4E00 + 6000) if chr(c).encode("gbk", "ignore"))


def prose(seed: int, n: int) -> str:
    """n characters of nonsense in sentences of 24; two seeds share nothing."""
    r = random.Random(seed)
    return "".join("".join(r.choices(CHARACTERS, k=22)) + "。\n" for _ in range(n // 24))


def edited(text: str, rate: float, seed: int) -> str:
    """A part `rate` of the characters dropped, exchanged or followed by another."""
    r = random.Random(seed)
    made = []
    for c in text:
        change = r.choice(["drop", "exchange", "add"]) if r.random() < rate else ""
        if change != "drop":
            made.append(r.choice(CHARACTERS) if change == "exchange" else c)
        if change == "add":
            made.append(r.choice(CHARACTERS))
    return "".join(made)
