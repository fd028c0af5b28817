"""Hearing the answer to one field's question, and whatever else the same sentence gives."""

import re
from dataclasses import replace

from casework.fields.dont_know import is_dont_know
from casework.fields.normalise import clean, normalise, strip_ending
from casework.fields.parsed import ParseContext, Parsed, Reason, Unclear
from casework.intakes import wording
from casework.intakes.answers import context_of, read_field
from casework.intakes.applying import applying_fields, options_of
from casework.intakes.asides import QUESTIONS_ASIDE, SURE, asks_something, asks_whether_possible
from casework.intakes.corrections import (
    ACCOUNTS,
    ask_again,
    corrected,
    corrects_another,
    is_called_wrong,
    says_what_was,
    sounds_like_correction,
)
from casework.intakes.draft import Draft, FieldValue
from casework.intakes.glean import glean_fields, glean_words, moment_value, opening_as_answer, value_of
from casework.intakes.labelled import labelled
from casework.intakes.moments import period_of_day
from casework.intakes.option_answers import options_named
from casework.intakes.place_words import place_words
from casework.intakes.places import answer_place, contradiction
from casework.intakes.plain_answers import PHOTOS_WANTED
from casework.intakes.questions import ask_next, is_half_known, question_of, read_back
from casework.intakes.step import AnswerQuestion, Heard, SendPhotoLink, Step, World
from casework.procedures.field_spec import OFFERING
from casework.procedures.spec import UNKNOWN, FieldSpec, FieldType

OPEN_TYPES = frozenset({FieldType.text, FieldType.time_window, FieldType.place})
_NOTHING = Unclear(Reason.not_understood, "")
_TOLD_BEFORE = re.compile(
    r"(?:さっき|先ほど|さきほど|はじめに|初めに|最初に|もう)[もにはの、]*"
    r"(?:(?:言|い|申|お?伝え|お?話|書|入力)[^。、]{0,10}|(?:とおり|通り))(?:とおり|通り|まま)?(?:です|ですが|けど)?"
)
# 「どこにあるかわからなくて」 asks for nothing; 「どこに書いてありますか」 does.
_MISLAID = re.compile(
    r"どこ(?:に|へ)(?:ある|あった|しまった|やった|置いた|行った|いった)(?:の)?か(?:が|も|は|、)?(?:わか|分か|判)"
)
_TOLD_BY_WORDS = frozenset({FieldType.choice, FieldType.policies})
_TOLD_BY_VALUE = _TOLD_BY_WORDS | {FieldType.date, FieldType.plate, FieldType.phone}
FEW_MORE = 6
LONGEST_AGAIN = 20


def hear_field(draft: Draft, world: World, heard: Heard, context: ParseContext, name: str) -> Step | Unclear:
    spec = world.procedure.field(name)
    cannot_say = spec.may_be_unknown and _MISLAID.search(normalise(heard.text))
    is_open = spec.type in OPEN_TYPES or is_dont_know(heard.text) or _takes_own_words(draft, spec, heard.text)
    if is_open and asks_something(heard) and not cannot_say:
        return _NOTHING
    if spec.type in OFFERING and asks_whether_possible(heard):
        return _NOTHING
    if spec.type is FieldType.postal_code and is_dont_know(heard.text):
        gleaned = glean_fields(draft, world, heard.text, context)
        if gleaned == draft and _following(world, spec) & draft.values.keys():
            return _NOTHING
        return Step(draft, (wording.ADDRESS_INSTEAD,)) if gleaned == draft else ask_next(gleaned, world)
    if spec.type is FieldType.date_time and (step := _hear_time_of_day(draft, world, heard, spec)) is not None:
        return step
    other = corrects_another(draft, world, heard, spec) if spec.type in ACCOUNTS else None
    if other is not None or _may_correct(heard, spec):
        changed = corrected(draft, world, heard, context, but=name)
        if changed is not None:
            return changed
    if other is not None and is_called_wrong(heard):
        return ask_again(draft, world, other)
    return _answered(draft, world, heard, context, spec)


