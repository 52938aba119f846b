"""Measure the extra `ocr`: characters wrong, seconds and memory a page, on pages of the sample corpus drawn as scans.

Each page is drawn at 150 and 300 dpi, turned by 2 degrees and strewn with noise. A font with Chinese characters is needed:
`python scripts/measure_recognition.py FONT [PAGES]`.
"""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from rapidfuzz.distance import Levenshtein

from miner.reading.encodings import decode
from miner.reading.pdf import read_pictures

ROOT = Path(__file__).parents[1]
WIDTH, HEIGHT, MARGIN, SIZE, LEADING = 8.27, 11.69, 1.0, 16 / 72, 28 / 72
"""The page, its margins, the characters and the distance of lines in inches."""
PER_LINE = int((WIDTH - 2 * MARGIN) / SIZE)
LINES = int((HEIGHT - 2 * MARGIN) / LEADING)


def lines_of(text: str) -> list[str]:
    """The first page of a text, its paragraphs broken into lines with an indent of two characters."""
    lines: list[str] = []
    for paragraph in ("".join(p.split()) for p in text.split("\n") if p.strip()):
        whole = "\u3000\u3000" + paragraph
        lines += [whole[i : i + PER_LINE] for i in range(0, len(whole), PER_LINE)]
    return lines[:LINES]


def draw(lines: list[str], font: str, dpi: int, seed: int) -> np.ndarray:
    """A page as a scanner gives it: turned by 2 degrees, with noise and specks."""
    image = Image.new("L", (int(WIDTH * dpi), int(HEIGHT * dpi)), 255)
    pen, face = ImageDraw.Draw(image), ImageFont.truetype(font, int(SIZE * dpi))
    for i, line in enumerate(lines):
        x = MARGIN
        for character in line:
            pen.text((x * dpi, (MARGIN + i * LEADING) * dpi), character, 0, face)
            x += SIZE / 2 if character.isascii() else SIZE
    turned = np.asarray(image.rotate(2, Image.Resampling.BICUBIC, fillcolor=255), dtype=float)
    rng = np.random.default_rng(seed)
    noisy = turned * 0.9 + 10 + rng.normal(0, 18, turned.shape)
    noisy[rng.random(turned.shape) < 0.0005] = 0
    gray = noisy.clip(0, 255).astype(np.uint8)
    return np.stack([gray] * 3, axis=2)


def main(font: str, pages: int = 10) -> None:
    """Print a line for each resolution."""
    files = sorted(ROOT.glob("corpus/**/*.txt"))
    texts = [t for f in files if sum(map(len, lines_of(t := decode(f.read_bytes()).text))) > 300]
    texts = texts[:: max(1, len(texts) // pages)][:pages]
    for dpi in (150, 300):
        wrong = total = 0
        start = time.perf_counter()
        for seed, text in enumerate(texts):
            lines = lines_of(text)
            told = "".join("".join(lines).split())
            read = "".join(read_pictures([draw(lines, font, dpi, seed)]).text.split())
            wrong += Levenshtein.distance(told, read)
            total += len(told)
        seconds = (time.perf_counter() - start) / len(texts)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(
            f"{dpi} dpi: {len(texts)} pages, {100 * wrong / total:.2f} % of {total} characters wrong,",
            end=" ",
        )
        print(f"{seconds:.1f} s a page, {memory} MB at most")


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:3]))
