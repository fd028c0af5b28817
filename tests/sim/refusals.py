"""What every refusal has in common: a code, a Japanese sentence, nothing of the inside, and nothing stored."""

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from tests.sim.customer import Customer

INSIDE = re.compile(r"Traceback|File \"|Error\b|Exception|sqlalchemy|pydantic|psycopg|/work/|\.py\b")
_JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠].*。$", re.DOTALL)
_TROUBLE = re.compile(r"webchat_\w+_failed|request_failed|turn_\w+_failed|never retrieved|Exception in ASGI")


def check_error(error: dict[str, Any], code: str) -> None:
    assert error["code"] == code, error
    assert _JAPANESE.search(error["message"]), error
    assert not INSIDE.search(str(error)), error


def check_refused(ack: Any, code: str) -> None:
    assert set(ack) == {"ok", "error"}, ack
    assert ack["ok"] is False
    check_error(ack["error"], code)


@asynccontextmanager
async def nothing_stored(customer: Customer) -> AsyncIterator[None]:
    """The log of the conversation is the same before and after."""
    before = _essence(await customer.since(0))
    yield
    assert _essence(await customer.since(0)) == before


def trouble_in(log: str) -> Sequence[str]:
    """Lines of the gateway's log that tell of something nobody expected.

    engineio logs a traceback of its own for packets that are no Socket.IO; those are not ours.
    """
    return [line for line in log.splitlines() if _TROUBLE.search(line)]


def _essence(messages: Sequence[dict[str, Any]]) -> Sequence[tuple[int, str, str]]:
    return [(message["seq"], message["message_id"], message["text"]) for message in messages]
