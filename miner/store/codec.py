"""Convert tables to Arrow and back, with their declared types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from miner.engine.arrow import array_of, series_of
from miner.knowledge.surrogates import escaped
from miner.tables import Column, Table

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

__all__ = ["SQL", "from_arrow", "to_arrow"]

SQL = {
    "string": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN", "optional integer": "BIGINT",
}  # fmt: skip


def to_arrow(frame: pd.DataFrame, columns: tuple[Column, ...]) -> pa.Table:
    """Convert the columns of a declared table to Arrow; None, NaN and <NA> stay distinct."""
    import pyarrow as pa

    return pa.table({c.name: _array(frame[c.name], c.dtype) for c in columns})


def _array(values: pd.Series[Any], dtype: str) -> Any:
    import pyarrow as pa

    if dtype == "string":
        data = values.tolist()
        try:
            return pa.array(data, pa.string())
        except UnicodeEncodeError:
            return pa.array([v if v is None else escaped(v) for v in data], pa.string())
    return array_of(values, dtype)


def _strings(column: Any) -> Any:
    """The strings of a column as an object array, None where there is none; equal strings are one object."""
    import numpy as np

    coded = column.dictionary_encode().unify_dictionaries().combine_chunks()
    if not len(coded):
        return np.empty(0, dtype=object)
    distinct = np.array([*coded.dictionary.to_pylist(), None], dtype=object)
    return distinct[coded.indices.fill_null(len(distinct) - 1).to_numpy(zero_copy_only=False)]


def from_arrow(data: pa.Table, table: Table) -> pd.DataFrame:
    """The DataFrame of a declared table, exactly as `Table.frame` would make it."""
    import pandas as pd

    values = {}
    for c in table.columns:
        column = data.column(c.name)
        if c.dtype == "string":
            values[c.name] = pd.Series(_strings(column), dtype=object)
        else:
            values[c.name] = series_of(column, c.dtype)
    return pd.DataFrame(values)
