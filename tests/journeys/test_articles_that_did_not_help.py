"""A customer whom an article did not help, over the web chat: other articles or a person; the editors hear of it."""

from collections.abc import AsyncIterator

import pytest

from bot.actions.article_feedback import NOT_WHAT_I_MEANT, WHICH_INSTEAD
from database.engine import open_database
from knowledge.editing import list_for_editors
from knowledge.unanswered import QuestionKind
from tests.sim.customer import Customer
from tests.sim.stack import Stack

pytestmark = pytest.mark.journeys

ASKED = "控除証明書はいつ届きますか"
NONE_OF_THESE = "どれでもない"
TO_PERSON = "担当者につなぐ"


@pytest.fixture
async def customer(stack: Stack) -> AsyncIterator[Customer]:
    async with Customer(stack.url) as connected:
        yield connected


async def down_votes(stack: Stack, question: str) -> list[tuple[str | None, int]]:
    database = open_database(stack.database_url)
    try:
        async with database.sessions() as session:
            found = await list_for_editors(session, kind=QuestionKind.down_voted, limit=1000)
    finally:
        await database.close()
    return [(entry.article_id, entry.count) for entry in found if entry.text == question]


async def test_the_choice_beside_an_answer_leads_on(stack: Stack, customer: Customer) -> None:
    answer = await customer.says(ASKED)
    assert "10月ごろから" in answer["text"]
    assert NOT_WHAT_I_MEANT in [choice["value"] for choice in answer["choices"]]
    instead = await customer.says(NOT_WHAT_I_MEANT)
    titles = [choice["value"] for choice in instead["choices"]]
    assert instead["text"] == WHICH_INSTEAD
    assert titles[-1] == NONE_OF_THESE
    assert "地震保険料控除証明書はいつ届きますか" not in titles
    assert ("deduction-when", 1) in await down_votes(stack, ASKED)
    person = await customer.says(NONE_OF_THESE)
    assert [choice["value"] for choice in person["choices"]] == [TO_PERSON]


async def test_words_say_the_same_and_a_new_question_is_a_question(stack: Stack, customer: Customer) -> None:
    question = "家族限定はどこまでが家族ですか"
    await customer.says(question)
    instead = await customer.says("そうじゃなくて")
    assert instead["text"] == WHICH_INSTEAD
    assert ("driver-scope-family", 1) in await down_votes(stack, question)
    answer = await customer.says("保険金の請求に期限はありますか")
    assert "3年" in answer["text"]
