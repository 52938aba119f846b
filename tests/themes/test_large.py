"""What the themes of a large corpus hold in a file: the same in parts as in one piece."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest
from pandas.testing import assert_frame_equal
from scipy import sparse

import miner
from miner.engine import spool
from miner.segmentation.words import pieces
from miner.themes.paragraphs import Paragraphs
from miner.themes.rows import Rows, stacked
from miner.themes.texts import Texts
from miner.themes.words import BETWEEN, Lexicon, Streaming, stream

CORPUS = Path(miner.__file__).parent.parent / "corpus"
LINES = ["修路三公里", "", "植树八十亩", "half \ud83d", "修路三公里", "𠮷野家", "植树八十亩，修路三公里"]


@pytest.mark.parametrize("limit", [-1, 12, 1000])
def test_texts_come_back_from_their_blocks(monkeypatch: pytest.MonkeyPatch, limit: int) -> None:
    monkeypatch.setattr(spool, "LIMIT", limit)
    monkeypatch.setattr(spool, "RECENT", 0)
    made = Texts(LINES[:3])
    made.add([])
    made.add(LINES[3:])
    for texts in (made, pickle.loads(pickle.dumps(made))):
        assert list(texts) == LINES
        assert [texts[i] for i in range(-len(LINES), len(LINES))] == 2 * LINES
        assert texts[2:5] == LINES[2:5]
        assert texts.lengths.tolist() == [len(line) for line in LINES]
        for outside in (len(LINES), -len(LINES) - 1):
            with pytest.raises(IndexError):
                texts[outside]


def test_texts_stay_in_memory_where_no_file_can_be_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(spool, "LIMIT", 3)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "missing"))
    assert list(Texts(LINES)) == LINES


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_words_do_not_depend_on_the_parts_they_come_in(size: int) -> None:
    given = [*LINES, f"修路{BETWEEN}三公里", "修路\ufffd三公里"]
    wanted = [text.replace(BETWEEN, "\ufffd").replace("\ud83d", "\ufffd") for text in given]
    lexicon = Lexicon()
    made = Streaming(lexicon)
    for first in range(0, len(given), size):
        made.add(given[first : first + size])
    for found, words in ((made.stream(), lexicon.words()), (stream(given, lexicon), lexicon.words())):
        spans = zip(found.bounds[:-1], found.bounds[1:], strict=True)
        said = [[words[n] for n in found.word[a:b] if words[n] != "\n"] for a, b in spans]
        assert list(map("".join, said)) == wanted
        assert said == [[w for w in pieces(text) if w != "\n"] for text in wanted]


def test_no_text_makes_no_word() -> None:
    made = Streaming(Lexicon())
    made.add([])
    assert made.stream().size == 0


def test_rows_come_back_from_their_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "BYTES", 100)
    whole = sparse.random(50, 9, 0.3, format="csr", random_state=1)
    rows = Rows((whole[i : i + 20] for i in range(0, 50, 20)), 9)
    assert len(rows) == 50
    assert rows.sizes.tolist() == np.diff(whole.indptr).tolist()
    for place, part in rows.parts():
        assert (part != whole[place]).nnz == 0
    chosen = np.array([0, 3, 19, 20, 49])
    assert (rows.take(chosen) != whole[chosen]).nnz == 0
    assert (stacked([whole[:20], whole[20:20], whole[20:]], 9) != whole).nnz == 0


def test_themes_do_not_depend_on_where_they_are_held(monkeypatch: pytest.MonkeyPatch) -> None:
    corpus = miner.read_corpus(CORPUS)
    wanted = miner.extract_themes(corpus)
    for name, value in (("LIMIT", 1000), ("BYTES", 1000), ("RECENT", 1000)):
        monkeypatch.setattr(spool, name, value)
    monkeypatch.setattr("miner.themes.paragraphs._AT_ONCE", 1000)
    found = miner.extract_themes(corpus)
    for name in ("themes", "terms", "shares", "paragraphs", "representatives", "unfit"):
        assert_frame_equal(getattr(found, name), getattr(wanted, name), obj=name)
    assert_frame_equal(found.distinctive(), wanted.distinctive())
    assert found.review == wanted.review


def test_paragraphs_can_be_walked_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    corpus = miner.read_corpus(CORPUS)
    wanted = list(Paragraphs.from_plans(corpus))
    monkeypatch.setattr("miner.themes.paragraphs._AT_ONCE", 1)
    found = Paragraphs.from_plans(corpus)
    assert list(found) == wanted
    assert found[-1] == wanted[-1]
    assert found.chars.tolist() == [len(text) for text in wanted]
