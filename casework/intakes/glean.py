"""Keeping what a sentence says beyond its answer, so that nothing is asked that was already said."""

import re
from collections.abc import Sequence
from typing import Any

from casework.fields.dates import parse_date
from casework.fields.normalise import normalise
from casework.fields.parsed import Direction, ParseContext, Parsed, Unclear
from casework.fields.years import LAST_MONTH_OF_FILING
from casework.intakes import wording
from casework.intakes.answers import context_of, read_field
from casework.intakes.applying import applying_fields, options_of, settled
from casework.intakes.draft import Draft, FieldValue, Relation
from casework.intakes.moments import needs_its_time, read_moment, says_a_moment
from casework.intakes.number_answers import number_told
from casework.intakes.option_answers import option_heard, options_heard, yes_no_heard
from casework.intakes.places import place_field, take_place
from casework.intakes.step import World
from casework.procedures.conditions import applies
from casework.procedures.spec import FieldSpec, FieldType, Option, Procedure

_FAMILY = re.compile(
    r"(?:母|父|祖母|祖父|両親|親|夫|主人|旦那|妻|家内|嫁|息子|娘|兄|姉|弟|妹|おばあちゃん|おじいちゃん|義[父母])(?:さん)?の"
    r"(?:(?:自動車|火災|地震|傷害|くるま|車|家)の?(?=保険|契約))?"
    r"(?:代わり|かわり|契約|保険|住所|手続|件|名義|代理)|家族の者|(?<![一-龠])(?:母|父|妻|夫|息子|娘)(?:です|ですが|なんですが)"
)
_AGENCY = re.compile(r"代理店(?:の者|の|です|ですが)|ディーラーの者")
_CHANGE = r"(?:番号)?(?:も|を|が|まで)[^。、!?]{0,8}?(?:変|かわ|新しく|追加|更新)"
_POLICY_NO = re.compile(r"(?<![A-Za-z0-9])[A-Za-z][0-9]{8,}(?![0-9])")
_HAPPENED = re.compile(
    r"^(?!.*(?:今(?!朝|日|月|年|週|回|度)|現場|いま(?![しすせ])|まだ)).*(?:まし)?た(?:$|[。、 ]|ん|の|が|け|よ)"
)
# 「去年の分は電子でもらいました」 tells of another year's paper.
_OF_A_YEAR = re.compile(r"(?:今年|本年|ことし)の?分|年度?の?分(?![はも])")
_THIS_YEAR = re.compile(r"(?:今年|本年|ことし)は")
_NO_CHANGE = re.compile(r"変わ(?:りません|らない|らん|って(?:い)?(?:ない|ません))|そのまま|同じ")


def relation_in(text: str, procedure: Procedure) -> Relation | None:
    """Who says they are not the policyholder; a procedure may know more words for it: 「父が亡くなりました」."""
    if any(re.search(word, normalise(text)) for word in procedure.asks_as_family):
        return Relation.family
    if _AGENCY.search(text):
        return Relation.agency
    return Relation.family if _FAMILY.search(text) else None


def glean_fields(draft: Draft, world: World, text: str, context: ParseContext) -> Draft:
    """Fill empty fields whose value can be told by its shape: an address, a postal code, a date."""
    if not text.strip():
        return draft
    remainder = text
    place = place_field(world.procedure)
    if place is not None and place.name not in draft.values:
        taken = take_place(draft, place, text, context)
        draft, remainder = taken.draft, taken.rest
    for spec in world.procedure.fields:
        if spec.type is not FieldType.date or spec.name in draft.values or not spec.gleaned:
            continue
        parsed = read_field(spec, remainder, draft, context)
        if not isinstance(parsed, Unclear):
            draft = draft.with_value(spec.name, value_of(parsed))
    return glean_words(draft, world, remainder, context)


def glean_words(draft: Draft, world: World, text: str, context: ParseContext) -> Draft:
    """Fill empty fields that apply and whose value the words of the procedure file tell, in the fields' order."""
    for spec in world.procedure.fields:
        if spec.name in draft.values or not spec.gleaned:
            continue
        value = _told(spec, draft, text, context)
        if value is not None and spec in applying_fields(draft, world.procedure):
            draft = settled(draft.with_value(spec.name, value), world.procedure)
    return draft


