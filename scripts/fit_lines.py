"""Fit the weights of the features of lines: python scripts/fit_lines.py LABELED… --clean FOLDER… [--write]

A LABELED folder holds NAME.json beside NAME.txt: `furniture` are words of lines that belong to no plan, `plans` the
first words of each plan. Every line at the edge of such a text is a row: right where furniture stands in it; a line above the
first plan that is not listed is no row. The texts of the `--clean` folders are plans and nothing else.

The weights are those of a logistic regression, fitted twice: once over the line's own features, and once with what
its neighbors are after the first time. Cross-validated by page. `--write` puts them into
`miner/reading/data/furniture_weights.csv`, with the number of labels.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

import miner
from miner.reading.catalogue import find_catalogue
from miner.reading.furniture import listed
from miner.reading.lines import PageLine, edges, feature_names, features_of, neighborhood
from miner.reading.view import script_of, view_of

DATA = Path(miner.__file__).parent / "reading" / "data" / "furniture_weights.csv"
FOLDS = 10
NEAR = 40
"""A line with no more characters beside one that is listed may be of its kind and only not listed."""
MORE = 3.0
"""So much more does a line of furniture count: on a saved page they are more frequent than among the clean texts."""
Array = npt.NDArray[np.float64]


class Edge(NamedTuple):
    """The lines of one edge of a page and what each is: 1 furniture, 0 text, -1 not known."""

    page: str
    lines: list[PageLine]
    labels: list[int]


def labeled(folder: Path) -> list[Edge]:
    """The edges of the labeled pages of a folder."""
    found = []
    for file in sorted(folder.glob("*.json")):
        gold = json.loads(file.read_text(encoding="utf-8"))
        text = file.with_suffix(".txt").read_text(encoding="utf-8")
        view = view_of(text, script_of(text))
        places = [text.find(words) for words in gold["furniture"]]
        starts = [text.find(words) for words in gold["plans"]]
        own = [*(gold.get("title") or []), *(n["marker"] + n["text"] for n in gold["nodes"])]
        sure = [s for words in own if words for s in [m.start() for m in re.finditer(re.escape(words), text)]]
        first = min((s for s in starts if s >= 0), default=0)
        for lines in edges(view):
            site = [any(n.start <= s < n.start + len(n.text) for s in places) for n in lines]
            labels = []
            for i, line in enumerate(lines):
                beside = any(site[max(0, i - 2) : i + 3]) and len(line.text) <= NEAR
                of_plan = any(line.start <= s < line.start + len(line.text) for s in sure)
                known = of_plan or (line.start >= first and not beside)
                labels.append(1 if site[i] else 0 if known else -1)
            found.append(Edge(file.stem, lines, labels))
    return found


def clean(folder: Path) -> list[Edge]:
    """The edges of texts without furniture; lines that a list names are not known."""
    found = []
    for file in sorted(folder.glob("*.txt")):
        text = file.read_text(encoding="utf-8")
        view = view_of(text, script_of(text))
        spans = [(s.start, s.end) for s in listed(view)]
        block, _ = find_catalogue(view, text)
        spans += [(block.start, block.end)] if block else []
        for lines in edges(view):
            labels = [-1 if any(a <= line.start < b for a, b in spans) else 0 for line in lines]
            found.append(Edge("clean " + file.stem, lines, labels))
    return found


def matrix(found: list[Edge], names: list[str]) -> tuple[Array, Array, list[str]]:
    """Lines by features, what each line is, and its page."""
    column = {name: i for i, name in enumerate(names)}
    rows, labels, pages = [], [], []
    for edge in found:
        for i in range(len(edge.lines)):
            row = np.zeros(len(names))
            for name in features_of(edge.lines, i):
                row[column[name]] = 1
            rows.append(row)
            labels.append(edge.labels[i])
            pages.append(edge.page)
    return np.array(rows), np.array(labels), pages


def beside(found: list[Edge], p: Array) -> Array:
    """What the neighbors of each line are, edge by edge."""
    parts, at = [], 0
    for edge in found:
        parts.append(neighborhood(p[at : at + len(edge.lines)].tolist()))
        at += len(edge.lines)
    return np.array([x for part in parts for x in part])


def fit(x: Array, y: Array, strength: float) -> LogisticRegression:
    """The regression over rows that are known."""
    known = y >= 0
    share = np.where(y[known] == 1, MORE, 1.0)
    return LogisticRegression(C=strength, max_iter=2000).fit(x[known], y[known], share)


def main() -> None:
    """Fit, cross-validate, print, and write where asked."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--clean", nargs="*", type=Path, default=[])
    parser.add_argument("--strength", type=float, default=0.5)
    parser.add_argument("--show", type=int, default=0)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    found = [e for folder in given.folders for e in labeled(folder)]
    found += [e for folder in given.clean for e in clean(folder)]
    names = feature_names()
    x, y, pages = matrix(found, names)
    order = {page: i for i, page in enumerate(sorted(set(pages)))}
    fold = np.array([order[page] % FOLDS for page in pages])
    unseen = np.zeros(len(y))
    for k in range(FOLDS):
        train, test = fold != k, fold == k
        alone = fit(x[train], y[train], given.strength)
        both = np.column_stack([x, beside(found, alone.predict_proba(x)[:, 1])])
        unseen[test] = fit(both[train], y[train], given.strength).predict_proba(both[test])[:, 1]
    alone = fit(x, y, given.strength)
    both = np.column_stack([x, beside(found, alone.predict_proba(x)[:, 1])])
    last = fit(both, y, given.strength)
    print(f"{len(y)} lines of {len(order)} pages, {(y == 1).sum()} furniture, {(y == 0).sum()} text")
    for least in (0.5, 0.6, 0.7, 0.8):
        said = unseen >= least
        of_plans = np.array([page.startswith("clean ") for page in pages])
        print(
            f"from {least}: furniture found {said[y == 1].mean():.3f}, text taken {said[y == 0].mean():.4f}, "
            f"in clean plans {said[(y == 0) & of_plans].sum()} of {((y == 0) & of_plans).sum()}"
        )
    texts = [line.text for edge in found for line in edge.lines]
    wrong = sorted((i for i in range(len(y)) if y[i] >= 0), key=lambda i: -abs(y[i] - unseen[i]))
    for i in wrong[: given.show]:
        print(f"{y[i]} {unseen[i]:.2f} {pages[i][:14]} {texts[i][:60]!r}")
    if given.write:
        with DATA.open("w", encoding="utf-8", newline="") as out:
            table = csv.writer(out, lineterminator="\n")
            table.writerow(["feature", "alone", "weight", "labels"])
            count = x[y >= 0].sum(axis=0).astype(int)
            for name, a, b, n in zip(names, alone.coef_[0], last.coef_[0], count, strict=False):
                table.writerow([name, f"{a:.3f}", f"{b:.3f}", n])
            known = int((y >= 0).sum())
            table.writerow(["neighbors of the site", "0.000", f"{last.coef_[0][-1]:.3f}", known])
            table.writerow(["any line", f"{alone.intercept_[0]:.3f}", f"{last.intercept_[0]:.3f}", known])


if __name__ == "__main__":
    main()
