"""Hearing one sentence inside a procedure: does it answer the open question, correct something, or lead elsewhere?

The open question is tried first, because only the draft knows what counts as an answer; Rasa's intent decides what
a sentence means that answers nothing.
"""

import re
from dataclasses import replace

from casework.fields.parsed import ParseContext, Reason, Unclear
from casework.intakes import wording
from casework.intakes.account_numbers import holds_account_number, refused_number, without_account_numbers
from casework.intakes.answers import context_of
from casework.intakes.asides import (
    CHIT_CHAT,
    NODS,
    QUESTIONS_ASIDE,
    SMALL_TALK,
    SURE,
    asks_an_article,
    asks_something,
    cries_for_help,
    is_chit_chat,
    is_vague,
    wants_none_of_these,
)
from casework.intakes.confirm import hear_correction, hear_summary
from casework.intakes.corrections import corrected, named_field, sounds_like_correction, want
from casework.intakes.draft import Draft, IntakeStatus, Question
from casework.intakes.explaining import explained
from casework.intakes.field_answers import hear_field
from casework.intakes.glean import (
    glean_fields,
    glean_words,
    opening_as_answer,
    relation_in,
    wanted_on_mention,
)
from casework.intakes.identify import hear_code, hear_identity
from casework.intakes.misses import asks_for_safety, in_doubt, missed, out_of_patience
from casework.intakes.photos import hear_photo, sends_photos_later
from casework.intakes.questions import ask_next, has_enough, question_of
from casework.intakes.refusing import met, puts_off, takes_leave, wants_it_again
from casework.intakes.requests import another_request
from casework.intakes.statements import glean_pieces, hear_told, with_words
from casework.intakes.step import AnswerQuestion, HandOff, Heard, NoteRequest, SmallTalk, Step, World
from casework.intakes.writing import wants_to_write
from casework.intakes.yes_no_answers import read_yes_no

IDENTITY = frozenset({Question.name, Question.policy_no, Question.birth_date, Question.phone})
_NOTHING = Unclear(Reason.not_understood, "")
# So many questions of the customer's own are answered before an open one is given up.
MOST_ASIDES = 3

_STOP = re.compile(r"中止|中断|やめ(?:ます|たい|る|て|とく|とき)|キャンセル|また今度|あとで|取りやめ")
_PERSON = re.compile(r"担当者|オペレーター|人間|人と(?:話|はな)|人に(?:代|替|変)|係の(?:人|方)|有人")


def hear(draft: Draft, world: World, heard: Heard) -> Step:
    """The step that follows from what was said while `draft` is open."""
    context = context_of(world)
    draft = with_words(draft, world, replace(heard, text=without_account_numbers(heard.text)))
    if has_enough(draft, world.procedure):
        return ask_next(draft, world)
    interruption = _interruption(draft, world, heard)
    if interruption is not None:
        return interruption
    if (told := hear_told(draft, world, heard)) is not None:
        return told
    answered = met(draft, world, heard) or _answer(draft, world, heard, context)
    if isinstance(answered, Step):
        return answered
    if asks_for_safety(draft, world):
        return in_doubt(draft, world) if cries_for_help(heard) else missed(draft, world, answered)
    kept = _with_aside(draft)
    if kept.asides > MOST_ASIDES:
        return out_of_patience(kept, world, answered)
    return _aside(kept, world, heard, answered)


def begin(draft: Draft, world: World, said: str, *, opening: tuple[str, ...] = ()) -> Step:
    """The first question of a new intake: what the opening sentence already says is kept, what is missing is asked.

    `opening`: what is said first, but for sympathy.
    """
    warned = wording.NO_ACCOUNT_NUMBERS if holds_account_number(said) else ""
    said = without_account_numbers(said)
    relation = relation_in(said, world.procedure) or draft.relation
    begun = glean_fields(draft.told_as(relation, world.level), world, said, context_of(world))
    begun = opening_as_answer(glean_pieces(begun, world, said), world, said)
    also = wanted_on_mention(begun, world, said)
    wanted = (*begun.wanted, *([also.name] if also else []))
    begun, told = explained(begun.model_copy(update={"wanted": wanted}), world.procedure, at_once=True)
    return ask_next(begun, world).before(*told, *opening, warned)


def open_with(draft: Draft, world: World, heard: Heard) -> Step:
    """The same with the procedure's opening sentence."""
    return begin(draft, world, heard.text, opening=(world.procedure.opening,))


def danger_in_opening(draft: Draft, world: World, heard: Heard) -> Step | None:
    """The step to a person, if the sentence that takes up a stopped draft tells of danger now, as a new one would."""
    begun = open_with(_afresh(draft), world, heard)
    return begun if isinstance(begun.effect, HandOff) else None


