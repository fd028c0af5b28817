"""The thresholds of the search against the questions they were tuned on and the articles that are shipped."""

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from knowledge.article import load_articles
from knowledge.foreign import load_foreign
from knowledge.search import KnowledgeIndex, Outcome
from knowledge.tokens import Tokenizer
from knowledge.vectors import WordVectors
from tests.unit.knowledge.articles import TODAY

ARTICLES = Path("config/articles")


@pytest.fixture(scope="module")
def index(request: pytest.FixtureRequest, tokenizer: Tokenizer, word_vectors: WordVectors) -> KnowledgeIndex:
    articles = load_articles(request.config.rootpath / ARTICLES)
    return KnowledgeIndex.build(articles, word_vectors, tokenizer, load_foreign())


@pytest.fixture(scope="module")
def questions() -> Any:
    return YAML(typ="safe").load(Path(__file__).with_name("questions.yml").read_text("utf-8"))


def test_no_foreign_question_is_answered_and_most_abstain(index: KnowledgeIndex, questions: Any) -> None:
    outcomes = [index.search(question, line=None, today=TODAY).outcome for question in questions["unanswerable"]]
    assert outcomes.count(Outcome.answer) == 0
    assert outcomes.count(Outcome.abstain) / len(outcomes) >= 0.95


def test_own_questions_are_found(index: KnowledgeIndex, questions: Any) -> None:
    asked = [(question, id_) for id_, texts in questions["answerable"].items() for question in texts]
    found = [
        id_ in [hit.article.id for hit in index.rank(question, line=None, today=TODAY)[:3]] for question, id_ in asked
    ]
    assert sum(found) / len(found) >= 0.95


@pytest.mark.parametrize(
    ("asked", "article_id"),
    [
        ("控除証明書はいつ届きますか", "deduction-when"),
        ("控除証明書がまだ届きません", "deduction-not-arrived"),
        ("家族限定はどこまでが家族ですか", "driver-scope-family"),
        ("保険金の請求に期限はありますか", "claim-time-limit"),
        ("いつから適用されますか", "change-effective-date"),
        ("いつから変わりますか", "change-effective-date"),
        ("車両保険ってなんですか", "motor-vehicle-cover-types"),
        ("コンビニで払えるの", "payment-methods"),
    ],
)
def test_a_plain_question_is_answered(index: KnowledgeIndex, asked: str, article_id: str) -> None:
    result = index.search(asked, line=None, today=TODAY)
    assert (result.outcome, result.hits[0].article.id) == (Outcome.answer, article_id)


def test_every_answer_can_be_said_in_25_seconds(request: pytest.FixtureRequest) -> None:
    """About six characters a second."""
    too_long = [a.id for a in load_articles(request.config.rootpath / ARTICLES) if len(a.answer) > 125]
    assert too_long == []
