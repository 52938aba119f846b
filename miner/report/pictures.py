"""A figure as the bytes of a picture file."""

from __future__ import annotations

import functools
import io
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["picture"]


def picture(figure: Figure | Any, form: str) -> bytes:
    """The figure as an SVG or a PNG file; `form` is `svg` or `png`.

    Raises RuntimeError or OSError where matplotlib cannot draw it.
    """
    import matplotlib

    buffer = io.BytesIO()
    # Paths instead of text, so that the picture needs no font; no date and a fixed salt, so that it stays the same.
    with matplotlib.rc_context({"svg.fonttype": "path", "svg.hashsalt": "plan-miner"}):
        save = functools.partial(figure.savefig, buffer, format=form, dpi=140)
        save(metadata={"Date": None}) if form == "svg" else save(metadata={"Software": None})
    return buffer.getvalue()
