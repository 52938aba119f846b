"""Text that is code elsewhere stays text in every output; nothing that is opened may run."""

from __future__ import annotations

import ast
import io
import os
import pickle
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest
from lxml import etree
from markdown_it import MarkdownIt

import miner
from miner.errors import InputError

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
from make_nasty import FORMULAS, HOST, MARKDOWN, PLAN, SCRIPTS  # noqa: E402

IDS = (
    "../../climbs",
    "/etc/passwd",
    "..\\up",
    "<script>window.pwned=1</script>",
    "=1+1",
    "[x](javascript:y)",
    "con",
    "a\nb\x1b[31m",
)
WORD_CODES = ('INCLUDETEXT "C:\\\\secret"', "DDEAUTO cmd calc", 'HYPERLINK "javascript:x"', "{ IMPORT x }")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report over plans whose names, titles, headings and targets are code."""
    codes = (*SCRIPTS, *FORMULAS, *MARKDOWN[:3], *WORD_CODES)
    texts = {}
    for i, name in enumerate(IDS):
        own = [c.replace("\n", " ").replace("\r", " ") for c in codes[i :: len(IDS)]]
        lines = [f"一、{c}\n全年培训{c}2000人次以上。\n" for c in own]
        texts[name] = f"{own[0]}2025年工作计划\n" + "".join(lines) + PLAN
    out = tmp_path_factory.mktemp("injection") / "a" / "b" / "out"
    miner.analyze(miner.Corpus.from_texts(texts)).report(out)
    return out


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_no_name_of_a_plan_is_a_name_of_a_file(folder: Path) -> None:
    top = folder.parents[1]
    names = {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}
    assert {str(p.relative_to(folder)) for p in top.rglob("*") if p.is_file()} == names
    assert not [n for n in names if ".." in n or "script" in n or "passwd" in n or "=" in n]


def test_the_word_summary_has_no_field_link_or_part_from_elsewhere(folder: Path) -> None:
    made = parts(folder / "summary.docx")
    assert "pwned" in made["word/document.xml"].decode()
    for name, data in made.items():
        assert b"TargetMode" not in data, name
        if name.startswith("word/") and name.endswith(".xml"):
            tree = etree.fromstring(data)
            tags = {etree.QName(e).localname for e in tree.iter(etree.Element)}
            assert not tags & {"fldSimple", "hyperlink", "altChunk", "object", "subDoc"}, name
            fields = {str(e.text).strip() for e in tree.iter("{*}instrText")}
            assert fields <= ({"PAGE", "NUMPAGES"} if "footer" in name else set()), name


def test_the_workbook_has_no_link_to_elsewhere(folder: Path) -> None:
    for name, data in parts(folder / "tables.xlsx").items():
        assert "externalLink" not in name
        assert "vba" not in name.lower()
        assert b'TargetMode="External"' not in data, name
        if name.startswith("xl/worksheets/sheet"):
            assert not etree.fromstring(data).findall(".//{*}f"), name


def test_no_cell_of_a_csv_file_is_a_formula(folder: Path) -> None:
    import csv

    cells = 0
    for path in (folder / "tables").glob("*.csv"):
        for row in csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")):
            for cell in row:
                cells += 1
                number = cell.removeprefix("-").replace(".", "").replace("e-", "").isdigit()
                assert number or not cell.startswith(("=", "+", "-", "@", "\t", "\r")), (path.name, cell)
    assert cells > 1000


def test_a_picture_holds_shapes_only(folder: Path) -> None:
    pictures = list((folder / "figures").glob("*.svg"))
    assert pictures
    for path in pictures:
        for element in etree.fromstring(path.read_bytes()).iter(etree.Element):
            name = etree.QName(element).localname
            assert name not in ("script", "foreignObject", "image", "a", "iframe", "animate", "set"), (
                path.name
            )
            for key, value in element.attrib.items():
                assert not etree.QName(key).localname.startswith("on"), path.name
                assert etree.QName(key).localname != "href" or value.startswith("#"), path.name


def test_markdown_has_no_html_picture_or_link_to_elsewhere(folder: Path) -> None:
    text = (folder / "summary.md").read_text(encoding="utf-8")
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(text)
    flat = [*tokens, *(child for token in tokens for child in token.children or ())]
    assert not {t.type for t in flat} & {"html_block", "html_inline", "image"}
    links = [str(t.attrGet("href")) for t in flat if t.type == "link_open"]
    assert not [link for link in links if HOST in link or link.startswith(("javascript", "http", "//"))]


class Bad:
    """What runs when it is unpickled."""

    def __init__(self, canary: Path) -> None:
        self.canary = canary

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.canary),)


def test_no_pickle_is_loaded_from_an_index_or_a_store(tmp_path: Path) -> None:
    canary = tmp_path / "ran"
    bad = np.array([Bad(canary)], dtype=object)
    for name in ("head", "symbols", "text"):
        np.savez(tmp_path / f"{name}.npz", **{name: bad})  # type: ignore[arg-type]
        with pytest.raises(InputError):
            miner.load_index(tmp_path / f"{name}.npz")
    for ending in ("db", "parquet", "npz"):
        (tmp_path / f"plans.{ending}").write_bytes(pickle.dumps(Bad(canary)))
        with pytest.raises((InputError, ImportError)):
            miner.Analysis.open(tmp_path / f"plans.{ending}")
        assert len(miner.read_corpus(tmp_path / f"plans.{ending}")) == 0
    assert not canary.exists()
    pickle.loads(pickle.dumps(Bad(canary)))  # the canary sings where something is unpickled
    assert canary.exists()


def test_no_module_reads_pickles_or_runs_text() -> None:
    banned = {"pickle", "cPickle", "dill", "marshal", "shelve", "cloudpickle", "yaml"}
    for path in (ROOT / "miner").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                assert not {a.name.split(".")[0] for a in node.names} & banned, path
            elif isinstance(node, ast.ImportFrom):
                assert (node.module or "").split(".")[0] not in banned, path
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in ("eval", "exec", "__import__"), path
            elif isinstance(node, ast.keyword):
                assert node.arg not in ("allow_pickle", "shell"), path