def _takes_own_words(draft: Draft, spec: FieldSpec, text: str) -> bool:
    """Whether this would be kept as the customer's own words for 「その他」, as none of the options is named."""
    options = options_of(spec, draft) if spec.type in OFFERING else ()
    return any(option.is_free for option in options) and not options_named(options, text)


def _answered(draft: Draft, world: World, heard: Heard, context: ParseContext, spec: FieldSpec) -> Step | Unclear:
    """What is said by name goes where it belongs; the rest answers the question."""
    told = labelled(draft, world, heard.text, spec, context)
    if told.draft is not draft and not told.rest:
        return _after_gleaning(draft, told.draft, world, is_safety=spec.is_safety)
    filled = _filled(told.draft, world, replace(heard, text=told.rest), context, spec)
    if isinstance(filled, Unclear) and told.draft is not draft:
        more = glean_fields(told.draft, world, told.rest, context)
        return _after_gleaning(draft, more, world, is_safety=spec.is_safety)
    if isinstance(filled, Unclear):
        return _beside_the_question(draft, world, heard, spec) or filled
    if spec.type is FieldType.attachments and filled.values[spec.name].value == PHOTOS_WANTED:
        return Step(draft, effect=SendPhotoLink())
    return _after_answer(filled, world, heard, spec)


def _beside_the_question(draft: Draft, world: World, heard: Heard, spec: FieldSpec) -> Step | None:
    """The open question was not answered: what else the sentence tells, or corrects."""
    context = context_of(world)
    gleaned = glean_fields(draft, world, heard.text, context)
    if gleaned != draft:
        return _after_gleaning(draft, gleaned, world, is_safety=spec.is_safety)
    changed = corrected(draft, world, says_what_was(heard), context, but=spec.name)
    return changed or _said_again(draft, world, heard, context)


def _said_again(draft: Draft, world: World, heard: Heard, context: ParseContext) -> Step | None:
    """A value that is known already: the customer hears that it is, and the open question again."""
    if len(normalise(heard.text)) > LONGEST_AGAIN or asks_something(heard):
        return None
    for spec in applying_fields(draft, world.procedure):
        known = draft.values.get(spec.name)
        if known is None or spec.type not in _TOLD_BY_VALUE or not spec.read_back or not _is_about(spec, known, heard):
            continue
        read = read_field(spec, heard.text, draft, context)
        if isinstance(read, Parsed) and read.value == known.value:
            return question_of(draft, world).before(wording.KNOWN_ALREADY.format(label=spec.label, spoken=known.spoken))
    return None


def _is_about(spec: FieldSpec, known: FieldValue, heard: Heard) -> bool:
    """Words tell an option or a policy again only where they are a correction, or nothing else is said.

    「息子は18歳なんです」 does not say once more who drives.
    """
    if spec.type not in _TOLD_BY_WORDS:
        return True
    return sounds_like_correction(heard) or strip_ending(heard.text) in known.spoken


def _may_correct(heard: Heard, spec: FieldSpec) -> bool:
    if spec.type in ACCOUNTS:
        return heard.intent == "correct_information" and heard.confidence >= SURE
    return sounds_like_correction(heard) or spec.type is FieldType.yes_no


def _hear_time_of_day(draft: Draft, world: World, heard: Heard, spec: FieldSpec) -> Step | None:
    """The answer to what time it was on a day that is known; 「夜です」 and 「わかりません」 leave the time open."""
    known = draft.values.get(spec.name)
    if known is None or not is_half_known(spec, known) or asks_something(heard):
        return None
    read = read_field(spec, heard.text, draft, context_of(world))
    is_told = not isinstance(read, Unclear) and read.value != UNKNOWN
    told = read if is_told else period_of_day(heard.text, str(known.value))
    if told is None or isinstance(told, Unclear):
        return None
    timed = draft.with_value(spec.name, value_of(told).model_copy(update={"confident": True}))
    gleaned = glean_words(timed, world, heard.text, context_of(world))
    return ask_next(gleaned.model_copy(update={"misses": 0}), world)


