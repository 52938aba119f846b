"""Codebooks: a fixed scheme of themes with seed words, whose shares can be compared across corpora and years."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from miner.errors import InputError
from miner.knowledge.caches import cache
from miner.knowledge.data import read_csv
from miner.themes.embeddings import LEAST, near_shares, similarities
from miner.themes.model import Documents, Weights, by_length, units_of
from miner.themes.paragraphs import Paragraphs
from miner.themes.rows import Rows
from miner.themes.vocabulary import Vocabulary

__all__ = ["CODEBOOKS", "Codebook", "CodebookModel", "read_codebook"]

FloatArray = npt.NDArray[np.float64]

CODEBOOKS = ("government", "school", "union")
"""The schemes in the package: plans of governments, of schools, of trade unions."""


@dataclass(frozen=True)
class Codebook:
    """Themes and their seed words, in the order of the scheme."""

    name: str
    themes: tuple[tuple[str, tuple[str, ...]], ...]

    def __len__(self) -> int:
        return len(self.themes)

    @property
    def names(self) -> list[str]:
        """The names of the themes."""
        return [name for name, _ in self.themes]


def read_codebook(codebook: str | os.PathLike[str] | Codebook | Mapping[str, Iterable[str]]) -> Codebook:
    """A codebook of the package (`CODEBOOKS`), of a CSV file, or of a mapping {theme: words}.

    The file has the columns `theme` and `words` (or 主题 or 类别, and 词语 or 关键词), the words separated by spaces
    or 、; lines that begin with # are comments. It is UTF-8, or GB18030 as Excel saves it under a Chinese Windows.
    Raises InputError for an unknown name, a missing or damaged file or column, a theme without a word or named twice.
    """
    if isinstance(codebook, Codebook):
        return codebook
    if isinstance(codebook, Mapping):
        return _checked("mapping", [(str(k), [str(w) for w in v]) for k, v in codebook.items()])
    if str(codebook) in CODEBOOKS:
        return _checked(
            str(codebook), _rows(read_csv("miner.themes", f"codebooks/{codebook}.csv"), str(codebook))
        )
    path = Path(codebook)
    if not path.is_file():
        raise InputError(f"no codebook {str(codebook)!r}: give a CSV file or one of {', '.join(CODEBOOKS)}")
    try:
        lines = _decoded(path).splitlines()
        table = tuple(csv.DictReader(line for line in lines if line.strip() and not line.startswith("#")))
    except (OSError, csv.Error) as error:
        raise InputError(f"codebook {path} cannot be read: {error}") from error
    return _checked(path.stem, _rows(table, str(path)))


def _decoded(path: Path) -> str:
    data = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError(f"codebook {path} is neither UTF-8 nor GB18030; save it as CSV UTF-8")


_HEADS = {"主题": "theme", "主題": "theme", "类别": "theme", "類別": "theme",
          "词语": "words", "詞語": "words", "关键词": "words", "關鍵詞": "words"}  # fmt: skip
"""Chinese names of the two columns."""


def _rows(table: Iterable[dict[str, Any]], where: str) -> list[tuple[str, list[str]]]:
    out = []
    for given in table:
        row = {_HEADS.get(str(name).strip(), str(name).strip()): value for name, value in given.items()}
        if "theme" not in row or "words" not in row:
            raise InputError(f"codebook {where} needs the columns theme and words; it has {', '.join(row)}")
        words = re.split(r"[\s、,，;；]+", str(row["words"] or "").strip())
        out.append((str(row["theme"] or "").strip(), [w for w in words if w]))
    return out


def _checked(name: str, rows: list[tuple[str, list[str]]]) -> Codebook:
    if not rows:
        raise InputError(f"codebook {name} has no theme")
    seen: set[str] = set()
    for theme, words in rows:
        if not theme or theme in seen:
            raise InputError(f"codebook {name}: every theme needs a name of its own, not {theme!r}")
        if not words:
            raise InputError(f"codebook {name}: the theme {theme} has no word")
        seen.add(theme)
    convert = _simplified()
    return Codebook(name, tuple((theme, tuple(dict.fromkeys(map(convert, words)))) for theme, words in rows))


@cache
def _simplified() -> Any:
    from miner.normalization import normalize

    return lambda word: normalize(word).text


class CodebookModel(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Shares of a codebook's themes by its seed words (scikit-learn estimator); nothing is learned from `X`.

    A paragraph's share of a theme is in proportion to the sum of log(1 + n) over the theme's words, n the
    times the word occurs in it (in its heading: half as much again for each). No frequency of the corpus
    enters, so that the shares of different corpora can be compared. With `embeddings` half of a share comes
    from the words, half from how like the paragraph is to the theme (`miner.themes.embeddings`); all of it
    where the paragraph holds no word of the codebook.
    Parameters: `codebook`, what `read_codebook` takes; `embeddings`, which needs the extra of that name
    (MissingExtraError where it is not installed). Attributes: `codebook_`, `n_themes_`,
    `vocabulary_` (of the fitted texts, for key terms), `components_` (float64, themes × terms).
    """

    head_weight = 1.0

    def __init__(self, codebook: Any = "government", *, embeddings: bool = False) -> None:
        self.codebook = codebook
        self.embeddings = embeddings

    def fit(self, X: Documents, y: None = None, sample_weight: Weights | None = None) -> CodebookModel:  # noqa: N803
        """Read the codebook, and the vocabulary of `X`. Raises InputError for a codebook that cannot be read."""
        units, _ = units_of(X)
        votes = np.ones(len(units)) if sample_weight is None else np.asarray(sample_weight, dtype=float)
        self.learn(units, votes if len(votes) == len(units) else votes[units.plan])
        return self

    def learn(self, units: Paragraphs, votes: FloatArray) -> tuple[sparse.csr_matrix, Rows]:
        """Fit to paragraphs with `votes` (float64, one a paragraph); their own counts and weighted rows."""
        self.codebook_ = read_codebook(self.codebook)
        self.n_themes_ = len(self.codebook_)
        self.vocabulary_ = Vocabulary.learn(units, votes, None, 0.5, 12_000)
        own, rows = self.vocabulary_.paragraph_matrix(units, self.head_weight)
        shares = self.shares_of(units)
        parts = np.asarray((own.T @ shares).T) * self.vocabulary_.idf
        named = _matches(self.vocabulary_.terms, self.codebook_).T > 0  # terms that hold a seed word
        parts = np.where(named, 3.0 * parts, parts)
        norm = np.sqrt((parts**2).sum(axis=1, keepdims=True))
        self.components_: FloatArray = np.round(parts / np.where(norm > 0, norm, 1), 10)
        return own, rows

    def transform(self, X: Documents) -> FloatArray:  # noqa: N803
        """Shares of the themes (float64, rows × themes) for texts, plans or paragraphs."""
        check_is_fitted(self)
        units, by_row = units_of(X)
        shares = self.shares_of(units)
        return by_length(units, shares) if by_row else np.round(shares, 6)

    def shares_of(self, units: Paragraphs) -> FloatArray:
        """The shares of the themes in each paragraph (float64, not rounded; 0 where no theme has any)."""
        return _shares(self.loads_of(units))

    def loads_of(self, units: Paragraphs) -> FloatArray:
        """The sums of log(1 + n) (float64, paragraphs × themes), or the shares of words plus those by likeness."""
        words = self._words_of(units)
        if not self.embeddings or not len(units):
            return words
        cosines = similarities(units, self.codebook_.themes)
        known = words.any(axis=1) | (cosines.max(axis=1) >= LEAST)
        return np.asarray(_shares(words) + near_shares(cosines) * known[:, None])

    def _words_of(self, units: Paragraphs) -> FloatArray:
        matches = _matches(units.texts, self.codebook_)
        if units.heading_texts:
            heads = _matches(units.heading_texts, self.codebook_)
            matches = matches + 0.5 * (units.above(0.5) @ heads)
        return np.asarray(matches)

    def get_feature_names_out(self, input_features: object = None) -> npt.NDArray[np.object_]:
        """The names of the themes: the columns of `transform`."""
        check_is_fitted(self)
        return np.array(self.codebook_.names, dtype=object)


def _shares(loads: FloatArray) -> FloatArray:
    total = loads.sum(axis=1, keepdims=True)
    return np.asarray(loads / np.where(total > 0, total, 1))


def _matches(texts: Sequence[str], codebook: Codebook) -> FloatArray:
    """The sums of log(1 + n) over each theme's words (texts × themes); one literal search a word."""
    joined = "\n".join(texts)
    ends = np.cumsum(np.array([len(t) + 1 for t in texts], dtype=np.int64))
    out = np.zeros((len(texts), len(codebook)))
    for column, (_, words) in enumerate(codebook.themes):
        for word in words:
            at = np.array([m.start() for m in re.finditer(re.escape(word), joined)], dtype=np.int64)
            if len(at):
                inside = np.searchsorted(ends, at, side="right")
                out[:, column] += np.log1p(np.bincount(inside, minlength=len(texts)))
    return out
