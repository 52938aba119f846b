"""Patterns of a user's rules: refused with the reason where they are none, or would never come to an end."""

from __future__ import annotations

from pathlib import Path

import pytest

import miner


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [("([", "is no regular expression"), ("(a+)+b", "repeats what repeats itself"), ("(?:(x*)|y)*z", "repeats what")],
)  # fmt: skip
def test_a_bad_pattern_is_refused(tmp_path: Path, pattern: str, reason: str) -> None:
    (tmp_path / "numbers").mkdir()
    (tmp_path / "numbers" / "vetoes.toml").write_text(f"[[more]]\npattern = '{pattern}'\n", encoding="utf-8")
    with pytest.raises(miner.InputError, match=reason):
        miner.use_rules(tmp_path)


def test_the_patterns_of_the_package_are_accepted(tmp_path: Path) -> None:
    known = Path(miner.__file__).parent
    for file in known.glob("*/data/*.toml"):
        place = tmp_path / file.parts[-3] / file.name
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(file.read_bytes())
    try:
        miner.use_rules(tmp_path)
    finally:
        miner.use_rules(None)
