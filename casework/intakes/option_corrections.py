"""Correcting a choice or a yes by what is said: 「再発行じゃなくて初めてです」, 「やっぱり電子で」."""

import re

from casework.fields.normalise import normalise
from casework.intakes import wording
from casework.intakes.applying import applying_fields, options_of
from casework.intakes.draft import Draft, FieldValue
from casework.intakes.option_answers import option_heard, options_named, yes_no_heard
from casework.intakes.step import World
from casework.procedures.spec import FieldSpec, FieldType

LONGEST_ANSWER = 24
_NOT_BUT = re.compile(r"(?:じゃ|では|や)な(?:くて|く|い(?:です)?[、。 ]*)[、 ]*")


def other_option(
    draft: Draft, world: World, text: str, *, but: str | None, is_correction: bool
) -> tuple[FieldSpec, FieldValue] | None:
    """The one known field of which the sentence tells another option; None when it tells none, or several fields'."""
    told = _NOT_BUT.split(normalise(text))[-1]
    known = [spec for spec in applying_fields(draft, world.procedure) if spec.name in draft.values and spec.name != but]
    by_words = [(spec, value) for spec in known if (value := _told(spec, draft, told)) is not None]
    if not by_words and is_correction and len(told) <= LONGEST_ANSWER:
        by_words = [(spec, value) for spec in known if (value := _answered(spec, draft, told)) is not None]
    others = [(spec, value) for spec, value in by_words if value.value != draft.values[spec.name].value]
    return others[0] if len(others) == 1 else None


def _told(spec: FieldSpec, draft: Draft, text: str) -> FieldValue | None:
    if spec.type is FieldType.choice:
        heard = option_heard(spec, options_of(spec, draft), text)
        return FieldValue(value=heard.value, spoken=heard.spoken, text=text) if heard is not None else None
    answer = yes_no_heard(spec, text) if spec.type is FieldType.yes_no else None
    if answer is None:
        return None
    return FieldValue(value=answer, spoken=wording.YES if answer else wording.NO, text=text)


def _answered(spec: FieldSpec, draft: Draft, text: str) -> FieldValue | None:
    """By words that tell an option only where a choice is spoken of."""
    if spec.type is not FieldType.choice:
        return None
    options = options_of(spec, draft)
    named = options_named(options, text)
    option = next((option for option in options if option.value in named), None)
    if option is None or len(named) != 1:
        return None
    return FieldValue(value=option.value, spoken=option.label, text=text)
