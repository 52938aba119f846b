"""Count which characters plans are written with, and write them in order of frequency.

usage: python scripts/count_common_characters.py FOLDER > miner/reading/data/common_characters.txt

FOLDER holds UTF-8 text files. Each text is counted as it is and in the other script (OpenCC), so that the
list serves simplified and traditional readers alike. Only the order of single characters is kept: no text.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import opencc

KEEP = 2500


def main(folder: Path) -> None:
    """Print the characters of the texts under `folder`, 50 a line, the most frequent first."""
    converters = [opencc.OpenCC(name) for name in ("t2s", "s2t", "s2tw", "s2hk")]
    counts: Counter[str] = Counter()
    files = sorted(folder.rglob("*.txt"))[::2]
    for file in files:
        text = file.read_text(encoding="utf-8", errors="ignore")
        for converter in converters:
            counts.update(converter.convert(text))
    kept = [c for c, n in counts.most_common() if c > "\u007f" and c.isprintable() and not c.isspace()][:KEEP]
    print("# The characters that plans are written with, in both scripts, the most frequent first.")
    print(f"# Counted by scripts/count_common_characters.py in {len(files)} Chinese plans of ten collections")
    print("# (every second document; the encoding detector was measured on the others).")
    for i in range(0, len(kept), 50):
        print("".join(kept[i : i + 50]))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
