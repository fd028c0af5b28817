"""What the carrier reports of a call: that it was connected, that it has ended. Repeated, late and in any order."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

import structlog

from conversation.model import Direction
from gateway.channels.voice.calls import CallState, UnknownCallError, get_call, list_silent_calls
from gateway.channels.voice.connecting import note_connected
from gateway.channels.voice.ending import By, end_call
from gateway.channels.voice.following import note_missed
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
LONGEST_SILENCE = timedelta(minutes=5)
WATCH_SECONDS = 60.0


@dataclass(frozen=True)
class Reported:
    """`parent_sid`: this is the agent's leg of that call."""

    call_sid: str
    status: str
    seconds: int | None = None
    parent_sid: str | None = None


async def report(desk: VoiceDesk, reported: Reported) -> None:
    """A call nobody knows is logged and no error: nobody could do anything about it."""
    try:
        if reported.parent_sid is not None:
            await _report_leg(desk, reported.parent_sid, reported.status)
        elif reported.status in ENDED_BY:
            await _end(desk, reported)
    except UnknownCallError as error:
        logger.warning("call_report_ignored", code=error.code, status=reported.status)


async def end_lost_calls(desk: VoiceDesk) -> int:
    """End calls that should have come back for instructions long ago; how many."""
    async with desk.floor.reads() as session:
        silent = await list_silent_calls(session, at=desk.floor.clock(), after=LONGEST_SILENCE)
    for call_sid in silent:
        logger.warning("call_was_lost")
        async with visiting(desk, call_sid) as visit:
            await end_call(visit, by="carrier")
    return len(silent)


async def watch_calls_forever(desk: VoiceDesk) -> None:
    """Ends only when it is cancelled."""
    while True:
        try:
            await end_lost_calls(desk)
        except Exception as error:  # noqa: BLE001  # A database that is away must not end the watch.
            logger.warning("call_watch_failed", error=type(error).__name__)
        await asyncio.sleep(WATCH_SECONDS)


async def _report_leg(desk: VoiceDesk, call_sid: str, status: str) -> None:
    if status == "in-progress":
        async with visiting(desk, call_sid) as visit:
            await note_connected(visit)


async def _end(desk: VoiceDesk, reported: Reported) -> None:
    """What the caller said last is still answered: it may open a case, and the contact closes after it."""
    async with desk.floor.reads() as session:
        call = await get_call(session, desk.floor.vault, reported.call_sid)
    if call.state is CallState.listening:
        await settled(desk, call.conversation_id)
    async with visiting(desk, reported.call_sid) as visit:
        was_never_answered = visit.call.direction is Direction.outbound and visit.call.step == 0
        if visit.call.state is CallState.ended:
            return
        if was_never_answered:
            await note_missed(visit)
        else:
            await end_call(visit, by=ENDED_BY[reported.status], seconds=reported.seconds)
