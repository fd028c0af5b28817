"""How well each article fits a question, by keywords and by meaning.

Titles, aliases and answers are one document each, and the whole article is one more text. Both count alike: the
best document finds the wording customers use, the whole article finds the subject when no wording matches.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from math import log

import bm25s
import numpy as np

from knowledge.article import Article
from knowledge.tokens import Tokenizer
from knowledge.vectors import DIMENSIONS, Embed, FloatVector, unit

Words = Sequence[str]


class EmptyKnowledgeError(Exception):
    """There is no article, or one without a single content word, so nothing can be searched."""

    code = "knowledge_empty"


class Documents:
    """Scores one set of articles; the places of the arrays are the places of the articles."""

    def __init__(self, articles: Sequence[Article], embed: Embed, tokenizer: Tokenizer) -> None:
        per_article = [_texts(article, tokenizer) for article in articles]
        documents = [words for texts in per_article for words in texts]
        if not documents or not all(per_article):
            raise EmptyKnowledgeError("An article without a content word cannot be found: check the articles.")
        self._embed = embed
        wholes = [[word for words in texts for word in words] for texts in per_article]
        self._first_documents = np.cumsum([0, *map(len, per_article[:-1])])
        self._document_idf, self._article_idf = Idf(documents), Idf(wholes)
        self._document_keywords, self._whole_keywords = _keyword_index(documents), _keyword_index(wholes)
        self._document_vectors = np.stack([self._vector(words) for words in documents])
        self._whole_vectors = np.stack([self._vector(words) for words in wholes])
        self._vocabularies = [frozenset(words) for words in wholes]

    def keyword_scores(self, words: Words) -> FloatVector:
        """The bm25 score of each article between 0 and 1; words no article uses count for nothing."""
        known = [word for word in words if word in self._document_idf.known]
        if not known:
            return np.zeros(len(self._vocabularies), np.float32)
        best = self._best(self._document_keywords.get_scores(known))
        whole = self._whole_keywords.get_scores(known)
        return _half(best / best.max(), whole / whole.max())

    def cosines(self, words: Words) -> FloatVector:
        vector = self._vector(words)
        return _half(self._best(self._document_vectors @ vector), self._whole_vectors @ vector)

    def coverage(self, words: Words, place: int) -> float:
        """The share of the question's words, rare ones counting more, that the article uses."""
        asked = set(words)
        total = sum(map(self._article_idf.weight, asked))
        return sum(map(self._article_idf.weight, asked & self._vocabularies[place])) / total if total else 0.0

    def _best(self, scores: FloatVector) -> FloatVector:
        """The score of each article's best document; the documents of an article stand together."""
        best: FloatVector = np.maximum.reduceat(scores, self._first_documents)
        return best

    def _vector(self, words: Words) -> FloatVector:
        total = np.zeros(DIMENSIONS, dtype=np.float32)
        for word in words:
            vector = self._embed(word)
            if vector is not None:
                total += np.float32(self._document_idf.weight(word)) * vector
        return unit(total)


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


def _texts(article: Article, tokenizer: Tokenizer) -> list[tuple[str, ...]]:
    texts = (article.title, *article.aliases, article.answer)
    return [words for words in map(tokenizer.content_words, texts) if words]


def _keyword_index(documents: Sequence[Words]) -> bm25s.BM25:
    index = bm25s.BM25(method="lucene")
    index.index([list(words) for words in documents], show_progress=False)
    return index


def _half(one: FloatVector, other: FloatVector) -> FloatVector:
    return ((one + other) / 2).astype(np.float32)
