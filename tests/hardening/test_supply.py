"""What is installed with this package: pinned, under licences that allow it, no module over another's."""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

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


def test_what_is_installed_is_what_is_pinned() -> None:
    other = [
        (p.name, d.version)
        for p in pins()
        if (d := installed(p.name)) and d.version != p.version and not p.marker
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


@pytest.mark.parametrize("name", [p.name for p in pins()])
def test_the_licence_allows_the_use(name: str) -> None:
    dist = installed(name)
    if dist is None:
        pytest.skip("not for this Python")
    choices = re.split(r" OR ", licence(dist))
    assert any(all(ALLOWED.search(part) for part in re.split(r" AND ", c)) or "CNRI" in c for c in choices), (
        choices
    )


def test_the_page_names_every_package() -> None:
    page = licences_page()
    assert [p.name for p in pins() if f"| {p.name} |" not in page] == []
