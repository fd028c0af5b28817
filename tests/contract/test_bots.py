"""Several instances as one bot, against real servers: who is asked, and who is asked instead."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from uuid import uuid4

import httpx2
import pytest

from conversation.model import TurnId
from gateway.bot_client import BotUnavailableError
from gateway.bots import Bots
from tests.sim.bot_contract import client_of
from tests.sim.scripted_bot import Answer, ScriptedBot, saying, scripted_bot

pytestmark = pytest.mark.contract

HELLO = saying({"text": "承ります。"})
LOST = Answer(b"[]")
SENDERS = [f"sender-{number}" for number in range(40)]
WITHIN = 5.0


class House:
    """Two instances, and a clock that is moved by hand."""

    def __init__(self, http: httpx2.AsyncClient, one: ScriptedBot, other: ScriptedBot) -> None:
        self.now = [100.0]
        self.one, self.other = one, other
        self.clients = [client_of(http, bot.url, limit=3, now=self.now) for bot in (one, other)]
        self.bots = Bots(self.clients)

    async def ask(self, sender_id: str) -> tuple[str, ...]:
        return (await self.bots.ask(sender_id, "こんにちは", TurnId(uuid4()), within_seconds=WITHIN)).say

    def asked(self, bot: ScriptedBot) -> list[str]:
        return [question["sender"] for question in bot.asked]


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with AsyncExitStack() as running:
        http = await running.enter_async_context(httpx2.AsyncClient(timeout=WITHIN))
        one, other = [await running.enter_async_context(scripted_bot(HELLO)) for _ in range(2)]
        yield House(http, one, other)


@pytest.fixture
async def half() -> AsyncIterator[House]:
    """The first of the two is gone."""
    async with AsyncExitStack() as running:
        http = await running.enter_async_context(httpx2.AsyncClient(timeout=WITHIN))
        other = await running.enter_async_context(scripted_bot(HELLO))
        async with scripted_bot(HELLO) as gone:
            pass
        yield House(http, gone, other)


async def test_a_conversation_stays_at_its_instance_and_both_have_some(house: House) -> None:
    for sender in (*SENDERS, *SENDERS):
        await house.ask(sender)
    first, second = house.asked(house.one), house.asked(house.other)
    assert not {*first} & {*second}
    assert min(len(first), len(second)) >= len(SENDERS) // 4


async def test_an_instance_that_is_gone_costs_nobody_an_answer(half: House) -> None:
    for sender in SENDERS:
        assert await half.ask(sender) == ("承ります。",)
    assert half.asked(half.other) == SENDERS


async def test_a_question_that_was_lost_is_the_callers_to_repeat_and_goes_elsewhere(house: House) -> None:
    house.one.answer = house.other.answer = LOST
    with pytest.raises(BotUnavailableError) as lost:
        await house.ask("sender-1")
    assert lost.value.was_asked
    failed = next(bot for bot in (house.one, house.other) if bot.asked)
    house.one.answer = house.other.answer = HELLO
    for sender in SENDERS:
        await house.ask(sender)
    assert len(failed.asked) == 1, "nobody else is sent there while it is doubtful"


async def test_a_failed_instance_gets_its_conversations_back(house: House) -> None:
    await house.ask("sender-1")
    own = next(bot for bot in (house.one, house.other) if bot.asked)
    own.answer = LOST
    with pytest.raises(BotUnavailableError):
        await house.ask("sender-1")
    own.answer = HELLO
    await house.ask("sender-1")
    assert len(own.asked) == 2
    house.now.append(116.0)
    await house.ask("sender-1")
    assert len(own.asked) == 3


async def test_who_has_nobody_else_to_ask_asks_an_instance_at_rest_that_lives(half: House) -> None:
    half.other.answer = LOST
    for _ in range(3):
        with pytest.raises(BotUnavailableError):
            await half.ask("sender-1")
    assert half.clients[1].is_resting()
    half.other.answer = HELLO
    assert await half.ask("sender-1") == ("承ります。",)
    assert not half.clients[1].is_resting()


async def test_one_instance_alone_is_left_to_rest(half: House) -> None:
    half.other.answer = LOST
    alone = Bots(half.clients[1:])
    reasons = []
    for _ in range(4):
        with pytest.raises(BotUnavailableError) as failed:
            await alone.ask("sender-1", "こんにちは", TurnId(uuid4()), within_seconds=WITHIN)
        reasons.append(failed.value.reason)
    assert reasons == ["empty", "empty", "empty", "resting"]


async def test_the_bot_is_ready_while_one_instance_is(half: House) -> None:
    assert await half.bots.is_ready()
    assert not await Bots(half.clients[:1]).is_ready()
