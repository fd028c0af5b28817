"""Hints between two gateways' sockets over a real Redis that freezes and goes away."""

from collections.abc import AsyncIterator, Iterator
from time import monotonic

import pytest
from socketio import AsyncServer

from gateway.sockets import CHANNEL, PATIENCE_SECONDS, open_sockets
from tests.sim.polling import eventually
from tests.sim.redis import PROGRAM, RedisServer, running_redis

pytestmark = pytest.mark.integration

DESK = "/desk"
EMITTED = 20


@pytest.fixture
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    if PROGRAM is None:
        pytest.skip("There is no redis-server: run `make redis`.")
    with running_redis(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture
async def servers(redis: RedisServer) -> AsyncIterator[tuple[AsyncServer, AsyncServer]]:
    """Two gateways' sockets that hear each other."""
    pair = (open_sockets(redis.url, [], [DESK], monotonic), open_sockets(redis.url, [], [DESK], monotonic))
    for server in pair:
        server.manager.initialize()
    await _until_nothing_is_missed(pair)
    yield pair
    for server in pair:
        await server.manager.aclose()


async def _until_nothing_is_missed(pair: tuple[AsyncServer, AsyncServer]) -> None:
    for server in pair:
        await eventually(server.manager.take_missed, lambda missed: not missed)


async def test_an_emitter_waits_once_for_a_frozen_redis_and_then_no_more(
    redis: RedisServer, servers: tuple[AsyncServer, AsyncServer]
) -> None:
    ours, _ = servers
    redis.freeze()
    began = monotonic()
    for _ in range(EMITTED):
        await ours.emit("queues", {"items": []}, namespace=DESK)
    assert monotonic() - began < EMITTED * PATIENCE_SECONDS / 2
    redis.thaw()


async def test_whoever_could_not_share_a_hint_tells_the_others_that_they_missed_one(
    redis: RedisServer, servers: tuple[AsyncServer, AsyncServer]
) -> None:
    ours, theirs = servers
    redis.freeze()
    await ours.emit("queues", {"items": []}, namespace=DESK)
    redis.thaw()
    assert redis.listeners(CHANNEL) == 2, "both still hear, so only the emitter knows"

    async def they_know() -> bool:
        await ours.manager.take_missed()
        missed: bool = await theirs.manager.take_missed()
        return missed

    await eventually(they_know, bool)
    await _until_nothing_is_missed(servers)


async def test_a_listener_returns_by_itself_and_knows_that_it_was_away(
    redis: RedisServer, servers: tuple[AsyncServer, AsyncServer]
) -> None:
    redis.kill()
    for server in servers:
        await eventually(server.manager.take_missed, bool)
    redis.start()
    await _until_nothing_is_missed(servers)
    assert redis.listeners(CHANNEL) == 2
