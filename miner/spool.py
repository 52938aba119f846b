"""Texts in a file of their own: what a large corpus holds of its texts, so that memory does not hold them all.

A `Spool` is a temporary file without a name: nothing is left of it when the process ends, however it ends.
Texts are written once, behind one another, and read whole when they are asked for; the texts read last are
kept, up to `RECENT` characters of them.
"""

from __future__ import annotations

import os
from collections import deque
from threading import Lock
from typing import Any
from weakref import finalize, ref

__all__ = ["LIMIT", "RECENT", "OnDemand", "Spool", "Spooled"]

LIMIT = 16_000_000
"""Characters of the texts of a corpus that stay in memory, at most; those of a larger corpus are spooled."""
RECENT = 2_000_000
"""Characters of the spooled texts read last that are kept, at most, in all corpora together."""


class Spool:
    """A file of texts that is gone when nothing refers to it, or the process ends.

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
        """Write `text` behind the others. Raises OSError where there is no room for it."""
        codec = "utf-16-le"  # two bytes a character, as in memory: read about as fast as copied
        try:
            data = memoryview(text.encode(codec))
        except UnicodeEncodeError:  # halves of characters: two in a row must not become one
            codec = "utf-32-le"
            data = memoryview(text.encode(codec, "surrogatepass"))
        with self._lock:
            start, done = self._end, 0
            self._file.seek(start)
            while done < len(data):
                done += self._file.write(data[done:])
            self._end += done
        return Spooled(self, start, done, codec, len(text))

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

    def drop(self) -> None:
        """Keep the text in the file only."""
        self._held = None


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


class OnDemand:
    """An attribute for a text in place of the slot that holds it: loads a text that was spooled when it is read."""

    def __init__(self, slot: Any) -> None:
        self._slot = slot

    def __get__(self, owner: Any, kind: type | None = None) -> Any:
        if owner is None:
            return self
        held = self._slot.__get__(owner, kind)
        return held.load() if type(held) is Spooled else held

    def __set__(self, owner: Any, value: object) -> None:
        self._slot.__set__(owner, value)

    def is_spooled(self, owner: Any) -> bool:
        """Whether the text of `owner` is in a file."""
        return type(self._slot.__get__(owner)) is Spooled
