"""Texts that try something: empty, endless, invisible, commands for the bot, and the same message again."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from uuid import UUID

import httpx2
import pytest

from conversation.tables import ConversationRow
from database.engine import open_database
from tests.journeys.script import HANAKO, say_lines
from tests.sim.bot_contract import check_bot, client_of
from tests.sim.customer import Customer
from tests.sim.refusals import check_refused, nothing_stored, trouble_in
from tests.sim.stack import Stack

pytestmark = pytest.mark.journeys

DISGUISES = (
    "/{}",
    "／{}",
    "//{}",
    " /{}",
    "\u3000/{}",
    "\u200b/{}",
    "\ufeff\u2060/{}",
    "\u202e/{}",
    "\x00/{}",
    "/\u200b{}",
    '/{}{{"a":1}}',
    "/{}@1.0",
)


@pytest.fixture(autouse=True)
def _no_trouble_inside(stack: Stack) -> Iterator[None]:
    before = len(stack.log_of("gateway"))
    yield
    assert trouble_in(stack.log_of("gateway")[before:]) == []


@pytest.fixture
async def customer(stack: Stack) -> AsyncIterator[Customer]:
    async with Customer(stack.url) as connected:
        yield connected


@pytest.mark.parametrize("text", ["", "   ", "\u3000\n\t", "\x00\x07\x1b", "\ud800\udbff"], ids=ascii)
async def test_empty_message_is_refused(customer: Customer, text: str) -> None:
    async with nothing_stored(customer):
        check_refused(await customer.send(text), "empty_message")


@pytest.mark.parametrize("text", ["あ" * 10_000, "a" * 4_001, "一行\n" * 3_000])
async def test_too_long_message_is_refused(customer: Customer, text: str) -> None:
    async with nothing_stored(customer):
        check_refused(await customer.send(text), "message_too_long")


@pytest.mark.parametrize(
    "text", ["😀", "👍🏽👨‍👩‍👧🇯🇵", "♡", "!?", "。", "\u200b", "あ" * 4_000, "<script>alert(1)</script>"], ids=ascii
)
async def test_odd_texts_are_answered_and_kept(customer: Customer, text: str) -> None:
    assert (await customer.says(text))["text"].strip()
    asked, *_ = await customer.since(0)
    assert asked["text"] == text


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("住所\x00を\x1b[31m変更\x7f\x9b", "住所を[31m変更"),
        ("住所\ud83dを変更\udc00", "住所を変更"),
        ("一行目\r\n二行目\r三行目", "一行目\n二行目\n三行目"),
        ("\n 住所変更 \n", "住所変更"),
    ],
    ids=ascii,
)
async def test_text_is_stored_clean(customer: Customer, written: str, stored: str) -> None:
    await customer.says(written)
    assert (await customer.since(0))[0]["text"] == stored


@pytest.mark.parametrize("disguise", DISGUISES, ids=ascii)
async def test_commands_open_nothing(customer: Customer, disguise: str) -> None:
    for intent in ("talk_to_agent", "change_address"):
        answer = await customer.says(disguise.format(intent))
        assert "引き継" not in answer["text"], answer
        assert "お名前" not in answer["text"], answer
        assert customer.holder["holder"] == "bot"
        await customer.says("こんにちは")


@pytest.mark.parametrize("disguise", DISGUISES, ids=ascii)
async def test_commands_leave_the_open_question(customer: Customer, disguise: str) -> None:
    *asked, (birth_date, then) = HANAKO
    await say_lines(customer, (*asked, (disguise.format("restart"), ""), (birth_date, then)))


async def test_the_real_bot_keeps_the_contract(stack: Stack, customer: Customer) -> None:
    database = open_database(stack.database_url)
    async with database.sessions() as session:
        row = await session.get_one(ConversationRow, UUID(customer.session["conversation_id"]))
    await database.close()
    async with httpx2.AsyncClient(timeout=20) as http:
        await check_bot(client_of(http, f"http://127.0.0.1:{stack.bot_port}"), row.bot_sender_id)


async def test_the_same_message_again_gets_the_first_answer(customer: Customer) -> None:
    first = await customer.send("こんにちは", client_message_id="once")
    await customer.answer_after(first["seq"])
    async with nothing_stored(customer):
        assert await customer.send("こんにちは", client_message_id="once") == first
        assert await customer.send(" こんにちは\x00\r\n", client_message_id="once") == first


async def test_the_same_message_from_two_tabs_at_once_is_one(stack: Stack, customer: Customer) -> None:
    async with Customer(stack.url, customer.token) as tab:
        tabs = [customer, tab] * 5
        acks = await asyncio.gather(*(each.send("こんにちは", client_message_id="once") for each in tabs))
    assert acks == [acks[0]] * 10
    assert acks[0]["ok"]
    await customer.answer_after(acks[0]["seq"])
    await customer.says("ありがとう")
    kinds = [message["author_kind"] for message in await customer.since(0)]
    assert kinds == ["customer", "bot", "customer", "bot"]


@pytest.mark.parametrize("second", [{"text": "別の文"}, {"text": "こんにちは!"}])
async def test_the_same_id_with_another_text_is_refused(customer: Customer, second: dict[str, str]) -> None:
    ack = await customer.send("こんにちは", client_message_id="once")
    await customer.answer_after(ack["seq"])
    async with nothing_stored(customer):
        check_refused(await customer.send(client_message_id="once", **second), "message_id_reused")


async def test_two_texts_under_one_id_at_once_are_one_message(customer: Customer) -> None:
    texts = ("こんにちは", "住所を変更したいです")
    acks = await asyncio.gather(*(customer.send(text, client_message_id="once") for text in texts))
    (refused,) = [ack for ack in acks if not ack["ok"]]
    check_refused(refused, "message_id_reused")
    (accepted,) = [ack for ack in acks if ack["ok"]]
    await customer.answer_after(accepted["seq"])
    assert [message["author_kind"] for message in await customer.since(0)] == ["customer", "bot"]


async def test_the_ids_of_two_visitors_never_meet(stack: Stack, customer: Customer) -> None:
    async with Customer(stack.url) as other:
        first = await customer.send("こんにちは", client_message_id="shared")
        second = await other.send("住所を変更したいです", client_message_id="shared")
    assert first["ok"]
    assert second["ok"]
    assert first["message_id"] != second["message_id"]
