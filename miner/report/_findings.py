"""The findings as sentences: the figures of a row as they are written, the same for the page, Word and Markdown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from miner.knowledge.indicators import indicators
from miner.report._values import percent, present, value_text

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["finding_sentence", "finding_values", "findings_list"]


def finding_values(row: Mapping[Any, Any]) -> dict[str, Any]:
    """What a sentence of the interface (`finding.missed` …) is filled with; empty strings for what is missing."""
    unit = _said(row["unit"])
    share = row["value"] if row["kind"] == "copied" else None
    name = _said(row["indicator"])
    return {
        "kind": row["kind"],
        "plan_id": row["plan_id"],
        "start": _whole(row["start"]),
        "end": _whole(row["end"]),
        "plan_b": row["plan_b"],
        "indicator": name,
        "indicator_en": _english().get(name, name),
        "quote": _said(row["quote"]),
        "quote_b": _said(row["quote_b"]),
        "share": percent(share),
        "range": value_text({"low": row["low"], "high": row["high"], "unit": unit}),
        "middle": value_text({"low": row["median"], "high": row["median"], "unit": unit}),
        "plans": _said(_whole(row["plans"])),
        "year": _said(_whole(row["year"])),
    }


def findings_list(table: pd.DataFrame | None, index: dict[str, int]) -> dict[str, Any] | None:
    """The findings as the sentences need them: plans by position, every figure as it is written."""
    if table is None or not len(table):
        return None
    said = [finding_values(row) for row in table.to_dict("records")]
    made = {name: [row[name] for row in said] for name in said[0]}
    for name in ("plan_id", "plan_b"):
        made[name] = [index.get(v, -1) if isinstance(v, str) else -1 for v in made[name]]
    return {"rows": len(said), "columns": made}


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
    """English names by the registry's name and by the normal name of what is measured."""
    made = {of: known.english for (of, _), known in indicators().items()}
    return {**made, **{known.name: known.english for known in indicators().values()}}


def _said(value: Any) -> str:
    held = present(value)
    return "" if held is None else str(held)


def _whole(value: Any) -> int | None:
    """A number of a nullable column; None where it is missing."""
    held = present(value)
    return None if held is None else int(held)
