"""Texts compared by their short runs of characters: what finds a word that is spelled or heard a little differently.

The index weighs rare runs more. A run no text has makes every text a little less alike.
"""

from collections import Counter
from collections.abc import Sequence
from math import log

import numpy as np

from knowledge.vectors import FloatVector

LENGTHS = (2, 3)
# A run that no text has counts half: it may be a name, or a particle of a dialect.
UNKNOWN_SHARE = 0.25


class GramIndex:
    """Cosines of one text with each of the indexed texts."""

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        """Each text is a list of passages: no run reaches from one into the next."""
        counts = [Counter(run for passage in text for run in runs(passage)) for text in texts]
        texts_with = Counter(run for count in counts for run in count)
        self._size = len(texts)
        self._rarity = {run: log(1 + self._size / number) for run, number in texts_with.items()}
        self._never_seen = log(1 + self._size)
        self._places = self._weighed(counts)

    def cosines(self, text: str) -> FloatVector:
        found, square = np.zeros(self._size, np.float32), 0.0
        for run, number in Counter(runs(text)).items():
            if run not in self._rarity:
                square += UNKNOWN_SHARE * _weight(number, self._never_seen) ** 2
                continue
            weight = _weight(number, self._rarity[run])
            square += weight**2
            places, weights = self._places[run]
            found[places] += np.float32(weight) * weights
        return (found / np.float32(square**0.5)).astype(np.float32) if square else found

    def _weighed(self, counts: Sequence[Counter[str]]) -> dict[str, tuple[np.ndarray, FloatVector]]:
        """For each run the texts that have it, and its weight in each of them at length one."""
        entries: dict[str, list[tuple[int, float]]] = {}
        for place, count in enumerate(counts):
            weights = {run: _weight(number, self._rarity[run]) for run, number in count.items()}
            length = sum(weight**2 for weight in weights.values()) ** 0.5
            for run, weight in weights.items():
                entries.setdefault(run, []).append((place, weight / length))
        return {
            run: (np.array([place for place, _ in found]), np.array([weight for _, weight in found], np.float32))
            for run, found in entries.items()
        }


def runs(text: str) -> list[str]:
    return [text[begin : begin + length] for length in LENGTHS for begin in range(len(text) - length + 1)]


def _weight(number: int, rarity: float) -> float:
    return (1 + log(number)) * rarity
