"""Move texts and tables of a large corpus from memory to a temporary file.

A `Spool` is a temporary file without a name, so nothing is left of it when the process ends, however it ends.
Blocks are appended and read back whole on demand. The texts read last are cached, up to `RECENT` characters.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator
from threading import Lock
from weakref import finalize, ref

__all__ = ["LIMIT", "RECENT", "Blocks", "Spool", "Spooled"]

LIMIT = 16_000_000
"""Characters of the texts of a corpus that stay in memory, at most; those of a larger corpus are spooled."""
RECENT = 2_000_000
"""Characters of the spooled texts read last that are kept, at most, in all corpora together."""
BYTES = 16_000_000
"""Bytes of `Blocks` that stay in memory, at most."""


class Spool:
    """A file that is gone when nothing refers to it, or the process ends.

    Raises OSError when the folder for temporary files cannot be written.
    """

    def __init__(self) -> None:
        from tempfile import TemporaryFile

        file = TemporaryFile(prefix="miner-", buffering=0)  # noqa: SIM115 (it is open as long as the spool lives)
        self._file = file
        self._end = 0
        self._lock = Lock()
        finalize(self, file.close)

    def put(self, text: str) -> Spooled:
        """Write `text` behind what is there. Raises OSError where there is no room for it."""
        codec = "utf-16-le"  # two bytes a character, as in memory: read about as fast as copied
        try:
            data = text.encode(codec)
        except UnicodeEncodeError:  # halves of characters: two in a row must not become one
            codec = "utf-32-le"
            data = text.encode(codec, "surrogatepass")
        return Spooled(self, self.write(data), len(data), codec, len(text))

    def write(self, data: bytes) -> int:
        """Write `data` behind what is there, and return where it begins. Raises OSError where there is no room."""
        left = memoryview(data)
        with self._lock:
            start = self._end
            self._file.seek(start)
            while left:
                left = left[self._file.write(left) :]
            self._end += len(data)
        return start

    def read(self, start: int, size: int) -> bytes:
        """The `size` bytes from `start` on."""
        parts = []
        while size:
            if hasattr(os, "pread"):  # moves nothing that threads, or a forked process, would share
                part = os.pread(self._file.fileno(), size, start)
            else:
                with self._lock:
                    self._file.seek(start)
                    part = self._file.read(size) or b""
            if not part:
                raise OSError("the temporary file of the texts is cut off")
            parts.append(part)
            start, size = start + len(part), size - len(part)
        return b"".join(parts)


class Spooled:
    """A text in a spool."""

    __slots__ = ("__weakref__", "_codec", "_held", "_size", "_spool", "_start", "chars")

    def __init__(self, spool: Spool, start: int, size: int, codec: str, chars: int) -> None:
        self._spool, self._start, self._size, self._codec = spool, start, size, codec
        self._held: str | None = None
        self.chars = chars
        """Length of the text, in code points."""

    def load(self) -> str:
        """The text, from the file where it is not among those read last."""
        text = self._held
        if text is None:
            errors = "surrogatepass" if self._codec == "utf-32-le" else "strict"
            text = self._spool.read(self._start, self._size).decode(self._codec, errors)
            self._held = text
            _RECENT.add(self)
        return text

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        return str, (self.load(),)

    def drop(self) -> None:
        """Keep the text in the file only."""
        self._held = None


class Blocks:
    """Blocks of bytes in their order: in memory up to `BYTES` of them, then in a file where one can be written."""

    def __init__(self) -> None:
        self._held: list[bytes | tuple[int, int]] = []
        self._bytes = 0
        self._spool: Spool | None = None

    def add(self, block: bytes) -> None:
        """Put a block behind those before."""
        self._held.append(block)
        self._bytes += len(block)
        if self._bytes > BYTES:
            try:
                self._spool = self._spool or Spool()
                for i, one in enumerate(self._held):
                    if isinstance(one, bytes):
                        self._held[i] = (self._spool.write(one), len(one))
            except OSError:  # no room, or no place to write: what is not written stays in memory
                pass
            self._bytes = 0

    def __iter__(self) -> Iterator[bytes]:
        for one in self._held:
            if isinstance(one, bytes):
                yield one
            else:
                assert self._spool is not None
                yield self._spool.read(*one)

    def __reduce__(self) -> tuple[Callable[[list[bytes]], Blocks], tuple[list[bytes]]]:
        return Blocks.of, (list(self),)

    @classmethod
    def of(cls, blocks: list[bytes]) -> Blocks:
        """These blocks in this order."""
        spool = cls()
        for block in blocks:
            spool.add(block)
        return spool


class _Recent:
    """The texts read last, in the order in which they were read."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Start anew (a forked process must not wait for a lock of threads that it does not have)."""
        self._lock, self._chars = Lock(), 0
        self._held: deque[tuple[ref[Spooled], int]] = deque()

    def add(self, text: Spooled) -> None:
        """`text` was read; the oldest are dropped where there are too many."""
        with self._lock:
            self._held.append((ref(text), text.chars))
            self._chars += text.chars
            while self._chars > RECENT and len(self._held) > 1:
                oldest, chars = self._held.popleft()
                self._chars -= chars
                if (gone := oldest()) is not None:
                    gone.drop()


_RECENT = _Recent()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_RECENT.forget)
