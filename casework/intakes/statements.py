"""A statement in the customer's own words: which messages tell of it, and how several of them make one.

Nothing of it is shortened, normalised or explained away; the words of the procedure file are read from it besides.
"""

import re

from casework.fields.normalise import normalise
from casework.fields.parsed import Unclear
from casework.intakes import wording
from casework.intakes.answers import context_of, read_field
from casework.intakes.asides import asks_something
from casework.intakes.draft import Draft, FieldValue
from casework.intakes.glean import glean_words, value_of
from casework.intakes.questions import ask_next
from casework.intakes.step import Heard, Step, World
from casework.procedures.spec import FieldSpec, FieldType, Procedure

# A longer answer to a choice tells more than the choice.
TELLING = 12
# Gleaning works on text of bounded length; pieces overlap so that no word is cut in two.
PIECE, OVERLAP = 900, 60
_WISH = re.compile(
    r"(?:ほし|欲し|くださ|下さ|ちょうだい|頂戴|くれ|もらい|いただ|たい|希望|求め|要求|(?:し|せ)ろ|せよ|べき)|(?:特に|別に|とくに)(?:は)?(?:ない|あり)"
)
_CHOSEN = frozenset({wording.TO_PERSON, wording.CONTINUE, wording.STOP, wording.YES, wording.NO, wording.DONT_KNOW})


def statement_field(procedure: Procedure) -> FieldSpec | None:
    return next((spec for spec in procedure.fields if spec.is_verbatim), None)


def is_telling(procedure: Procedure, asked: str | None) -> bool:
    """Whether whatever is said now is told in the customer's own words, and turns to nothing else."""
    return any(spec.is_verbatim and spec.name == asked for spec in procedure.fields)


def with_words(draft: Draft, world: World, heard: Heard) -> Draft:
    """The draft with what this message adds to the statement, and with what its words tell of other fields."""
    spec = statement_field(world.procedure)
    if spec is None:
        return draft
    if heard.text.strip() not in _CHOSEN and _tells(draft, world, heard, spec):
        draft = _added(draft, world, spec, heard.text)
    return glean_pieces(draft, world, heard.text) if spec.name in draft.values else draft


def glean_pieces(draft: Draft, world: World, text: str) -> Draft:
    """Glean from a text of any length, for procedures with a statement."""
    if statement_field(world.procedure) is None:
        return draft
    for start in range(0, max(len(text), 1), PIECE - OVERLAP):
        draft = glean_words(draft, world, text[start : start + PIECE], context_of(world))
    for spec in world.procedure.fields:
        if spec.yes_after_cases is not None and world.cases_before >= spec.yes_after_cases:
            draft = draft.with_value(spec.name, FieldValue(value=True, spoken=wording.YES, text="", source="record"))
    return draft


def hear_told(draft: Draft, world: World, heard: Heard) -> Step | None:
    """The next question after an answer in the customer's own words, and after one that need not be understood."""
    spec = next((item for item in world.procedure.fields if item.name == draft.asked), None)
    if spec is None or not (spec.is_verbatim or spec.unclear_means):
        return None
    if spec.is_verbatim:
        own = FieldValue(value=heard.text[: spec.max_characters], spoken=heard.text, text="")
        told = draft if spec.name in draft.values else draft.with_value(spec.name, own)
        return ask_next(told.model_copy(update={"misses": 0}), world)
    read = read_field(spec, heard.text, draft, context_of(world))
    if isinstance(read, Unclear) and spec.name not in draft.values:
        if asks_something(heard) and len(normalise(heard.text)) < TELLING:
            return None
        option = next(item for item in spec.options if item.value == spec.unclear_means)
        draft = draft.with_value(spec.name, FieldValue(value=option.value, spoken=option.label, text=heard.text))
    elif not isinstance(read, Unclear):
        draft = draft.with_value(spec.name, value_of(read))
    return ask_next(draft.model_copy(update={"misses": 0}), world)


def _tells(draft: Draft, world: World, heard: Heard, spec: FieldSpec) -> bool:
    text = normalise(heard.text)
    if draft.asked == spec.name:
        return heard.intent != "repeat" or len(text) >= TELLING
    asked = next((item for item in world.procedure.fields if item.name == draft.asked), None)
    if asked is not None and asked.is_verbatim:
        return len(text) >= TELLING and not _WISH.search(text)
    offers = asked is not None and asked.type in {FieldType.choice, FieldType.yes_no}
    is_choice = offers and asked is not None and text in {option.label for option in asked.options}
    return offers and not is_choice and len(text) >= TELLING


def _added(draft: Draft, world: World, spec: FieldSpec, text: str) -> Draft:
    known = draft.values.get(spec.name)
    before = known.value if known is not None else _announced(draft, world)
    whole = "\n".join(part for part in (before, text) if part)[: spec.max_characters]
    return draft.with_value(spec.name, FieldValue(value=whole, spoken=whole, text=""))


def _announced(draft: Draft, world: World) -> str:
    """The words it began with, unless they were a choice that was offered."""
    return "" if draft.opening_text.strip() == world.procedure.title else draft.opening_text
