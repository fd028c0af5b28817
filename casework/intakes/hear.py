"""Hearing one sentence inside a procedure: does it answer the open question, correct something, or lead elsewhere?

The open question is tried first, because only the draft knows what counts as an answer; Rasa's intent decides what
a sentence means that answers nothing.
"""

import re
from dataclasses import replace

from casework.fields.dont_know import is_dont_know
from casework.fields.normalise import normalise
from casework.fields.parsed import ParseContext, Reason, Unclear
from casework.intakes import wording
from casework.intakes.answers import context_of, read_field
from casework.intakes.asides import (
    NODS,
    QUESTIONS_ASIDE,
    SMALL_TALK,
    SURE,
    asks_an_article,
    asks_something,
    wants_none_of_these,
)
from casework.intakes.confirm import hear_correction, hear_summary
from casework.intakes.corrections import corrected, sounds_like_correction, want
from casework.intakes.draft import Draft, IntakeStatus, Question
from casework.intakes.glean import glean_fields, relation_in, value_of, wanted_on_mention
from casework.intakes.identify import hear_code, hear_identity
from casework.intakes.misses import MISSES_BEFORE_PERSON, missed
from casework.intakes.places import answer_place, contradiction
from casework.intakes.questions import ask_next, question_of
from casework.intakes.step import AnswerQuestion, HandOff, Heard, SmallTalk, Step, World
from casework.intakes.yes_no_answers import read_yes_no
from casework.procedures.spec import FieldSpec, FieldType

IDENTITY = frozenset({Question.name, Question.policy_no, Question.birth_date, Question.phone})
OPEN_TYPES = frozenset({FieldType.text, FieldType.time_window})

_NOTHING = Unclear(Reason.not_understood, "")

_STOP = re.compile(r"中止|中断|やめ(?:ます|たい|る|て|とく|とき)|キャンセル|また今度|あとで|取りやめ")
_PERSON = re.compile(r"担当者|オペレーター|人間|人と(?:話|はな)|人に(?:代|替|変)|係の(?:人|方)|有人")


def hear(draft: Draft, world: World, heard: Heard) -> Step:
    """The step that follows from what was said while `draft` is open."""
    context = context_of(world)
    interruption = _interruption(draft, world, heard)
    if interruption is not None:
        return interruption
    answered = _answer(draft, world, heard, context)
    if isinstance(answered, Step):
        return answered
    return _aside(draft, world, heard, answered)


def open_with(draft: Draft, world: World, heard: Heard) -> Step:
    """The first step of a new intake: keep what the opening sentence already says, then ask what is missing."""
    begun = glean_fields(draft, world, heard.text, context_of(world))
    also = wanted_on_mention(begun, world, heard.text)
    update = {
        "relation": relation_in(heard.text) or begun.relation,
        "wanted": (*begun.wanted, *([also.name] if also else [])),
    }
    return ask_next(begun.model_copy(update=update), world).before(world.procedure.opening)


def _interruption(draft: Draft, world: World, heard: Heard) -> Step | None:
    """What ends or suspends the procedure whatever was asked."""
    if draft.asked == Question.person:
        return None
    if heard.text.strip() == wording.STOP or (_is(heard, "stop") and _STOP.search(heard.text)):
        sentence = wording.STOPPED.format(title=world.procedure.title)
        paused = draft.model_copy(update={"status": IntakeStatus.paused})
        return Step(paused, (sentence,))
    if _PERSON.search(heard.text) and (_is(heard, "talk_to_agent") or heard.text.strip() == wording.TO_PERSON):
        return Step(draft, effect=HandOff("asked_for"))
    if _is(heard, "report_accident") and heard.confidence >= SURE and draft.procedure != "accident_report":
        return Step(draft, effect=HandOff("emergency"))
    relation = relation_in(heard.text)
    if relation is not None and draft.asked in IDENTITY and relation != draft.relation:
        return ask_next(draft.model_copy(update={"relation": relation}), world)
    return None


def _answer(draft: Draft, world: World, heard: Heard, context: ParseContext) -> Step | Unclear:
    """Try the open question; Unclear when the sentence does not answer it."""
    asked = draft.asked
    if asked in IDENTITY:
        return hear_identity(draft, world, heard, context)
    match asked:
        case Question.code:
            return hear_code(draft, world, heard.text, context)
        case Question.summary:
            return hear_summary(draft, world, heard, context)
        case Question.correction:
            return hear_correction(draft, world, heard, context)
        case Question.person:
            return _hear_person(draft, world, heard, context)
        case Question.resume:
            return _hear_resume(draft, world, heard, context)
        case None:
            return ask_next(draft, world)
        case field:
            return _hear_field(draft, world, heard, context, field)


