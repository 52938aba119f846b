"""Declare the columns that describe one of two areas, in the tables that compare an area with the one around it."""

from __future__ import annotations

from miner.engine.tables import Column, DType, span_of

__all__ = ["area_columns"]


def area_columns(
    name: str, plan: str, value: str, *further: Column, dtype: DType = "optional integer"
) -> tuple[Column, ...]:
    """Columns of the `upper` or the `lower` area (`name`): plan, layer, place, value, comparator, unit, span.

    plan, value: meanings of these two columns; further: columns between the unit and the span; dtype: type of the
    offsets.
    """
    return (
        Column(f"plan_{name}", "string", plan),
        Column(f"layer_{name}", "string", "国家, 省, 市, 县 or 乡"),
        Column(f"place_{name}", "string", f"the {name} area; None for the country"),
        Column(f"value_{name}", "number", value, f"as `unit_{name}`"),
        Column(f"comparator_{name}", "string", "its comparator"),
        Column(f"unit_{name}", "string", "as written"),
        *further,
        *span_of(name, dtype),
    )
