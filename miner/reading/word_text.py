"""The characters of a Word paragraph as Word shows them.

Left out: deleted text, codes of fields, hidden text (`vanish`, set directly or by a style), the reading aid over
a ruby word, the second copy of a drawing for old programs. Symbols of the symbol fonts become the characters they
stand for, equations the line that a person would type.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from miner.knowledge.caches import cache
from miner.knowledge.data import read_toml
from miner.reading.numbering import W, value_of

__all__ = ["MC", "is_on", "shown_branch", "symbol", "text_of"]

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_SKIPPED = {
    W + name
    for name in (
        "annotationRef", "del", "delText", "footnoteReference", "endnoteReference", "instrText", "moveFrom", "pPr",
        "rPr", "rt", "rubyPr", "sdtPr", "sdtEndPr", "txbxContent",
    )
}  # fmt: skip
_SUPERSCRIPT = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
_BULLET = "•"


@cache
def _fonts() -> dict[str, dict[int, str]]:
    """The characters of each symbol font by the low byte of their code."""
    fonts = read_toml("miner.reading", "symbols.toml")
    return {name: {int(key, 16): shown for key, shown in chars.items()} for name, chars in fonts.items()}


def symbol(font: str, code: int) -> str:
    """The character that a symbol font draws for `code`; a bullet where the picture is not known."""
    known = _fonts().get(font.strip().lower())
    if known is not None:
        return known.get(code & 0xFF, _BULLET)
    if 0xE000 <= code <= 0xF8FF:
        return _BULLET
    return chr(code) if 0x20 <= code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else ""


def is_on(element: Any | None) -> bool:
    """Whether a property that can be switched off (`<w:vanish w:val="0"/>`) is on; a missing one is off."""
    return element is not None and element.get(W + "val") not in ("0", "false", "off")


def shown_branch(alternate: Any) -> Any | None:
    """The branch of an AlternateContent that is read: the first choice with content, else the fallback."""
    branches = [*alternate.findall(MC + "Choice"), *alternate.findall(MC + "Fallback")]
    filled = (b for b in branches if next(b.iter(W + "t", M + "t", W + "sym"), None) is not None)
    return next(filled, branches[0] if branches else None)


def text_of(element: Any, hidden_styles: Mapping[str, bool], hidden: bool = False) -> str:
    """The text of a paragraph or of a part of it; text boxes are not in it.

    `hidden_styles` tells of each style that sets it whether its text is hidden; `hidden` whether the
    paragraph's own style hides it.
    """
    return "".join(_pieces(element, hidden_styles, hidden, [])).replace("\x00", "")


def _pieces(element: Any, styles: Mapping[str, bool], hidden: bool, fields: list[bool]) -> Iterator[str]:
    """`fields` holds for each field begun in this paragraph whether its code goes on (then its result comes)."""
    for child in element:
        tag = child.tag
        if tag in _SKIPPED or not isinstance(tag, str):
            continue
        if tag == W + "r":
            if not _is_hidden(child, styles, hidden):
                yield from _run(child, styles, hidden, fields)
        elif tag == MC + "AlternateContent":
            branch = shown_branch(child)
            if branch is not None:
                yield from _pieces(branch, styles, hidden, fields)
        elif tag.startswith(M):
            yield _math(child, styles)
        else:
            yield from _leaf(child, styles, hidden, fields)


def _run(run: Any, styles: Mapping[str, bool], hidden: bool, fields: list[bool]) -> Iterator[str]:
    font = run.find(f"{W}rPr/{W}rFonts")
    names = [] if font is None else [(font.get(W + side) or "").lower() for side in ("ascii", "hAnsi")]
    drawn = next((name for name in names if name in _fonts()), None)
    for child in run:
        if child.tag in _SKIPPED or not isinstance(child.tag, str):
            continue
        if child.tag == W + "fldChar":
            _field(child.get(W + "fldCharType"), fields)
        elif any(fields):
            continue
        elif child.tag == W + "t":
            text = child.text or ""
            yield "".join(symbol(drawn or "symbol", ord(c)) if "\uf020" <= c <= "\uf0ff" else c for c in text)
        elif child.tag == MC + "AlternateContent":
            branch = shown_branch(child)
            if branch is not None:
                yield from _pieces(branch, styles, hidden, fields)
        else:
            yield from _leaf(child, styles, hidden, fields)


def _leaf(child: Any, styles: Mapping[str, bool], hidden: bool, fields: list[bool]) -> Iterator[str]:
    """What is no run: a character of its own, or something that holds runs (a link, a content control)."""
    tag = child.tag
    if tag == W + "t":
        yield child.text or ""
    elif tag == W + "sym":
        yield symbol(child.get(W + "font") or "", int(child.get(W + "char") or "0", 16))
    elif tag in (W + "tab", W + "ptab"):
        yield "\t"
    elif tag in (W + "br", W + "cr"):
        yield "\n"
    elif tag == W + "noBreakHyphen":
        yield "-"
    else:
        yield from _pieces(child, styles, hidden, fields)


def _field(kind: str | None, fields: list[bool]) -> None:
    """Follow the begin, separator and end of fields, which can stand inside each other."""
    if kind == "begin":
        fields.append(True)
    elif kind == "separate" and fields:
        fields[-1] = False
    elif kind == "end" and fields:
        fields.pop()


def _is_hidden(run: Any, styles: Mapping[str, bool], hidden: bool) -> bool:
    own = run.find(f"{W}rPr/{W}vanish")
    if own is not None:
        return is_on(own)
    return styles.get(value_of(run, "rPr/rStyle") or "", hidden)


def _math(element: Any, styles: Mapping[str, bool]) -> str:
    """An equation in one line: a/b, x², √x, (a+b)."""

    def inner(name: str) -> str:
        found = element.find(M + name)
        return "" if found is None else "".join(_math(child, styles) for child in found)

    tag = element.tag
    if tag == M + "t":
        return element.text or ""
    if tag == M + "f":
        return f"{inner('num')}/{inner('den')}"
    if tag in (M + "sSup", M + "sSubSup"):
        power = inner("sup")
        shown = power.translate(_SUPERSCRIPT)
        return inner("e") + inner("sub") + (shown if not power or shown != power else f"^{power}")
    if tag == M + "rad":
        return f"√{inner('e')}"
    if tag == M + "d":
        ends = [element.find(f"{M}dPr/{M}{name}") for name in ("begChr", "endChr")]
        opened, closed = (
            default if end is None else end.get(M + "val") or ""
            for end, default in zip(ends, "()", strict=True)
        )
        return (
            opened + ",".join("".join(_math(c, styles) for c in e) for e in element.findall(M + "e")) + closed
        )
    if tag == W + "r":
        return "".join(_pieces([element], styles, False, []))
    return "".join(_math(child, styles) for child in element if isinstance(child.tag, str))
