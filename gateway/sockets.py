"""The Socket.IO server, and how several gateways are one: hints go to the screens of all of them through Redis.

A hint may be lost while Redis is away. Nothing waits for it then, and nothing fails: what was committed is read again.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection
from typing import Any

import structlog
from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from socketio import AsyncServer
from socketio.async_pubsub_manager import AsyncPubSubManager

logger = structlog.get_logger()

CHANNEL = "toritsugi.hints"
# Tells the others that hints of ours did not reach them. The library passes over a method that it does not know.
MISSED = {"method": "missed"}
PATIENCE_SECONDS = 1.0
REST_SECONDS = 0.5
PING_SECONDS = 2.0
DEAF_SECONDS = 5.0


class ListenerDeafError(Exception):
    """The subscription has not even answered a ping; it is opened anew."""

    code = "listener_deaf"


AWAY = (RedisError, OSError, TimeoutError, ListenerDeafError)


class SharedHints(AsyncPubSubManager):  # type: ignore[misc]  # python-socketio ships no types.
    """Hints of this process to the others, and theirs to the screens here.

    The library's own manager lets the emitter wait for seconds while Redis is away, and may listen again only a minute
    after its return. Here a Redis that is away or hangs costs an emitter a second at most, then nothing for a while.
    """

    name = "shared_hints"

    def __init__(self, url: str, monotonic: Callable[[], float]) -> None:
        super().__init__(channel=CHANNEL)
        # A connection of before Redis went away fails once and is then opened anew; a lost subscription must show.
        self._sender = _client(url, retries=1)
        self._listener = _client(url, retries=0)
        self._monotonic = monotonic
        self._resting_until = 0.0
        self._is_listening: bool | None = None
        self._has_missed = True
        self._has_withheld = False

    async def take_missed(self) -> bool:
        """Whether hints may have been lost since the last call; True for as long as Redis is away.

        The others hear now, if they can, that they have missed hints of ours.
        """
        if self._has_withheld:
            self._has_withheld = False
            await self._publish(MISSED)
        missed, self._has_missed = self._has_missed, not self._is_listening
        return missed

    async def aclose(self) -> None:
        """Stop listening and leave Redis."""
        thread: asyncio.Task[None] | None = getattr(self, "thread", None)
        if thread is not None:
            thread.cancel()
            await asyncio.gather(thread, return_exceptions=True)
        await self._sender.aclose()
        await self._listener.aclose()

    async def _publish(self, data: dict[str, Any]) -> None:
        if self._monotonic() < self._resting_until:
            self._has_withheld = True
            return
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await self._sender.publish(CHANNEL, self.json.dumps(data))
        except AWAY as error:
            self._resting_until, self._has_withheld = self._monotonic() + REST_SECONDS, True
            logger.warning("hint_not_shared", error=type(error).__name__)

    async def _listen(self) -> AsyncIterator[bytes]:
        while True:
            try:
                async with self._listener.pubsub() as line:
                    async with asyncio.timeout(PATIENCE_SECONDS):
                        await line.subscribe(CHANNEL)
                    async for heard in self._heard(line):
                        yield heard
            except AWAY as error:
                self._note_away(error)
            await asyncio.sleep(REST_SECONDS)

    async def _heard(self, line: PubSub) -> AsyncIterator[bytes]:
        """What comes in, until the line is dead; a silent line is pinged."""
        heard_at, missed = self._monotonic(), self.json.dumps(MISSED).encode()
        while True:
            message = await line.get_message(timeout=PING_SECONDS)
            now = self._monotonic()
            if message is None:
                if now - heard_at > DEAF_SECONDS:
                    raise ListenerDeafError
                await line.ping()
                continue
            heard_at = now
            if message["type"] == "subscribe":
                self._note_back()
            elif message["type"] == "message":
                self._has_missed |= message["data"] == missed
                yield message["data"]

    def _note_back(self) -> None:
        self._is_listening, self._resting_until = True, 0.0
        logger.info("hints_shared")

    def _note_away(self, error: Exception) -> None:
        if self._is_listening is not False:
            logger.warning("hints_not_heard", error=type(error).__name__)
        self._is_listening, self._has_missed = False, True


def _client(url: str, *, retries: int) -> Redis:
    return Redis.from_url(url, retry=Retry(NoBackoff(), retries), socket_connect_timeout=PATIENCE_SECONDS)


def open_sockets(
    redis_url: str, origins: Collection[str], namespaces: list[str], monotonic: Callable[[], float]
) -> AsyncServer:
    """Origins are explicit; one process needs no Redis."""
    return AsyncServer(
        async_mode="asgi",
        client_manager=SharedHints(redis_url, monotonic) if redis_url else None,
        cors_allowed_origins=sorted(origins),
        max_http_buffer_size=1_000_000,
        namespaces=namespaces,
        ping_interval=25,
        ping_timeout=20,
    )
