"""Find out whether a library can be loaded, and say in one line why not."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from miner.knowledge.caches import cache

__all__ = ["absent", "fault_of", "say_import_error"]


@cache
def fault_of(modules: tuple[str, ...]) -> str | None:
    """Why one of the modules cannot be loaded on this machine; None where all can.

    A library can be installed and broken (another version below it, a shared object missing), so it is loaded, and
    whatever it raises counts.
    """
    for name in modules:
        try:
            import_module(name)
        except Exception as error:
            return say_import_error(error, name.partition(".")[0])
    return None


def absent(modules: tuple[str, ...]) -> str | None:
    """Why one of the modules cannot be loaded: it is not installed; None where all are. None of them is loaded."""
    for name in modules:
        try:
            found = find_spec(name) is not None
        except (ImportError, ValueError):
            found = False
        if not found:
            return say_import_error(ModuleNotFoundError(name=name), name.partition(".")[0])
    return None


def say_import_error(error: Exception, library: str | None = None) -> str:
    """One line: the library that cannot be loaded, why, and what to do."""
    absent = error.name if isinstance(error, ModuleNotFoundError) else None
    top = (absent or "").partition(".")[0]
    asked = library or top or "a library"
    if top and top == asked:
        why = "is not installed"
    elif top:
        why = f"cannot be loaded: it needs {top}, which is not installed"
    else:
        why = f"cannot be loaded: {' '.join(str(error).split())[:120] or type(error).__name__}"
    return f"{asked}, which reads such files, {why}; `pip install --force-reinstall plan-miner` brings it"
