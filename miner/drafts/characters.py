"""Characters of the other script, and characters that look like the ones meant."""

from __future__ import annotations

import re
from collections.abc import Iterator

from miner.drafts.desk import Desk, Remark
from miner.knowledge.caches import cache
from miner.knowledge.data import read_toml
from miner.knowledge.scripts import HAN, simplify_each

__all__ = ["check_characters"]

_FEW = 0.02
"""Share of characters of the other script up to which they are slips; above it the text is of both."""
_SLIPS, _CLEARLY = 3, 4
"""Slips that any text may have, and how many times as many characters the script of the text must have."""
_MOST = 10
"""Runs of the other script that are told one by one."""
_UNIT = "[年月日号%％万亿元个项人次家户场亩公吨名期件]"
_YEAR_IN_WORDS = re.compile(r"[一二][九OoＯ零〇○][一二三四五六七八九OoＯ零〇○]{2}(?=年)")
_STRANGE = re.compile("[\u0370-\u03ff\u0400-\u04ff\u30a0-\u30ff\u2f00-\u2fdf\u2e80-\u2eff]")


def check_characters(desk: Desk) -> Iterator[Remark]:
    """Yield what is written in the other script, and what holds a look-alike."""
    plan = desk.draft
    text = plan.source.text[plan.start : plan.end]
    yield from _other_script(text, plan.start)
    yield from _look_alikes(text, plan.start)


def _other_script(text: str, offset: int) -> Iterator[Remark]:
    traditional = [i for i, c in enumerate(text) if c in _simplified()]
    simplified = [i for i, c in enumerate(text) if c in _traditional()]
    change, odd = (
        (_simplified(), traditional) if len(traditional) < len(simplified) else (_traditional(), simplified)
    )
    most = max(len(traditional), len(simplified))
    if not odd or len(odd) > max(_SLIPS, _FEW * len(text)) or _CLEARLY * len(odd) > most:
        return
    runs = list(_runs(odd))
    rest = len(runs) > _MOST  # so many are a habit, not slips: told once
    for start, end in runs[:1] if rest else runs:
        words = text[start:end]
        expected = "".join(change.get(c, c) for c in words)
        parts = {"words": words, "expected": expected}
        correction = expected if change is _simplified() else None
        severity = "note" if rest else None
        yield Remark("mixed_script", offset + start, offset + end, parts, correction, severity=severity)


def _runs(positions: list[int]) -> Iterator[tuple[int, int]]:
    """Spans of neighboring positions."""
    start = before = positions[0]
    for at in positions[1:]:
        if at > before + 1:
            yield start, before + 1
            start = at
        before = at
    yield start, before + 1


@cache
def _simplified() -> dict[str, str]:
    """Characters that no simplified text has, with their simplified form: those GB 2312 lacks and conversion changes."""
    lacking = [chr(c) for c in range(0x4E00, 0xA000) if not _encodes(chr(c), "gb2312")]
    kept = set(read_toml("miner.drafts", "characters.toml")["both_scripts"])
    pairs = zip(lacking, simplify_each(lacking), strict=True)
    return {c: s for c, s in pairs if c != s and c not in kept and _encodes(s, "gb2312")}


@cache
def _traditional() -> dict[str, str]:
    """Characters that no traditional text has, with their traditional form: those Big5 lacks."""
    forms: dict[str, str] = {}
    for old, new in _simplified().items():
        if _encodes(old, "big5") and not _encodes(new, "big5"):
            forms.setdefault(new, old)
    forms.update(read_toml("miner.drafts", "characters.toml")["simplified_in_traditional"])
    return forms


def _encodes(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


@cache
def _wrong_words() -> tuple[re.Pattern[str], dict[str, str]]:
    entries: list[list[str]] = read_toml("miner.drafts", "characters.toml")["words"]
    forms = [
        (f"(?<![{before}])" if before else "") + wrong + (f"(?![{behind}])" if behind else "")
        for wrong, _, before, behind in entries
    ]
    return re.compile("|".join(forms)), {wrong: right for wrong, right, _, _ in entries}


@cache
def _among_digits() -> tuple[re.Pattern[str], dict[int, str]]:
    """Digits with letters among them, before an ideograph or %; and the digit that each letter stands for."""
    data = read_toml("miner.drafts", "characters.toml")
    forms = [
        _letters_in(data["digits"], f"[{HAN}%％]"),
        _letters_in({**data["digits"], **data["strokes"]}, _UNIT),
    ]
    pattern = r"(?<![A-Za-z\d.])(?!O2O)(?:" + "|".join(forms) + ")"
    return re.compile(pattern), str.maketrans({**data["digits"], **data["strokes"]})


def _letters_in(letters: dict[str, str], behind: str) -> str:
    """Pattern for digits with one of the letters among them, before `behind`."""
    some = "".join(letters)
    return rf"(?=[{some}]{{0,4}}\d)(?=\d{{0,6}}[{some}])[\d{some}]{{2,8}}(?={behind})"


def _look_alikes(text: str, offset: int) -> Iterator[Remark]:
    letters: dict[str, str] = read_toml("miner.drafts", "characters.toml")["letters"]
    pattern, words = _wrong_words()
    for m in pattern.finditer(text):
        yield _alike(m.start() + offset, m.group(), words[m.group()])
    taken: set[int] = set()
    among, digits = _among_digits()
    for m in among.finditer(text):
        plain = m.group().translate(digits)
        taken.update(range(*m.span()))
        yield _alike(m.start() + offset, m.group(), plain)
    for m in _YEAR_IN_WORDS.finditer(text):
        plain = m.group()[:1] + m.group()[1:].translate(str.maketrans("OoＯ零○", "〇〇〇〇〇"))
        if re.search("[OoＯ]", m.group()):
            yield _alike(m.start() + offset, m.group(), plain)
    strange = [m.start() for m in _STRANGE.finditer(text) if m.group() in letters and m.start() not in taken]
    if len(strange) > 5:  # a text with words of that alphabet
        return
    for at in strange:
        near = text[max(0, at - 1) : at + 2]
        if re.search(f"[{HAN}A-Za-z\\d]", near.replace(text[at], "", 1)):
            yield _alike(at + offset, text[at], letters[text[at]])


def _alike(start: int, words: str, expected: str) -> Remark:
    return Remark("look_alike", start, start + len(words), {"words": words, "expected": expected}, expected)
