"""Write the report into a folder."""

from __future__ import annotations

import os
import warnings
from pathlib import Path
from typing import Any

from miner.errors import InputError
from miner.report._html import make_page
from miner.report._markdown import markdown
from miner.report._mined import Mined, tables_of
from miner.report._payload import Payload, make_payload
from miner.report._summary import summary_blocks
from miner.report._words import check_language, words
from miner.report.export import Batch, table_bytes
from miner.report.pictures import picture

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
    """Write the report and return its files, `index.html` first.

    `index.html`, `tables.xlsx`, `summary.docx`, `summary.md`, `tables/*.csv` and `.parquet`,
    `figures/*.svg` and `.png`. `language` is `en`, `zh-Hans` or `zh-Hant`; None takes the reader's own in
    the page and simplified Chinese elsewhere. `one_file=None` decides by size whether the page carries all
    data or reads it from `data/`. Where figures cannot be drawn they are left out and a UserWarning says why.
    All files appear at the end, or none, so that only a complete run replaces an earlier report.
    Raises InputError when the folder cannot be written or the language is unknown.
    """
    language = check_language(language)
    file_language = language or "zh-Hans"
    target = Path(folder)
    payload = make_payload(analysis)
    page = make_page(
        analysis,
        language=language,
        title=title,
        folder=None if one_file is None else not one_file,
        provenance=provenance,
        payload=payload,
    )
    paths: list[Path] = []
    with Batch() as batch:

        def write(name: str, data: bytes) -> None:
            path = target / name
            batch.folder(path.parent)
            batch.add(path, data)
            paths.append(path)

        for name, text in page.scripts.items():
            write(name, text.encode("ascii"))
        for name, data in _documents(analysis, payload, title, file_language).items():
            write(name, data)
        for name, table in {"plans": _plans_frame(payload), **tables_of(analysis)}.items():
            for form in ("csv", "parquet"):
                write(f"tables/{name}.{form}", table_bytes(table, form))
        for name, data in _figures(analysis, file_language).items():
            write(f"figures/{name}", data)
        write("index.html", page.html.encode("utf-8"))  # last, since it loads the other files
    return [paths[-1], *paths[:-1]]


def _plans_frame(payload: Payload) -> Any:
    from miner.report._workbook import plans_frame

    return plans_frame(payload)


def _documents(analysis: Mined, payload: Payload, title: str | None, language: str) -> dict[str, bytes]:
    """The workbook and the summary in two forms."""
    from miner.report._word import word_bytes
    from miner.report._workbook import workbook_bytes

    wording = words()[language]
    lead = wording["overview.lead"].format(
        plans=f"{len(analysis.corpus):,}",
        chars=f"{payload.summary['characters']:,}",
        files=f"{len({p.source.path or p.source.sha256 for p in analysis.corpus}):,}",
    )
    blocks = summary_blocks(analysis, payload, language)
    name = title or wording["title"]
    return {
        "tables.xlsx": workbook_bytes(analysis, payload, language),
        "summary.docx": word_bytes(blocks, name, lead, language),
        "summary.md": markdown(blocks, name, lead, language).encode("utf-8"),
    }


def _figures(analysis: Mined, language: str) -> dict[str, bytes]:
    """The figures that can be drawn, as SVG and PNG."""
    from miner.report.figures import FIGURES

    tables = tables_of(analysis)
    images: dict[str, bytes] = {}
    for name, (draw, needs) in FIGURES.items():
        if not all(n in tables for n in needs):
            continue
        try:
            figure = draw(analysis, language=language).figure
            pictures = {form: picture(figure, form) for form in ("svg", "png")}
        except InputError:
            continue  # this figure has no data: fewer than two years, or no role
        except (
            ImportError,
            OSError,
            RuntimeError,
        ) as error:  # no font, a broken matplotlib, no folder to write
            reason = " ".join(str(error).split())[:300] or type(error).__name__
            warnings.warn(f"the report has no figures: {reason}", UserWarning, stacklevel=3)
            return {}
        images |= {f"{name}.{form}": data for form, data in pictures.items()}
    return images
