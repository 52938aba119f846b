"""Collect the code and data that a stage reaches through imports, on which its stored rows depend."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import miner
from miner.knowledge.caches import cache

__all__ = ["Reached", "reached"]

_ROOT = Path(miner.__file__).parent


class Reached(NamedTuple):
    """Files and libraries that a module reaches by direct and indirect imports."""

    files: tuple[str, ...]
    """Source files, and all files in the `data` folders beside them; relative to the package, sorted."""
    libraries: tuple[str, ...]
    """Top-level names of what is imported from outside of the package, sorted; without the standard library."""


def reached(*modules: str) -> Reached:
    """Follow the imports of these modules; imports for type checkers only are ignored."""
    visited: set[str] = set()
    libraries: set[str] = set()
    waiting = list(modules)
    while waiting:
        module = waiting.pop()
        if module in visited:
            continue
        visited.add(module)
        imports = _imports(module)
        libraries |= imports.libraries
        waiting += imports.modules
    files = {path for module in visited for path in _files(module)}
    return Reached(tuple(sorted(files)), tuple(sorted(libraries)))


class _Imports(NamedTuple):
    modules: frozenset[str]
    libraries: frozenset[str]


@cache
def _imports(module: str) -> _Imports:
    modules, libraries = set(_packages(module)), set()
    for node in _statements(ast.parse(_source(module).read_bytes()).body):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            home = node.module or ""
            names = [home, *(_named(home, alias.name) for alias in node.names)]
        for name in names:
            top = name.split(".")[0]
            if top != "miner":
                libraries |= {top} - sys.stdlib_module_names
            elif name != "miner" and _source(name).is_file():
                modules.add(name)
    return _Imports(frozenset(modules), frozenset(libraries))


def _statements(body: list[ast.stmt]) -> Iterator[ast.Import | ast.ImportFrom]:
    """The imports in `body`, those inside functions too."""
    for statement in body:
        if isinstance(statement, (ast.Import, ast.ImportFrom)):
            yield statement
        elif isinstance(statement, ast.If) and ast.unparse(statement.test) == "TYPE_CHECKING":
            yield from _statements(statement.orelse)
        else:  # an import is a statement, so expressions need no visit: they are nearly all of a module's nodes
            yield from _statements([*_nested(statement)])


def _nested(statement: ast.AST) -> Iterator[ast.stmt]:
    """The statements inside a statement, also those of its `except` and `case` clauses."""
    for field in ("body", "orelse", "finalbody", "handlers", "cases"):
        for node in getattr(statement, field, ()):
            if isinstance(node, ast.stmt):
                yield node
            else:
                yield from _nested(node)


def _named(home: str, name: str) -> str:
    """The module that `name` comes from: a module of the package `home`, where `home` loads it from, or `home`."""
    if home.split(".")[0] != "miner":
        return home
    return _lazy(home).get(name) or (f"{home}.{name}" if _source(f"{home}.{name}").is_file() else home)


@cache
def _lazy(package: str) -> dict[str, str]:
    """The names that a package loads when they are first used (`miner.lazy`), and their modules."""
    source = _source(package)
    if source.name != "__init__.py":
        return {}
    tables = (node for node in ast.walk(ast.parse(source.read_bytes())) if isinstance(node, ast.Dict))
    return {
        str(key.value): str(value.value)
        for table in tables
        for key, value in zip(table.keys, table.values, strict=True)
        if isinstance(key, ast.Constant)
        and isinstance(value, ast.Constant)
        and str(value.value).startswith("miner.")
    }


def _packages(module: str) -> Iterator[str]:
    """The packages around a module; their `__init__` runs first."""
    parts = module.split(".")
    for n in range(2, len(parts)):
        yield ".".join(parts[:n])


@cache
def _source(module: str) -> Path:
    path = _ROOT.joinpath(*module.split(".")[1:])
    package = path / "__init__.py"
    return package if package.is_file() else path.with_suffix(".py")


def _files(module: str) -> Iterator[str]:
    source = _source(module)
    yield source.relative_to(_ROOT).as_posix()
    data = source.parent / "data"
    if source.parent != _ROOT and data.is_dir():
        yield from (path.relative_to(_ROOT).as_posix() for path in data.rglob("*") if path.is_file())
