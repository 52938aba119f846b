"""How long normalizing takes beside OpenCC's t2s alone, on the same text.

usage: python benchmarks/normalize.py [FOLDER ...]

Reads the .txt and .md files of the folders (default: corpus/) and prints for three forms of the documents -
simplified, simplified with ASCII punctuation, traditional - the seconds of t2s, of `normalize`, and the ratio.
The documents are in normal form before, so that nothing but the conversion is left to do. Best of five runs.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import opencc

from miner import normalize


def seconds(job: Callable[[str], object], texts: list[str], runs: int = 5) -> float:
    """The best of several runs over all texts."""
    best = float("inf")
    for _ in range(runs):
        start = time.perf_counter()
        for text in texts:
            job(text)
        best = min(best, time.perf_counter() - start)
    return best


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="*", type=Path, default=[Path("corpus")])
    arguments = parser.parse_args()
    files = sorted(
        f for folder in arguments.folders for f in folder.rglob("*") if f.suffix in {".txt", ".md"}
    )
    clean = [normalize(f.read_text(encoding="utf-8", errors="ignore")).text for f in files]
    marks = dict(zip(map(ord, "，；：（）！"), ",;:()!", strict=True))
    t2s, s2t = opencc.OpenCC("t2s").convert, opencc.OpenCC("s2t").convert
    forms = {
        "simplified": clean,
        "ASCII marks": [text.translate(marks) for text in clean],
        "traditional": [s2t(text) for text in clean],
    }
    print(f"{'form':14s}{'documents':>10s}{'characters':>12s}{'t2s':>10s}{'normalize':>12s}{'ratio':>8s}")
    for name, texts in forms.items():
        alone, whole = seconds(t2s, texts), seconds(normalize, texts)
        size = sum(map(len, texts))
        print(f"{name:14s}{len(texts):10,d}{size:12,d}{alone:9.3f}s{whole:11.3f}s{whole / alone:8.2f}")


if __name__ == "__main__":
    main()
