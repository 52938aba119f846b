"""Load the font of the figures from a file of this package.

The font is loaded by path, so a stale matplotlib font cache cannot hide it. System fonts are searched
only when that file is missing or damaged.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from miner.errors import MissingExtraError
from miner.knowledge.caches import cache

if TYPE_CHECKING:
    from matplotlib.font_manager import FontProperties
    from matplotlib.ft2font import FT2Font

__all__ = ["UNKNOWN", "chinese_font", "drawable", "shipped_font"]

UNKNOWN = "〓"
"""Drawn for a character that the font lacks: the printers' sign for a missing type."""
_SHIPPED = Path(__file__).parent / "data" / "plan-miner-sans.otf"
_CHECKSUM = 0xB1B0AFBA
"""Sum of the 32-bit words of an undamaged OpenType file (OpenType 1.9, table head, checksumAdjustment)."""
# Families in order of preference; the first face of a collection file is the one matplotlib can use.
_FAMILIES = (
    "Noto Sans SC",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Noto Sans CJK JP",
    "PingFang SC",
    "PingFang HK",
    "Hiragino Sans GB",
    "Microsoft YaHei",
    "Microsoft JhengHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Noto Sans TC",
    "Noto Sans CJK TC",
    "SimHei",
    "Heiti TC",
    "Arial Unicode MS",
    "Noto Serif CJK SC",
    "Noto Serif CJK JP",
    "SimSun",
    "Songti SC",
)
_NEEDED = "计划目标計劃總結"


@cache
def chinese_font() -> FontProperties:
    """The properties of a font that has the characters of both scripts: this package's, else the machine's.

    Raises MissingExtraError when there is none, since every label would be drawn as empty boxes.
    """
    from matplotlib.font_manager import FontProperties

    shipped = shipped_font()
    if _is_whole(shipped) and _has_characters(str(shipped)):
        return FontProperties(fname=str(shipped))
    for path in _machine_fonts():
        if _has_characters(path):
            return FontProperties(fname=path)
    raise MissingExtraError(
        f"no font with Chinese characters was found for the figures: {shipped.name} of this package is missing "
        "or damaged; reinstall it (`pip install --force-reinstall --no-deps plan-miner`)"
    )


def shipped_font() -> Path:
    """The font file of this package."""
    return _SHIPPED


def drawable(text: str) -> str:
    """The text with UNKNOWN in place of each character that the font of the figures lacks.

    Raises MissingExtraError where there is no font.
    """
    codes = _drawable_codes(str(chinese_font().get_file()))
    return "".join(c if ord(c) in codes else UNKNOWN for c in text)


@cache
def _drawable_codes(path: str) -> frozenset[int]:
    from matplotlib.ft2font import FT2Font

    return frozenset(FT2Font(path).get_charmap())


def _is_whole(path: Path) -> bool:
    """Whether the file is there and the sum of its words is that of an undamaged font."""
    import numpy as np

    try:
        data = path.read_bytes()
    except OSError:
        return False
    words = np.frombuffer(data + b"\0" * (-len(data) % 4), dtype=">u4")
    return int(words.sum(dtype=np.uint64)) % 2**32 == _CHECKSUM


def _machine_fonts() -> Iterator[str]:
    """Paths of the installed fonts of the families above, the preferred ones first."""
    from matplotlib.font_manager import findSystemFonts

    ranked = []
    for path in sorted(findSystemFonts()):
        font = _opened(path)
        if font is not None and font.family_name in _FAMILIES:
            plain = font.style_name in ("Regular", "Normal", "Book", "Medium", "W3")
            ranked.append((not plain, _FAMILIES.index(font.family_name), path))
    return (path for _, _, path in sorted(ranked))


def _opened(path: str) -> FT2Font | None:
    from matplotlib.ft2font import FT2Font

    try:
        return FT2Font(path)
    except (OSError, RuntimeError):
        return None


def _has_characters(path: str) -> bool:
    """Whether the font opens and every needed character can be drawn."""
    font = _opened(path)
    if font is None:
        return False
    characters = font.get_charmap()
    try:
        for character in _NEEDED:
            font.load_char(ord(character))
    except (OSError, RuntimeError):
        return False
    return all(ord(c) in characters for c in _NEEDED)
