"""Two gateways and a worker, all processes of their own, behind one real Redis and one database."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from gateway.sockets import CHANNEL
from tests.sim.desk import DeskAgent
from tests.sim.polling import eventually
from tests.sim.redis import RedisServer, running_redis
from tests.sim.stack import Stack, running_stack

SECOND = "second"


@dataclass(frozen=True)
class Pair:
    """Gateways `a` and `b`; Rasa's actions are at `a`, background jobs at neither."""

    stack: Stack
    redis: RedisServer

    @property
    def a(self) -> str:
        return self.stack.url

    @property
    def b(self) -> str:
        return self.stack.url_of(SECOND)

    async def until_heard_by(self, gateways: int) -> None:
        async def count() -> int:
            return self.redis.listeners(CHANNEL)

        await eventually(count, lambda found: found == gateways, seconds=60)


@contextmanager
def running_pair(folder: Path) -> Iterator[Pair]:
    """All the customers come from one address."""
    many = {"TORITSUGI_WEBCHAT__CONNECTIONS_PER_MINUTE_PER_ADDRESS": "10000"}
    with (
        running_redis(folder) as redis,
        running_stack(folder, TORITSUGI_REDIS_URL=redis.url, TORITSUGI_WORKER="0", **many) as stack,
    ):
        stack.start_worker()
        stack.start_gateway(SECOND)
        yield Pair(stack, redis)


def check_in_order(arrived: Sequence[int], wanted: Sequence[int]) -> None:
    """Every message once, in the order of its number."""
    assert list(arrived) == list(wanted)


async def seqs_of(agent: DeskAgent, conversation_id: str) -> list[int]:
    page = await agent.get(f"/conversations/{conversation_id}/messages", after_seq="0", limit="500")
    seqs = [message["seq"] for message in page["messages"]]
    assert seqs == list(range(1, page["head_seq"] + 1)), "no gap in the record"
    return seqs
