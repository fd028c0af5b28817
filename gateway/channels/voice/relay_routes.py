"""The WebSocket a call talks over, and the address its end is reported to.

A handshake that is not the carrier's is refused before it is one. A frame too large, too fast or unreadable changes
nothing. Not verified against a live account: which scheme the handshake is signed for, so both are accepted.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

import structlog
from fastapi import APIRouter, Request, Response
from starlette.websockets import WebSocket, WebSocketDisconnect

from gateway.channels.twilio.guard import signed_form
from gateway.channels.twilio.signature import SignatureCheck
from gateway.channels.voice.relay import Inbound, Lost, Pace, Talk
from gateway.channels.voice.relay_steps import relay_ended
from gateway.channels.voice.relay_wire import UnreadableFrameError, read_frame
from gateway.channels.voice.requests import asked_of
from gateway.channels.voice.routes import answer_step
from gateway.channels.voice.telephones import VoiceDesk

logger = structlog.get_logger()

FRAMES_PER_MINUTE = 600
USUAL = Pace()


def relay_router(
    desk: VoiceDesk, check: SignatureCheck, *, pace: Pace = USUAL, clock: Callable[[], float] = monotonic
) -> APIRouter:
    router = APIRouter(prefix="/twilio/voice", tags=["twilio"])

    @router.websocket("/relay")
    async def talk_over(websocket: WebSocket) -> None:
        if not check.accepts_handshake(websocket.scope):
            logger.warning("carrier_request_refused", code="signature_invalid")
            # Before it is accepted, to close is to answer 403.
            await websocket.close()
            return
        await websocket.accept()
        wire = Wire(websocket, clock)
        talk = Talk(desk, wire, wire.inbox, clock, check.account_sid, pace)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(wire.read())
            await talk.run()
            await wire.close_in(pace.goodbye)

    @router.post("/relay-ended")
    async def talk_ended(request: Request) -> Response:
        asked = asked_of(await signed_form(request, check), request.query_params)
        work = relay_ended(desk, asked.call_sid, asked.number, is_callers_end=asked.is_over)
        return await answer_step(desk, asked, "relay", work)

    return router


@dataclass
class Wire:
    """One accepted socket: what it says goes into `inbox`, unless it says too much."""

    websocket: WebSocket = field(repr=False)
    clock: Callable[[], float]
    inbox: asyncio.Queue[Inbound] = field(default_factory=asyncio.Queue)
    _at: deque[float] = field(default_factory=deque, repr=False)
    _is_lost: asyncio.Event = field(default_factory=asyncio.Event, repr=False)

    async def send(self, frame: str) -> None:
        if self._is_lost.is_set():
            return
        try:
            await self.websocket.send_text(frame)
        except (WebSocketDisconnect, RuntimeError):
            # The reader finds the socket lost.
            return

    async def read(self) -> None:
        while True:
            message = await self.websocket.receive()
            if message["type"] == "websocket.disconnect":
                break
            self._take(message.get("text") or message.get("bytes") or "")
        self._is_lost.set()
        await self.inbox.put(Lost())

    async def close_in(self, seconds: float) -> None:
        """Whoever was told the end closes first: what was sent before it is still to arrive."""
        try:
            async with asyncio.timeout(seconds):
                await self._is_lost.wait()
        except TimeoutError:
            await self.websocket.close()

    def _take(self, content: str | bytes) -> None:
        if not self._has_room():
            logger.warning("relay_frame_ignored", code="too_many_frames")
            return
        try:
            self.inbox.put_nowait(read_frame(content))
        except UnreadableFrameError as error:
            logger.warning("relay_frame_ignored", code=error.code)

    def _has_room(self) -> bool:
        now = self.clock()
        while self._at and self._at[0] <= now - 60:
            self._at.popleft()
        if len(self._at) >= FRAMES_PER_MINUTE:
            return False
        self._at.append(now)
        return True
