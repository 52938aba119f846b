"""Sentences a second of `find_quantities`, beside recognizers-text in one run.

usage: python benchmarks/quantities.py TEXT_FILE_OR_FOLDER ... [--sentences N]

recognizers-text is optional; where it is installed (recognizers-text-number and
recognizers-text-number-with-unit), the same sentences are given to its number, percentage, currency and
dimension models. Texts are taken as they are (UTF-8). The linear growth with the length of a plan is shown by
reading the same text once, four and sixteen times over.
"""

from __future__ import annotations

import argparse
import re
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from miner.numbers.quantities import find_quantities

SENTENCE = re.compile(r"[^。！？；\n]+[。！？；]?")


def sentences(paths: Iterable[Path], limit: int) -> list[str]:
    """The first `limit` sentences that hold a numeral."""
    found: list[str] = []
    for path in paths:
        for file in sorted(path.rglob("*.txt")) if path.is_dir() else [path]:
            text = file.read_text(encoding="utf-8", errors="replace")
            found += [s for s in SENTENCE.findall(text) if re.search(r"[0-9０-９一二三四五六七八九十]", s)]
            if len(found) >= limit:
                return found[:limit]
    return found


def rate(read: Callable[[str], object], texts: list[str]) -> float:
    """Sentences a second over `texts`, after one warming call."""
    read(texts[0])
    begin = time.process_time()
    for text in texts:
        read(text)
    return len(texts) / (time.process_time() - begin)


def peer() -> Callable[[str], object] | None:
    """The models of recognizers-text as one function; None where it is not installed."""
    try:
        import emoji

        if not hasattr(emoji, "UNICODE_EMOJI"):  # the name that the package imports was removed in emoji 2
            emoji.UNICODE_EMOJI = {"en": getattr(emoji, "EMOJI_DATA", {})}
        from recognizers_number import Culture, recognize_number, recognize_percentage
        from recognizers_number_with_unit import recognize_currency, recognize_dimension
    except ImportError:
        return None

    def read(text: str) -> object:
        models = (recognize_number, recognize_percentage, recognize_currency, recognize_dimension)
        return [m(text, Culture.Chinese) for m in models]

    return read


def main() -> None:
    """Print the rates, their ratio, and the time over texts of growing length."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--sentences", type=int, default=4000)
    parser.add_argument("--peer-sentences", type=int, default=200)
    options = parser.parse_args()
    texts = sentences(options.paths, options.sentences)
    if not texts:
        parser.error("no sentence with a numeral in these paths")
    own = rate(find_quantities, texts)
    print(f"find_quantities     {own:10.0f} sentences/s ({len(texts)} sentences)")
    other = peer()
    if other is None:
        print("recognizers-text    not installed")
    else:
        theirs = rate(other, texts[: options.peer_sentences])
        print(f"recognizers-text    {theirs:10.1f} sentences/s; ratio {own / theirs:.0f}")
    text = "".join(texts)
    for times in (1, 4, 16):
        begin = time.process_time()
        find_quantities(text * times)
        seconds = time.process_time() - begin
        print(
            f"{len(text) * times:12d} characters {seconds:8.2f} s {len(text) * times / seconds:12.0f} characters/s"
        )


if __name__ == "__main__":
    main()
