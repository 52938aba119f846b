"""A store from a stranger: no other file is read through it, and what Plan Miner does not make in it is refused."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import miner
from miner.store import open_store

duckdb = pytest.importorskip("duckdb", reason="DuckDB is not installed: pip install 'plan-miner[store]'")


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store without a plan."""
    path = tmp_path_factory.mktemp("store") / "plans.db"
    open_store(path).close()
    return path


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("DROP TABLE sources; CREATE VIEW sources AS SELECT content AS text FROM read_text('{secret}')", "sources"),
        ("CREATE OR REPLACE VIEW quantities AS SELECT * FROM read_csv('{secret}')", "quantities"),
        ("CREATE TABLE more (text VARCHAR)", "table more"),
        ("CREATE MACRO count_star() AS 1", "macro count_star"),
        ("CREATE SCHEMA other", "schema other"),
        ("ALTER TABLE plans ALTER title SET DEFAULT 'x'", "table plans"),
    ],
)  # fmt: skip
def test_what_plan_miner_does_not_make_is_refused(
    empty: Path, tmp_path: Path, change: str, named: str
) -> None:
    path, secret = tmp_path / "plans.db", tmp_path / "secret.txt"
    secret.write_text("机密", encoding="utf-8")
    shutil.copy(empty, path)
    with duckdb.connect(str(path)) as db:
        db.execute(change.format(secret=secret))
    with pytest.raises(miner.InputError, match=f"no store as Plan Miner makes it: .*{named}"):
        open_store(path)


def test_a_store_as_it_should_be_opens(empty: Path) -> None:
    open_store(empty).close()


@pytest.mark.parametrize(
    "query",
    ["SELECT * FROM read_text('{secret}')", "COPY plans TO '{folder}/out.csv'", "ATTACH '{folder}/new.db'",
     "SET enable_external_access = true", "INSTALL httpfs", "LOAD httpfs"],
)  # fmt: skip
def test_queries_reach_no_other_file(empty: Path, tmp_path: Path, query: str) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("机密", encoding="utf-8")
    with open_store(empty) as store, pytest.raises(duckdb.Error):
        store.sql(query.format(secret=secret, folder=tmp_path))
    assert [p.name for p in tmp_path.iterdir()] == ["secret.txt"]
