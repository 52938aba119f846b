"""Store many texts in blocks, those of a large corpus in a file."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import overload

import numpy as np
import numpy.typing as npt

from miner.engine import spool

__all__ = ["Texts"]

IntArray = npt.NDArray[np.int64]


class Texts(Sequence[str]):
    """Texts in their order; memory holds no more than `miner.engine.spool.LIMIT` characters of them."""

    def __init__(self, texts: Sequence[str] = ()) -> None:
        self._blocks: list[str | spool.Spooled] = []
        self._firsts: list[int] = []
        self._ends: list[IntArray] = []
        self._size = self._chars = 0
        self._spool: spool.Spool | None = None
        self.add(texts)

    def add(self, texts: Sequence[str]) -> None:
        """Put `texts` behind those before, as one block."""
        if not texts:
            return
        self._blocks.append("".join(texts))
        self._firsts.append(self._size)
        self._ends.append(np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts))))
        self._size += len(texts)
        self._chars += int(self._ends[-1][-1])
        if self._chars > spool.LIMIT:
            self._write()

    def _write(self) -> None:
        """Write the blocks in memory into the file; where that cannot be, they stay."""
        try:
            self._spool = self._spool or spool.Spool()
            for i, block in enumerate(self._blocks):
                if isinstance(block, str):
                    self._blocks[i] = self._spool.put(block)
        except OSError:
            self._chars = 0  # tried again when as many have come once more

    def __getstate__(self) -> dict[str, object]:
        return {**self.__dict__, "_spool": None}

    def __setstate__(self, state: dict[str, object]) -> None:
        self.__dict__.update(state)
        if self._chars > spool.LIMIT:
            self._write()

    @property
    def lengths(self) -> IntArray:
        """Length of each text, in code points (int64)."""
        return np.concatenate([np.zeros(0, np.int64), *(np.diff(ends, prepend=0) for ends in self._ends)])

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[str]:
        for block, ends in zip(self._blocks, self._ends, strict=True):
            text, begin = block if isinstance(block, str) else block.load(), 0
            for end in ends.tolist():
                yield text[begin:end]
                begin = end

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(self._size))]
        at = index + self._size if index < 0 else index
        if not 0 <= at < self._size:
            raise IndexError(index)
        number = bisect_right(self._firsts, at) - 1
        block, ends, inside = self._blocks[number], self._ends[number], at - self._firsts[number]
        text = block if isinstance(block, str) else block.load()
        return text[int(ends[inside - 1]) if inside else 0 : int(ends[inside])]
