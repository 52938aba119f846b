"""The estimator underneath, as scikit-learn's users expect one."""

from __future__ import annotations

import pickle
from itertools import combinations

import numpy as np
import pytest
from scipy import sparse
from sklearn.base import clone
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import Normalizer

import miner
from miner.themes import ThemeModel
from miner.themes.factors import take_up
from miner.themes.model import default_n_themes
from tests.themes.conftest import FIELDS, plan


@pytest.fixture(scope="module")
def texts(corpus: miner.Corpus) -> list[str]:
    """Two sentences of a field each: fifteen sentences without a common word would be fifteen themes, not five."""
    pairs = [a + b for group in FIELDS.values() for a, b in combinations(group, 2)]
    return [pair.format(n=n) for n in range(3, 9) for pair in pairs]


@pytest.fixture(scope="module")
def model(texts: list[str]) -> ThemeModel:
    return ThemeModel(5).fit(texts)


def test_rows_are_shares(model: ThemeModel, texts: list[str]) -> None:
    shares = model.transform(texts)
    assert shares.shape == (len(texts), 5)
    assert np.allclose(shares.sum(axis=1), 1, atol=1e-4)


def test_a_text_that_the_factors_leave_out_goes_to_the_smallest_theme() -> None:
    rows = sparse.csr_matrix([[3.0, 0, 0, 0], [0, 2, 0, 0], [0, 0, 1, 0], [0, 0, 1, 1], [0, 0, 0, 0]])
    loads = np.array([[3.0, 0], [0, 2], [0, 0], [0, 0], [0, 0]])
    found = take_up(rows, loads, np.eye(4)[:2])
    assert np.array_equal(found[0], [1, 0, 0, 0])
    assert (found[1] > 0).tolist() == [False, True, True, True]
    assert np.allclose(np.linalg.norm(found, axis=1), 1)
    assert np.array_equal(take_up(rows[:2], loads[:2], np.eye(4)[:2]), np.eye(4)[:2])
    held = take_up(rows, loads, np.eye(4)[:2], held=1)
    assert np.array_equal(held[0], [1, 0, 0, 0])


def test_fit_transform_is_fit_then_transform(model: ThemeModel, texts: list[str]) -> None:
    assert np.array_equal(ThemeModel(5).fit_transform(texts), model.transform(texts))


def test_it_reads_texts_it_was_not_fitted_on(model: ThemeModel) -> None:
    new = model.transform(
        ["湿地和河湖的水质要保护，污染要治理，空气要好。", "博物馆和景区游客多，文化活动热闹，旅游红火。"]
    )
    assert new[0].argmax() != new[1].argmax()
    assert new.max(axis=1).min() > 0.5
    assert model.transform(["春眠不觉晓，处处闻啼鸟。"]).sum() == 0


def test_it_reads_plans(model: ThemeModel) -> None:
    shares = model.transform(miner.Corpus.from_texts({"x": plan("新城市", 4), "y": plan("旧城市", 5)}))
    assert shares.shape == (2, 5)
    assert (shares > 0.05).all()


def test_clone_and_pickle_keep_everything(model: ThemeModel, texts: list[str]) -> None:
    assert clone(model).get_params() == model.get_params()
    again = pickle.loads(pickle.dumps(model))
    assert np.array_equal(again.transform(texts), model.transform(texts))


def test_set_output_gives_named_columns(texts: list[str]) -> None:
    frame = ThemeModel(5).set_output(transform="pandas").fit_transform(texts)
    assert list(frame.columns) == [f"theme{i}" for i in range(1, 6)]


def test_it_stands_in_a_pipeline(texts: list[str]) -> None:
    assert make_pipeline(ThemeModel(5), Normalizer()).fit_transform(texts).shape == (len(texts), 5)


def test_a_seeded_theme_comes_first_and_keeps_its_subject(texts: list[str]) -> None:
    seeds = {"文旅": {"旅游": 1.0, "博物馆": 1.0}, "生态": {"污染": 1.0, "湿地": 1.0}}
    model = ThemeModel(5, seeds=seeds).fit(texts)
    column = model.vocabulary_.column
    assert model.components_[:, column["旅游"]].argmax() == 0
    assert model.components_[:, column["污染"]].argmax() == 1


def test_a_bare_string_is_refused() -> None:
    with pytest.raises(miner.InputError, match="list"):
        ThemeModel(2).fit("乡村振兴")


def test_weights_of_the_wrong_length_are_refused(texts: list[str]) -> None:
    with pytest.raises(miner.InputError, match="sample_weight"):
        ThemeModel(2).fit(texts, sample_weight=[1.0])


@pytest.mark.parametrize(("paragraphs", "themes"), [(4, 2), (60, 4), (3400, 15), (500_000, 40)])
def test_the_default_number_grows_slowly(paragraphs: int, themes: int) -> None:
    assert default_n_themes(paragraphs) == themes
