"""What a caller hears when everything behind the webhook hangs or fails: patience twice, then an apology and an end."""

from gateway.channels.voice.plan import Connect, Ending, HangUp, Poll
from gateway.channels.voice.telephones import VoiceDesk
from gateway.channels.voice.twiml import canned

MOST_TRIES = 3
AFTER_FALLBACK = "/twilio/voice/dialled?step=0&late=3"


def patience(desk: VoiceDesk, *, late: int, again: str) -> str:
    """`late` counts the answers in a row that did not come, this one included; `again` asks for it once more."""
    words, pace = desk.voice.words, desk.voice.pace
    then: Ending
    if late < MOST_TRIES:
        sentence = words.holding[0] if late == 1 else words.technical_difficulty
        then = Poll(f"{again}&late={late}")
    elif pace.fallback_number is None:
        sentence, then = words.out_of_order, HangUp()
    else:
        sentence = words.out_of_order_person
        then = Connect(AFTER_FALLBACK, number=pace.fallback_number, is_recorded=False)
    return canned(sentence, then, desk.voice, public_base_url=desk.public_base_url)


def farewell(desk: VoiceDesk) -> str:
    return canned(desk.voice.words.goodbye, HangUp(), desk.voice, public_base_url=desk.public_base_url)