def _after_gleaning(draft: Draft, gleaned: Draft, world: World, *, is_safety: bool) -> Step:
    """The open question was not answered, but others were; saying so shows that they were heard.

    Whether somebody is safe is not put off for ever by other answers.
    """
    heard = [
        spec
        for spec in world.procedure.fields
        if spec.name in gleaned.values.keys() - draft.values.keys() and spec.read_back
    ]
    chosen = [spec for spec in heard if spec.type is FieldType.choice]
    told = [spec for spec in heard if spec not in chosen[:-1]]
    noted = [_noted(spec, gleaned.values[spec.name]) for spec in told]
    misses = draft.misses + 1 if is_safety else 0
    return ask_next(gleaned.model_copy(update={"misses": misses}), world).before(*noted)


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
    parsed = read_field(spec, _as_told_before(draft, heard.text) if spec.from_opening else heard.text, draft, context)
    if isinstance(parsed, Unclear):
        return parsed
    if spec.type is FieldType.postal_code and (mismatch := contradiction(draft, world.procedure, spec, parsed.value)):
        return mismatch
    value = moment_value(parsed, heard.text) if spec.type is FieldType.date_time else value_of(parsed)
    filled = glean_fields(draft.with_value(spec.name, value), world, parsed.remainder, context)
    if spec.type not in ACCOUNTS and len(normalise(heard.text)) > len(parsed.text) + FEW_MORE:
        filled = glean_words(filled, world, heard.text, context)
    return _with_more_said(filled, world, heard, context, spec)


def _with_more_said(draft: Draft, world: World, heard: Heard, context: ParseContext, spec: FieldSpec) -> Draft:
    """What a choice makes askable may stand in the opening sentence, and a phone number beside the name."""
    if spec.type in OFFERING | {FieldType.policies}:
        gleaned = glean_words(draft, world, draft.opening_text, context)
        return opening_as_answer(gleaned, world, draft.opening_text)
    if spec.type is not FieldType.name:
        return draft
    names = [item.name for item in world.procedure.fields]
    beside = world.procedure.fields[names.index(spec.name) + 1 :][:1]
    if not beside or beside[0].type is not FieldType.phone or beside[0].name in draft.values:
        return draft
    number = read_field(beside[0], heard.text, draft, context)
    if isinstance(number, Unclear) or number.value == UNKNOWN:
        return draft
    return draft.with_value(beside[0].name, value_of(number))


def _after_answer(filled: Draft, world: World, heard: Heard, spec: FieldSpec) -> Step:
    """Go on; a value that was inferred is read back, a question in the same sentence is answered."""
    step = ask_next(filled.model_copy(update={"misses": 0}), world)
    value = filled.values.get(spec.name)
    is_to_read_back = value is not None and not value.confident and not is_half_known(spec, value)
    if value is not None and is_to_read_back:
        step = step.before(_noted(spec, value))
    if step.effect is None and asks_something(heard) and heard.intent in QUESTIONS_ASIDE:
        noted = step.say[:1] if is_to_read_back else ()
        unsaid = step.draft.model_copy(update={"explained": filled.explained})
        return replace(step, draft=unsaid, say=noted, choices=(), effect=AnswerQuestion())
    return step


def _noted(spec: FieldSpec, value: FieldValue) -> str:
    if spec.type is FieldType.choice:
        return wording.SO_IT_IS.format(spoken=value.spoken)
    spoken = f"「{read_back(spec, value.spoken)}」" if spec.type is FieldType.yes_no else value.spoken
    return wording.NOTED.format(label=spec.label, spoken=spoken)


def _as_told_before(draft: Draft, text: str) -> str:
    """「先ほど書いたとおりです」 points at the opening sentence."""
    is_pointing = _TOLD_BEFORE.search(text) and len(_TOLD_BEFORE.sub("", clean(text))) <= FEW_MORE
    return draft.opening_text if is_pointing and draft.opening_text else text


def _following(world: World, spec: FieldSpec) -> set[str]:
    return {other.name for other in world.procedure.fields if other.postal_code_field == spec.name}


def _rest_of(heard: Heard, draft: Draft, spec: FieldSpec) -> str:
    """The sentence without the address that was taken from it."""
    words = place_words(heard.text)
    return words.rest if words.place else normalise(heard.text).replace(draft.values[spec.name].text, " ")
