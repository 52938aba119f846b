"""A font with Chinese characters for the figures: found on the machine, or from the extra `fonts`."""

from __future__ import annotations

import functools
import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

from miner.errors import MissingExtraError

if TYPE_CHECKING:
    from matplotlib.font_manager import FontProperties

__all__ = ["chinese_font"]

# Families in the order we like them; the first face of a collection file is the one matplotlib can use.
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


@functools.cache
def chinese_font() -> FontProperties:
    """The properties of a font that has the characters of both scripts.

    Raises MissingExtraError when there is none: a figure of empty boxes is worth nothing.
    """
    from matplotlib.font_manager import FontProperties, fontManager

    by_name: dict[str, str] = {}
    for entry in fontManager.ttflist:
        if entry.style == "normal" and 300 <= _weight(entry.weight) <= 500:
            by_name.setdefault(entry.name, entry.fname)
    paths = [by_name[name] for name in _FAMILIES if name in by_name]
    for path in [*paths, *_packaged()]:
        if _has_characters(path):
            return FontProperties(fname=path)
    raise MissingExtraError(
        "no font with Chinese characters was found for the figures: "
        "install one (Noto Sans CJK, WenQuanYi …) or `pip install plan-miner[fonts]`"
    )


def _weight(weight: int | str) -> int:
    if isinstance(weight, int):
        return weight
    return {"normal": 400, "regular": 400, "book": 400, "medium": 500, "light": 300}.get(weight, 700)


def _packaged() -> list[str]:
    """Fonts of the package `pylopdf-fonts-zh-cn` (the extra `fonts`), where it is installed."""
    spec = importlib.util.find_spec("pylopdf_fonts_zh_cn")
    if spec is None or not spec.submodule_search_locations:
        return []
    root = Path(next(iter(spec.submodule_search_locations)))
    return sorted(str(p) for p in root.rglob("*") if p.suffix.lower() in (".ttf", ".otf", ".ttc"))


def _has_characters(path: str) -> bool:
    from matplotlib.ft2font import FT2Font

    try:
        characters = FT2Font(path).get_charmap()
    except (OSError, RuntimeError):
        return False
    return all(ord(c) in characters for c in _NEEDED)
