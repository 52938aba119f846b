"""Build the HTML report: one file, or for large corpora a page with its data in script files beside it."""

from __future__ import annotations

import base64
import hashlib
import platform
import shlex
import sys
from dataclasses import dataclass
from importlib import metadata, resources
from pathlib import Path
from typing import Any

from miner import __version__
from miner.knowledge.caches import cache
from miner.report._mined import Mined
from miner.report._pack import pack, script_json
from miner.report._payload import Payload, make_payload
from miner.report._words import check_language, reasons, say_reason, visible, words

__all__ = ["Page", "digest", "environment", "html_report", "make_page", "static"]

# Concatenated in this order into one script; the head of each file describes it.
_SCRIPTS = (
    "unpack",
    "dom",
    "data",
    "text",
    "table",
    "charts",
    "strips",
    "pages",
    "panel",
    "tasks",
    "reading",
    "sheet",
    "main",
)
# One file up to this many characters of plan text: about 5 MB with all tables. Beyond it, a folder.
ONE_FILE_CHARS = 4_200_000


@dataclass(frozen=True)
class Page:
    """The page and the script files to write beside it (none when the page is a single file)."""

    html: str
    scripts: dict[str, str]
    """Path beside the page -> content."""


def html_report(analysis: Mined, *, language: str | None = None, title: str | None = None) -> str:
    """The whole report as one HTML file that needs no network and no other file.

    `language` is `en`, `zh-Hans` or `zh-Hant`; None takes the reader's own.
    Raises InputError for another language.
    """
    return make_page(analysis, language=language, title=title, folder=False).html


def make_page(
    analysis: Mined,
    *,
    language: str | None = None,
    title: str | None = None,
    folder: bool | None = None,
    provenance: dict[str, str] | None = None,
    payload: Payload | None = None,
) -> Page:
    """Build the page; with `folder=None` the amount of text decides between one file and a folder."""
    language = check_language(language)
    if folder is None:
        folder = sum(p.end - p.start for p in analysis.corpus) > ONE_FILE_CHARS
    if payload is None:
        payload = make_payload(analysis)
    parts = _parts(payload, 1 if folder else 9)
    meta = _meta(payload, analysis, language, title, provenance or {})
    scripts: dict[str, str] = {}
    if folder:
        scripts = {
            f"data/{name}.js": f'planMinerPart("{name}","{packed}")\n' for name, packed in parts.items()
        }
        parts = {}
    return Page(_render(meta, parts, payload, folder), scripts)


def _parts(payload: Payload, preset: int) -> dict[str, str]:
    parts = {name: pack(table, preset) for name, table in payload.lists.items()}
    for n, group in enumerate(payload.groups):
        parts[f"texts-{n}"] = pack([payload.details[i] for i in group], preset)
    return parts


def _meta(
    payload: Payload, analysis: Mined, language: str | None, title: str | None, provenance: dict[str, str]
) -> dict[str, Any]:
    facts = {**provenance_of(analysis), **provenance}
    files = {p.source.path or p.source.sha256 for p in analysis.corpus}
    return {
        **payload.summary,
        "files": len(files),
        "based": bool(getattr(getattr(analysis, "duplicates", None), "based", False)),
        "title": title or "",
        "language": language,
        "lists": sorted(payload.lists),
        "provenance": {k: v for k, v in facts.items() if v},
        "words": words(),
        "reasons": reasons(),
    }


_LIBRARIES = (
    "pandas",
    "numpy",
    "scikit-learn",
    "jieba",
    "rjieba",
    "opencc",
    "pypdfium2",
    "python-docx",
    "trafilatura",
)
# Settings that change the results; shown where the analysis has them.
_SETTINGS = {
    "duplicates": ("min_chars", "similarity", "family_share"),
    "themes": ("n_themes", "random_state"),
}


def provenance_of(analysis: Mined) -> dict[str, str]:
    """Provenance of the report: command line, settings that change results, versions of Python and libraries."""
    settings = {
        f"{part}.{name}": str(getattr(getattr(analysis, part), name))
        for part, names in _SETTINGS.items()
        for name in names
        if hasattr(getattr(analysis, part, None), name)
    }
    command = [Path(sys.argv[0]).name, *sys.argv[1:]] if sys.argv and sys.argv[0] else []
    return {
        "miner": __version__,
        "command": shlex.join(command),
        **settings,
        "python": platform.python_version(),
        "platform": f"{platform.system()} {platform.machine()}",
        **{name: version for name in _LIBRARIES if (version := _version(name))},
    }


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""


def _render(meta: dict[str, Any], parts: dict[str, str], payload: Payload, folder: bool) -> str:
    language = meta["language"] or "zh-Hans"
    wording = words()[language]
    counts = meta["counts"]
    tiles = ("plans", "targets", "pairs", "leftovers", "themes", "sections")
    counts_of = {**counts, **({"pairs": payload.lists["pairs"]["rows"]} if "pairs" in payload.lists else {})}
    problems = payload.lists.get("problems", {"rows": 0, "columns": {}})
    names = [n for n in ("path", "kind", "reason") if n in problems["columns"]]
    rows = list(zip(*(problems["columns"][n] for n in names), strict=True))[:50] if names else []
    style, script = static_style(), static_script()
    html: str = (
        environment()
        .get_template("report.html")
        .render(
            language=language,
            words=wording,
            version=__version__,
            title=meta["title"] or wording["title"],
            lead=wording["overview.lead"].format(
                plans=f"{counts['plans']:,}", chars=f"{meta['characters']:,}", files=f"{meta['files']:,}"
            ),
            problem_columns=[wording.get(f"column.{n}", n) for n in names],
            problems=[["" if v is None else say_reason(str(v), language) for v in row] for row in rows],
            tiles=[(f"{counts_of[n]:,}", wording[f"tile.{n}"]) for n in tiles if counts_of.get(n)],
            meta=script_json(meta),
            parts=list(parts.items()),
            folder=folder,
            style=style,
            style_hash=digest(style),
            script=script,
            script_hash=digest(script),
        )
    )
    return html


@cache
def environment() -> Any:
    """The Jinja environment: all text is escaped, and invisible characters are shown by their number."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    def finalize(value: Any) -> Any:
        # Only our own style, script and packed data are marked safe; everything else may come from a plan.
        return value if hasattr(value, "__html__") else visible(value)

    return Environment(
        loader=PackageLoader("miner.report", "templates"),
        autoescape=True,
        finalize=finalize,
        undefined=StrictUndefined,
        trim_blocks=False,
    )


def static(name: str) -> str:
    """A file of the folder `static`."""
    return resources.files("miner.report").joinpath("static").joinpath(name).read_text("utf-8")


@cache
def static_style() -> str:
    """The style sheet of the page."""
    return static("report.css")


@cache
def static_script() -> str:
    """The script of the page: all files in one strict function."""
    return '(() => {\n"use strict";\n' + "\n".join(static(f"{n}.js") for n in _SCRIPTS) + "\n})();"


def digest(text: str) -> str:
    """The hash by which a Content-Security-Policy allows an inline style or script."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
