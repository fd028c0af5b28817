"""Quality and speed of knowledge search on questions that nothing was tuned on, against a baseline.

Run from the repository root: `uv run python -m benchmarks.knowledge_quality`. Prints one JSON object; with `--tuning`
for the questions that weights and aliases were chosen on. Every share comes with its 95 % interval (Wilson).
The baseline is bm25s on character bigrams over the same documents, in the same run.
"""

import json
import sys
import time
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import mean, quantiles
from typing import Any

import bm25s
from ruamel.yaml import YAML

from knowledge.article import Article, load_articles, valid_on
from knowledge.foreign import load_foreign
from knowledge.search import KnowledgeIndex, Outcome
from knowledge.tokens import load_tokenizer
from knowledge.vectors import load_word_vectors

ROOT = Path(__file__).resolve().parent.parent
ARTICLES = ROOT / "config" / "articles"
QUESTIONS = ROOT / "benchmarks" / "data" / "knowledge_independent.yml"
TUNING_QUESTIONS = ROOT / "benchmarks" / "data" / "knowledge_questions.yml"
STYLES = ("web", "sms", "voice")

Rank = Callable[[str], Sequence[str]]


@dataclass(frozen=True)
class Question:
    """`articles` are the right ones; an unanswerable question has none, and some it may get as well."""

    text: str
    answerable: bool
    articles: frozenset[str]
    tolerated: frozenset[str] = frozenset()
    style: str = "web"


def main() -> None:
    today = datetime.now(UTC).date()
    is_tuning = "--tuning" in sys.argv
    questions = load_questions(TUNING_QUESTIONS if is_tuning else QUESTIONS)
    articles = load_articles(ARTICLES)
    started = time.perf_counter()
    index = KnowledgeIndex.build(articles, load_word_vectors(), load_tokenizer(), load_foreign())
    build_seconds = time.perf_counter() - started

    def fused(text: str) -> list[str]:
        return [hit.article.id for hit in index.rank(text, line=None, today=today)]

    search, baseline = ranking_figures(fused, questions), ranking_figures(bigram_rank(articles, today), questions)
    figures = {
        "questions": "tuning" if is_tuning else "independent",
        "articles": len(articles),
        "build_seconds": round(build_seconds, 3),
        "search": search,
        "search_by_style": {
            style: ranking_figures(fused, asked)
            for style in STYLES
            if len(asked := [question for question in questions if question.style == style]) > 1 and not is_tuning
        },
        "baseline_character_bigrams": baseline,
        "ratio": {name: ratio(search[name], baseline[name]) for name in ("hit_at_1", "hit_at_3", "mrr")},
        "abstention": abstention_figures(index, questions, today),
        "leave_one_out": leave_one_out_figures(articles, today) if "--leave-one-out" in sys.argv else None,
    }
    print(json.dumps(figures, ensure_ascii=False, indent=2))


def load_questions(path: Path) -> list[Question]:
    entries: list[dict[str, Any]] = YAML(typ="safe").load(path.read_text("utf-8"))["questions"]
    return [
        Question(
            text=entry["question"],
            answerable=entry["answerable"],
            articles=_ids(entry.get("article")) if entry["answerable"] else frozenset(),
            tolerated=_ids(entry.get("tolerated")),
            style=entry.get("style", "web"),
        )
        for entry in entries
    ]


def ranking_figures(rank: Rank, questions: Sequence[Question]) -> dict[str, Any]:
    """Over the questions that some article answers."""
    places: list[int | None] = []
    milliseconds: list[float] = []
    for question in (question for question in questions if question.articles):
        started = time.perf_counter()
        found = rank(question.text)
        milliseconds.append((time.perf_counter() - started) * 1000)
        places.append(next((place for place, id_ in enumerate(found, 1) if id_ in question.articles), None))
    percentiles = quantiles(milliseconds, n=100)
    return {
        "questions": len(places),
        "hit_at_1": _share(place == 1 for place in places),
        "hit_at_1_interval": _interval(place == 1 for place in places),
        "hit_at_3": _share(place is not None and place <= 3 for place in places),
        "hit_at_3_interval": _interval(place is not None and place <= 3 for place in places),
        "mrr": round(mean(1 / place if place else 0.0 for place in places), 3),
        "p50_milliseconds": round(percentiles[49], 2),
        "p95_milliseconds": round(percentiles[94], 2),
    }


