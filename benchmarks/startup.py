"""How long the door takes: `import miner` and `miner --help` beside `import pandas`, in one run.

python -m benchmarks.startup
"""

from __future__ import annotations

import subprocess
import sys
import time

RUNS = 5
COMMANDS = {
    "python -c pass": ["-c", "pass"],
    "import pandas": ["-c", "import pandas"],
    "import miner": ["-c", "import miner"],
    "miner --help": ["-m", "miner", "--help"],
}


def seconds(arguments: list[str]) -> float:
    """The best of a few runs: what the command needs when nothing disturbs it."""
    best = float("inf")
    for _ in range(RUNS):
        begun = time.perf_counter()
        subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
        best = min(best, time.perf_counter() - begun)
    return best


def main() -> None:
    """Print each command's seconds and its part of `import pandas`, the bare interpreter taken off both."""
    took = {name: seconds(arguments) for name, arguments in COMMANDS.items()}
    bare = took["python -c pass"]
    pandas = took["import pandas"] - bare
    for name, s in took.items():
        print(f"{name:<16} {s:6.3f} s   {(s - bare) / pandas:6.3f} of import pandas")


if __name__ == "__main__":
    main()
