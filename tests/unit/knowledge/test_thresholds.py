"""The thresholds of the search against the questions they were tuned on and the articles that are shipped."""

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from knowledge.article import load_articles
from knowledge.search import KnowledgeIndex, Outcome
from knowledge.tokens import Tokenizer
from knowledge.vectors import WordVectors
from tests.unit.knowledge.articles import TODAY

ARTICLES = Path("config/articles")


@pytest.fixture(scope="module")
def index(request: pytest.FixtureRequest, tokenizer: Tokenizer, word_vectors: WordVectors) -> KnowledgeIndex:
    return KnowledgeIndex.build(load_articles(request.config.rootpath / ARTICLES), word_vectors, tokenizer)


@pytest.fixture(scope="module")
def questions() -> Any:
    return YAML(typ="safe").load(Path(__file__).with_name("questions.yml").read_text("utf-8"))


def test_no_foreign_question_is_answered_and_most_abstain(index: KnowledgeIndex, questions: Any) -> None:
    outcomes = [index.search(question, line=None, today=TODAY).outcome for question in questions["unanswerable"]]
    assert outcomes.count(Outcome.answer) == 0
    assert outcomes.count(Outcome.abstain) / len(outcomes) >= 0.85


def test_own_questions_are_found(index: KnowledgeIndex, questions: Any) -> None:
    asked = [(question, id_) for id_, texts in questions["answerable"].items() for question in texts]
    found = [
        id_ in [hit.article.id for hit in index.rank(question, line=None, today=TODAY)[:3]] for question, id_ in asked
    ]
    assert sum(found) / len(found) >= 0.88
