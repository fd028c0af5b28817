"""A message (留守番電話) for whoever works next: it stays at the carrier, answering it is promised."""

from dataclasses import replace

from gateway.channels.voice.calls import CallState
from gateway.channels.voice.conduct import go_on
from gateway.channels.voice.ending import end_call
from gateway.channels.voice.plan import CallPlan, HangUp
from gateway.channels.voice.recording import Recording, record
from gateway.channels.voice.scene import Next
from gateway.channels.voice.steps import answer_once
from gateway.channels.voice.telephones import VoiceDesk
from gateway.channels.voice.visit import Visit, read_scene


async def take_message(
    desk: VoiceDesk, call_sid: str, number: int, recording: Recording | None, *, is_callers_end: bool = False
) -> str:
    """`recording` None: nothing was said. `is_callers_end`: they have hung up. Raise UnknownCallError."""
    if recording is not None:
        # Also when the caller has hung up meanwhile: that ends a message as a key does.
        await record(desk, call_sid, replace(recording, is_voicemail=True))

    async def decide(visit: Visit) -> Next:
        if recording is None and visit.call.state is not CallState.voicemail:
            return go_on(visit.call, await read_scene(visit), desk.voice)
        visit.keeps_waiting = recording is not None
        await end_call(visit, by="customer" if is_callers_end else "service")
        said = desk.voice.words.voicemail_thanks if recording else desk.voice.words.goodbye
        return Next(visit.call, CallPlan(HangUp(), (said,)))

    return await answer_once(desk, call_sid, f"message.{number}", decide) or ""
