"""Choose the folder where numba caches compiled functions: the package, the user's cache, or a temporary one.

numba refuses to compile with a cache where neither folder can be written (a package installed read-only, a user
without a home). Then a folder of this process alone takes it and goes with it: a shared folder under /tmp would let
another user put code there.
"""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["ensure_compile_cache"]

_PACKAGE = Path(__file__).resolve().parent.parent


def ensure_compile_cache() -> None:
    """Name a private folder to numba where it would find none that it can write."""
    if os.environ.get("NUMBA_CACHE_DIR") or _writable(_PACKAGE) or _writable(_user_cache()):
        return
    import atexit
    import shutil
    import tempfile

    folder = tempfile.mkdtemp(prefix="miner-compiled-")
    os.environ["NUMBA_CACHE_DIR"] = folder
    owner = os.getpid()
    atexit.register(lambda: shutil.rmtree(folder, ignore_errors=True) if os.getpid() == owner else None)


def _user_cache() -> Path | None:
    """The folder that numba's cache for the user would be made in; None where the user has no home."""
    try:
        home = Path.home()
    except RuntimeError:  # no HOME and no entry for the user
        return None
    return Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache")


def _writable(folder: Path | None) -> bool:
    """Whether the folder, or the nearest one above it that is there, can be written."""
    while folder is not None and not folder.exists():
        folder = folder.parent if folder.parent != folder else None
    return folder is not None and os.access(folder, os.W_OK)
