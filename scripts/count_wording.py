"""Count the wording that public plans and reports share, for `miner/duplicates/data/wording.npz`.

usage: python scripts/count_wording.py FOLDER OUT.npz [--part I/N]

Every text file (UTF-8) below FOLDER is one document. Its text is folded as for finding copies (no punctuation,
simplified characters, each number one symbol), and each run of six symbols counts once for a document. A run
that at least three independent documents have is common. A document of which three tenths of the runs stand
in one counted before is a copy or a second edition and is not counted: nobody's copying becomes common wording.
Only 32-bit hashes of the runs are written; no sentence can be read from them.

The file shipped was counted from 332 of 401 documents: reports on the work of governments (national ones of
1954 to 2025, 31 of provinces in 2025, 62 of cities in 2024), five-year plans, congress reports, resolutions,
policies of ministries and of one province, and excerpts of work plans of unions and schools.
--part I/N counts only the documents number I, I + N, ... so that the rest can serve as a test.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import numpy.typing as npt

import miner
from miner.duplicates.fold import fold
from miner.duplicates.wording import hashes

LEAST_DOCUMENTS = 3
SAME_DOCUMENT = 0.3


def independent(runs: list[npt.NDArray[np.uint32]]) -> list[npt.NDArray[np.uint32]]:
    """The documents (sorted hashes) that share less than `SAME_DOCUMENT` of their runs with any before."""
    kept: list[npt.NDArray[np.uint32]] = []
    for own in runs:
        if len(own) and all(np.isin(own, other).mean() < SAME_DOCUMENT for other in kept):
            kept.append(own)
    return kept


def main() -> None:
    """Count and write."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--part", default="0/1")
    args = parser.parse_args()
    part, parts = map(int, args.part.split("/"))
    paths = sorted(args.folder.rglob("*.txt"))[part::parts]
    texts = {str(p): p.read_text(encoding="utf-8", errors="ignore") for p in paths}
    folded = fold(list(miner.Corpus.from_texts(texts)))
    runs = [
        np.unique(hashes(folded.symbols[a:b]))
        for a, b in zip(folded.offsets[:-1], folded.offsets[1:], strict=True)
    ]
    documents = independent(runs)
    found, counts = np.unique(np.concatenate(documents), return_counts=True)
    common = found[counts >= LEAST_DOCUMENTS]
    steps = np.diff(common, prepend=np.uint32(0)).astype(np.uint32)
    np.savez_compressed(args.out, steps=steps, documents=np.int64(len(documents)))
    print(f"{len(documents)} of {len(paths)} documents, {len(common)} common runs")


if __name__ == "__main__":
    main()
