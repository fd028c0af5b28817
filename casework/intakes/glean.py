"""Keeping what a sentence says beyond its answer, so that nothing is asked that was already said."""

import re
from typing import Any

from casework.fields.addresses import find_address_in, parse_address
from casework.fields.parsed import ParseContext, Parsed, Unclear
from casework.fields.postal_areas import resolve_postal_code
from casework.fields.postal_lookup import postal_code_of
from casework.intakes.answers import area_of, read_field
from casework.intakes.draft import Draft, FieldValue, Relation
from casework.intakes.step import World
from casework.procedures.spec import FieldSpec, FieldType

_FAMILY = re.compile(
    r"(?:母|父|祖母|祖父|両親|親|夫|主人|旦那|妻|家内|嫁|息子|娘|兄|姉|弟|妹|おばあちゃん|おじいちゃん|義[父母])(?:さん)?の"
    r"(?:代わり|かわり|契約|保険|住所|手続|件|名義|代理)|家族の者|(?:母|父|妻|夫|息子|娘)(?:です|ですが|なんですが)"
)
_AGENCY = re.compile(r"代理店(?:の者|の|です|ですが)|ディーラーの者")


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
    place = next((spec for spec in world.procedure.fields if spec.type is FieldType.address), None)
    if place is not None and place.name not in draft.values:
        draft, remainder = glean_address(draft, place, text, context)
    for spec in world.procedure.fields:
        if spec.type is not FieldType.date or spec.name in draft.values:
            continue
        parsed = read_field(spec, remainder, draft, context)
        if not isinstance(parsed, Unclear):
            draft = draft.with_value(spec.name, value_of(parsed))
    return draft


def glean_address(draft: Draft, spec: FieldSpec, text: str, context: ParseContext) -> tuple[Draft, str]:
    """Take an address, or only its postal code; what is left of the sentence may hold a date."""
    span = find_address_in(text)
    if span is None:
        return draft, text
    if span.postal_code is not None and spec.postal_code_field not in draft.values:
        area = resolve_postal_code(span.postal_code)
        if area is None:
            return draft, text
        draft = draft.with_value(spec.postal_code_field or "", postal_value(span.postal_code, area.spoken))
    parsed = parse_address(span.text, context, area=area_of(draft, spec))
    if isinstance(parsed, Unclear):
        return draft, span.remainder
    address = parsed.value
    draft = draft.with_value(
        spec.name, FieldValue(value=address.full, spoken=address.full, text=parsed.text, confident=parsed.confident)
    )
    if spec.postal_code_field is not None and spec.postal_code_field not in draft.values:
        code = postal_code_of(address.prefecture, address.city, address.town)
        if code is not None:
            spoken = address.prefecture + address.city + address.town
            draft = draft.with_value(spec.postal_code_field, postal_value(code, spoken))
    return draft, span.remainder


def glean_corrections(draft: Draft, world: World, text: str, context: ParseContext) -> tuple[str, FieldValue] | None:
    """The one field that the sentence can only mean, with its new value."""
    for spec in world.procedure.fields:
        if spec.name not in draft.values or spec.type not in {FieldType.postal_code, FieldType.date, FieldType.address}:
            continue
        parsed = read_field(spec, text, draft.without(spec.name), context)
        if not isinstance(parsed, Unclear):
            return spec.name, value_of(parsed)
    return None


def value_of(parsed: Parsed[Any]) -> FieldValue:
    return FieldValue(value=parsed.value, spoken=parsed.spoken, text=parsed.text, confident=parsed.confident)


def postal_value(code: str, area: str) -> FieldValue:
    return FieldValue(value=code, spoken=f"〒{code[:3]}-{code[3:]} {area}", text=code)
