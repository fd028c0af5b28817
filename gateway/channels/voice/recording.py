"""Recordings stay at the carrier; the log knows that they exist, each once."""

from dataclasses import dataclass

from conversation import events as ev
from conversation.log import list_events
from gateway.channels.voice.calls import CallState
from gateway.channels.voice.farewell import promise
from gateway.channels.voice.telephones import VoiceDesk
from gateway.channels.voice.visit import Visit, visiting
from handoff.promises import PromiseKind
from handoff.queueing import find_entry

MESSAGE = "留守番電話のご伝言を確認し、お客さまへご連絡する"


@dataclass(frozen=True)
class Recording:
    """`is_voicemail`: whether a message was taken, None where the carrier does not say."""

    recording_sid: str
    seconds: int | None
    is_voicemail: bool | None = None


async def record(desk: VoiceDesk, call_sid: str, recording: Recording) -> None:
    """The carrier reports a finished recording. Raise UnknownCallError."""
    async with visiting(desk, call_sid) as visit:
        await note_recording(visit, recording)


async def note_recording(visit: Visit, recording: Recording) -> None:
    """Once; listening to a message is promised with it."""
    is_voicemail = recording.is_voicemail
    if is_voicemail is None:
        is_voicemail = visit.call.state is CallState.voicemail
    known = await list_events(
        visit.session, visit.desk.floor.vault, visit.log.conversation_id, kinds=("call.recorded",)
    )
    sids = {each.event.recording_sid for each in known if isinstance(each.event, ev.CallRecorded)}
    if recording.recording_sid in sids:
        return
    await visit.append(
        ev.CallRecorded(
            call_sid=visit.call.call_sid,
            recording_sid=recording.recording_sid,
            seconds=recording.seconds,
            is_voicemail=is_voicemail,
        )
    )
    if is_voicemail:
        entry = await find_entry(visit.session, visit.log.conversation_id)
        await promise(visit, PromiseKind.task, MESSAGE, queue=entry.queue if entry else None)
