"""Hearing one sentence inside a procedure: does it answer the open question, correct something, or lead elsewhere?

The open question is tried first, because only the draft knows what counts as an answer; Rasa's intent decides what
a sentence means that answers nothing.
"""

import re

from casework.fields.parsed import ParseContext, Reason, Unclear
from casework.intakes import wording
from casework.intakes.answers import context_of, read_field
from casework.intakes.confirm import hear_correction, hear_summary
from casework.intakes.draft import Draft, IntakeStatus, Question
from casework.intakes.glean import glean_fields, relation_in, value_of
from casework.intakes.identify import hear_code, hear_identity
from casework.intakes.questions import ask, ask_next, question_of
from casework.intakes.step import AnswerQuestion, HandOff, Heard, SmallTalk, Step, World
from casework.intakes.yes_no_answers import read_yes_no
from casework.procedures.spec import FieldType

SURE = 0.5
MISSES_BEFORE_PERSON = 2
SMALL_TALK = frozenset({"greet", "thank", "goodbye", "bot_challenge", "help"})
QUESTIONS_ASIDE = frozenset({"ask_faq", "ask_annual_notice", "ask_policy_status", "ask_claim_status"})
IDENTITY = frozenset({Question.name, Question.policy_no, Question.birth_date, Question.phone})
OPEN_TYPES = frozenset({FieldType.text, FieldType.address, FieldType.time_window})

_NOTHING = Unclear(Reason.not_understood, "")

_STOP = re.compile(r"中止|中断|やめ(?:ます|たい|る|て|とく|とき)|キャンセル|また今度|あとで|取りやめ")
_PERSON = re.compile(r"担当者|オペレーター|人間|人と(?:話|はな)|人に(?:代|替|変)|係の(?:人|方)|有人")
_ASKING = re.compile(
    r"[??]|(?:です|ます|でしょう|ません)か|なんで|なぜ|どうして|教えて|って(?:何|なに|なん)|どうすれば|どこに"
)


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
    begun = begun.model_copy(update={"relation": relation_in(heard.text) or begun.relation})
    return ask_next(begun, world).before(world.procedure.opening)


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
        if asked == Question.name and _asks_something(heard):
            return _NOTHING
        return hear_identity(draft, world, heard.text, context)
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
    if spec.type in OPEN_TYPES and _asks_something(heard):
        return _NOTHING
    if _is(heard, "correct_information") and heard.confidence >= SURE:
        corrected = hear_correction(draft, world, heard, context)
        if isinstance(corrected, Step):
            return corrected
    parsed = read_field(spec, heard.text, draft, context)
    if isinstance(parsed, Unclear) or spec.type is FieldType.postal_code:
        gleaned = glean_fields(draft, world, heard.text, context)
        if name in gleaned.values:
            return ask_next(gleaned.model_copy(update={"misses": 0}), world)
    if isinstance(parsed, Unclear):
        return parsed
    filled = glean_fields(draft.with_value(name, value_of(parsed)), world, parsed.remainder, context)
    step = ask_next(filled.model_copy(update={"misses": 0}), world)
    return step if parsed.confident else step.before(wording.NOTED.format(label=spec.label, spoken=parsed.spoken))


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
    answer = read_yes_no(heard.text, context)
    if answer is None:
        return _NOTHING
    kept = draft if answer else draft.without(*draft.values)
    return ask_next(kept.model_copy(update={"asked": None, "misses": 0}), world)


def _aside(draft: Draft, world: World, heard: Heard, unclear: Unclear) -> Step:
    """The sentence answers nothing that was asked."""
    if heard.intent in SMALL_TALK and heard.confidence >= SURE:
        return Step(draft, effect=SmallTalk(heard.intent))
    if _is(heard, "repeat"):
        return question_of(draft, world)
    if heard.intent in QUESTIONS_ASIDE or _asks_something(heard):
        return Step(draft, effect=AnswerQuestion())
    if _is(heard, "correct_information") or heard.intent == world.procedure.intent:
        corrected = hear_correction(draft, world, heard, context_of(world))
        if isinstance(corrected, Step):
            return corrected
    return missed(draft, world, unclear)


def missed(draft: Draft, world: World, unclear: Unclear) -> Step:
    """Ask again with a hint; the second time, offer a person; the third time, pass on to one."""
    misses = draft.misses + 1
    if misses > MISSES_BEFORE_PERSON:
        return Step(draft, effect=HandOff("not_understood"))
    if misses == MISSES_BEFORE_PERSON:
        offered = draft.model_copy(update={"back_to": draft.asked, "misses": misses})
        return ask(offered, Question.person, world).before(wording.CLARIFY)
    again = question_of(draft.model_copy(update={"misses": misses}), world)
    return again.before(unclear.hint or wording.CLARIFY)


def _is(heard: Heard, intent: str) -> bool:
    return heard.intent == intent


def _asks_something(heard: Heard) -> bool:
    return bool(_ASKING.search(heard.text)) and heard.intent not in {"inform", "affirm", "deny"}
