"""How well each article fits a question: by subject, by sound, by the words it covers and by its nearest wording.

Titles, aliases and answers are one document each. The nearest document tells whether somebody asked the same before,
the whole article tells what it is about.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from knowledge.article import Article
from knowledge.grams import GramIndex
from knowledge.tokens import Tokenizer
from knowledge.vectors import DIMENSIONS, Embed, FloatVector, unit

Words = Sequence[str]

# Word vectors less alike than this are chance.
RELATED_FROM = 0.4


class EmptyKnowledgeError(Exception):
    """There is no article, or one without a single content word, so nothing can be searched."""

    code = "knowledge_empty"


@dataclass(frozen=True)
class Signs:
    """One number between 0 and 1 for each article; the places are the places of the articles.

    subject: the article's words lie near the question's. sound: it is read alike, whatever the spelling.
    covered: the share of the question's words that the article has, or has a relative of. wording: how far its
    nearest document and the question say the same.
    """

    subject: FloatVector
    sound: FloatVector
    covered: FloatVector
    wording: FloatVector


class Documents:
    """Reads the signs of one set of articles, and how near a question is to what is none of our business."""

    def __init__(
        self, articles: Sequence[Article], embed: Embed, tokenizer: Tokenizer, foreign: Sequence[str] = ()
    ) -> None:
        """`foreign`: sentences that no article is meant to answer."""
        per_article = [_texts(article, tokenizer) for article in articles]
        documents = [words for texts in per_article for words in texts]
        if not documents or not all(per_article):
            raise EmptyKnowledgeError("An article without a content word cannot be found: check the articles.")
        self._embed, self._tokenizer = embed, tokenizer
        wholes = [[word for words in texts for word in words] for texts in per_article]
        self._document_idf, self._article_idf = Idf(documents), Idf(wholes)
        self._vocabulary = {word: place for place, word in enumerate(self._article_idf.known)}
        self._rarity = np.array(list(self._article_idf.known.values()), np.float32)
        self._word_vectors = np.stack([self._word(word) for word in self._vocabulary])
        self._first_documents = np.cumsum([0, *map(len, per_article[:-1])])
        self._of_documents, self._of_wholes = self._shelf(documents), self._shelf(wholes)
        self._whole_vectors = np.stack([self._vector(words) for words in wholes])
        self._whole_sounds = GramIndex([[tokenizer.reading(text) for text in _passages(a)] for a in articles])
        self._foreign_vectors = np.stack([self._vector(tokenizer.content_words(text)) for text in ("", *foreign)])
        self._foreign_sounds = GramIndex([[tokenizer.reading(text)] for text in ("", *foreign)])

    def signs(self, question: str) -> Signs:
        words = tuple(dict.fromkeys(self._tokenizer.content_words(question)))
        covered, wording = self._overlap(words)
        return Signs(
            subject=np.clip(self._whole_vectors @ self._vector(self._tokenizer.content_words(question)), 0, 1),
            sound=self._whole_sounds.cosines(self._tokenizer.reading(question)),
            covered=covered,
            wording=wording,
        )

    def foreignness(self, question: str) -> tuple[float, float]:
        """How near the nearest foreign sentence is by its subject and by its sound."""
        vector = self._vector(self._tokenizer.content_words(question))
        sounds = self._foreign_sounds.cosines(self._tokenizer.reading(question))
        return float((self._foreign_vectors @ vector).max()), float(sounds.max())

    def _overlap(self, words: Words) -> tuple[FloatVector, FloatVector]:
        if not words:
            nothing = np.zeros(len(self._whole_vectors), np.float32)
            return nothing, nothing
        weights: FloatVector = np.array([self._article_idf.weight(word) for word in words], np.float32)
        related = np.stack([self._related(word) for word in words])
        covered = weights @ self._of_wholes.best(related) / weights.sum()
        asked = weights @ self._of_documents.best(related) / weights.sum()
        told = self._of_documents.total(related.max(axis=0) * self._rarity) / self._of_documents.total(self._rarity)
        both = 2 * asked * told / np.maximum(asked + told, 1e-6)
        return covered.astype(np.float32), np.maximum.reduceat(both, self._first_documents).astype(np.float32)

    def _related(self, word: str) -> FloatVector:
        """How near each word of the articles is to this one; the word itself is nearest, with or without a vector."""
        found = self._word_vectors @ self._word(word)
        related: FloatVector = np.where(found > RELATED_FROM, np.minimum(found, 1), 0).astype(np.float32)
        if word in self._vocabulary:
            related[self._vocabulary[word]] = 1.0
        return related

    def _shelf(self, texts: Sequence[Words]) -> "_Shelf":
        return _Shelf([sorted({self._vocabulary[word] for word in words}) for words in texts])

    def _word(self, word: str) -> FloatVector:
        vector = self._embed(word)
        return np.zeros(DIMENSIONS, np.float32) if vector is None else vector

    def _vector(self, words: Words) -> FloatVector:
        total = np.zeros(DIMENSIONS, dtype=np.float32)
        for word in words:
            total += np.float32(self._document_idf.weight(word)) * self._word(word)
        return unit(total)


class _Shelf:
    """Which words stand in which text, as one row of word places with the place where each text begins."""

    def __init__(self, texts: Sequence[Sequence[int]]) -> None:
        self._words: NDArray[np.intp] = np.array([word for text in texts for word in text], np.intp)
        self._firsts = np.cumsum([0, *map(len, texts[:-1])])

    def best(self, related: FloatVector) -> FloatVector:
        found: FloatVector = np.maximum.reduceat(related[:, self._words], self._firsts, axis=1)
        return found

    def total(self, weights: FloatVector) -> FloatVector:
        found: FloatVector = np.add.reduceat(weights[self._words], self._firsts)
        return found


class Idf:
    """Inverse document frequency (Lucene's form); a word never seen weighs most."""

    def __init__(self, documents: Sequence[Iterable[str]]) -> None:
        counts = Counter(word for words in documents for word in set(words))
        self.known = {word: _idf(len(documents), count) for word, count in counts.items()}
        self._never_seen = _idf(len(documents), 0)

    def weight(self, word: str) -> float:
        return self.known.get(word, self._never_seen)


def _idf(documents: int, count: int) -> float:
    return log(1 + (documents - count + 0.5) / (count + 0.5))


def _passages(article: Article) -> tuple[str, ...]:
    return article.title, *article.aliases, article.answer


def _texts(article: Article, tokenizer: Tokenizer) -> list[tuple[str, ...]]:
    return [words for words in map(tokenizer.content_words, _passages(article)) if words]
