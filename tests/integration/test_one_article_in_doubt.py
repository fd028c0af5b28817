"""A doubtful question: one article that may be meant is asked about, several are offered to choose from."""

import pytest

from conversation.model import Channel
from database.engine import Database
from database.vault import Vault
from knowledge.search import Hit, Outcome, SearchResult
from tests.integration.counter_customer import Customer, NoArticles, offered, rules, said
from tests.unit.knowledge.articles import ARTICLES

pytestmark = pytest.mark.integration
FAQ = ("パスワードのことで", "ask_faq", 0.97, "action_answer_question")


async def asking(database: Database, vault: Vault, found: int) -> Customer:
    hits = tuple(Hit(article, 1.0, 0.8) for article in ARTICLES[:found])
    someone = Customer(database, vault, Channel.webchat, articles=NoArticles(SearchResult(Outcome.choices, hits)))
    await someone.arrives()
    return someone


async def test_a_single_one_is_asked_about(database: Database, vault: Vault) -> None:
    asked = await (await asking(database, vault, 1)).says(*FAQ)
    assert said(asked) == rules().reception.only_this
    assert offered(asked) == [ARTICLES[0].title, rules().reception.none_of_these]


async def test_several_are_offered(database: Database, vault: Vault) -> None:
    asked = await (await asking(database, vault, 2)).says(*FAQ)
    assert said(asked) == rules().reception.which_of_these
    assert offered(asked) == [ARTICLES[0].title, ARTICLES[1].title, rules().reception.none_of_these]


async def test_inside_a_procedure_too(database: Database, vault: Vault) -> None:
    customer = await asking(database, vault, 1)
    await customer.says("住所変更", "change_address", 0.97, "action_open_procedure")
    asked = await customer.says("手数料はかかりますか", "ask_faq", 0.97)
    assert said(asked) == rules().reception.only_this
