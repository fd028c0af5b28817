"""What keys pressed on a telephone mean as words: keys are an answer like any other, and never a second vocabulary.

`*` asks for the last words again, `0` for a person, whatever the question.
"""

import re
from collections.abc import Sequence
from datetime import date

from conversation.messages import AnswerKind, Choice, Expecting
from gateway.channels.voice.voice_file import KeyWords

LONGEST = 32
YES_OR_NO = frozenset({AnswerKind.yes_no, AnswerKind.confirmation})
_REPEAT = "*"
_NOT_KEYS = re.compile("[^0-9*]")
_DAY = re.compile("([12][0-9]{3})([0-9]{2})([0-9]{2})")


def asks_to_repeat(keys: str) -> bool:
    """`*` as the last key: also who mistyped wants to begin again."""
    return _pressed(keys).endswith(_REPEAT)


def words_of_keys(keys: str, expects: Expecting | None, choices: Sequence[Choice], meanings: KeyWords) -> str | None:
    """None: nothing was said (no key, or `*`). `meanings` is `voice.keys`."""
    pressed = _pressed(keys)
    if not pressed or pressed.endswith(_REPEAT):
        return None
    if pressed == "0":
        return meanings.person
    if len(pressed) == 1:
        return _single(pressed, expects, choices, meanings)
    if expects is not None and expects.kind is AnswerKind.choice:
        return _several(pressed, choices)
    if expects is not None and expects.kind in {AnswerKind.date, AnswerKind.date_time}:
        return _day(pressed) or pressed
    return pressed.strip(_REPEAT).replace(_REPEAT, "-")


def _pressed(keys: str) -> str:
    return _NOT_KEYS.sub("", keys)[:LONGEST]


def _single(key: str, expects: Expecting | None, choices: Sequence[Choice], meanings: KeyWords) -> str:
    if int(key) <= len(choices):
        return choices[int(key) - 1].value
    if expects is None and key == "9":
        return meanings.emergency
    if expects is not None and expects.kind in YES_OR_NO and not choices:
        return {"1": meanings.yes, "2": meanings.no}.get(key, key)
    return key


def _several(pressed: str, choices: Sequence[Choice]) -> str:
    """13 among fewer than ten choices is the first and the third; anything else stays a number."""
    digits = list(dict.fromkeys(pressed))
    if len(choices) < 10 and all(digit.isdigit() and 0 < int(digit) <= len(choices) for digit in digits):
        return "、".join(choices[int(digit) - 1].value for digit in digits)
    return pressed.replace(_REPEAT, "-")


def _day(pressed: str) -> str | None:
    """19800505 -> 1980年5月5日; shorter forms are left to the field, which knows the eras."""
    found = _DAY.fullmatch(pressed)
    if found is None:
        return None
    try:
        day = date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
    return f"{day.year}年{day.month}月{day.day}日"
