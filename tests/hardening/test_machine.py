"""A machine that lacks what most have: the job is done all the same, or ends in one line."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
from nasty_forms import good_files  # noqa: E402

pytestmark = pytest.mark.skipif(os.name == "nt", reason="limits and folders of Unix")
KINDS = (".txt", ".html", ".docx", ".xlsx", ".pdf", ".zip", ".parquet")
CODE = """
import sys
{before}
import miner
corpus = miner.read_corpus(sys.argv[1])
assert corpus.problems.empty, corpus.problems.to_string()
print(len(corpus), len(miner.extract_targets(corpus)))
"""
BEFORE = {
    "few file descriptors": "import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))",
    "no home": "import os; [os.environ.pop(k, None) for k in ('HOME', 'XDG_CACHE_HOME', 'NUMBA_CACHE_DIR')]",
    "a home that is none": "import os; os.environ['HOME'] = '/proc/nowhere'",
    "no folder for temporary files": """
import tempfile
def none(): raise FileNotFoundError(2, "No usable temporary directory found")
tempfile._get_default_tempdir = none""",
    "no standard input": "import os; os.close(0)",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Good files of each kind, in a folder that nobody may write into."""
    made = tmp_path_factory.mktemp("files")
    taken: set[str] = set()
    for name, data in good_files():
        suffix = Path(name).suffix
        if suffix in KINDS and suffix not in taken:
            taken.add(suffix)
            (made / name).write_bytes(data)
    made.chmod(0o500)
    return made


def mined(folder: Path, before: str) -> list[str]:
    """How many plans and targets there are for a process that does `before` first."""
    done = subprocess.run(
        [sys.executable, "-c", CODE.format(before=before), str(folder)],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr.decode()[-2000:]) == (0, "")
    return done.stdout.decode().split()


@pytest.fixture(scope="module")
def usual(folder: Path) -> list[str]:
    """What is found where nothing lacks."""
    return mined(folder, "")


@pytest.mark.parametrize("lacks", BEFORE)
def test_every_kind_is_read_and_mined(folder: Path, usual: list[str], lacks: str) -> None:
    assert mined(folder, BEFORE[lacks]) == usual
    assert int(usual[0]) == 9
    assert int(usual[1]) > 20
