"""Run every scorer named in tests/quality.toml with its floors; exit 1 when a figure falls short.

usage: python scripts/quality.py [FOLDER OF THE SCORERS]      default: ../shared/score beside the repository
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from miner.knowledge.data import parse_toml  # noqa: E402


def main() -> int:
    """Run the scorers; 0 when every floor holds or there are no scorers to run."""
    scorers = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "score"
    if not scorers.is_dir():
        print(f"no scorers at {scorers}: the quality floors are skipped")
        return 0
    failed = []
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with tempfile.TemporaryDirectory() as tmp:
        for scorer in parse_toml((ROOT / "tests" / "quality.toml").read_text(encoding="utf-8"))["scorer"]:
            command = [part.format(scorers=scorers, tmp=tmp) for part in scorer["run"]]
            floors = [f"{figure}>={floor}" for figure, floor in scorer.get("floors", {}).items()]
            print("==", " ".join([Path(command[0]).name, *command[1:], *floors]), flush=True)
            start = time.monotonic()
            done = subprocess.run(
                [sys.executable, *command, *floors], cwd=scorers, env=environment, check=False
            )
            print(f"   {time.monotonic() - start:.0f} s", flush=True)
            if done.returncode:
                failed.append(Path(command[0]).name)
    print("quality floors:", f"fell short: {', '.join(failed)}" if failed else "all held")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
