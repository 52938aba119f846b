"""Open and query the store: one DuckDB file with its lock, tables and views."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from miner.corpus import Corpus, Grid, Heading, Plan, Problem, Shelf, Source, Span
from miner.corpus.tables import PROBLEMS
from miner.engine.spool import Blocks
from miner.engine.tables import Column, Table
from miner.errors import InputError, MissingExtraError
from miner.knowledge.surrogates import escaped, has_halves, unescaped
from miner.parallel import Mined
from miner.stages import CORPUS_STAGES, PLAN_TABLES
from miner.store.codec import SQL, from_arrow, to_arrow
from miner.store.keys import content_key, digest, rules_version, source_key

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["CORPUS_TABLES", "Store", "open_store"]

FORMAT = 3
LOCKED: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "autoload_known_extensions": "false",
    "autoinstall_known_extensions": "false",
    "allow_community_extensions": "false",
    "lock_configuration": "true",
}
"""DuckDB settings: no access to other files, no extensions, and no query can change this."""
_AT_ONCE = 256
"""Sources read or written at once."""
_ROWS = 50_000
"""Rows of a table read at once."""
CORPUS_TABLES: dict[str, Table] = {table.name: table for stage in CORPUS_STAGES for table in stage.tables} | {
    "problems": PROBLEMS
}
"""Tables that depend on the whole corpus, stored as they are."""

_METADATA = ("title", "issuer", "place", "year", "year_end", "date", "kind", "script")


class Store:
    """An open store, created by `open_store`; close it, or use it in a `with` statement.

    Every write is a transaction, so a killed process leaves the last committed state. The file is locked while it is
    open, so that only one process writes to it.
    """

    def __init__(self, path: Path, connection: Any) -> None:
        self.path = path
        self._db = connection

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file and release its lock."""
        self._db.close()

    def sql(self, query: str) -> pd.DataFrame:
        """The answer to a query in plain SQL."""
        frame: pd.DataFrame = self._db.sql(query).df()
        return frame

    def _run(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        rows: list[tuple[Any, ...]] = self._db.execute(query, list(values)).fetchall()
        return rows

    def _rows(self, query: str) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query in batches; no other query may run before the last row is read."""
        result = self._db.execute(query)
        while rows := result.fetchmany(_AT_ONCE):
            yield from rows

    @contextmanager
    def _whole(self) -> Iterator[None]:
        """A transaction: everything written inside is stored, or nothing."""
        self._run("BEGIN")
        try:
            yield
        except BaseException:
            self._run("ROLLBACK")
            raise
        self._run("COMMIT")

    def _append(self, name: str, data: Any) -> None:
        self._db.register("incoming", data)
        columns = ", ".join(f'"{c}"' for c in data.column_names)
        self._run(f'INSERT INTO "{name}" ({columns}) SELECT * FROM incoming')
        self._db.unregister("incoming")

    def _create(self) -> None:
        with self._whole():
            for statement in _schema():
                self._run(statement)
            self._run("INSERT INTO state VALUES ('format', ?)", [str(FORMAT)])

    # The corpus

    def put_corpus(self, corpus: Corpus) -> list[str]:
        """Make `corpus` the corpus of the store; returns the content key of each plan."""
        keys = [content_key(plan) for plan in corpus]
        places = [
            [p.id, k, p.start, p.source.path, p.source.sha256] for p, k in zip(corpus, keys, strict=True)
        ]
        problems = corpus.problems
        state = digest((places, problems.astype(str).to_numpy().tolist()))
        if self.state("corpus") == state:
            return keys
        sources = list({id(p.source): p.source for p in corpus}.values())
        with self._whole():
            numbers = self._put_sources(sources)
            for name in ("plans", "problems"):
                self._run(f'DELETE FROM "{name}"')
            self._append("plans", _plan_rows(corpus, keys, [numbers[id(p.source)] for p in corpus]))
            self._append("problems", to_arrow(problems, PROBLEMS.columns))
            self._set("corpus", state)
            self._set("escaped", "yes" if _any_lone(corpus, sources) else "no")
        return keys

    def _put_sources(self, sources: Sequence[Source]) -> dict[int, int]:
        """Store exactly these sources and return their numbers by `id()`; sources already stored are not written again."""
        import pyarrow as pa

        times: Counter[str] = Counter()
        names = []
        for source in sources:
            key = source_key(source)
            times[key] += 1
            names.append(f"{key}.{times[key]}")
        self._db.register("present", pa.table({"key": pa.array(names, pa.string())}))
        self._run("DELETE FROM sources WHERE key NOT IN (SELECT key FROM present)")
        self._db.unregister("present")
        have = dict(self._run("SELECT key, source FROM sources"))
        free = 1 + max(have.values(), default=-1)
        new = [(name, source) for name, source in zip(names, sources, strict=True) if name not in have]
        have.update((name, free + i) for i, (name, _) in enumerate(new))
        for at in range(0, len(new), _AT_ONCE):
            lot = new[at : at + _AT_ONCE]
            self._append("sources", _source_rows([s for _, s in lot], [n for n, _ in lot], free + at))
        return {id(source): have[name] for name, source in zip(names, sources, strict=True)}

    def corpus(self) -> Corpus:
        """The corpus as it was read. Raises InputError when the store holds none."""
        import pandas as pd

        if self.state("corpus") is None:
            raise InputError(f"{self.path} holds no plans yet")
        plain = _plain if self._escaped else _same
        sources: dict[int, Source] = {}
        shelf = Shelf()
        for number, text, path, sha, encoding, media, furniture, grids, headings, doubts in self._rows(
            "SELECT source, text, path, sha256, encoding, media_type, furniture, grids, headings, doubts "
            "FROM sources"
        ):
            sources[number] = source = Source(
                plain(text), plain(path), sha, encoding, media,
                tuple(Span(*s) for s in json.loads(furniture)),
                tuple(Grid(a, b, tuple(tuple(Span(*c) for c in row) for row in rows)) for a, b, rows in json.loads(grids)),
                tuple(Heading(*h) for h in json.loads(headings)),
                tuple(Span(*s) for s in json.loads(doubts)),
            )  # fmt: skip
            shelf.put(source)
        plans = [
            Plan(
                plain(plan_id),
                sources[source],
                start,
                end,
                metadata=json.loads(metadata),
                grounds=json.loads(grounds),
                **dict(zip(_METADATA, map(plain, fields), strict=True)),
            )
            for plan_id, source, start, end, metadata, grounds, *fields in self._run(
                'SELECT plan_id, source, "start", "end", metadata, grounds, '
                + ", ".join(_METADATA)
                + " FROM plans ORDER BY position"
            )
        ]
        problems = from_arrow(self._db.sql("SELECT * FROM problems").to_arrow_table(), PROBLEMS)
        rows = problems.astype(object).to_numpy().tolist()
        values: list[list[Any]] = [[None if v is pd.NA else v for v in row] for row in rows]
        return Corpus(plans, (Problem(*row) for row in values))

    # Results of single plans

    def missing(self, keys: Sequence[str]) -> set[str]:
        """Content keys without results under the present rules."""
        rows = self._run("SELECT content FROM mined WHERE version = ?", [rules_version("plans")])
        return set(keys) - {content for (content,) in rows}

    def put_mined(self, keys: Sequence[str], mined: Mined) -> None:
        """Store the rows that `mine_lot` made of numbered plans (plan ids are indices of `keys`), once per content key."""
        import numpy as np
        import pyarrow as pa

        with self._whole():
            marks = pa.table({"content": list(keys), "version": [rules_version("plans")] * len(keys)})
            self._db.register("fresh", marks)
            stale = self._run("SELECT 1 FROM mined JOIN fresh USING (content) LIMIT 1")
            for name in (*(f"mined_{stage}" for stage in PLAN_TABLES), "mined") if stale else ():
                self._run(f'DELETE FROM "{name}" WHERE content IN (SELECT content FROM fresh)')
            self._db.unregister("fresh")
            for name, table in PLAN_TABLES.items():
                rows = to_arrow(mined[name], _own(table))
                number = mined[name]["plan_id"].astype("int64").tolist()
                content = pa.array([keys[i] for i in number], pa.string())
                rows = rows.append_column("content", content)
                self._append(f"mined_{name}", rows.append_column("n", pa.array(np.arange(len(rows)))))
            self._append("mined", marks)

    def mined(self) -> dict[str, Callable[[], pd.DataFrame]]:
        """Loaders of the tables of single plans, rows in corpus order; they work after the store is closed."""
        order = (Column("position", "integer", ""), Column("n", "integer", ""))
        later: dict[str, Callable[[], pd.DataFrame]] = {}
        for name, table in PLAN_TABLES.items():
            # sorted after loading, since DuckDB would sort the whole table in memory
            wide = Table(name, table.meaning, (*table.columns, *order))
            columns, mined = f"{_placed(table)}, p.position, m.n", f'"mined_{name}" m JOIN plans p'
            later[name] = partial(
                _in_order, self._later(f"SELECT {columns} FROM {mined} USING (content)", wide)
            )
        return later

    def table(self, name: str, table: Table) -> pd.DataFrame:
        """A stored table or view by name, with the types declared."""
        return self.later(name, table)()

    def later(self, name: str, table: Table) -> Callable[[], pd.DataFrame]:
        """A loader of the present state of a table or view; it works after the store is closed."""
        columns = ", ".join(f'"{c}"' for c in table.names)
        return self._later(f'SELECT {columns} FROM "{name}"', table)

    def _later(self, query: str, table: Table) -> Callable[[], pd.DataFrame]:
        """Run a query now, keep its rows as bytes (in a file if there are many), and return a loader of the DataFrame."""
        result = self._db.sql(query)
        # `fetch_record_batch` is its name before DuckDB 1.5
        read = getattr(result, "to_arrow_reader", None) or result.fetch_record_batch
        batches, blocks = read(_ROWS), Blocks()
        for batch in batches:
            blocks.add(batch.serialize().to_pybytes())
        return partial(_frame, blocks, batches.schema, table, self._escaped)

    @property
    def _escaped(self) -> bool:
        """Whether the corpus has lone surrogates; then all strings are stored escaped."""
        return self.state("escaped") == "yes"

    # Results of the whole corpus

    def state(self, name: str) -> str | None:
        """Digest of the input of a stage's stored tables, or another stored note; None if missing."""
        rows = self._run("SELECT key FROM state WHERE name = ?", [name])
        return rows[0][0] if rows else None

    def _set(self, name: str, key: str) -> None:
        self._run("DELETE FROM state WHERE name = ?", [name])
        self._run("INSERT INTO state VALUES (?, ?)", [name, key])

    def put(self, stage: str, key: str, frames: dict[str, pd.DataFrame], **notes: str) -> None:
        """Replace the tables of a stage; `notes` are stored with them by name."""
        with self._whole():
            for name, frame in frames.items():
                self._run(f'DELETE FROM "{name}"')
                self._append(name, to_arrow(frame, CORPUS_TABLES[name].columns))
            self._set(stage, key)
            for note, value in notes.items():
                self._set(f"{stage}.{note}", value)

    def get(self, *names: str) -> dict[str, pd.DataFrame]:
        """Load the tables of the whole corpus with these names."""
        return {name: self.table(name, CORPUS_TABLES[name]) for name in names}


def open_store(path: str | os.PathLike[str], *, create: bool = True) -> Store:
    """Open the store at `path`, or make it.

    Raises MissingExtraError when DuckDB is not installed, InputError when the file is no store, is missing
    (and not to be made) or is in use by another process.
    """
    try:
        import duckdb
    except ImportError as error:
        raise MissingExtraError("a store needs DuckDB: pip install 'plan-miner[store]'") from error
    file = Path(path)
    if not create and not file.exists():
        raise InputError(f"there is no store at {file}")
    try:
        store = Store(file, duckdb.connect(str(file), config=LOCKED))
    except duckdb.Error as error:
        busy = "lock" in str(error).lower()
        why = "it is in use by another process" if busy else str(error).splitlines()[0]
        raise InputError(f"cannot open the store {file}: {why}") from error
    names = {name for (name,) in store._run("SELECT table_name FROM information_schema.tables")}
    if not names:
        store._create()
    if names and ("state" not in names or store.state("format") != str(FORMAT)):
        store.close()
        raise InputError(f"{file} is a database, but no store of this version of Plan Miner")
    if names and (strange := _strange(store)):
        store.close()
        raise InputError(
            f"{file} is no store as Plan Miner makes it: {strange}; make it again from the files"
        )
    return store


def _strange(store: Store) -> str | None:
    """Name of the first object in the store that differs from a fresh store; None if there is none.

    A manipulated store could have a view in place of a table, or a macro in place of a function.
    """
    import duckdb

    with Store(store.path, duckdb.connect(":memory:", config=LOCKED)) as fresh:
        fresh._create()
        expected, actual = _inventory(fresh), _inventory(store)
    return next(
        (name for name in sorted({*expected, *actual}) if expected.get(name) != actual.get(name)), None
    )


def _inventory(store: Store) -> dict[str, str]:
    """SQL definitions of all objects in a database, by kind and name."""
    return {
        f"{kind} {name}": definition
        for kind, name, definition in store._run(
            "SELECT 'table', table_name, sql FROM duckdb_tables() WHERE NOT internal "
            "UNION ALL SELECT 'view', view_name, sql FROM duckdb_views() WHERE NOT internal "
            "UNION ALL SELECT 'macro', function_name, 'macro' FROM duckdb_functions() WHERE NOT internal "
            "UNION ALL SELECT 'schema', schema_name, 'schema' FROM duckdb_schemas() WHERE NOT internal "
            "UNION ALL SELECT 'type', type_name, 'type' FROM duckdb_types() WHERE NOT internal"
        )
    }


def _own(table: Table) -> tuple[Column, ...]:
    return tuple(c for c in table.columns if c.name != "plan_id")


def _columns(columns: Iterable[Column]) -> str:
    return ", ".join(f'"{c.name}" {SQL[c.dtype]}' for c in columns)


def _schema() -> Iterator[str]:
    yield "CREATE TABLE state (name VARCHAR PRIMARY KEY, key VARCHAR)"
    yield (
        "CREATE TABLE sources (source BIGINT, key VARCHAR, path VARCHAR, sha256 VARCHAR, encoding VARCHAR, media_type VARCHAR, "
        "text VARCHAR, furniture VARCHAR, grids VARCHAR, headings VARCHAR, doubts VARCHAR)"
    )
    yield (
        "CREATE TABLE plans (position BIGINT, plan_id VARCHAR, content VARCHAR, source BIGINT, "
        '"start" BIGINT, "end" BIGINT, title VARCHAR, issuer VARCHAR, place VARCHAR, year BIGINT, year_end BIGINT, '
        "date VARCHAR, kind VARCHAR, script VARCHAR, metadata VARCHAR, grounds VARCHAR)"
    )
    yield "CREATE TABLE mined (content VARCHAR PRIMARY KEY, version VARCHAR)"
    for name, table in CORPUS_TABLES.items():
        yield f'CREATE TABLE "{name}" ({_columns(table.columns)})'
    for name, table in PLAN_TABLES.items():
        yield f'CREATE TABLE "mined_{name}" (content VARCHAR, n BIGINT, {_columns(_own(table))})'
        yield (
            f'CREATE VIEW "{name}" AS SELECT {_placed(table)} FROM "mined_{name}" m JOIN plans p USING (content) '
            "ORDER BY p.position, m.n"
        )


def _placed(table: Table) -> str:
    """SQL of the columns of rows `m` of a plan `p`, with offsets shifted into its source."""
    moved = set(table.offsets)
    return ", ".join(
        f'm."{c}" + p."start" AS "{c}"' if c in moved else f'p."{c}"' if c == "plan_id" else f'm."{c}"'
        for c in table.names
    )


def _any_lone(corpus: Iterable[Plan], sources: Iterable[Source]) -> bool:
    """Whether a text or a name has lone surrogates."""
    texts = chain.from_iterable((s.text, s.path) for s in sources)
    names = chain.from_iterable((p.id, p.title) for p in corpus)
    return any(text is not None and has_halves(str(text)) for text in chain(texts, names))


def _frame(blocks: Blocks, schema: Any, table: Table, shifted: bool) -> pd.DataFrame:
    import pyarrow as pa

    batches = [pa.ipc.read_record_batch(pa.py_buffer(block), schema) for block in blocks]
    frame = from_arrow(pa.Table.from_batches(batches, schema), table)
    if shifted:
        for c in (c.name for c in table.columns if c.dtype == "string"):
            frame[c] = frame[c].map(_plain).astype(object)
    return frame


def _in_order(rows: Callable[[], pd.DataFrame]) -> pd.DataFrame:
    """Sort the rows of single plans by plan, then by their order within the plan."""
    frame = rows()
    key = frame.pop("position"), frame.pop("n")
    order = key[0] * (1 + key[1].max() if len(frame) else 1) + key[1]
    if not order.is_monotonic_increasing:
        frame = frame.iloc[order.argsort(kind="stable")].reset_index(drop=True)
    return frame


def _safe(value: Any) -> Any:
    return escaped(value) if isinstance(value, str) else value


def _same(value: Any) -> Any:
    return value


def _plain(value: Any) -> Any:
    return unescaped(value) if isinstance(value, str) else value


def _json(value: object) -> str:
    return json.dumps(value)


def _source_rows(sources: Sequence[Source], keys: Sequence[str], first: int) -> Any:
    import pyarrow as pa

    rows: dict[str, list[Any]] = {
        "source": list(range(first, first + len(sources))),
        "key": list(keys),
        "path": [None if s.path is None else str(s.path) for s in sources],
        "sha256": [s.sha256 for s in sources],
        "encoding": [s.encoding for s in sources],
        "media_type": [s.media_type for s in sources],
        "text": [s.text for s in sources],
        "furniture": [_json(s.furniture) for s in sources],
        "grids": [_json([[g.start, g.end, g.rows] for g in s.grids]) for s in sources],
        "headings": [_json(s.headings) for s in sources],
        "doubts": [_json(s.doubts) for s in sources],
    }
    return pa.table({name: pa.array(list(map(_safe, v)), _kind(name)) for name, v in rows.items()})


def _plan_rows(corpus: Corpus, keys: Sequence[str], sources: Sequence[int]) -> Any:
    import pyarrow as pa

    rows: dict[str, list[Any]] = {
        "position": list(range(len(corpus))),
        "plan_id": [p.id for p in corpus],
        "content": list(keys),
        "source": list(sources),
        "start": [p.start for p in corpus],
        "end": [p.end for p in corpus],
        **{name: [getattr(p, name) for p in corpus] for name in _METADATA},
        "metadata": [_json(dict(p.metadata)) for p in corpus],
        "grounds": [_json(dict(p.grounds)) for p in corpus],
    }
    return pa.table({name: pa.array(list(map(_safe, v)), _kind(name)) for name, v in rows.items()})


def _kind(name: str) -> Any:
    import pyarrow as pa

    if name in ("source", "position", "start", "end", "year", "year_end"):
        return pa.int64()
    return pa.string()