def abstention_figures(index: KnowledgeIndex, questions: Sequence[Question], today: date) -> dict[str, Any]:
    """`wrong` means that no article shown to the customer was a right one."""
    results = [(question, index.search(question.text, line=None, today=today)) for question in questions]
    covered = [(question, result) for question, result in results if question.articles]
    foreign = [(question, result) for question, result in results if not question.answerable]
    answers = [(question, result) for question, result in covered if result.outcome is Outcome.answer]
    choices = [(question, result) for question, result in covered if result.outcome is Outcome.choices]
    return {
        "unanswerable": len(foreign),
        "unanswerable_abstained": _share(result.outcome is Outcome.abstain for _, result in foreign),
        "unanswerable_abstained_interval": _interval(result.outcome is Outcome.abstain for _, result in foreign),
        "unanswerable_offered_choices": _share(result.outcome is Outcome.choices for _, result in foreign),
        "unanswerable_answered": _share(result.outcome is Outcome.answer for _, result in foreign),
        "unanswerable_answered_wrongly": _share(
            result.outcome is Outcome.answer and result.hits[0].article.id not in question.tolerated
            for question, result in foreign
        ),
        "false_abstention": _share(result.outcome is Outcome.abstain for _, result in covered),
        "answered": _share(result.outcome is Outcome.answer for _, result in covered),
        "answered_wrongly": _share(result.hits[0].article.id not in question.articles for question, result in answers),
        "choices_without_the_right_one": _share(
            not any(hit.article.id in question.articles for hit in result.hits) for question, result in choices
        ),
    }


def leave_one_out_figures(articles: Sequence[Article], today: date) -> dict[str, float]:
    """Every alias asked as a question while it is missing from its own article: round n leaves the n-th aliases out."""
    embed, tokenizer, foreign = load_word_vectors(), load_tokenizer(), load_foreign()
    places: list[int] = []
    for turn in range(max(len(article.aliases) for article in articles)):
        asked = [article for article in articles if turn < len(article.aliases) and article.is_valid_on(today)]
        left = [without_alias(article, turn) for article in articles]
        index = KnowledgeIndex.build(left, embed, tokenizer, foreign)
        for article in asked:
            found = [hit.article.id for hit in index.rank(article.aliases[turn], line=None, today=today)]
            places.append(found.index(article.id) + 1 if article.id in found else 0)
    return {
        "aliases": len(places),
        "hit_at_1": _share(place == 1 for place in places),
        "hit_at_3": _share(0 < place <= 3 for place in places),
    }


def without_alias(article: Article, place: int) -> Article:
    kept = tuple(alias for number, alias in enumerate(article.aliases) if number != place)
    return article.model_copy(update={"aliases": kept})


def bigram_rank(articles: Sequence[Article], today: date) -> Rank:
    """The baseline: the best document of each article by bm25 on character bigrams."""
    texts = [(a.id, text) for a in valid_on(articles, today) for text in (a.title, *a.aliases, a.answer)]
    index = bm25s.BM25(method="lucene")
    index.index([bigrams(text) for _, text in texts], show_progress=False)
    known = set(index.vocab_dict)

    def rank(text: str) -> list[str]:
        pairs = [pair for pair in bigrams(text) if pair in known]
        scores = index.get_scores(pairs) if pairs else [0.0] * len(texts)
        ordered = sorted((place for place in range(len(texts)) if scores[place] > 0), key=lambda place: -scores[place])
        return list(dict.fromkeys(texts[place][0] for place in ordered))

    return rank


def bigrams(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text).lower()
    return [plain[begin : begin + 2] for begin in range(max(1, len(plain) - 1))]


def ratio(value: float, base: float) -> float | None:
    return round(value / base, 2) if base else None


def _ids(value: str | list[str] | None) -> frozenset[str]:
    return frozenset([value] if isinstance(value, str) else value or ())


def _share(claims: Iterable[bool]) -> float:
    counted = list(claims)
    return round(sum(counted) / len(counted), 3) if counted else 0.0


def _interval(claims: Iterable[bool]) -> list[float]:
    """The 95 % interval of a share by Wilson's formula."""
    counted = list(claims)
    number, z = len(counted), 1.96
    if not number:
        return [0.0, 1.0]
    share = sum(counted) / number
    middle, spread = share + z**2 / (2 * number), z * ((share * (1 - share) + z**2 / (4 * number)) / number) ** 0.5
    return [round((middle + sign * spread) / (1 + z**2 / number), 3) for sign in (-1, 1)]


if __name__ == "__main__":
    main()
