"""How long the carrier is busy with a step: by when it asks for the next one, however slowly it speaks."""

from datetime import datetime, timedelta

from gateway.channels.voice.plan import CallPlan, Connect, HangUp, Listen, Poll, Relay, TakeMessage, Wait
from gateway.channels.voice.voice_file import VoiceFile

CHARACTERS_A_SECOND = 3
"""Half of what a voice speaks: numbers and dates are longer spoken than written."""
LONGEST_LISTENING = 60
LONGEST_MUSIC = 1_800
GRACE = timedelta(minutes=2)


def expected_back(plan: CallPlan, voice: VoiceFile, *, at: datetime) -> datetime | None:
    """None where the length of the step is not known, as of a talk."""
    busy = _busy_seconds(plan, voice)
    if busy is None:
        return None
    spoken = sum(len(text) for text in plan.say) // CHARACTERS_A_SECOND
    return at + timedelta(seconds=spoken + busy) + GRACE


def _busy_seconds(plan: CallPlan, voice: VoiceFile) -> int | None:
    match plan.then:
        case Listen(choices=choices):
            return LONGEST_LISTENING + sum(len(each.label) for each in choices)
        case Wait(seconds=seconds):
            return seconds if voice.waiting.music_url is None else LONGEST_MUSIC
        case Poll(seconds=seconds):
            return seconds
        case TakeMessage(longest_seconds=seconds):
            return seconds
        case Connect() | Relay() | HangUp():
            return None
