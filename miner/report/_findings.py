"""Turn rows of the findings table into sentences; page, Word and Markdown share the formatted figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from miner.knowledge.indicators import indicators
from miner.report._values import percent, present, value_text

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["finding_sentence", "finding_values", "findings_list"]


def finding_values(row: Mapping[Any, Any]) -> dict[str, Any]:
    """Values that fill the placeholders of a finding sentence (`finding.missed` …); an empty string where one is missing."""
    unit = _text(row["unit"])
    share = row["value"] if row["kind"] == "copied" else None
    name = _text(row["indicator"])
    return {
        "kind": row["kind"],
        "plan_id": row["plan_id"],
        "start": _whole(row["start"]),
        "end": _whole(row["end"]),
        "plan_b": row["plan_b"],
        "indicator": name,
        "indicator_en": _english().get(name, name),
        "quote": _text(row["quote"]),
        "quote_b": _text(row["quote_b"]),
        "share": percent(share),
        "range": value_text({"low": row["low"], "high": row["high"], "unit": unit}),
        "middle": value_text({"low": row["median"], "high": row["median"], "unit": unit}),
        "plans": _text(_whole(row["plans"])),
        "year": _text(_whole(row["year"])),
    }


def findings_list(table: pd.DataFrame | None, index: dict[str, int]) -> dict[str, Any] | None:
    """The findings as columns for the page: plans by their position in the corpus, figures formatted as text."""
    if table is None or not len(table):
        return None
    rows = [finding_values(row) for row in table.to_dict("records")]
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    for name in ("plan_id", "plan_b"):
        columns[name] = [index.get(v, -1) if isinstance(v, str) else -1 for v in columns[name]]
    return {"rows": len(rows), "columns": columns}


def finding_sentence(
    row: Mapping[Any, Any], words: Mapping[str, str], titles: Mapping[str, str], english: bool
) -> str:
    """One finding in the words of a language; `titles` are the plans' by id."""
    values = finding_values(row)
    name = values["indicator_en"] if english else values["indicator"]
    plan, other = (titles.get(values[key] or "", "") for key in ("plan_id", "plan_b"))
    return words[f"finding.{values['kind']}"].format(
        **{**values, "indicator": name, "plan": plan, "other": other}
    )


def _english() -> dict[str, str]:
    """English names by every registered Chinese name and by the canonical one."""
    names = {name: indicator.english for (name, _), indicator in indicators().items()}
    return {**names, **{indicator.name: indicator.english for indicator in indicators().values()}}


def _text(value: Any) -> str:
    cell = present(value)
    return "" if cell is None else str(cell)


def _whole(value: Any) -> int | None:
    """A number of a nullable column; None where it is missing."""
    cell = present(value)
    return None if cell is None else int(cell)
