"""Keeping what a sentence says beyond its answer, so that nothing is asked that was already said."""

import re
from typing import Any

from casework.fields.parsed import ParseContext, Parsed, Unclear
from casework.intakes.answers import read_field
from casework.intakes.draft import Draft, FieldValue, Relation
from casework.intakes.places import place_field, take_place
from casework.intakes.step import World
from casework.procedures.spec import FieldSpec, FieldType

_FAMILY = re.compile(
    r"(?:母|父|祖母|祖父|両親|親|夫|主人|旦那|妻|家内|嫁|息子|娘|兄|姉|弟|妹|おばあちゃん|おじいちゃん|義[父母])(?:さん)?の"
    r"(?:代わり|かわり|契約|保険|住所|手続|件|名義|代理)|家族の者|(?:母|父|妻|夫|息子|娘)(?:です|ですが|なんですが)"
)
_AGENCY = re.compile(r"代理店(?:の者|の|です|ですが)|ディーラーの者")
_CHANGE = r"(?:番号)?(?:も|を|が|まで)[^。、!?]{0,8}?(?:変|かわ|新しく|追加|更新)"
_NO_CHANGE = re.compile(r"変わ(?:りません|らない|らん|って(?:い)?(?:ない|ません))|そのまま|同じ")


def relation_in(text: str) -> Relation | None:
    """Who says they are not the policyholder."""
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
        if spec.type is not FieldType.date or spec.name in draft.values:
            continue
        parsed = read_field(spec, remainder, draft, context)
        if not isinstance(parsed, Unclear):
            draft = draft.with_value(spec.name, value_of(parsed))
    return draft


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
