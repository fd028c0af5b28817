"""Two instances of Rasa behind one gateway: one dies under load, and no customer notices."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest

from tests.journeys.script import CALL_BACK, say_lines
from tests.sim.customer import Customer
from tests.sim.redis import PROGRAM, RedisServer, running_redis
from tests.sim.stack import BOT, BOT_NAME, MODEL, Stack, running_stack

pytestmark = pytest.mark.journeys

SECOND = "bot-2"
AT_ONCE = 24
BEFORE_THE_KILL = 30
# Two busy cores answer two dozen customers late, and a time-out is not what is shown here.
PATIENT = {"TORITSUGI_BOT__ATTEMPT_SECONDS": "15", "TORITSUGI_BOT__BREAKER_SECONDS": "0.5"}
SMALL_TALK = (("ありがとう", ""), ("やっぱり折り返しのお電話をお願いします", ""))


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Stack, RedisServer]]:
    if not MODEL.exists() or not (BOT / ".venv").exists():
        pytest.skip("The bot is not trained here: run `make bot-train`.")
    if PROGRAM is None:
        pytest.skip("There is no redis-server: run `make redis`.")
    folder = tmp_path_factory.mktemp("two_bots")
    with (
        running_redis(folder) as redis,
        running_stack(folder, more_bots=1, bot_redis_port=redis.port, **PATIENT) as stack,
    ):
        yield stack, redis


class Crowd:
    """Customers who all want a call back, and how many answers they have had together."""

    def __init__(self, url: str) -> None:
        self.customers = [Customer(url) for _ in range(AT_ONCE)]
        self.answers = 0
        self.enough = asyncio.Event()

    async def come(self) -> None:
        await asyncio.gather(*[customer.__aenter__() for customer in self.customers])

    async def leave(self) -> None:
        await asyncio.gather(*[customer.__aexit__(None, None, None) for customer in self.customers])

    async def talk(self, lines: Sequence[tuple[str, str]]) -> None:
        await asyncio.gather(*[self._talk(customer, lines) for customer in self.customers])

    async def _talk(self, customer: Customer, lines: Sequence[tuple[str, str]]) -> None:
        for line in lines:
            await say_lines(customer, (line,))
            self.answers += 1
            if self.answers >= BEFORE_THE_KILL:
                self.enough.set()


async def test_an_instance_dies_under_load_and_every_message_is_answered_once(
    shared: tuple[Stack, RedisServer],
) -> None:
    stack, redis = shared
    crowd = Crowd(stack.url)
    await crowd.come()
    try:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(crowd.talk((*CALL_BACK, *SMALL_TALK)))
            await crowd.enough.wait()
            stack.kill(SECOND)
        assert crowd.answers == AT_ONCE * len((*CALL_BACK, *SMALL_TALK)), "every customer came to the end"
        await check_all(crowd)

        # The killed one comes back, and is the only one soon after: whoever is answered then is answered by it.
        stack.start_bot(SECOND)
        stack.kill(BOT_NAME)
        await crowd.talk((("受付時間を教えてください", ""),))
        await check_all(crowd)
        check_memory_ends(redis)
    finally:
        await crowd.leave()
        stack.start_bot(BOT_NAME)


async def check_all(crowd: Crowd) -> None:
    for customer in crowd.customers:
        check_answered_once(await customer.since(0))
        assert customer.holder["holder"] == "bot", "nobody was passed to a person"


def check_answered_once(messages: Sequence[Mapping[str, Any]]) -> None:
    """Each message of the customer is followed by exactly one of the bot."""
    authors = [message["author_kind"] for message in messages]
    first = authors.index("customer")
    assert authors[first:] == ["customer", "bot"] * authors.count("customer")


def check_memory_ends(redis: RedisServer) -> None:
    """What Rasa remembers of customers expires, and nothing of it reaches a disk."""
    keys = [line for line in redis.ask("KEYS", "bot:tracker:*").decode().split("\r\n") if line.startswith("bot:")]
    assert keys
    for key in keys:
        assert 0 < int(redis.ask("TTL", key).decode().removeprefix(":")) <= 1800
    assert not list(redis.folder.rglob("*.rdb"))
