"""Sentences as numbers: TF-IDF over the n-grams of four views of a sentence, each view of length one.

Training and the running bot use the same code, so that a sentence has the same numbers in both.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

import numpy as np

from .japanese import Wording

Grams = Callable[[Wording], Iterator[str]]


def characters(text: str, longest: int) -> Iterator[str]:
    """The character n-grams of each word of the text; a blank on either side tells its beginning and end."""
    for word in text.split():
        padded = f" {word} "
        for size in range(1, longest + 1):
            for start in range(max(len(padded) - size, 0) + 1):
                yield padded[start : start + size]


def pairs(words: Sequence[str]) -> Iterator[str]:
    """Each word, and each two in a row."""
    yield from words
    yield from (f"{first} {second}" for first, second in pairwise(words))


VIEWS: dict[str, Grams] = {
    "spelling": lambda wording: characters(wording.surface, 3),
    "reading": lambda wording: characters(wording.reading, 4),
    "words": lambda wording: pairs(wording.words),
    "content": lambda wording: pairs(wording.content),
}


@dataclass(frozen=True)
class Sparse:
    """The places of a sentence's features among all features, and their values."""

    places: np.ndarray
    values: np.ndarray


class Features:
    """The n-grams known from training, with their rarity. `vocabularies` has one list for each view."""

    def __init__(self, vocabularies: dict[str, list[str]], rarity: np.ndarray) -> None:
        self.vocabularies = vocabularies
        self.rarity = rarity
        names = chain.from_iterable(((view, gram) for gram in grams) for view, grams in vocabularies.items())
        self._places: dict[tuple[str, str], int] = {name: place for place, name in enumerate(names)}

    def __len__(self) -> int:
        return len(self._places)

    def of(self, wording: Wording) -> Sparse:
        places: list[int] = []
        values: list[float] = []
        for view, grams in VIEWS.items():
            counts = Counter(place for gram in grams(wording) if (place := self._places.get((view, gram))) is not None)
            weights = [(1.0 + math.log(count)) * self.rarity[place] for place, count in counts.items()]
            length = math.sqrt(sum(weight * weight for weight in weights)) or 1.0
            places += counts
            values += [weight / length for weight in weights]
        return Sparse(np.asarray(places, dtype=np.int32), np.asarray(values, dtype=np.float32))


def learned_features(wordings: Sequence[Wording], *, least_sentences: int) -> Features:
    """The n-grams of at least so many sentences."""
    vocabularies: dict[str, list[str]] = {}
    rarity: list[float] = []
    for view, grams in VIEWS.items():
        seen = Counter(gram for wording in wordings for gram in set(grams(wording)))
        vocabularies[view] = sorted(gram for gram, count in seen.items() if count >= least_sentences)
        rarity += [math.log((1 + len(wordings)) / (1 + seen[gram])) + 1.0 for gram in vocabularies[view]]
    return Features(vocabularies, np.asarray(rarity, dtype=np.float32))
