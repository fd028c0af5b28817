"""Search over reviewed articles: four signs of fitting, one confidence, abstaining instead of guessing.

Nothing is answered that the articles do not clearly cover: below the thresholds there are choices, then nothing. A
wording that stands in an article word for word is that article's, whatever else resembles it.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import exp
from typing import Self

import numpy as np

from knowledge.article import Article
from knowledge.documents import Documents, Signs
from knowledge.tokens import Tokenizer, bare
from knowledge.vectors import Embed, FloatVector

MOST_HITS = 3
# Fitted by logistic regression on aliases asked while missing from their own article, on the tuning questions
# (benchmarks/data/knowledge_questions.yml, tests/unit/knowledge/questions.yml) and on half of the foreign sentences.
FIT_SUBJECT, FIT_SOUND, FIT_COVERED, FIT_WORDING = 9.0, 9.4, 4.1, 6.1
SURE_SUBJECT, SURE_SOUND, SURE_COVERED, SURE_BEGIN = 9.7, 4.5, 7.4, -2.8
UNSURE_FOREIGN_SUBJECT, UNSURE_FOREIGN_SOUND = 10.6, 6.9
CHOICES_FROM = 0.75
ANSWER_FROM = 0.85
# By how much the fit of the first must exceed the second's: 1.0 means about three to one.
LEAD = 1.0
# Above every fit.
EXACT_SCORE = 100.0


class Outcome(StrEnum):
    answer = "answer"
    choices = "choices"
    abstain = "abstain"


@dataclass(frozen=True)
class Hit:
    """`score` orders the hits of one search and means nothing across searches; `confidence` lies in 0 to 1.

    The confidence weighs what speaks for the article against how near the question is to foreign ones.
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

    def __init__(self, articles: tuple[Article, ...], documents: Documents) -> None:
        self._articles, self._documents = articles, documents
        self._wordings: dict[str, set[int]] = defaultdict(set)
        for place, article in enumerate(articles):
            for wording in (article.title, *article.aliases):
                self._wordings[bare(wording)].add(place)

    @classmethod
    def build(cls, articles: Sequence[Article], embed: Embed, tokenizer: Tokenizer, foreign: Sequence[str]) -> Self:
        """`foreign`: sentences no article answers. Raise EmptyKnowledgeError when there is nothing to search in."""
        return cls(tuple(articles), Documents(articles, embed, tokenizer, foreign))

    def search(self, question: str, *, line: str | None, today: date) -> SearchResult:
        """What to do with the question, and up to three articles that are valid today and hold for the line."""
        hits = self.rank(question, line=line, today=today)[:MOST_HITS]
        plausible = tuple(hit for hit in hits if hit.confidence >= CHOICES_FROM)
        if not plausible:
            return SearchResult(Outcome.abstain, hits)
        if plausible[0] is hits[0] and hits[0].confidence >= ANSWER_FROM and _leads(hits):
            return SearchResult(Outcome.answer, hits)
        return SearchResult(Outcome.choices, plausible)

    def rank(self, question: str, *, line: str | None, today: date) -> tuple[Hit, ...]:
        """Every article that matches at all, best first, whatever its confidence."""
        signs = self._documents.signs(question)
        fits = _fits(signs)
        doubt = _doubt(*self._documents.foreignness(question))
        exact: set[int] = self._wordings.get(bare(question), set())
        open_to = [place for place in self._open_to(line, today) if place in exact or fits[place] > 0]
        hits = [
            Hit(self._articles[place], EXACT_SCORE + float(fits[place]), 1.0)
            if place in exact
            else Hit(self._articles[place], float(fits[place]), _confidence(signs, place, doubt))
            for place in open_to
        ]
        return tuple(sorted(hits, key=lambda hit: -hit.score))

    def _open_to(self, line: str | None, today: date) -> list[int]:
        return [
            place
            for place, article in enumerate(self._articles)
            if article.is_valid_on(today) and article.holds_for(line)
        ]


def _fits(signs: Signs) -> FloatVector:
    """What orders the articles; without a word in common there is no fit."""
    fits = FIT_SUBJECT * signs.subject + FIT_SOUND * signs.sound
    fits = fits + FIT_COVERED * signs.covered + FIT_WORDING * signs.wording
    return np.where(signs.covered > 0, fits, 0).astype(np.float32)


def _doubt(subject: float, sound: float) -> float:
    return UNSURE_FOREIGN_SUBJECT * subject + UNSURE_FOREIGN_SOUND * sound


def _confidence(signs: Signs, place: int, doubt: float) -> float:
    sure = SURE_SUBJECT * signs.subject[place] + SURE_SOUND * signs.sound[place] + SURE_COVERED * signs.covered[place]
    return 1 / (1 + exp(doubt - float(sure) - SURE_BEGIN))


def _leads(hits: Sequence[Hit]) -> bool:
    return all(hits[0].score - other.score >= LEAD for other in hits[1:])
