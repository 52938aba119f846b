"""Declare tables, and the columns that most of them share.

Types are `string` (object dtype, None where unknown), `integer` (int64), `number` (float64, NaN where
unknown), `boolean` (bool) and `optional integer` (Int64, <NA> where unknown).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

__all__ = ["PLAN", "QUOTE", "SECTION", "SPAN", "Column", "Table", "span_of"]

DType = Literal["string", "integer", "number", "boolean", "optional integer"]
PANDAS: dict[str, str] = {
    "string": "object",
    "integer": "int64",
    "number": "float64",
    "boolean": "bool",
    "optional integer": "Int64",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, its type, what it means and in which unit."""

    name: str
    dtype: DType
    meaning: str
    unit: str = ""
    titles: tuple[str, str, str] = ("", "", "")
    """What a reader sees in place of the name: in English and in Chinese, simplified and traditional script.

    Empty for the columns whose titles stand in `report/data/interface.csv`.
    """


@dataclass(frozen=True, slots=True)
class Table:
    """A declared table; `frame` makes a DataFrame that keeps to the declaration."""

    name: str
    """Its one name: of the attribute, the file, the sheet and the page of the reference."""
    meaning: str
    columns: tuple[Column, ...]
    title: str = ""
    """What a reader sees in place of the name."""
    hans: tuple[str, str] = ("", "")
    """Title and meaning in Chinese, simplified script."""
    hant: tuple[str, str] = ("", "")
    """Title and meaning in Chinese, traditional script."""

    def explained(self, language: str) -> tuple[str, str]:
        """Title and meaning in `en`, `zh-Hans` or `zh-Hant`."""
        return {"zh-Hans": self.hans, "zh-Hant": self.hant}.get(language, (self.title, self.meaning))

    @property
    def names(self) -> list[str]:
        """The column names in their order."""
        return [c.name for c in self.columns]

    @property
    def offsets(self) -> list[str]:
        """The columns that are offsets into `source.text`: whole numbers counted in code points."""
        return [c.name for c in self.columns if c.unit == "code point" and c.dtype.endswith("integer")]

    def frame(self, rows: Iterable[Sequence[Any]]) -> pd.DataFrame:
        """Make the DataFrame of `rows`, each a sequence of values in the declared order.

        Raises ValueError when a row has another number of values than the table has columns.
        """
        import pandas as pd

        data = list(rows)
        if not {len(self.columns)}.issuperset(map(len, data)):
            raise ValueError(f"table {self.name} has {len(self.columns)} columns: {', '.join(self.names)}")
        values = list(zip(*data, strict=True)) if data else [()] * len(self.columns)
        frame: pd.DataFrame = pd.DataFrame(
            {
                c.name: pd.Series(_objects(v) if c.dtype == "string" else list(v), dtype=PANDAS[c.dtype])
                for c, v in zip(self.columns, values, strict=True)
            }
        )
        return frame

    def of_columns(self, *values: Any) -> pd.DataFrame:
        """Make the DataFrame of whole columns (arrays or lists, as long as one another) in the declared order.

        Raises ValueError when there are not as many as the table has columns, or their lengths differ.
        """
        import pandas as pd

        frame: pd.DataFrame = pd.DataFrame(
            {c.name: pd.Series(v, dtype=PANDAS[c.dtype]) for c, v in zip(self.columns, values, strict=True)}
        )
        if any(len(v) != len(frame) for v in values):
            raise ValueError(f"table {self.name}: columns of different lengths")
        return frame


def _objects(values: Sequence[Any]) -> npt.NDArray[np.object_]:
    """The values in an array of objects, which pandas takes as it is: twice as fast as a list."""
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


SPAN = (
    Column("start", "integer", "first character in source.text", "code point"),
    Column("end", "integer", "one past the last character in source.text", "code point"),
)
PLAN = Column("plan_id", "string", "the plan")
SECTION = Column("section_id", "string", "innermost section that holds the row; None before the first")
QUOTE = Column("quote", "string", "source.text[start:end], verbatim")


def span_of(which: str, dtype: DType = "optional integer") -> tuple[Column, ...]:
    """The span and the words of one of two plans of a row: `start_b`, `end_b` and `quote_b` of `plan_b`."""
    plan = f"plan_{which}"
    return (
        Column(f"start_{which}", dtype, f"first character in the source.text of {plan}", "code point"),
        Column(f"end_{which}", dtype, "one past the last character", "code point"),
        Column(f"quote_{which}", "string", f"verbatim from {plan}"),
    )
