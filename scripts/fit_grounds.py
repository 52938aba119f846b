"""Fit the weights of the grounds of a promise on labeled pages: python scripts/fit_grounds.py FOLDER… [--write]

A folder holds NAME.json beside NAME.txt; `targets` of a NAME.json are the commitments of the page, each found by the
words `before` its `quote`. Every quantity that is mined is a row; it is right where a label stands on it.

The weights are those of a logistic regression over the grounds that a row shows, drawn to the weights set by hand
(`data/grounds.toml`) the more, the fewer labels a ground has. How well they do on documents they have not seen is told
by cross-validation over documents. `--write` puts them into `miner/targets/data/weights.csv`, with the number of labels.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

import miner
from miner.targets.extract import mine
from miner.targets.grounds import weights

FEWEST = 6
"""Labels below which a ground keeps the weight set by hand."""
HELD = ("document ", "section promises", "bound")
"""Beginnings of grounds that keep the weight set by hand: too few documents hold each for a fit to tell."""
DATA = Path(miner.__file__).parent / "targets" / "data" / "weights.csv"
Array = npt.NDArray[np.float64]


class Row(NamedTuple):
    """One mined quantity: its document, the grounds it shows with their sizes, and whether it is a commitment."""

    document: str
    grounds: dict[str, float]
    right: bool


def rows_of(folder: Path) -> list[Row]:
    """The labeled rows of one folder."""
    made = []
    corpus = miner.read_corpus(sorted(folder.glob("*.txt")))
    by_name = defaultdict(list)
    for plan in corpus:
        by_name[Path(plan.source.path or "").stem].append(plan)
    for file in sorted(folder.glob("*.json")):
        gold = json.loads(file.read_text(encoding="utf-8"))
        plans = by_name[file.stem]
        if not plans:
            continue
        text = plans[0].source.text
        spans = []
        for target in gold["targets"]:
            start = text.find(target["before"] + target["quote"])
            if start >= 0:
                start += len(target["before"])
                spans.append((start, start + len(target["quote"])))
        for plan in plans:
            mined = mine(plan)
            quantities = [row.quantity for row in mined.rows]
            starts, ends = mined.normalized.to_raw_spans(
                [q.start for q in quantities], [q.end for q in quantities]
            )
            taken: set[tuple[int, int]] = set()
            for row, start, end in zip(mined.rows, starts.tolist(), ends.tolist(), strict=True):
                grounds = dict(row.verdict.sizes)
                right = any(start < b and end > a for a, b in spans)
                if not grounds or (start, end) in taken:
                    continue  # a rule decides these, not the sum
                taken.add((start, end))
                made.append(Row(file.stem, grounds, right))
    return made


def matrix(rows: list[Row], names: list[str]) -> Array:
    """Rows by grounds: 1 where a ground holds, the size of those that have one."""
    column = {name: i for i, name in enumerate(names)}
    made = np.zeros((len(rows), len(names)))
    for i, row in enumerate(rows):
        for name, size in row.grounds.items():
            if name in column:
                made[i, column[name]] = size
    return made


def report(name: str, p: Array, y: Array) -> None:
    """Print precision, recall, log loss and the mean gap of ten bins."""
    said = p >= 0.5
    precision = y[said].mean() if said.any() else 1.0
    bins = np.minimum((p * 10).astype(int), 9)
    gaps = [
        abs(p[bins == b].mean() - y[bins == b].mean()) * (bins == b).sum()
        for b in range(10)
        if (bins == b).any()
    ]
    loss = -np.mean(y * np.log(np.clip(p, 1e-9, 1)) + (1 - y) * np.log(np.clip(1 - p, 1e-9, 1)))
    top = y[p >= 0.9].mean() if (p >= 0.9).any() else 1.0
    print(
        f"{name:12} precision {precision:.3f} recall {y[said].sum() / max(1, y.sum()):.3f} loss {loss:.4f} "
        f"gap {sum(gaps) / len(y):.3f} right at .9-1 {top:.3f} ({(p >= 0.9).sum()} rows)"
    )


def chance(z: Array) -> Array:
    """The logistic, element by element."""
    return np.asarray(1 / (1 + np.exp(-np.clip(z, -30, 30))), dtype=np.float64)


def main() -> None:
    """Fit, cross-validate, print, and write where asked."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--strength", type=float, default=2.0)
    parser.add_argument("--folds", type=int, default=10)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    rows = [row for folder in given.folders for row in rows_of(folder)]
    hand = weights(fitted=False)
    names = sorted(hand)
    x, y = matrix(rows, names), np.array([row.right for row in rows], dtype=np.float64)
    labels = (x != 0).sum(axis=0)
    free = (labels >= FEWEST) & np.array([not name.startswith(HELD) for name in names])
    prior = np.array([hand[name] for name in names])
    documents = sorted({row.document for row in rows})
    fold = {document: i % given.folds for i, document in enumerate(documents)}
    folds = np.array([fold[row.document] for row in rows])
    print(
        f"{len(rows)} rows, {int(y.sum())} commitments, {len(documents)} documents, {int(free.sum())} free weights"
    )
    report("by hand", chance(x @ prior), y)
    unseen = np.zeros(len(rows))
    for k in range(given.folds):
        test = folds == k
        if not test.any():
            continue
        w = prior.copy()
        offset = x[:, ~free] @ prior[~free]
        w[free] = _free(x[~test][:, free], y[~test], prior[free], offset[~test], given.strength)
        unseen[test] = chance(x[test] @ w)
    report("unseen", unseen, y)
    w = prior.copy()
    w[free] = _free(x[:, free], y, prior[free], x[:, ~free] @ prior[~free], given.strength)
    report("all", chance(x @ w), y)
    for name, weight, before, count in sorted(zip(names, w, prior, labels, strict=True), key=lambda r: -r[3]):
        if count >= FEWEST and weight != before:
            print(f"  {name:28} {before:+.2f} -> {weight:+.2f}  {count}")
    if given.write:
        with DATA.open("w", encoding="utf-8", newline="") as out:
            table = csv.writer(out, lineterminator="\n")
            table.writerow(["ground", "weight", "labels"])
            table.writerows(
                [n, f"{v:.3f}", c] for n, v, c, f in zip(names, w, labels, free, strict=True) if f
            )


def _free(x: Array, y: Array, prior: Array, offset: Array, strength: float) -> Array:
    """Weights of least log loss plus `strength` times the squared distance to `prior`, by Newton's method.

    The weights that stand come in by the `offset` that they give each row.
    """
    w = prior.copy()
    for _ in range(60):
        p = chance(x @ w + offset)
        gradient = x.T @ (p - y) + 2 * strength * (w - prior)
        hessian = (x * (p * (1 - p))[:, None]).T @ x + 2 * strength * np.eye(len(prior))
        step = np.linalg.solve(hessian, gradient)
        w -= step
        if np.abs(step).max() < 1e-6:
            break
    return w


if __name__ == "__main__":
    main()
