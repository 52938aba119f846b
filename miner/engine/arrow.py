"""Convert columns without strings to Arrow arrays and back; declared types, None, NaN and <NA> survive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from miner.engine.tables import PANDAS

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["array_of", "series_of"]


def array_of(values: pd.Series[Any], dtype: str) -> Any:
    """A column of numbers or truths as an Arrow array; `dtype` is that of its declaration."""
    import pyarrow as pa

    if dtype == "optional integer":
        return pa.array(values.astype("Int64"), pa.int64())
    kinds = {"integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_()}
    return pa.array(values.to_numpy(), kinds[dtype], from_pandas=False)


def series_of(column: Any, dtype: str) -> pd.Series[Any]:
    """What `array_of` was given, from an Arrow array or a chunked one."""
    import pandas as pd

    if dtype == "optional integer":
        return pd.Series(pd.array(column.to_pandas(integer_object_nulls=True), dtype="Int64"))
    return pd.Series(column.to_numpy(zero_copy_only=False), dtype=PANDAS[dtype])
