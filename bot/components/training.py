"""Learning the intent model: linear support vectors, and a scale from sentences each model had not seen.

Same sentences and settings, same model, bit for bit.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

from .features import Sparse, learned_features
from .intents import IntentModel, softmax
from .japanese import Wording

FOLDS = 5


@dataclass(frozen=True)
class Settings:
    """`scope_margin`: how far the best intent must lie before out_of_scope, or the sentence is rejected."""

    cost: float = 1.0
    least_sentences: int = 1
    scope_margin: float = 0.2
    seed: int = 20261123


def train(wordings: Sequence[Wording], intents: Sequence[str], settings: Settings) -> IntentModel:
    labels = tuple(sorted(set(intents)))
    features = learned_features(wordings, least_sentences=settings.least_sentences)
    matrix = _matrix([features.of(wording) for wording in wordings], len(features))
    targets = np.asarray([labels.index(intent) for intent in intents])
    fitted = _fitted(matrix, targets, settings)
    return IntentModel(
        labels,
        features,
        fitted.coef_.T.astype(np.float16),
        fitted.intercept_.astype(np.float32),
        _scale(matrix, targets, settings),
        _known(wordings, intents),
    )


def _matrix(rows: Sequence[Sparse], width: int) -> csr_matrix:
    ends = np.cumsum([0, *(len(row.places) for row in rows)])
    values, places = (np.concatenate([getattr(row, name) for row in rows]) for name in ("values", "places"))
    return csr_matrix((values.astype(np.float64), places, ends), shape=(len(rows), width))


def _fitted(matrix: csr_matrix, targets: np.ndarray, settings: Settings) -> LinearSVC:
    return LinearSVC(C=settings.cost, random_state=settings.seed).fit(matrix, targets)


def _scale(matrix: csr_matrix, targets: np.ndarray, settings: Settings) -> float:
    """The factor that turns distances into probabilities: the most likely one for sentences not trained on."""
    scores = np.zeros((len(targets), targets.max() + 1))
    for seen, unseen in StratifiedKFold(FOLDS, shuffle=True, random_state=settings.seed).split(matrix, targets):
        scores[unseen] = _fitted(matrix[seen], targets[seen], settings).decision_function(matrix[unseen])
    rows = np.arange(len(targets))

    def surprise(scale: float) -> float:
        return float(-np.log(softmax(scores * scale)[rows, targets] + 1e-12).mean())

    return round(float(minimize_scalar(surprise, bounds=(0.5, 30.0), method="bounded").x), 3)


def _known(wordings: Sequence[Wording], intents: Sequence[str]) -> dict[str, str]:
    meanings: dict[str, set[str]] = defaultdict(set)
    for wording, intent in zip(wordings, intents, strict=True):
        meanings[wording.sound].add(intent)
    return {sound: next(iter(found)) for sound, found in sorted(meanings.items()) if sound and len(found) == 1}
