"""Photographs that come along with a draft, also while something else is asked."""

from casework.fields.parsed import Parsed
from casework.intakes import wording
from casework.intakes.answers import context_of
from casework.intakes.applying import applying_fields
from casework.intakes.draft import Draft, FieldValue
from casework.intakes.plain_answers import photos_spoken, read_attachments
from casework.intakes.questions import ask_next, question_of
from casework.intakes.step import Step, World
from casework.procedures.spec import FieldSpec, FieldType, Procedure


def photo_field(draft: Draft, procedure: Procedure) -> FieldSpec | None:
    return next((s for s in applying_fields(draft, procedure) if s.type is FieldType.attachments), None)


def with_photos(draft: Draft, spec: FieldSpec, value: str) -> Draft:
    return draft.with_value(spec.name, FieldValue(value=value, spoken=photos_spoken(value), text=""))


def hear_photo(draft: Draft, world: World, text: str) -> Step | None:
    """A photograph between two answers is kept and thanked for; the open question stays open."""
    spec = photo_field(draft, world.procedure)
    if spec is None or text.strip() != wording.PHOTO_SENT or draft.asked in {spec.name, None}:
        return None
    return question_of(with_photos(draft, spec, "sent"), world).before(wording.PHOTO_NOTED)


def sends_photos_later(draft: Draft, world: World, text: str) -> bool:
    """「あとで送ります」 puts off the photographs and not the procedure."""
    spec = photo_field(draft, world.procedure)
    if spec is None or draft.asked != spec.name:
        return False
    return isinstance(read_attachments(text, context_of(world)), Parsed)


def link_offered(draft: Draft, world: World, *, is_sent: bool) -> Step:
    """How it goes on after a link for photographs was to be sent."""
    spec = photo_field(draft, world.procedure)
    if spec is None:
        return ask_next(draft, world)
    kept = with_photos(draft, spec, "link_sent" if is_sent else "later")
    return ask_next(kept, world).before(wording.LINK_SENT if is_sent else wording.LINK_NOT_SENT)
