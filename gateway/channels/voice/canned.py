"""What a caller hears when everything behind the webhook hangs or fails: patience, then a person or an apology."""

from gateway.channels.voice.calls import caller_of
from gateway.channels.voice.plan import Connect, Ending, HangUp, Poll
from gateway.channels.voice.telephones import VoiceDesk
from gateway.channels.voice.twiml import canned

MOST_TRIES = 3
"""Where there is a person to go to."""

LONGEST_PATIENCE = 13
"""Where there is nobody: 60 to 90 seconds of what is said, with pauses, and of answers that do not come."""

AFTER_FALLBACK = f"/twilio/voice/dialled?step=0&late={MOST_TRIES}"


def patience(desk: VoiceDesk, *, call_sid: str, sender: str, late: int, again: str) -> str:
    """`late` counts the answers in a row that did not come, this one included; `again` asks for it once more."""
    words, number = desk.voice.words, desk.voice.pace.fallback_number
    own_number = desk.own_number if caller_of(sender) is None else None
    then: Ending
    if late < (LONGEST_PATIENCE if number is None else MOST_TRIES):
        sentence = words.technical_difficulty if late % 2 == 0 else words.holding[late // 2 % len(words.holding)]
        then = Poll(f"{again}&late={late}")
    elif number is None:
        sentence, then = words.out_of_order, HangUp()
        desk.given_up.add(call_sid)
    else:
        sentence = words.out_of_order_person
        then = Connect(AFTER_FALLBACK, number=number, is_recorded=False)
    return canned(sentence, then, desk.voice, public_base_url=desk.public_base_url, caller_id=own_number)


def farewell(desk: VoiceDesk) -> str:
    return canned(desk.voice.words.goodbye, HangUp(), desk.voice, public_base_url=desk.public_base_url)
