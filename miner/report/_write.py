"""Write the report into a folder."""

from __future__ import annotations

import os
from pathlib import Path

from miner.errors import InputError
from miner.report._html import make_page
from miner.report._mined import Mined
from miner.report._words import check_language
from miner.report.export import write_whole

__all__ = ["write_report"]


def write_report(
    analysis: Mined,
    folder: str | os.PathLike[str],
    *,
    language: str | None = None,
    title: str | None = None,
    one_file: bool | None = None,
    provenance: dict[str, str] | None = None,
) -> list[Path]:
    """Write `index.html` and what belongs to it into `folder`; the list starts with `index.html`.

    `language` is `en`, `zh-Hans` or `zh-Hant`; None takes the reader's own in the page and simplified Chinese
    elsewhere. `one_file=None` decides by size whether the page carries all data or reads it from `data/`.
    Raises InputError when the folder cannot be written or the language is unknown.
    """
    check_language(language)
    target = Path(folder)
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"cannot write {target}: {error.strerror or error}") from error
    page = make_page(
        analysis,
        language=language,
        title=title,
        folder=None if one_file is None else not one_file,
        provenance=provenance,
    )
    written = [target / "index.html"]
    write_whole(written[0], page.html.encode("utf-8"))
    for name, text in page.scripts.items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, text.encode("ascii"))
        written.append(path)
    return written
