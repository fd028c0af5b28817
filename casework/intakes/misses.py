"""What happens when a sentence answers nothing: a hint, then the offer of a person, then the person."""

from dataclasses import replace

from casework.fields.parsed import Reason, Unclear
from casework.intakes import wording
from casework.intakes.applying import hand_over_rule
from casework.intakes.draft import Draft, FieldValue, Question
from casework.intakes.questions import ask, question_of
from casework.intakes.step import HandOff, Step, World
from casework.intakes.writing import is_hard_to_say
from casework.procedures.spec import UNKNOWN, FieldType
from conversation.messages import Choice
from conversation.model import Channel

# These parsers offer values that answer the question when they are chosen.
_OFFERS = frozenset({FieldType.date, FieldType.postal_code, FieldType.choice, FieldType.choices, FieldType.year})


def missed(draft: Draft, world: World, unclear: Unclear) -> Step:
    """Ask again with a hint; when the procedure's patience ends, offer a person; then pass on to one.

    A procedure with patience for one misunderstanding passes on without the offer.
    """
    misses, patience = draft.misses + 1, world.procedure.misses_before_person
    if misses > patience:
        return in_doubt(draft, world)
    if misses == patience > 1:
        offered = draft.model_copy(update={"back_to": draft.asked, "misses": misses})
        return ask(offered, Question.person, world).before(wording.CLARIFY)
    again = _with_hint(question_of(draft.model_copy(update={"misses": misses}), world), world, unclear)
    if world.channel is Channel.voice and is_hard_to_say(draft, world):
        return replace(again, say=(*again.say[:-1], wording.WRITING_HINT, *again.say[-1:]))
    return again


def asks_for_safety(draft: Draft, world: World) -> bool:
    """Whether the open question is the one that tells whether somebody is in danger."""
    return any(spec.is_safety and spec.name == draft.asked for spec in world.procedure.fields)


def in_doubt(draft: Draft, world: World) -> Step:
    """To a person; whoever could not say that they are safe hears what to do where they are not."""
    if not asks_for_safety(draft, world) or draft.asked is None:
        return Step(draft, effect=HandOff("not_understood"))
    unsure = draft.with_value(draft.asked, FieldValue(value=UNKNOWN, spoken=wording.NOT_KNOWN, text=""))
    rule = hand_over_rule(unsure, world.procedure)
    if rule is None:
        return Step(draft, effect=HandOff("not_understood"))
    return Step(unsure, (rule.say,) if rule.say else (), effect=HandOff(rule.reason))


def out_of_patience(draft: Draft, world: World, unclear: Unclear) -> Step:
    """The same question was left aside too often: a person is offered, or takes over where there is no time."""
    patience = world.procedure.misses_before_person
    last = patience - 1 if patience > 1 else patience
    rested = {"misses": max(draft.misses, last), "asides": 0, "aside_from": None}
    return missed(draft.model_copy(update=rested), world, unclear)


def _with_hint(again: Step, world: World, unclear: Unclear) -> Step:
    """A hint that is a question by itself takes the place of the question."""
    if not unclear.hint:
        return again.before(wording.CLARIFY)
    hint = unclear.hint if unclear.hint.startswith("恐れ入ります") else wording.SORRY_BUT + unclear.hint
    spec = next((spec for spec in world.procedure.fields if spec.name == again.draft.asked), None)
    needs_question = spec is not None and spec.type is FieldType.yes_no and unclear.reason is Reason.not_understood
    if needs_question or not hint.endswith(("か。", "ください。")):
        return again.before(hint)
    offers = unclear.choices if spec is not None and spec.type in _OFFERS else ()
    choices = tuple(Choice(label=item, value=item) for item in offers) or again.choices
    return Step(again.draft, (hint,), choices)
