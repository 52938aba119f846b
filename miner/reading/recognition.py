"""Scans and pictures of text, read by character recognition (the extra `ocr`).

The engine is rapidocr: its models lie in its wheel, and nothing is fetched at run time. Every line comes with how sure
the engine is of it; a plan that was read so says it, and lines below SURE are told as problems and flag their numbers.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from statistics import mean, median
from typing import TYPE_CHECKING, Any

from miner.knowledge.caches import cache
from miner.reading.columns import Chars

if TYPE_CHECKING:
    import numpy as np

__all__ = ["HINT", "SURE", "RecognitionError", "Recognized", "can_recognize", "pictures_of", "recognize"]

HINT = "`pip install plan-miner[ocr]` reads it by character recognition"
"""What a problem row says where the engine is not installed."""
SURE = 0.8
"""A line of less certainty is doubtful."""
DPI = 200
"""Dots per inch at which a page of a PDF is drawn for the engine."""
MOST_PIXELS = 60_000_000
"""Pixels of a picture; a larger one is not read."""
_SAME_ROW = 0.5
"""Two boxes whose middles differ by less than this share of their height stand on one line."""


class RecognitionError(Exception):
    """The engine failed, or a picture is too large; the text says why."""


@dataclass(frozen=True, slots=True)
class Recognized:
    """A line of a picture: its characters with their places (y grows upwards), and how sure the engine is, 0 to 1."""

    chars: Chars
    sure: float


@cache
def can_recognize() -> bool:
    """Whether the engine and what it runs on are installed."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


@cache
def _engine() -> Any:
    import logging

    from rapidocr import RapidOCR

    made = RapidOCR()
    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    return made


def pictures_of(data: bytes) -> Iterator[np.ndarray[Any, Any]]:
    """The pages of a picture file as arrays of height, width and 3 colors (uint8).

    Raises RecognitionError for a picture of more than MOST_PIXELS, OSError for a damaged one.
    """
    import numpy as np
    from PIL import Image, ImageSequence

    with Image.open(io.BytesIO(data)) as picture:
        for page in ImageSequence.Iterator(picture):
            if page.width * page.height > MOST_PIXELS:
                raise RecognitionError(f"a picture of {page.width} by {page.height} pixels is too large")
            yield np.asarray(page.convert("RGB"))


def recognize(picture: np.ndarray[Any, Any], scale: float = 1.0) -> list[Recognized]:
    """The lines of a picture from the top down, their places multiplied by `scale`.

    A picture that is slightly turned is turned back by the median slope of its lines. Raises RecognitionError
    where the engine fails.
    """
    import numpy as np

    try:
        result = _engine()(picture[:, :, ::-1])
        boxes, said, scores = result.boxes, result.txts, result.scores
    except Exception as error:  # an engine of a stranger can fail in any way; the corpus goes on
        raise RecognitionError(f"{type(error).__name__}: {' '.join(str(error).split())[:120]}") from error
    if boxes is None or said is None or scores is None:
        return []
    pieces = _straight(np.asarray(boxes, dtype=float), list(said), [float(s) for s in scores])
    return [_line(row, scale) for row in _rows(pieces)]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A box of the engine, laid straight: left, top, right, bottom in pixels."""

    left: float
    top: float
    right: float
    bottom: float
    text: str
    sure: float

    @property
    def middle(self) -> float:
        """Where it stands from the top."""
        return (self.top + self.bottom) / 2


def _straight(boxes: np.ndarray[Any, Any], said: Sequence[str], scores: Sequence[float]) -> list[_Piece]:
    """The boxes turned back by the slope of the longer ones."""
    import numpy as np

    slopes = [
        math.atan2(box[1][1] - box[0][1], box[1][0] - box[0][0])
        for box in boxes
        if np.hypot(*(box[1] - box[0])) > 4 * np.hypot(*(box[3] - box[0]))
    ]
    slope = median(slopes) if slopes else 0.0
    slope = slope if abs(slope) < math.radians(15) else 0.0
    cosine, sine = math.cos(-slope), math.sin(-slope)
    pieces: list[_Piece] = []
    for box, text, sure in zip(boxes, said, scores, strict=True):
        x, y = box[:, 0] * cosine - box[:, 1] * sine, box[:, 0] * sine + box[:, 1] * cosine
        if text.strip():
            left, top = (x[0] + x[3]) / 2, (y[0] + y[1]) / 2
            pieces.append(_Piece(left, top, (x[1] + x[2]) / 2, (y[2] + y[3]) / 2, text.strip(), sure))
    return pieces


def _rows(pieces: Sequence[_Piece]) -> list[list[_Piece]]:
    """The pieces by line, from the top down and from left to right."""
    rows: list[list[_Piece]] = []
    for piece in sorted(pieces, key=lambda p: p.middle):
        row = rows[-1] if rows else None
        height = piece.bottom - piece.top
        if row is not None and abs(piece.middle - mean(p.middle for p in row)) < _SAME_ROW * height:
            row.append(piece)
        else:
            rows.append([piece])
    return [sorted(row, key=lambda p: p.left) for row in rows]


def _line(row: Sequence[_Piece], scale: float) -> Recognized:
    """A line with its characters spread evenly over each of its boxes."""
    chars: Chars = []
    for piece in row:
        step = (piece.right - piece.left) / len(piece.text)
        for i, c in enumerate(piece.text):
            left = piece.left + i * step
            box = (left * scale, -piece.bottom * scale, (left + step) * scale, -piece.top * scale)
            chars.append((box, c))
    return Recognized(chars, min(piece.sure for piece in row))
