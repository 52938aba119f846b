"""Compiled functions find a place for their cache on every machine."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from miner.engine import compiled


def test_a_package_that_can_be_written_needs_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    monkeypatch.setattr(compiled, "_PACKAGE", tmp_path)
    compiled.ensure_compile_cache()
    assert "NUMBA_CACHE_DIR" not in os.environ


def test_without_any_folder_the_process_has_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", "")
    monkeypatch.setattr(compiled, "_writable", lambda folder: False)
    compiled.ensure_compile_cache()
    folder = Path(os.environ["NUMBA_CACHE_DIR"])
    assert folder.is_dir()
    assert folder.stat().st_mode & 0o077 == 0  # nobody else can put code there


def test_a_user_without_a_home(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_home() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", no_home)
    assert compiled._user_cache() is None
    assert not compiled._writable(None)
