"""Write a fitted model as plain text and read it back; nothing in the text is executed."""

from __future__ import annotations

import base64
import json
from typing import Any

import numpy as np

from miner.themes.model import ThemeModel
from miner.themes.vocabulary import Vocabulary

__all__ = ["freeze", "thaw"]

_KEPT = (
    "n_themes",
    "random_state",
    "head_weight",
    "min_df",
    "max_df",
    "max_terms",
    "max_iter",
    "max_paragraphs",
)


def freeze(model: ThemeModel) -> str:
    """The fitted model as JSON; one with `seeds` becomes one without, its components stay."""
    return json.dumps(
        {
            "parameters": {name: getattr(model, name) for name in _KEPT},
            "terms": model.vocabulary_.terms,
            "idf": _text(model.vocabulary_.idf),
            "components": _text(model.components_),
        },
        ensure_ascii=False,
    )


def thaw(text: str) -> ThemeModel:
    """The model that `freeze` wrote: `transform` gives the same shares to the last digit."""
    data = json.loads(text)
    model = ThemeModel(**data["parameters"])
    terms = tuple(data["terms"])
    model.vocabulary_ = Vocabulary(terms, _array(data["idf"]), {t: i for i, t in enumerate(terms)})
    model.components_ = _array(data["components"]).reshape(-1, len(terms))
    model.n_themes_ = len(model.components_)
    return model


def _text(values: Any) -> str:
    return base64.b64encode(np.ascontiguousarray(values, "<f8").tobytes()).decode("ascii")


def _array(text: str) -> Any:
    return np.frombuffer(base64.b64decode(text), "<f8").copy()
