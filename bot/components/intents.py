"""Which intent a sentence has: a linear model over its features, with a decision of its own for what is out of scope.

The model is numbers and strings only: loading it runs no code that stands in the file.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .features import Features
from .japanese import Wording

OUT_OF_SCOPE = "out_of_scope"
SURE = 0.99


@dataclass(frozen=True)
class Judgement:
    """Intents with their probabilities, best first. `is_rejected`: too close to what is out of scope."""

    ranking: tuple[tuple[str, float], ...]
    is_rejected: bool


@dataclass(frozen=True)
class IntentModel:
    """`known` holds the sounds of training sentences of one intent only; whoever says just that means just that."""

    labels: tuple[str, ...]
    features: Features
    weights: np.ndarray
    bias: np.ndarray
    scale: float
    known: dict[str, str]

    def judge(self, wording: Wording, scope_margin: float) -> Judgement:
        scores = self.scores(wording)
        probabilities = softmax(scores[None, :] * self.scale)[0]
        known = self.known.get(wording.sound)
        if known is not None:
            place = self.labels.index(known)
            probabilities = probabilities * (1 - SURE)
            probabilities[place] += SURE
            return Judgement(self._ranked(probabilities), is_rejected=False)
        ranking = self._ranked(probabilities)
        return Judgement(ranking, ranking[0][0] != OUT_OF_SCOPE and self.distance(scores) < scope_margin)

    def scores(self, wording: Wording) -> np.ndarray:
        found = self.features.of(wording)
        scores: np.ndarray = found.values @ self.weights[found.places].astype(np.float32) + self.bias
        return scores

    def distance(self, scores: np.ndarray) -> float:
        """How far the best intent lies before out_of_scope."""
        place = self.labels.index(OUT_OF_SCOPE)
        return float(np.delete(scores, place).max() - scores[place])

    def _ranked(self, probabilities: np.ndarray) -> tuple[tuple[str, float], ...]:
        order = np.argsort(-probabilities, kind="stable")
        return tuple((self.labels[place], float(probabilities[place])) for place in order)

    def save(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        words = {
            "labels": self.labels,
            "scale": self.scale,
            "vocabularies": self.features.vocabularies,
            "known": self.known,
        }
        (folder / "words.json").write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")
        numbers = {"weights": self.weights, "bias": self.bias, "rarity": self.features.rarity}
        for name, array in numbers.items():
            np.save(folder / f"{name}.npy", array, allow_pickle=False)


def load_model(folder: Path) -> IntentModel:
    words = json.loads((folder / "words.json").read_text(encoding="utf-8"))
    weights, bias, rarity = (
        np.load(folder / f"{name}.npy", allow_pickle=False) for name in ("weights", "bias", "rarity")
    )
    features = Features(words["vocabularies"], rarity)
    return IntentModel(tuple(words["labels"]), features, weights, bias, words["scale"], words["known"])


def softmax(scores: np.ndarray) -> np.ndarray:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: np.ndarray = raised / raised.sum(axis=1, keepdims=True)
    return shares
