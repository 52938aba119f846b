"""The notebooks: pair each percent script with its .ipynb, or run them and write pages for the documentation.

python scripts/notebooks.py pair            notebooks/*.py -> notebooks/*.ipynb, without outputs
python scripts/notebooks.py render FOLDER   run each, write FOLDER/NAME.md and its figures
"""

from __future__ import annotations

import base64
import re
import sys
from pathlib import Path
from typing import Any

import jupytext
import nbformat

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = ROOT / "notebooks"
SECONDS = 120
"""A notebook that takes longer is too long to be read."""


def scripts() -> list[Path]:
    """The percent scripts, in the order of reading."""
    return sorted(NOTEBOOKS.glob("[0-9]*.py"))


def paired(script: Path) -> str:
    """The .ipynb of a script, the same on every machine: no outputs, cells named by their place."""
    notebook = jupytext.reads(script.read_text(encoding="utf-8"), fmt="py:percent")
    notebook.metadata = {
        "jupytext": {"formats": "ipynb,py:percent"},
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    }
    for number, cell in enumerate(notebook.cells, 1):
        cell.metadata = {}
        cell["id"] = f"cell-{number}"
    return str(nbformat.writes(notebook, version=4)) + "\n"


def executed(script: Path) -> Any:
    """The notebook with its outputs, run in its folder. Raises CellExecutionError where a cell fails."""
    from nbclient import NotebookClient

    notebook = nbformat.reads(paired(script), as_version=4)
    client = NotebookClient(
        notebook, timeout=SECONDS, kernel_name="python3", resources={"metadata": {"path": str(NOTEBOOKS)}}
    )
    return client.execute()


def title_of(script: Path) -> str:
    """The first heading of a script."""
    found = re.search(r"^# # (.+)$", script.read_text(encoding="utf-8"), re.M)
    return found[1] if found else script.stem


def page(notebook: Any, name: str) -> tuple[str, dict[str, bytes]]:
    """The notebook as Markdown, and the figures it shows by file name."""
    parts: list[str] = []
    figures: dict[str, bytes] = {}
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            parts.append(cell.source)
            continue
        parts.append(f"```python\n{cell.source}\n```")
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if "image/png" in data:
                file = f"{name}-{len(figures) + 1}.png"
                figures[file] = base64.b64decode(data["image/png"])
                parts.append(f"![{title_of(NOTEBOOKS / f'{name}.py')}]({file})")
            elif "text/html" in data:
                parts.append('<div class="output" markdown="0">\n' + _flat(data["text/html"]) + "\n</div>")
            elif "text/plain" in data:
                parts.append(f"```text\n{data['text/plain']}\n```")
            elif output.output_type == "stream" and output.name == "stdout":
                parts.append(f"```text\n{output.text.rstrip()}\n```")
    return "\n\n".join(parts) + "\n", figures


def _flat(html: str) -> str:
    """HTML on lines without indentation or gaps, which Markdown would take for code or for its own text."""
    html = re.sub(r"<style.*?</style>", "", html, flags=re.S)
    return "\n".join(line.strip() for line in html.splitlines() if line.strip())


def main() -> None:
    """Do what the command line says."""
    if sys.argv[1:2] == ["pair"]:
        for script in scripts():
            script.with_suffix(".ipynb").write_text(paired(script), encoding="utf-8")
    elif sys.argv[1:2] == ["render"] and len(sys.argv) == 3:
        folder = Path(sys.argv[2])
        folder.mkdir(parents=True, exist_ok=True)
        for script in scripts():
            text, figures = page(executed(script), script.stem)
            (folder / f"{script.stem}.md").write_text(text, encoding="utf-8")
            for name, data in figures.items():
                (folder / name).write_bytes(data)
            print(script.stem)
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
