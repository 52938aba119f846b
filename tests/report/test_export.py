"""A table written to a file says what it said in memory, and does nothing in a spreadsheet."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pandas as pd
import pytest

from miner import InputError
from miner.report.export import table_bytes, write_table

FRAME = pd.DataFrame({"quote": ["94%以上", "=HYPERLINK(1)", None], "low": [94.0, 1.0, float("nan")]})


def test_csv_opens_in_excel_and_runs_no_formula() -> None:
    text = table_bytes(FRAME, "csv").decode("utf-8")
    assert text.startswith("\ufeffquote,low\n94%以上,94.0\n")
    assert "\n'=HYPERLINK(1),1.0\n" in text


def test_json_lines_keep_every_value() -> None:
    rows = [json.loads(line) for line in table_bytes(FRAME, "jsonl").splitlines()]
    assert rows[1] == {"quote": "=HYPERLINK(1)", "low": 1.0}
    assert rows[2] == {"quote": None, "low": None}


def test_parquet_comes_back_as_it_was() -> None:
    pd.testing.assert_frame_equal(pd.read_parquet(io.BytesIO(table_bytes(FRAME, "parquet"))), FRAME)


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "targets.csv"
    write_table(FRAME, target, "csv")
    before = target.read_bytes()
    with pytest.raises(InputError, match="cannot write"):
        write_table(FRAME, tmp_path / "missing" / "targets.csv", "csv")
    assert target.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["targets.csv"]