def _interruption(draft: Draft, world: World, heard: Heard) -> Step | None:
    """What ends or suspends the procedure whatever was asked."""
    if (photo := hear_photo(draft, world, heard.text)) is not None:
        return photo
    if draft.asked == Question.person:
        return None
    defers_photos = sends_photos_later(draft, world, heard.text)
    if heard.text.strip() == wording.STOP or (not defers_photos and _stops(draft, world, heard)):
        return _stopped(draft, world)
    if _PERSON.search(heard.text) and (_is(heard, "talk_to_agent") or heard.text.strip() == wording.TO_PERSON):
        return Step(draft, effect=HandOff("asked_for"))
    if (refused := refused_number(draft, world, heard)) is not None:
        return refused
    if (writing := wants_to_write(draft, world, heard.text)) is not None:
        return writing
    if wants_it_again(heard):
        return question_of(draft, world)
    if is_chit_chat(heard):
        return Step(draft, effect=SmallTalk(CHIT_CHAT))
    relation = relation_in(heard.text, world.procedure)
    if relation is not None and draft.asked in IDENTITY and relation != draft.relation:
        told = glean_words(draft.told_as(relation, world.level), world, heard.text, context_of(world))
        return ask_next(told, world)
    return None


def _stops(draft: Draft, world: World, heard: Heard) -> bool:
    if _is(heard, "stop") and _STOP.search(heard.text):
        return True
    return puts_off(heard) and not asks_for_safety(draft, world)


def _stopped(draft: Draft, world: World) -> Step:
    sentence = wording.STOPPED.format(title=world.procedure.title)
    return Step(draft.model_copy(update={"status": IntakeStatus.paused}), (sentence,))


def _answer(draft: Draft, world: World, heard: Heard, context: ParseContext) -> Step | Unclear:
    """Try the open question; Unclear when the sentence does not answer it."""
    asked = draft.asked
    if asked in IDENTITY:
        is_of_request = sounds_like_correction(heard) and named_field(draft, world, heard.text) is not None
        changed = corrected(draft, world, heard, context) if is_of_request else None
        return changed or hear_identity(draft, world, heard, context)
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
        case Question.unfinished:
            return _hear_unfinished(draft, world, heard, context)
        case None:
            return ask_next(draft, world)
        case field:
            return hear_field(draft, world, heard, context, field)


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
    return hear(back.model_copy(update={"misses": world.procedure.misses_before_person}), world, heard)


def _hear_resume(draft: Draft, world: World, heard: Heard, context: ParseContext) -> Step | Unclear:
    answer = read_yes_no(heard.text, context, fine_means=True)
    if answer is None:
        return _NOTHING
    return ask_next(draft.model_copy(update={"asked": None, "misses": 0}) if answer else _afresh(draft), world)


def _hear_unfinished(draft: Draft, world: World, heard: Heard, context: ParseContext) -> Step | Unclear:
    """A draft that was only offered waits on when it is not wanted now."""
    answer = read_yes_no(heard.text, context, fine_means=True)
    if answer is None:
        return _NOTHING
    if answer:
        return ask_next(draft.model_copy(update={"asked": None, "misses": 0}), world)
    return Step(draft.model_copy(update={"status": IntakeStatus.paused}), (wording.WHAT_ELSE,))


def _afresh(draft: Draft) -> Draft:
    """Nothing of what was said before; who was verified stays so."""
    emptied = {"values": {}, "policies": (), "wanted": (), "code_sent": False, "opening_text": ""}
    return draft.model_copy(update=emptied | {"asked": None, "misses": 0})


def _aside(draft: Draft, world: World, heard: Heard, unclear: Unclear) -> Step:
    """The sentence answers nothing that was asked."""
    if is_vague(heard):
        return missed(draft, world, unclear)
    if (heard.intent in NODS and heard.confidence >= SURE) or _is(heard, "repeat") or wants_none_of_these(heard):
        return question_of(draft, world)
    if takes_leave(heard):
        return _stopped(draft, world)
    if heard.intent in SMALL_TALK and heard.confidence >= SURE and not asks_an_article(heard):
        return Step(draft, effect=SmallTalk(heard.intent))
    wanted = wanted_on_mention(draft, world, heard.text)
    if wanted is not None:
        return want(draft, world, wanted, heard.text, context_of(world))
    another = another_request(world.procedures, draft, heard) if draft.procedure in world.procedures else None
    if another is not None:
        return Step(draft, effect=NoteRequest(another.procedure))
    if heard.intent in QUESTIONS_ASIDE or asks_something(heard):
        return Step(draft, effect=AnswerQuestion())
    return missed(draft, world, unclear)


def _with_aside(draft: Draft) -> Draft:
    count = draft.asides + 1 if draft.aside_from == draft.asked else 1
    return draft.model_copy(update={"asides": count, "aside_from": draft.asked})


def _is(heard: Heard, intent: str) -> bool:
    return heard.intent == intent
