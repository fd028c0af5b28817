"""What the gateway relies on from a bot; the scripted one and the real one pass the same checks."""

from uuid import uuid4

import httpx2

from conversation.model import TurnId
from gateway.bot_client import BotAnswer, BotClient
from gateway.circuit_breaker import Breaker

PATIENCE_SECONDS = 20.0


def client_of(http: httpx2.AsyncClient, url: str, *, limit: int = 3, now: list[float] | None = None) -> BotClient:
    """A client whose clock is the last entry of `now`."""
    moments = now if now is not None else [0.0]
    return BotClient(
        http,
        url,
        breaker=Breaker(limit, rest_seconds=15.0),
        monotonic=lambda: moments[-1],
    )


async def ask(client: BotClient, text: str, sender_id: str = "s-1", *, within: float = PATIENCE_SECONDS) -> BotAnswer:
    return await client.ask(sender_id, text, TurnId(uuid4()), within_seconds=within)


async def check_bot(client: BotClient, sender_id: str) -> None:
    """A ready bot answers every text in words, whatever it looks like."""
    assert await client.is_ready()
    for text in ("住所を変更したいです", "/restart", "😀", "\ud800", "あ" * 4_000):
        answer = await ask(client, text, sender_id)
        assert all(sentence.strip() for sentence in answer.say)
        assert answer.say, text
