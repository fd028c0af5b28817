"""A conversation with both ends at hand, the customer's screen and the agent's; here at the bare relay."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any
from uuid import uuid4

import socketio

from benchmarks.targets import PATIENCE_SECONDS

Write = Callable[[str], Awaitable[None]]


@dataclass(frozen=True)
class Screen:
    """What one end was shown, how often, and who waits for it."""

    shown: Counter[str] = field(default_factory=Counter)
    _awaited: dict[str, asyncio.Future[float]] = field(default_factory=dict)

    def show(self, text: str) -> None:
        self.shown[text] += 1
        awaited = self._awaited.pop(text, None)
        if awaited is not None and not awaited.done():
            awaited.set_result(perf_counter())

    def expect(self, text: str) -> asyncio.Future[float]:
        """The moment the text is shown; to be called before it can come."""
        self._awaited[text] = asyncio.get_running_loop().create_future()
        return self._awaited[text]


async def nothing_stored() -> Sequence[str] | None:
    return None


@dataclass(frozen=True)
class Talk:
    """`ask` is the customer's, `answer` the agent's; both return once the server has taken the text.

    `stored` reads what the server has kept of the conversation; None where it keeps nothing. `written` is what the
    two ends have been told was taken.
    """

    ask: Write
    answer: Write
    customer: Screen
    agent: Screen
    stored: Callable[[], Awaitable[Sequence[str] | None]] = nothing_stored
    written: list[str] = field(default_factory=list)


@asynccontextmanager
async def relayed_talks(url: str, number: int, agents: int) -> AsyncIterator[list[Talk]]:
    """Conversations are dealt out to the agents one by one."""
    async with AsyncExitStack() as stack:
        ends = {f"talk:{n}": (Screen(), Screen()) for n in range(number)}
        desks = [await _client(stack, url, f"agent:{n}", lambda room: ends[room][1]) for n in range(agents)]
        talks = []
        for n, (room, (customer, agent)) in enumerate(ends.items()):
            client = await _client(stack, url, room, lambda name: ends[name][0])
            ask = _relayed(client, to=f"agent:{n % agents}", talk=room)
            talks.append(Talk(ask, _relayed(desks[n % agents], to=room, talk=room), customer, agent))
        yield talks


async def _client(
    stack: AsyncExitStack, url: str, room: str, screen_of: Callable[[str], Screen]
) -> socketio.AsyncClient:
    client = socketio.AsyncClient(reconnection=False)

    async def show(message: dict[str, Any]) -> None:
        screen_of(message["talk"]).show(message["text"])

    client.on("message", show)
    await client.connect(url, auth={"room": room}, transports=["websocket"])
    stack.push_async_callback(client.disconnect)
    return client


def _relayed(client: socketio.AsyncClient, *, to: str, talk: str) -> Write:
    async def write(text: str) -> None:
        message = {"client_message_id": str(uuid4()), "text": text, "to": to, "talk": talk}
        await client.call("message.send", message, timeout=PATIENCE_SECONDS)

    return write
