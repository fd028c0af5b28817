"""Shared, read-only: loading Sudachi and the word vectors takes a moment."""

import pytest

from knowledge.search import KnowledgeIndex
from knowledge.tokens import Tokenizer, load_tokenizer
from knowledge.vectors import WordVectors, load_word_vectors
from tests.unit.knowledge.articles import ARTICLES

FOREIGN = ("あさっての天気予報", "近くの飲食店はどこ", "生命保険の契約をしたい")


@pytest.fixture(scope="session")
def tokenizer() -> Tokenizer:
    return load_tokenizer()


@pytest.fixture(scope="session")
def word_vectors() -> WordVectors:
    return load_word_vectors()


@pytest.fixture(scope="session")
def small_index(tokenizer: Tokenizer, word_vectors: WordVectors) -> KnowledgeIndex:
    return KnowledgeIndex.build(ARTICLES, word_vectors, tokenizer, FOREIGN)
