"""Hooks of MkDocs: pages made from the code and its data, the notebooks, run and rendered, and the two languages.

DOCS_NOTEBOOKS=0 shows the notebooks' scripts without running them, for a quick look at the other pages.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parent.parent)]

import docs_languages  # noqa: E402
import docs_licences  # noqa: E402
import docs_pages  # noqa: E402

import notebooks  # noqa: E402

ROOT = docs_pages.ROOT


def on_config(config: Any) -> Any:
    """Enter the pages that are made into the nav."""
    rules = [{room: f"rules/{room}.md"} for room in docs_pages.rule_pages()]
    shown = [{notebooks.title_of(s): f"notebooks/{s.stem}.md"} for s in notebooks.scripts()]
    for section in config["nav"]:
        for name, pages in section.items():
            if name == "Rules":
                pages.extend(rules)
            elif name == "Notebooks":
                pages.extend(shown)
            elif name == "Background":
                pages.append({"Licences": "licences.md"})
    return config


def on_files(files: Files, config: Any) -> Files:
    """Add the pages that are made."""
    made: dict[str, str | bytes] = {
        "reference/python.md": docs_pages.python_page(),
        "reference/tables.md": docs_pages.tables_page(),
        "reference/commands.md": docs_pages.command_page(),
        "zh/reference/tables.md": docs_pages.tables_page("zh-Hans"),
        "zh/reference/commands.md": docs_pages.command_page("zh-Hans"),
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


def on_page_context(context: Any, page: Any, config: Any, nav: Any) -> Any:
    """Show a page in its language: the navigation, the words of the theme, and the link to the other language."""
    uri = page.file.src_uri
    language = docs_languages.language_of(uri)
    config.theme["language"] = language
    config.extra["alternate"] = docs_languages.alternates(nav, uri)
    context["nav"] = docs_languages.navigation(nav, language)
    return context
