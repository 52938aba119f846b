"""Fit the weights of rewritten paragraphs: python scripts/fit_rewritten.py LABELS UNRELATED… [--write]

LABELS is a file of JSON lines, each with `source` (path of a text), `original` (words of it) and `rewritten` (the same
in other words, by someone who did not write the method), `among` (path of another text of its kind: the rewritten
paragraph is set among fifteen of its lines). A label with `other` has there a paragraph on the same subject that does
not say the same (other figures): set in the rewritten one's place, it is wrong. UNRELATED are folders of texts that do
not copy each other: of each, texts are drawn two by two, and every pair of paragraphs that meets there is wrong.
`--draws` sets how many such draws.

The weights are those of a logistic regression over `FEATURES`; with `--meaning` over `MEANING` as well, which needs the
extra `embeddings`, and a label weighs three times, as the wrong pairs drawn are thousands. `--write` puts them into
`miner/duplicates/data/rewritten.csv`, with the number of labels; the columns of the other case stay.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

import miner
from miner.duplicates.meaning import Encode, encode
from miner.duplicates.paragraphs import Paragraph, paragraphs_of
from miner.duplicates.rewritten import FEATURES, MEANING, Met, meetings
from miner.knowledge.data import read_csv
from miner.normalization import normalize

HEAD = """\
# What two paragraphs have in common, and how much it speaks for one being the other in other words: the sum, the
# constant included, is the logarithm of the odds. Written by scripts/fit_rewritten.py; labels: rewritten paragraphs
# it was fitted on. `with meaning`: the same where the extra `embeddings` reads what both mean.
# Example: the paragraphs share 2.5万, 4.9万 and 11.8亿, which weigh 2.5 + 2.5 + 3.3 = 8.3.
# figures: log(1 + weight of the figures both have) times the part they are of the paragraph with more: log 9.3 = 2.2
# figures missing: log(1 + weight of the figures that only the one with more has)
# rare pairs: square root of what the pairs of ideographs weigh that both have (滇池 5.9, 律师 4.2, 发展 0)
# usual pairs: the same of those that one has only in common wording
# characters: cosine of the ideographs outside common wording, rare ones weighing more, 0 to 1
# meaning: cosine of the sentence embeddings of both, -1 to 1
# nearer: how much that is above the mean cosine of each and the next three paragraphs
"""
DATA = Path(miner.__file__).parent / "duplicates" / "data" / "rewritten.csv"
AMONG = 15
LABEL_WEIGHT = 3.0
NOBODY = np.zeros(0, np.int64)


def paragraphs(*texts: str) -> list[Paragraph]:
    """The paragraphs of texts, each a plan."""
    return [p for i, text in enumerate(texts) for p in paragraphs_of(i, normalize(text).text)]


def read_once(encode: Encode) -> Encode:
    """`encode` that remembers what it read: the same text is drawn again and again."""
    known: dict[str, npt.NDArray[np.float32]] = {}

    def remembered(texts: Sequence[str]) -> npt.NDArray[np.float32]:
        for text in texts:
            if text not in known:
                known[text] = encode([text])[0]
        return np.array([known[text] for text in texts])

    return remembered


def everything(every: list[Paragraph], encode: Encode | None) -> Met:
    """All that meets, in one."""
    size = len(FEATURES) + len(MEANING) * (encode is not None)
    parts = list(meetings(every, encode)) or [Met(NOBODY, NOBODY, np.zeros((0, size)))]
    return Met(
        np.concatenate([p.first for p in parts]),
        np.concatenate([p.second for p in parts]),
        np.concatenate([p.features for p in parts]),
    )


def labeled(
    row: dict[str, str], kind: str, rng: random.Random, encode: Encode | None
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """Features of the paragraphs that meet in a source and a made plan, and which of them are the labeled one.

    kind: which paragraph of the label is set into the made plan, `rewritten` or `other`.
    """
    source = Path(row["source"]).read_text(encoding="utf-8")
    lines = [line for line in Path(row["among"]).read_text(encoding="utf-8").splitlines() if line.strip()]
    first = rng.randrange(max(1, len(lines) - AMONG))
    lines = lines[first : first + AMONG]
    lines.insert(len(lines) // 2, row[kind])
    every = paragraphs(source, "\n".join(lines))
    met = everything(every, encode)
    wanted = {normalize(row["original"]).text.strip()}, {normalize(row[kind]).text.strip()}
    right = [
        all(every[k].text.strip() in texts for k, texts in zip(pair, wanted, strict=True))
        for pair in zip(met.first.tolist(), met.second.tolist(), strict=True)
    ]
    return met.features, np.array(right, bool)


def main() -> None:
    """Fit, say how well it does, and write where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("labels", type=Path)
    parser.add_argument("unrelated", type=Path, nargs="+")
    parser.add_argument("--draws", type=int, default=200)
    parser.add_argument("--meaning", action="store_true")
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    rng = random.Random(0)
    reader = read_once(encode) if args.meaning else None
    names = (*FEATURES, *MEANING) if args.meaning else FEATURES
    labels = [json.loads(line) for line in args.labels.read_text("utf-8").splitlines()]
    parts = []
    for kind in ("rewritten", "other") if args.meaning else ("rewritten",):
        for features, marked in (labeled(row, kind, rng, reader) for row in labels if kind in row):
            weight = np.where(marked, LABEL_WEIGHT if args.meaning else 1.0, 1.0)
            parts.append((features, marked & (kind == "rewritten"), weight))
    for i in range(args.draws):
        texts = sorted(args.unrelated[i % len(args.unrelated)].glob("*.txt"))
        two = paragraphs(*(p.read_text(encoding="utf-8") for p in rng.sample(texts, 2)))
        met = everything(two, reader)
        parts.append((met.features, np.zeros(len(met.first), bool), np.ones(len(met.first))))
    features = np.concatenate([p[0] for p in parts])
    right = np.concatenate([p[1] for p in parts])
    weight = np.concatenate([p[2] for p in parts])
    middle, spread = features.mean(0), features.std(0)
    model = LogisticRegression(C=1.0, max_iter=5000).fit((features - middle) / spread, right, weight)
    weights = model.coef_[0] / spread
    constant = float(model.intercept_[0] - weights @ middle)
    scores = features @ weights + constant
    print(
        f"{right.sum()} right of {len(right)}; the likeliest wrong ones: {np.sort(scores[~right])[-6:].round(2)}"
    )
    print(f"right ones: {np.sort(scores[right]).round(2)}")
    rows = dict([("constant", constant), *zip(names, weights, strict=True)])
    for name, weight in rows.items():
        print(f"{name:16} {weight:.3f}")
    if args.write:
        write(rows, len({row["rewritten"] for row in labels}), " with meaning" if args.meaning else "")


def write(rows: Mapping[str, float], labels: int, case: str) -> None:
    """Put the weights of one case into the data, beside those of the other."""
    known = read_csv("miner.duplicates", "rewritten.csv")
    columns = ("feature", "weight", "labels", "weight with meaning", "labels with meaning")
    for row in known:
        row[f"weight{case}"] = f"{rows.get(row['feature'], 0.0):.3f}"
        row[f"labels{case}"] = str(labels)
    with DATA.open("w", encoding="utf-8", newline="") as file:
        file.write(HEAD)
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(known)


if __name__ == "__main__":
    main()
