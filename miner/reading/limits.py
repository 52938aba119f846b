"""How much one file may hold: a small file that unpacks to a flood is stopped before it fills the memory."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = [
    "MAX_CELLS",
    "MAX_CHARACTERS",
    "MAX_DOCUMENTS",
    "MAX_PLANS",
    "LimitError",
    "Limits",
    "NoRoomError",
    "Room",
    "check_count",
    "inside",
    "too_much",
]

MAX_RATIO = 200
"""So many times its size a file may hold when it is unpacked."""
FREE = 10_000_000
"""Bytes or characters that any file may hold, however small it is."""
MAX_DOCUMENTS = 1_000_000
"""Texts that one file may hold, over all archives inside it."""


@dataclass(frozen=True)
class Limits:
    """What a file may cost the process that parses it, beside what that process costs when it is idle."""

    seconds: int
    """Of the processor, for any file."""
    speed: int
    """Bytes of the file for each second more."""
    memory: int
    """Bytes, for any file."""
    times: int
    """Bytes of memory more for each byte of the file."""

    def of(self, size: int) -> tuple[int, int]:
        """Seconds and bytes of memory for a file of `size` bytes."""
        return self.seconds + size // self.speed, self.memory + self.times * size


MAX_PLANS = 1_000_000
"""Plans that one file may hold, over all archives inside it and all collections."""
MAX_CELLS = 20_000_000
"""Cells of a sheet without its empty rows and columns, or of a table."""
MAX_CHARACTERS = 2_000_000_000
"""Characters of all texts of a corpus; in a temporary file they take two bytes each."""


class LimitError(Exception):
    """A file holds more than may be read of one; the message says what and how much."""


class NoRoomError(LimitError):
    """The file given by the user holds too much, over all files inside it."""


def too_much(total: int, size: int, max_bytes: int, what: str = "it would unpack to {} bytes") -> str | None:
    """Why a file of `size` bytes that holds `total` bytes or characters must not be read; None where it may.

    >>> too_much(40_000_000, 1000, 10**8)
    'it would unpack to 40,000,000 bytes, 40000 times its size: a zip bomb'
    """
    if total > 4 * max_bytes:
        return f"{what.format(f'{total:,}')}, more than the limit of {4 * max_bytes:,}"
    if total > FREE and total > MAX_RATIO * size:
        return f"{what.format(f'{total:,}')}, {total // max(1, size)} times its size: a zip bomb"
    return None


def check_count(count: int, most: int, what: str) -> None:
    """Raise LimitError where there are more than `most` of what a file holds (`rows`)."""
    if count > most:
        raise LimitError(f"{count:,} {what}, more than the limit of {most:,}")


@dataclass
class Room:
    """What a file given by the user still may hold, over all archives and mails inside it."""

    size: int
    max_bytes: int
    unpacked: int = field(default=0, init=False)
    documents: int = field(default=0, init=False)

    def unpack(self, path: str, size: int) -> None:
        """Count a member of `size` bytes. Raises NoRoomError where all of them are too much."""
        self.unpacked += size
        reason = too_much(self.unpacked, self.size, self.max_bytes)
        if reason is not None:
            raise NoRoomError(f"with the archives inside it {reason}; not read from {inside(path)} on")

    def document(self, path: str) -> None:
        """Count a text that was read. Raises NoRoomError where there are too many."""
        self.documents += 1
        if self.documents > MAX_DOCUMENTS:
            raise NoRoomError(
                f"it holds more than the limit of {MAX_DOCUMENTS:,} texts; not read from {inside(path)} on"
            )


def inside(path: str) -> str:
    """The part of a path that stands behind the name of the outermost archive."""
    return path.partition("!")[2] or path
