"""Search over reviewed articles: keywords and word vectors fused by rank, abstaining instead of guessing.

Nothing is answered that the articles do not clearly cover: below the thresholds there are choices, then nothing.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Self

from knowledge.article import Article
from knowledge.documents import Documents
from knowledge.tokens import Tokenizer
from knowledge.vectors import Embed, FloatVector

MOST_HITS = 3
FUSION_OFFSET = 10
# Tuned on tests/unit/knowledge/questions.yml with the 202 articles of November 2026: of 48 foreign questions none
# was answered and 43 abstained; of 84 own ones 44 were answered rightly, 3 wrongly, 23 got choices, 14 abstained.
ANSWER_FROM = 0.75
CHOICES_FROM = 0.66
CLOSE = 0.03


class Outcome(StrEnum):
    answer = "answer"
    choices = "choices"
    abstain = "abstain"


@dataclass(frozen=True)
class Hit:
    """`score` orders the hits of one search and means nothing across searches; `confidence` lies in 0 to 1.

    The confidence is the mean of two signs that fail differently: how near the article's wording is (cosine) and
    how much of the question it covers (share of its words, rare ones and unknown ones counting most).
    """

    article: Article
    score: float
    confidence: float


@dataclass(frozen=True)
class SearchResult:
    """`answer`: the first hit may be said; `choices`: ask which hit is meant; `abstain`: offer a person.

    The hits of an abstention are near misses for the record, never for the customer.
    """

    outcome: Outcome
    hits: tuple[Hit, ...]


class KnowledgeIndex:
    """An index of one set of articles; build it anew when they change."""

    def __init__(self, articles: tuple[Article, ...], documents: Documents, tokenizer: Tokenizer) -> None:
        self._articles, self._documents, self._tokenizer = articles, documents, tokenizer

    @classmethod
    def build(cls, articles: Sequence[Article], embed: Embed, tokenizer: Tokenizer) -> Self:
        """Raise EmptyKnowledgeError when there is nothing to search in."""
        return cls(tuple(articles), Documents(articles, embed, tokenizer), tokenizer)

    def search(self, question: str, *, line: str | None, today: date) -> SearchResult:
        """What to do with the question, and up to three articles that are valid today and hold for the line."""
        hits = self.rank(question, line=line, today=today)[:MOST_HITS]
        plausible = tuple(hit for hit in hits if hit.confidence >= CHOICES_FROM)
        if not plausible:
            return SearchResult(Outcome.abstain, hits)
        if hits[0].confidence >= ANSWER_FROM and _leads(hits):
            return SearchResult(Outcome.answer, hits)
        return SearchResult(Outcome.choices, plausible)

    def rank(self, question: str, *, line: str | None, today: date) -> tuple[Hit, ...]:
        """Every article that matches at all, best first, whatever its confidence."""
        words = self._tokenizer.content_words(question)
        cosines = self._documents.cosines(words)
        fused = _fused((self._documents.keyword_scores(words), cosines), self._open_to(line, today))
        return tuple(
            Hit(self._articles[place], score, (float(cosines[place]) + self._documents.coverage(words, place)) / 2)
            for place, score in fused
        )

    def _open_to(self, line: str | None, today: date) -> list[int]:
        return [
            place
            for place, article in enumerate(self._articles)
            if article.is_valid_on(today) and article.holds_for(line)
        ]


def _fused(rankings: Sequence[FloatVector], places: Sequence[int]) -> list[tuple[int, float]]:
    """Sum of 1/(10 + rank) over the rankings of the open articles; without a positive score there is no rank."""
    fused: dict[int, float] = defaultdict(float)
    for scores in rankings:
        ordered = sorted((place for place in places if scores[place] > 0), key=lambda place: -scores[place])
        for rank, place in enumerate(ordered, start=1):
            fused[place] += 1 / (FUSION_OFFSET + rank)
    return sorted(fused.items(), key=lambda entry: -entry[1])


def _leads(hits: Sequence[Hit]) -> bool:
    return all(hits[0].confidence - other.confidence >= CLOSE for other in hits[1:])