def _hear_field(draft: Draft, world: World, heard: Heard, context: ParseContext, name: str) -> Step | Unclear:
    spec = world.procedure.field(name)
    if asks_something(heard) and (spec.type in OPEN_TYPES or is_dont_know(heard.text)):
        return _NOTHING
    if spec.type is FieldType.postal_code and is_dont_know(heard.text):
        gleaned = glean_fields(draft, world, heard.text, context)
        if gleaned == draft and _following(world, spec) & draft.values.keys():
            return _NOTHING
        return Step(draft, (wording.ADDRESS_INSTEAD,)) if gleaned == draft else ask_next(gleaned, world)
    if sounds_like_correction(heard) or spec.type is FieldType.yes_no:
        changed = corrected(draft, world, heard, context, but=name)
        if changed is not None:
            return changed
    filled = _filled(draft, world, heard, context, spec)
    if isinstance(filled, Unclear):
        gleaned = glean_fields(draft, world, heard.text, context)
        return filled if gleaned == draft else _after_gleaning(draft, gleaned, world)
    return _after_answer(filled, world, heard, spec)


def _after_gleaning(draft: Draft, gleaned: Draft, world: World) -> Step:
    """The open question was not answered, but others were; saying so shows that they were heard."""
    heard = [spec for spec in world.procedure.fields if spec.name in gleaned.values.keys() - draft.values.keys()]
    noted = [wording.NOTED.format(label=spec.label, spoken=gleaned.values[spec.name].spoken) for spec in heard]
    return ask_next(gleaned.model_copy(update={"misses": 0}), world).before(*noted)


def _filled(draft: Draft, world: World, heard: Heard, context: ParseContext, spec: FieldSpec) -> Draft | Unclear:
    """The draft with the answer and whatever else the sentence gives."""
    if spec.type is FieldType.postal_code:
        whole = glean_fields(draft, world, heard.text, context)
        if whole.values.keys() - draft.values.keys() >= {spec.name, *_following(world, spec)}:
            return whole
    if spec.type is FieldType.address:
        place = answer_place(draft, spec, heard.text, context)
        return (
            place if isinstance(place, Unclear) else glean_fields(place, world, _rest_of(heard, place, spec), context)
        )
    parsed = read_field(spec, heard.text, draft, context)
    if isinstance(parsed, Unclear):
        return parsed
    if spec.type is FieldType.postal_code and (mismatch := contradiction(draft, world.procedure, spec, parsed.value)):
        return mismatch
    return glean_fields(draft.with_value(spec.name, value_of(parsed)), world, parsed.remainder, context)


def _after_answer(filled: Draft, world: World, heard: Heard, spec: FieldSpec) -> Step:
    """Go on; a value that was inferred is read back, a question in the same sentence is answered."""
    step = ask_next(filled.model_copy(update={"misses": 0}), world)
    value = filled.values.get(spec.name)
    if value is not None and not value.confident:
        step = step.before(wording.NOTED.format(label=spec.label, spoken=value.spoken))
    if step.effect is None and asks_something(heard) and heard.intent in QUESTIONS_ASIDE:
        noted = step.say[:1] if value is not None and not value.confident else ()
        return replace(step, say=noted, choices=(), effect=AnswerQuestion())
    return step


def _following(world: World, spec: FieldSpec) -> set[str]:
    return {other.name for other in world.procedure.fields if other.postal_code_field == spec.name}


def _rest_of(heard: Heard, draft: Draft, spec: FieldSpec) -> str:
    """The sentence without the address that was taken from it."""
    return normalise(heard.text).replace(draft.values[spec.name].text, " ")


def _hear_person(draft: Draft, world: World, heard: Heard, context: ParseContext) -> Step | Unclear:
    if heard.text.strip() == wording.TO_PERSON or _PERSON.search(heard.text):
        return Step(draft, effect=HandOff("not_understood"))
    back = draft.model_copy(update={"asked": draft.back_to, "back_to": None, "misses": 0})
    if heard.text.strip() == wording.CONTINUE:
        return question_of(back, world)
    answer = read_yes_no(heard.text, context)
    if answer is True:
        return Step(draft, effect=HandOff("not_understood"))
    if answer is False:
        return question_of(back, world)
    return hear(back.model_copy(update={"misses": MISSES_BEFORE_PERSON}), world, heard)


def _hear_resume(draft: Draft, world: World, heard: Heard, context: ParseContext) -> Step | Unclear:
    answer = read_yes_no(heard.text, context, fine_means=True)
    if answer is None:
        return _NOTHING
    again = {"asked": None, "misses": 0}
    afresh = {"values": {}, "policies": (), "wanted": (), "code_sent": False}
    return ask_next(draft.model_copy(update=again if answer else again | afresh), world)


def _aside(draft: Draft, world: World, heard: Heard, unclear: Unclear) -> Step:
    """The sentence answers nothing that was asked."""
    if (heard.intent in NODS and heard.confidence >= SURE) or _is(heard, "repeat") or wants_none_of_these(heard):
        return question_of(draft, world)
    if heard.intent in SMALL_TALK and heard.confidence >= SURE and not asks_an_article(heard):
        return Step(draft, effect=SmallTalk(heard.intent))
    wanted = wanted_on_mention(draft, world, heard.text)
    if wanted is not None:
        return want(draft, world, wanted, heard.text, context_of(world))
    if heard.intent in QUESTIONS_ASIDE or asks_something(heard):
        return Step(draft, effect=AnswerQuestion())
    return missed(draft, world, unclear)


def _is(heard: Heard, intent: str) -> bool:
    return heard.intent == intent
