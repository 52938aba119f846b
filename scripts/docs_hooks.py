"""Hooks of MkDocs: pages made from the code and its data, and the notebooks, run and rendered.

DOCS_NOTEBOOKS=0 shows the notebooks' scripts without running them, for a quick look at the other pages.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parent.parent)]

import docs_licences  # noqa: E402
import docs_pages  # noqa: E402

import notebooks  # noqa: E402

ROOT = docs_pages.ROOT
_EXTRA = {"robustness.md": "Robustness", "scale.md": "Scale"}


def on_config(config: Any) -> Any:
    """Enter the pages that are made, and those that stand in docs/ beside the ones of mkdocs.yml, into the nav."""
    rules = [{room: f"rules/{room}.md"} for room in docs_pages.rule_pages()]
    shown = [{notebooks.title_of(s): f"notebooks/{s.stem}.md"} for s in notebooks.scripts()]
    more = [{title: page} for page, title in _EXTRA.items() if (ROOT / "docs" / page).is_file()]
    for section in config["nav"]:
        for name, pages in section.items():
            if name == "Rules":
                pages.extend(rules)
            elif name == "Notebooks":
                pages.extend(shown)
            elif name == "Background":
                pages.extend([*more, {"Licences": "licences.md"}])
    return config


def on_files(files: Files, config: Any) -> Files:
    """Add the pages that are made."""
    made: dict[str, str | bytes] = {
        "reference/python.md": docs_pages.python_page(),
        "reference/tables.md": docs_pages.tables_page(),
        "reference/commands.md": docs_pages.command_page(),
        "licences.md": docs_licences.licences_page(),
        "changelog.md": (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"),
        "house.svg": docs_pages.house(),
        **{f"rules/{room}.md": text for room, text in docs_pages.rule_pages().items()},
    }
    for script in notebooks.scripts():
        if os.environ.get("DOCS_NOTEBOOKS") == "0":
            made[f"notebooks/{script.stem}.md"] = f"# {notebooks.title_of(script)}\n"
            continue
        text, figures = notebooks.page(notebooks.executed(script), script.stem)
        made[f"notebooks/{script.stem}.md"] = text
        made.update({f"notebooks/{name}": data for name, data in figures.items()})
    for name, content in made.items():
        files.append(File.generated(config, name, content=content))
    return files
