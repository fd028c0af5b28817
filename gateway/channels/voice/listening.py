"""How a question is listened for: speech and keys always, how long and for what by the kind of answer.

`actionOnEmptyResult` is no option: silence always comes back to the service.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from conversation.messages import AnswerKind, Choice, Expecting
from gateway.channels.voice.keys import YES_OR_NO
from gateway.channels.voice.voice_file import VoiceFile

MOST_HINTS = 500
LONGEST_HINT = 100
"""Both are Twilio's (warning 13330)."""

_POSTAL_DIGITS = 7
_PHONE_DIGITS = 11
_NUMBERS = {
    AnswerKind.date,
    AnswerKind.date_time,
    AnswerKind.digits,
    AnswerKind.phone,
    AnswerKind.policy_no,
    AnswerKind.postal_code,
}
_LONG_ANSWERS = _NUMBERS | {AnswerKind.address, AnswerKind.free, AnswerKind.name}


@dataclass(frozen=True)
class GatherOptions:
    """The attributes of one `<Gather>`; `speech_timeout` is in seconds."""

    input: str
    timeout: int
    speech_timeout: int
    num_digits: int | None
    finish_on_key: str
    hints: tuple[str, ...]
    barge_in: bool
    language: str
    speech_model: str | None


def options(
    expects: Expecting | None, choices: Sequence[Choice], voice: VoiceFile, *, may_interrupt: bool = True
) -> GatherOptions:
    kind = expects.kind if expects is not None else AnswerKind.free
    rules = voice.listening
    return GatherOptions(
        input="dtmf speech",
        timeout=rules.number_seconds if kind in _NUMBERS else rules.seconds,
        speech_timeout=rules.slow_end_of_speech_seconds if kind in _LONG_ANSWERS else rules.end_of_speech_seconds,
        num_digits=_most_digits(expects, choices),
        finish_on_key=rules.finish_key,
        hints=_hints(expects, choices, voice),
        barge_in=may_interrupt,
        language=voice.language,
        speech_model=rules.speech_model,
    )


def is_misheard(confidence: float | None, text: str, expects: Expecting | None, voice: VoiceFile) -> bool:
    """Nothing audible counts as silence, not as misheard. 0 is what engines say that know no confidence."""
    if not confidence or not text.strip():
        return False
    rules = voice.listening
    if _is_expected_word(text, expects, voice):
        return False
    kind = expects.kind if expects is not None else AnswerKind.free
    return confidence < rules.lowest_confidence_by_kind.get(kind, rules.lowest_confidence)


def _most_digits(expects: Expecting | None, choices: Sequence[Choice]) -> int | None:
    """None: the finish key or a pause ends the digits. One digit only where no longer answer is possible."""
    if expects is None:
        return 1 if len(choices) < 10 else None
    match expects.kind:
        case AnswerKind.postal_code:
            return expects.digits or _POSTAL_DIGITS
        case AnswerKind.phone:
            return _PHONE_DIGITS
        case AnswerKind.digits:
            return expects.digits
        case AnswerKind.yes_no | AnswerKind.confirmation:
            return 1
        case AnswerKind.choice if 0 < len(choices) < 10:
            return expects.digits or 1
        case _:
            return None


def _hints(expects: Expecting | None, choices: Sequence[Choice], voice: VoiceFile) -> tuple[str, ...]:
    kind = expects.kind if expects is not None else AnswerKind.free
    rules = voice.listening
    phrases = (
        *(phrase for choice in choices for phrase in (choice.label, choice.value)),
        *(expects.hints if expects is not None else ()),
        *rules.hints.get(kind, ()),
        *rules.common_hints,
    )
    known = dict.fromkeys(_one_phrase(phrase) for phrase in phrases)
    return tuple(phrase for phrase in known if phrase)[:MOST_HINTS]


def _one_phrase(phrase: str) -> str:
    """A comma separates hints."""
    return " ".join(phrase.replace(",", " ").replace("，", " ").split())[:LONGEST_HINT].strip()


def _is_expected_word(text: str, expects: Expecting | None, voice: VoiceFile) -> bool:
    """A short answer that is exactly one of the likely ones needs no second asking."""
    kind = expects.kind if expects is not None else AnswerKind.free
    if kind not in YES_OR_NO | {AnswerKind.choice}:
        return False
    said = text.strip(" 。、.!?！？")
    likely = expects.hints if expects is not None else ()
    return said in {*likely, *voice.listening.hints.get(kind, ())}
