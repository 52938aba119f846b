"""What can go wrong, as a user meets it.

    MinerError                 everything this package raises on purpose
    ├── InputError             what was given cannot be used at all (a missing path, a wrong argument)
    │   └── TooLittleTextError the plans hold too little text for themes
    └── MissingExtraError      an optional package, program or font is not installed

A bad file in a corpus raises nothing: it is a row in `problems`.
"""

from __future__ import annotations

__all__ = ["InputError", "MinerError", "MissingExtraError", "TooLittleTextError"]


class MinerError(Exception):
    """Base of all errors raised on purpose; its text is one line that says what to do."""


class InputError(MinerError, ValueError):
    """What was given cannot be used: a path that does not exist, an argument out of range."""


class TooLittleTextError(InputError):
    """The plans hold too little text for themes; `analyze` goes on without them."""


class MissingExtraError(MinerError, ImportError):
    """An optional package, program or font is needed and not installed; the text names it."""
