"""The carrier's side of a call over a WebSocket, as Twilio plays it: the signed handshake, setup, what the caller does.

A real socket to a real server on loopback. Not verified against a live account: the order of interrupt and prompt.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import uvicorn
from starlette.types import ASGIApp
from twilio.request_validator import RequestValidator

RELAY = "/twilio/voice/relay"
PATIENCE_SECONDS = 10


@dataclass
class RelayCaller:
    """`frames` is everything that came; a text is what was said since the caller last did something."""

    socket: aiohttp.ClientWebSocketResponse
    frames: list[dict[str, Any]] = field(default_factory=list)

    async def sets_up(self, call_sid: str, account_sid: str = "AC00000000000000000000000000000000") -> None:
        await self._send(
            type="setup",
            sessionId="VX00000000000000000000000000000000",
            callSid=call_sid,
            accountSid=account_sid,
            direction="inbound",
            callStatus="RINGING",
            customParameters={},
        )

    async def says(self, text: str) -> None:
        await self._send(type="prompt", voicePrompt=text, lang="ja-JP", last=True)

    async def is_saying(self, text: str) -> None:
        await self._send(type="prompt", voicePrompt=text, lang="ja-JP", last=False)

    async def presses(self, keys: str) -> None:
        for digit in keys:
            await self._send(type="dtmf", digit=digit)

    async def interrupts(self, after: str) -> None:
        await self._send(type="interrupt", utteranceUntilInterrupt=after, durationUntilInterruptMs="460")

    async def sends(self, raw: str) -> None:
        await self.socket.send_str(raw)

    async def hears(self) -> str:
        """What is said until a turn of ours begins; asserts that it comes."""
        said = ""
        while True:
            frame = await self.frame()
            assert frame["type"] == "text", frame
            said += str(frame["token"])
            if frame["last"]:
                return said

    async def is_let_go(self) -> str:
        """The reason with which the talk ends, whatever is said before; then the carrier closes."""
        while (frame := await self.frame())["type"] != "end":
            assert frame["type"] == "text", frame
        await self.socket.close()
        return str(json.loads(frame["handoffData"])["reason"])

    async def frame(self) -> dict[str, Any]:
        async with asyncio.timeout(PATIENCE_SECONDS):
            frame: dict[str, Any] = await self.socket.receive_json()
        self.frames.append(frame)
        return frame

    async def _send(self, **frame: object) -> None:
        await self.socket.send_str(json.dumps(frame, ensure_ascii=False))


@dataclass(frozen=True)
class RelayCarrier:
    """`public_base_url` is what the service believes to be its address; the sockets go to where it listens."""

    http: aiohttp.ClientSession
    port: int
    public_base_url: str
    token: str

    @asynccontextmanager
    async def connects(self, *, signed_for: str | None = None, path: str = RELAY) -> AsyncIterator[RelayCaller]:
        """Raise aiohttp.WSServerHandshakeError when refused. `signed_for` None: the address with `wss`."""
        url = signed_for if signed_for is not None else f"ws{self.public_base_url.removeprefix('http')}{path}"
        headers = {"X-Twilio-Signature": RequestValidator(self.token).compute_signature(url, {})}
        async with self.http.ws_connect(f"http://127.0.0.1:{self.port}{path}", headers=headers) as socket:
            yield RelayCaller(socket)


class _Server(uvicorn.Server):
    @asynccontextmanager
    async def serving(self) -> AsyncIterator[int]:
        self.config.load()
        self.lifespan = self.config.lifespan_class(self.config)
        await self.startup()
        try:
            yield self.servers[0].sockets[0].getsockname()[1]
        finally:
            await self.shutdown()


@asynccontextmanager
async def relay_carrier(app: ASGIApp, *, public_base_url: str, token: str) -> AsyncIterator[RelayCarrier]:
    config = uvicorn.Config(app, host="127.0.0.1", port=0, lifespan="off", log_config=None, ws="websockets-sansio")
    async with _Server(config).serving() as port, aiohttp.ClientSession() as http:
        yield RelayCarrier(http, port, public_base_url, token)
