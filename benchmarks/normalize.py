"""How long normalizing takes beside OpenCC's t2s alone, on the same text.

usage: python benchmarks/normalize.py [--characters N] [FOLDER ...]

Reads the .txt and .md files of the folders (default: corpus/), repeats them up to N characters (default two
millions), and prints for three texts - the simplified form, its traditional form, and its simplified form with
ASCII punctuation - the seconds of t2s, of `normalize`, and the ratio. The best of five runs counts.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import opencc

from miner import normalize


def seconds(job: Callable[[str], object], text: str, runs: int = 5) -> float:
    """The best of several runs."""
    best = float("inf")
    for _ in range(runs):
        start = time.perf_counter()
        job(text)
        best = min(best, time.perf_counter() - start)
    return best


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="*", type=Path, default=[Path("corpus")])
    parser.add_argument("--characters", type=int, default=2_000_000)
    arguments = parser.parse_args()
    files = sorted(
        f for folder in arguments.folders for f in folder.rglob("*") if f.suffix in {".txt", ".md"}
    )
    found = "\n".join(f.read_text(encoding="utf-8", errors="ignore") for f in files)
    clean = normalize(found).text
    clean = (clean * (arguments.characters // len(clean) + 1))[: arguments.characters]
    t2s = opencc.OpenCC("t2s").convert
    ascii_marks = clean.translate(dict(zip(map(ord, "，；：（）！"), ",;:()!", strict=True)))
    texts = {
        "simplified": clean,
        "traditional": opencc.OpenCC("s2t").convert(clean),
        "ASCII marks": ascii_marks,
    }
    print(f"{'text':14s}{'characters':>12s}{'t2s':>10s}{'normalize':>12s}{'ratio':>8s}")
    for name, text in texts.items():
        alone, whole = seconds(t2s, text), seconds(normalize, text)
        print(f"{name:14s}{len(text):12,d}{alone:9.3f}s{whole:11.3f}s{whole / alone:8.2f}")


if __name__ == "__main__":
    main()
