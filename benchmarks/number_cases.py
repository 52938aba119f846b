"""How many phrases of a public case file are read with the right value, by category.

usage: python benchmarks/number_cases.py CASES.jsonl [--show CATEGORY]

A line of the file is {source, category, input, spans: [{text, value, interval, unit}]}: the spans of an input
that are numbers or quantities. Each span is read by itself, numbers with `parse_numeral`, all else with
`parse_quantity`. The cases call 以上 and 以下 exclusive; here, as in the Civil Code (article 1259), they include
the number, so only the ends of an interval are compared, not whether they are closed.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path
from typing import Any

from miner.normalization import normalize
from miner.numbers.numerals import parse_numeral
from miner.numbers.phrases import parse_quantity

NUMBERS = ("NumberModel", "Numeral", "cn2an_test/strict_data_dict", "cn2an_test/normal_data_dict")
# The base units of the case files (gram, milliliter, centimeter …) against those of the table of units.
SCALES = (1.0, 10.0, 100.0, 1000.0, 1e6)


def same(a: float, b: float) -> bool:
    """Equal up to rounding."""
    return abs(a - b) <= 1e-6 * max(1.0, abs(b))


def number(value: Any) -> float | None:
    """The value of a case, `12%` included; None where the case tells none."""
    try:
        return float(str(value).rstrip("%"))
    except ValueError:
        return None


def right(category: str, span: dict[str, Any]) -> bool | None:
    """Whether the span is read with the value the case tells; None where it tells none."""
    text = normalize(span["text"]).text
    want, interval = number(span.get("value")), span.get("interval")
    if want is None and not isinstance(interval, dict):
        return None
    try:
        if category in NUMBERS:
            return want is not None and same(parse_numeral(text).low, want)
        q = parse_quantity(text)
    except ValueError:
        return False
    if want is None:
        return isinstance(interval, dict) and (q.low, q.high) == (interval.get("low"), interval.get("high"))
    value = q.low if q.low is not None else q.high
    if value is None:
        return False
    scaled = [value, *(value * q.factor * s for s in SCALES)]
    if q.dimension == "share":
        scaled.append(value * q.factor * 100)
    return any(same(v, want) for v in scaled)


def main() -> None:
    """Print right, all and share for each category."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("cases", type=Path)
    parser.add_argument("--show", default="")
    options = parser.parse_args()
    counts: Counter[str] = Counter()
    hits: Counter[str] = Counter()
    for line in options.cases.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        if "error" in case["category"]:
            continue
        for span in case["spans"]:
            verdict = right(case["category"], span)
            if verdict is None:
                continue
            counts[case["category"]] += 1
            hits[case["category"]] += verdict
            if not verdict and options.show == case["category"]:
                print(span["text"], span.get("value"), span.get("interval"))
    for category, total in counts.items():
        print(f"{category:36s} {hits[category]:4d} {total:4d} {hits[category] / total:.3f}")


if __name__ == "__main__":
    main()
