"""What the carrier reports of a call: that it was connected, that it has ended. Repeated, late and in any order."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import structlog

from conversation.errors import ConversationNotFoundError
from conversation.model import ConversationId
from gateway.channels.voice.callbacks import adopt, call_back_the_forgotten, note_missed
from gateway.channels.voice.calls import Call, CallState, UnknownCallError, get_call, list_silent_calls
from gateway.channels.voice.connecting import note_connected
from gateway.channels.voice.ending import By, end_call
from gateway.channels.voice.hearing import settled
from gateway.channels.voice.telephones import VoiceDesk
from gateway.channels.voice.visit import visiting

logger = structlog.get_logger()

ENDED_BY: dict[str, By] = {
    "completed": "customer",
    "canceled": "customer",
    "busy": "carrier",
    "no-answer": "carrier",
    "failed": "carrier",
}
LONGEST_SILENCE = timedelta(minutes=15)
"""Where it is not known by when the carrier asks again."""
WATCH_SECONDS = 60.0


@dataclass(frozen=True)
class Reported:
    """`parent_sid`: this is the agent's leg of that call. `conversation_id`: this is a call we placed for it."""

    call_sid: str
    status: str
    seconds: int | None = None
    parent_sid: str | None = None
    conversation_id: UUID | None = None


async def report(desk: VoiceDesk, reported: Reported) -> None:
    """A call nobody knows is logged and no error: nobody could do anything about it."""
    try:
        if reported.parent_sid is not None:
            await _report_leg(desk, reported.parent_sid, reported.status)
        elif reported.status in ENDED_BY:
            await _end(desk, reported)
    except (UnknownCallError, ConversationNotFoundError) as error:
        logger.warning("call_report_ignored", code=error.code, status=reported.status)


async def end_lost_calls(desk: VoiceDesk) -> int:
    """End calls that should have come back for instructions long ago; how many."""
    async with desk.floor.reads() as session:
        silent = await list_silent_calls(session, at=desk.floor.clock(), after=LONGEST_SILENCE)
    for call_sid in silent:
        logger.warning("call_was_lost")
        async with visiting(desk, call_sid) as visit:
            if visit.call.state is not CallState.ended and visit.call.rings_at_customer:
                await note_missed(visit)
            else:
                await end_call(visit, by="service" if call_sid in desk.given_up else "carrier")
    return len(silent)


async def watch_calls_forever(desk: VoiceDesk) -> None:
    """Ends only when it is cancelled."""
    while True:
        try:
            await end_lost_calls(desk)
            await call_back_the_forgotten(desk)
        except Exception as error:  # noqa: BLE001  # A database that is away must not end the watch.
            logger.warning("call_watch_failed", error=type(error).__name__)
        await asyncio.sleep(WATCH_SECONDS)


async def _report_leg(desk: VoiceDesk, call_sid: str, status: str) -> None:
    if status == "in-progress":
        async with visiting(desk, call_sid) as visit:
            await note_connected(visit)


async def _end(desk: VoiceDesk, reported: Reported) -> None:
    """What the caller said last is still answered: it may open a case, and the contact closes after it."""
    call = await _call_of(desk, reported)
    if call.state is CallState.listening:
        await settled(desk, call.conversation_id)
    async with visiting(desk, reported.call_sid) as visit:
        if visit.call.state is CallState.ended:
            return
        if visit.call.rings_at_customer and visit.call.ended_by is None:
            await note_missed(visit)
        else:
            by = "service" if reported.call_sid in desk.given_up else ENDED_BY[reported.status]
            await end_call(visit, by=by, seconds=reported.seconds)


async def _call_of(desk: VoiceDesk, reported: Reported) -> Call:
    """The end of a call we placed may be reported before its row is there. Raise UnknownCallError."""
    if reported.conversation_id is not None:
        return await adopt(desk, reported.call_sid, ConversationId(reported.conversation_id))
    async with desk.floor.reads() as session:
        return await get_call(session, desk.floor.vault, reported.call_sid)
