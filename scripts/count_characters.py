"""Count which characters follow which and write the table of `miner.normalization.model`.

usage: python scripts/count_characters.py [--words] [--output FILE] [--held-out FOLDER] PATH...

PATH is a text file or a folder of .txt files in UTF-8. A document is held out - not counted - when the
SHA-256 of its bytes begins with 0, 1 or 2 (about 19 % of documents), so that the model can be measured on
documents it was not counted on; --held-out copies these into a folder for that purpose. --words adds the
words of jieba's dictionary (MIT), so that a rare word is not unheard of. Only counts go into the table.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from miner.normalization import NormalizationConfig, normalize
from miner.normalization.model import STEP, symbols

HELD_OUT = "012"
DISCOUNT = 0.75
"""Absolute discounting: what is taken from each count for what was never seen."""
MIN_TRIPLE = 1.01
"""Leaves out what was seen once in the documents and is in no word."""
MIN_CHARACTER = 2
MIN_WORD = 3
DAMPED = 0.3
POWER = 0.5
Array = npt.NDArray[np.int64]


def documents(paths: Iterable[Path]) -> Iterator[Path]:
    """All .txt files under `paths`, in a stable order."""
    for path in paths:
        yield from sorted(path.rglob("*.txt")) if path.is_dir() else [path]


def is_held_out(content: bytes) -> bool:
    """The documented rule by which a document is kept for measuring."""
    return hashlib.sha256(content).hexdigest()[0] in HELD_OUT


def stream(text: str) -> Array:
    """The symbols of a document without spaces, a line break at either end."""
    plain = normalize(text, NormalizationConfig(stolen_bytes=False)).text
    found = symbols("\n" + plain + "\n").astype(np.int64)
    found = found[found != 0]
    repeated = (found[1:] == 10) & (found[:-1] == 10)
    return found[np.concatenate([[True], ~repeated])]


def words() -> tuple[Array, npt.NDArray[np.float64]]:
    """The words of jieba's dictionary, one behind the other with a 0x01 between, and the weight of each symbol.

    A word counts DAMPED times its frequency to the power POWER, so that rare words are seen at all and common
    ones do not outweigh the documents.
    """
    import jieba

    lines = Path(jieba.__file__).with_name("dict.txt").read_text(encoding="utf-8").splitlines()
    entries = [
        (word, DAMPED * float(n) ** POWER)
        for word, n, *_ in (line.split(" ") for line in lines)
        if float(n) >= MIN_WORD
    ]
    joined = symbols("\x01" + "".join(word + "\x01" for word, _ in entries)).astype(np.int64)
    each = np.repeat([weight for _, weight in entries], [len(word) + 1 for word, _ in entries])
    return joined, np.concatenate([[0.0], each])


def tally(keys: Array, weights: npt.NDArray[np.float64]) -> tuple[Array, npt.NDArray[np.float64]]:
    """Distinct keys, sorted, and the sum of their weights."""
    distinct, where = np.unique(keys, return_inverse=True)
    return distinct, np.bincount(where, weights=weights)


def byte(log_probability: npt.NDArray[np.float64]) -> npt.NDArray[np.uint8]:
    """Round to the stored form."""
    return np.clip(np.rint(log_probability / -STEP), 0, 255).astype(np.uint8)


def main() -> None:
    """Count, estimate, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--words", action="store_true")
    parser.add_argument("--output", type=Path, default=Path("miner/normalization/data/characters.npz"))
    parser.add_argument("--held-out", type=Path)
    arguments = parser.parse_args()

    streams, used, held = [], 0, 0
    for path in documents(arguments.paths):
        content = path.read_bytes()
        if is_held_out(content):
            held += 1
            if arguments.held_out:
                target = arguments.held_out / path.parent.name / path.name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
            continue
        used += 1
        streams.append(stream(content.decode("utf-8", "replace")))
    symbols_ = np.concatenate(streams)
    weights = np.ones(len(symbols_))
    counted = len(symbols_)
    if arguments.words:
        joined, each = words()
        symbols_, weights = np.concatenate([symbols_, joined]), np.concatenate([weights, each])
    # 0x01 separates words: it is no symbol, and nothing that touches it counts
    counts = np.bincount(symbols_, weights=weights, minlength=0x10000)
    counts[[1, 0xFFFF]] = 0
    vocabulary = np.flatnonzero(counts >= MIN_CHARACTER)
    other = len(vocabulary)
    lookup = np.full(0x10000, other)
    lookup[vocabulary] = np.arange(other)
    ids, size = lookup[symbols_], other + 1
    real = symbols_ != 1

    single = np.bincount(ids[real], weights=weights[real], minlength=size) + 0.5
    single /= single.sum()
    ok = real[1:] & real[:-1]
    pairs, n_pair = tally((ids[:-1] * size + ids[1:])[ok], weights[1:][ok])
    ok3 = ok[1:] & ok[:-1]
    triples, n_triple = tally(((ids[:-2] * size + ids[1:-1]) * size + ids[2:])[ok3], weights[2:][ok3])

    first, second = pairs // size, pairs % size
    context = np.bincount(first, weights=n_pair, minlength=size)
    kept = np.maximum(n_pair - DISCOUNT, 0)
    left = 1 - np.divide(
        np.bincount(first, weights=kept, minlength=size), context, out=np.zeros(size), where=context > 0
    )
    p_pair = kept / context[first] + left[first] * single[second]

    keep = n_triple >= MIN_TRIPLE
    triples, n_triple = triples[keep], n_triple[keep]
    at = np.searchsorted(pairs, triples // size)
    kept3 = np.maximum(n_triple - DISCOUNT, 0)
    total = np.maximum(n_pair, np.bincount(at, weights=n_triple, minlength=len(pairs)))
    left3 = 1 - np.bincount(at, weights=kept3, minlength=len(pairs)) / total
    tail = np.searchsorted(pairs, triples % (size * size))
    tail = np.minimum(tail, len(pairs) - 1)
    p_triple = kept3 / total[at] + left3[at] * p_pair[tail]

    provenance = {
        "made by": "scripts/count_characters.py",
        "documents": used,
        "held out": held,
        "characters": counted,
        "words": bool(arguments.words),
        "discount": DISCOUNT,
    }
    np.savez_compressed(
        arguments.output,
        vocabulary=vocabulary.astype(np.uint16),
        single=byte(np.log(single)),
        single_weight=byte(np.log(np.maximum(left, 1e-9))),
        pair_steps=np.diff(pairs, prepend=0).astype(np.uint32),
        pair=byte(np.log(p_pair)),
        pair_weight=byte(np.log(np.maximum(left3, 1e-9))),
        triple_steps=np.diff(triples, prepend=0).astype(np.uint64),
        triple=byte(np.log(p_triple)),
        provenance=np.array(json.dumps(provenance)),
    )
    print(
        json.dumps(provenance),
        f"{len(pairs)} pairs, {len(triples)} triples, {arguments.output.stat().st_size} bytes",
    )


if __name__ == "__main__":
    main()
