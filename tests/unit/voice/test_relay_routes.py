"""The door of the WebSocket: whose handshake is let in, and how much may come through it."""

from collections.abc import Iterable
from typing import Any, cast

import pytest
from starlette.websockets import WebSocket
from twilio.request_validator import RequestValidator

from gateway.channels.twilio.signature import SignatureCheck
from gateway.channels.voice.relay import Lost
from gateway.channels.voice.relay_routes import FRAMES_PER_MINUTE, Wire
from gateway.channels.voice.relay_wire import Dtmf

pytestmark = pytest.mark.unit

TOKEN, PATH = "a-token-for-tests", "/twilio/voice/relay"
KEY = '{"type":"dtmf","digit":"1"}'


def _scope(signed_for: str, token: str = TOKEN, query: bytes = b"") -> dict[str, Any]:
    signature = RequestValidator(token).compute_signature(signed_for, {})
    headers = [(b"x-twilio-signature", signature.encode())]
    return {"type": "websocket", "raw_path": PATH.encode(), "query_string": query, "headers": headers}


@pytest.mark.parametrize("base", ["https://counter.example", "https://counter.example/base", "http://127.0.0.1:8000"])
@pytest.mark.parametrize("query", ["", "a=%20b"])
def test_a_handshake_is_signed_for_either_scheme(base: str, query: str) -> None:
    check, rest = SignatureCheck((TOKEN,), base), f"{PATH}?{query}".rstrip("?")
    for url in (f"{base}{rest}", f"ws{base.removeprefix('http')}{rest}"):
        assert check.accepts_handshake(_scope(url, query=query.encode()))


@pytest.mark.parametrize(
    ("signed_for", "token"),
    [
        ("wss://counter.example/twilio/voice", TOKEN),
        ("wss://other.example/twilio/voice/relay", TOKEN),
        ("ws://counter.example/twilio/voice/relay", TOKEN),
        ("wss://counter.example/twilio/voice/relay", "another-token"),
    ],
)
def test_another_signature_is_refused(signed_for: str, token: str) -> None:
    assert not SignatureCheck((TOKEN,), "https://counter.example").accepts_handshake(_scope(signed_for, token))


def test_a_handshake_without_signature_is_refused() -> None:
    scope = {"type": "websocket", "raw_path": PATH.encode(), "query_string": b"", "headers": []}
    assert not SignatureCheck((TOKEN,), "https://counter.example").accepts_handshake(scope)


class _Socket:
    """Says what it was given, then is gone."""

    def __init__(self, contents: Iterable[str]) -> None:
        self._messages = [{"type": "websocket.receive", "text": content} for content in contents]

    async def receive(self) -> dict[str, str]:
        return self._messages.pop(0) if self._messages else {"type": "websocket.disconnect"}


async def _read(contents: Iterable[str], clock: Iterable[float]) -> list[object]:
    times = iter(clock)
    wire = Wire(cast("WebSocket", _Socket(contents)), lambda: next(times))
    await wire.read()
    return [wire.inbox.get_nowait() for _ in range(wire.inbox.qsize())]


async def test_too_many_frames_are_dropped() -> None:
    said = FRAMES_PER_MINUTE + 50
    taken = await _read([KEY] * said, [0.0] * said)
    assert len(taken) == FRAMES_PER_MINUTE + 1
    assert isinstance(taken[-1], Lost)


async def test_a_minute_later_there_is_room_again() -> None:
    said = FRAMES_PER_MINUTE + 1
    taken = await _read([KEY] * said, [*[0.0] * FRAMES_PER_MINUTE, 61.0])
    assert sum(isinstance(each, Dtmf) for each in taken) == said


async def test_what_cannot_be_read_is_dropped() -> None:
    assert await _read(["x", KEY, ""], [0.0] * 3) == [Dtmf(type="dtmf", digit="1"), Lost()]
