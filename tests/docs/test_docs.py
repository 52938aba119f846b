"""The documentation says what the code says: names, tables, commands, examples."""

from __future__ import annotations

import doctest
import importlib
import importlib.util
import os
import pkgutil
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import miner
from miner import tables
from miner.cli import cli
from miner.engine.tables import PANDAS
from miner.normalization import normalize_plan
from miner.stages import STAGES, frame_of

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"


def test_all_is_complete() -> None:
    assert set(miner.__all__) == set(miner._HOME)
    for name in miner.__all__:
        home = importlib.import_module(miner._HOME[name])
        assert getattr(home, name) is getattr(miner, name)


def test_public_functions_say_what_they_raise_and_return() -> None:
    for name in miner.__all__:
        value = getattr(miner, name)
        assert len(value.__doc__.split()) >= 5, name


def test_every_column_is_declared_with_a_meaning() -> None:
    for table in tables.TABLES:
        assert all(part for code in ("en", "zh-Hans", "zh-Hant") for part in table.explained(code)), (
            table.name
        )
        assert len(set(table.names)) == len(table.names), table.name
        for column in table.columns:
            assert column.meaning, (table.name, column.name)
            assert column.dtype in PANDAS


@pytest.fixture(scope="module")
def analysis() -> Any:
    plans = [
        p for p in miner.read_corpus(ROOT / "corpus") if p.id.startswith(("清溪市总工会", "云岭", "青石镇"))
    ]
    return miner.analyze(miner.Corpus(plans), n_themes=2)


def made(analysis: Any) -> Iterator[tuple[tables.Table, Any]]:
    for stage in STAGES:
        for table in stage.tables:
            yield table, frame_of(analysis, table.name)
    yield tables.SENTENCES, miner.sentences(analysis.corpus)
    yield tables.WORDS, miner.words(analysis.corpus)
    yield tables.SECTION_PAIRS, analysis.duplicates.section_pairs
    yield tables.FOLLOWED, analysis.duplicates.followed
    yield tables.REWRITTEN, analysis.duplicates.rewritten
    yield tables.REMARKS, miner.check_draft(*analysis.corpus[:2]).remarks
    plan = normalize_plan(analysis.corpus[0])
    yield tables.CHANGES, plan.changes_table()
    yield tables.PLACEHOLDERS, plan.placeholders_table()
    yield tables.DISTINCTIVE, analysis.themes.distinctive()
    yield tables.THEME_GROUPS, analysis.themes.by_year()
    yield tables.THEME_TREND, analysis.themes.trend()
    yield tables.THEME_COMMITMENTS, analysis.themes.commitments()
    yield tables.THEME_CHOICE, analysis.themes.theme_choice


def test_every_table_matches_its_declaration(analysis: Any) -> None:
    matched = list(made(analysis))
    assert {table.name for table, _ in matched} == {table.name for table in tables.TABLES}
    for table, frame in matched:
        assert list(frame.columns) == table.names, table.name
        for column in table.columns:
            assert str(frame[column.name].dtype) == PANDAS[column.dtype], (table.name, column.name)


def examples() -> list[str]:
    return [
        found[1].strip()
        for command in cli.commands.values()
        for found in [re.search(r"Example: (miner .+)", command.help or "")]
        if found
    ]


def test_every_verb_has_an_example() -> None:
    assert len(examples()) == len(cli.commands)


@pytest.mark.slow
@pytest.mark.parametrize("example", examples())
def test_the_example_of_the_help_works(example: str, tmp_path: Path) -> None:
    """Run as printed, in a folder with the files it names."""
    (tmp_path / "corpus").mkdir()
    for source in sorted((ROOT / "corpus").glob("*总工会202*")) + sorted(
        (ROOT / "corpus").glob("白沙镇*.txt")
    ):
        (tmp_path / "corpus" / source.name).write_bytes(source.read_bytes())
    texts = sorted((ROOT / "corpus").glob("*总工会202*.txt"))
    for name, source in zip(("a.txt", "b.txt", "plan2024.txt"), texts, strict=True):
        (tmp_path / name).write_bytes(source.read_bytes())
    for name, found in (
        ("plan2025.txt", texts[2]),
        ("scraped.txt", texts[0]),
        ("plan.docx", next((ROOT / "corpus").glob("清溪市第一中学*.docx"))),
        ("page.html", next((ROOT / "corpus").glob("*.html"))),
    ):
        (tmp_path / name).write_bytes(found.read_bytes())
    words = shlex.split(example.split(">>")[0])[1:]
    done = subprocess.run(
        [sys.executable, "-m", "miner", *words],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()


def modules() -> list[str]:
    return [m.name for m in pkgutil.walk_packages(miner.__path__, "miner.") if "__main__" not in m.name]


def test_examples_in_docstrings_run() -> None:
    tried = 0
    for name in modules():
        source = importlib.util.find_spec(name).origin  # type: ignore[union-attr]
        if source and ">>>" in Path(source).read_text(encoding="utf-8"):
            failed, count = doctest.testmod(importlib.import_module(name), optionflags=doctest.ELLIPSIS)
            assert not failed, name
            tried += count
    assert tried >= 8


def test_pages_name_no_table_that_is_not_there() -> None:
    names = {table.name.replace(" ", "-") for table in tables.TABLES}
    for page in DOCS.rglob("*.md"):
        for anchor in re.findall(r"reference/tables\.md#([\w-]+)", page.read_text(encoding="utf-8")):
            assert anchor in names, (page.name, anchor)
