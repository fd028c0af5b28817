"""Search over reviewed articles: bm25 and word vectors, fused by rank, with abstention.

Nothing is answered that the articles do not clearly cover: below the thresholds the result is choices, then
abstention. Titles, aliases and answers are the documents; an article scores as its best document.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import log
from typing import Literal, Self

import bm25s
import numpy as np
from numpy.typing import NDArray

from knowledge.article import Article
from knowledge.tokens import Tokenizer
from knowledge.vectors import Embed, FloatVector, unit

Outcome = Literal["answer", "choices", "abstain"]
MOST_HITS = 3
FUSION_OFFSET = 10
# Confidence is the mean of the best cosine and the idf-weighted share of the question's words that the article
# contains; the thresholds are tuned on tests/unit/knowledge/questions.yml (benchmarks/knowledge_quality.py).
ANSWER_FROM = 0.75
CHOICES_FROM = 0.55
CLOSE = 0.03


@dataclass(frozen=True)
class Hit:
    """An article and its fused rank score, which orders hits of one search and compares to nothing else."""

    article: Article
    score: float
    confidence: float


@dataclass(frozen=True)
class SearchResult:
    """`answer`: the first hit may be said as it is; `choices`: ask which hit is meant; `abstain`: a person."""

    outcome: Outcome
    hits: tuple[Hit, ...]


ABSTAINED = SearchResult("abstain", ())


@dataclass(frozen=True)
class _Document:
    article: int
    words: tuple[str, ...]


class KnowledgeIndex:
    """An index of one set of articles; build it anew when they change."""

    def __init__(self, articles: Sequence[Article], tokenizer: Tokenizer, embed: Embed) -> None:
        self._articles, self._tokenizer, self._embed = tuple(articles), tokenizer, embed
        documents = [
            _Document(number, words)
            for number, article in enumerate(self._articles)
            for text in (article.title, *article.aliases, article.answer)
            if (words := tokenizer.content_words(text))
        ]
        self._owner = np.array([document.article for document in documents], dtype=np.int64)
        self._idf, self._unseen_idf = _idf(documents)
        self._bm25 = bm25s.BM25(method="lucene")
        self._bm25.index([list(document.words) for document in documents], show_progress=False)
        self._vectors = np.array([self._vector(document.words) for document in documents], dtype=np.float32)
        self._vocabulary: dict[int, set[str]] = defaultdict(set)
        for document in documents:
            self._vocabulary[document.article].update(document.words)

    @classmethod
    def build(cls, articles: Sequence[Article], tokenizer: Tokenizer, embed: Embed) -> Self:
        return cls(articles, tokenizer, embed)