def opening_as_answer(draft: Draft, world: World, text: str) -> Draft:
    """An opening sentence that is long enough tells the whole story: it is read back, not asked for again."""
    values, facts, length = draft.bare(), draft.facts(), len(normalise(text))
    for spec in world.procedure.fields:
        is_told = any(
            length >= rule.characters and applies(rule.when, values, facts) and not _is_any_in(rule.unless, text)
            for rule in spec.from_opening
        )
        if is_told and spec.name not in draft.values:
            parsed = read_field(spec, text, draft, context_of(world))
            draft = draft if isinstance(parsed, Unclear) else draft.with_value(spec.name, value_of(parsed))
    return draft


def moment_value(parsed: Parsed[str], text: str) -> FieldValue:
    """A bare day is not sure until its time was asked for."""
    value = value_of(parsed)
    return value.model_copy(update={"confident": False}) if needs_its_time(parsed, text) else value


def _told(spec: FieldSpec, draft: Draft, text: str, context: ParseContext) -> FieldValue | None:
    match spec.type:
        case FieldType.choice:
            offered = options_of(spec, draft)
            option = option_heard(spec, offered, text) or _option_of_past_day(offered, text, context)
            return value_of(option) if option is not None else None
        case FieldType.choices:
            options = options_heard(options_of(spec, draft), text)
            return value_of(options) if options is not None else None
        case FieldType.number:
            number = number_told(spec, text)
            return value_of(number) if number is not None else None
        case FieldType.yes_no:
            answer = yes_no_heard(spec, text)
            spoken = wording.YES if answer else wording.NO
            return FieldValue(value=answer, spoken=spoken, text=text) if answer is not None else None
        case FieldType.date_time if says_a_moment(text, context):
            moment = read_moment(text, context)
            return moment_value(moment, text) if isinstance(moment, Parsed) else None
        case FieldType.year if _tells_year(text, context):
            year = read_field(spec, text, draft, context)
            return value_of(year) if isinstance(year, Parsed) and year.confident else None
        case FieldType.name:
            return _name_told(spec, draft, text, context)
        case FieldType.policy_no if _POLICY_NO.search(normalise(text)):
            policy_no = read_field(spec, text, draft, context)
            return value_of(policy_no) if isinstance(policy_no, Parsed) else None
        case _:
            return None


def _option_of_past_day(options: Sequence[Option], text: str, context: ParseContext) -> Parsed[str] | None:
    option = next((option for option in options if option.told_by_past_day), None)
    if option is None or not _HAPPENED.search(text):
        return None
    day = parse_date(text, context, direction=Direction.past, latest=context.today)
    is_past = isinstance(day, Parsed) and day.value < context.today
    return Parsed(option.value, text, confident=True, spoken=option.label, remainder=text) if is_past else None


def _tells_year(text: str, context: ParseContext) -> bool:
    """While the year before is being filed, 「今年は」 does not tell which of the two is meant."""
    written, is_filing = normalise(text), context.today.month <= LAST_MONTH_OF_FILING
    return bool(_OF_A_YEAR.search(written) or (_THIS_YEAR.search(written) and not is_filing))


def _name_told(spec: FieldSpec, draft: Draft, text: str, context: ParseContext) -> FieldValue | None:
    """「お客様の佐藤花子様が」: the name of somebody else, where the file says how it is told."""
    found = next((match for word in spec.said_as if (match := re.search(word, normalise(text)))), None)
    read = read_field(spec, found[1], draft, context) if found is not None else None
    return value_of(read) if isinstance(read, Parsed) else None


def wanted_on_mention(draft: Draft, world: World, text: str) -> FieldSpec | None:
    """A field that is only asked for when the customer brings it up, as in 「電話番号も変わりました」."""
    if _NO_CHANGE.search(text):
        return None
    for spec in world.procedure.fields:
        is_new = spec.asked == "on_mention" and spec.name not in draft.values and spec.name not in draft.wanted
        if is_new and any(re.search(re.escape(name) + _CHANGE, text) for name in (spec.label, *spec.aliases)):
            return spec
    return None


def value_of(parsed: Parsed[Any]) -> FieldValue:
    return FieldValue(value=parsed.value, spoken=parsed.spoken, text=parsed.text, confident=parsed.confident)


def _is_any_in(words: Sequence[str], text: str) -> bool:
    return any(re.search(word, normalise(text)) for word in words)
