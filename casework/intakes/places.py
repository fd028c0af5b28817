"""Taking a postal code and an address together: the two always agree, and neither is guessed."""

import re
from dataclasses import dataclass

from casework.fields.addresses import Address, find_address_in, parse_address
from casework.fields.normalise import normalise, strip_ending
from casework.fields.numerals import kanji_number
from casework.fields.parsed import ParseContext, Reason, Unclear
from casework.fields.postal_areas import resolve_postal_code
from casework.fields.postal_lookup import postal_code_of
from casework.intakes.answers import area_of
from casework.intakes.asides import without_tentative_end
from casework.intakes.draft import Draft, FieldValue
from casework.intakes.place_words import place_words
from casework.procedures.spec import FieldSpec, FieldType, Procedure

_BLOCK_ONLY = re.compile(r"[0-9丁目番地号-]+")
_CLEAR_BLOCK = re.compile(r"[0-9一二三四五六七八九十](?:丁目|番|号(?!室)|\s?[-の]\s?[0-9一二三四五六七八九十])")
_ANY_BLOCK = "1-1"
# や and やで behind a number are Kansai for です.
_SPOKEN_END = re.compile(r"(?<=[0-9号番地室階F])(?:や(?:で|ねん|わ|けど)?|じゃ|っす|だよ|だ)[。]?$")
_ROOM = re.compile(r"([0-9]{1,5})\s?号室|(?:部屋|号室).*?([0-9]{1,5})")
_KNOWN_ROOM = re.compile(r"^(.*[0-9].*\s\D*(?:\s\D*)?)([0-9]{1,5})(号室|号)?$")
_HESITATING = re.compile(r"^(?:(?:あ[っあ、ー]*|えっと|すみません|やっぱり?|正しくは|本当は)[、。 ]*)+")
_BUILDING_NAMED = re.compile(
    r"^(?:ビル|建物|マンション|アパート)(?:の?(?:名前?|名称))?(?:が|は|も|、|:| )(?:正しくは|本当は)?"
)
_BUILDING = re.compile(
    r"ハイツ|コーポ|マンション|アパート|メゾン|レジデンス|ヴィラ|ハイム|タワー|コート|ハウス|パレス|[一-龠ァ-ヶー](?:荘|ビル)|パーク"
)
_SENTENCE_END = re.compile(r"(?:でした|だった|です|だ|に(?:変更|訂正|直)[^。]*|になります)$")
_NO_NAME = re.compile(r"間違|違|ちが|変わ|ありません|ない(?:です)?$|訂正|直し|^$")
_BLOCK_OF = re.compile(r"^(.*?[0-9]+(?:丁目)?(?:[0-9-]+)?(?:番地?)?(?:[0-9-]+号?)?)(?:\s.*)?$")
_CHOME = re.compile(r"(?<![0-9-])([0-9]{1,2}|[一二三四五六七八九十]{1,3})丁目(?![0-9一二三四五六七八九十の]).{0,12}$")
_CHOME_OF = re.compile(r"^(\D*)([0-9]{1,2})((?:丁目|-).*)$")
_MISMATCH = Unclear(
    Reason.postal_mismatch, "郵便番号とご住所が合わないようです。恐れ入りますが、郵便番号をもう一度お知らせください。"
)


@dataclass(frozen=True)
class TakenPlace:
    """The draft with what was found; `rest` is the sentence without it."""

    draft: Draft
    rest: str


def place_field(procedure: Procedure) -> FieldSpec | None:
    return next((spec for spec in procedure.fields if spec.type is FieldType.address), None)


def take_place(draft: Draft, spec: FieldSpec, text: str, context: ParseContext) -> TakenPlace:
    """Take an address out of a sentence, or only its postal code."""
    span = find_address_in(text)
    if span is None:
        return TakenPlace(draft, text)
    if span.postal_code is not None and spec.postal_code_field not in draft.values:
        area = resolve_postal_code(span.postal_code)
        if area is None:
            return TakenPlace(draft, text)
        draft = draft.with_value(spec.postal_code_field or "", postal_value(span.postal_code, area.spoken))
    area = area_of(draft, spec)
    parsed = parse_address(span.text, context, area=area)
    if isinstance(parsed, Unclear) and area is not None and span.postal_code is not None:
        return _behind_code(draft, spec, span.remainder, context) or TakenPlace(draft, span.remainder)
    if isinstance(parsed, Unclear):
        return TakenPlace(_with_town(draft, spec, span.text, context), span.remainder)
    return TakenPlace(_with_address(draft, spec, parsed.value, parsed.text, parsed.confident), span.remainder)


def _behind_code(draft: Draft, spec: FieldSpec, text: str, context: ParseContext) -> TakenPlace | None:
    """「〒105-0011 芝公園4丁目2-8に引っ越します」: the town of the code and its block."""
    words = place_words(text)
    area = area_of(draft, spec)
    parsed = parse_address(words.place, context, area=area) if _CLEAR_BLOCK.search(words.place) else None
    is_there = area is not None and any(words.place.startswith(town.town) for town in area.towns)
    if parsed is None or isinstance(parsed, Unclear) or not is_there:
        return None
    return TakenPlace(_with_address(draft, spec, parsed.value, parsed.text, parsed.confident), words.rest)


def answer_place(draft: Draft, spec: FieldSpec, text: str, context: ParseContext) -> Draft | Unclear:
    """The answer to the address question. A whole address elsewhere replaces the postal code that was given."""
    written = _SPOKEN_END.sub("", without_tentative_end(text))
    words = place_words(written)
    parsed = parse_address(words.place if words.rest and words.place else written, context, area=area_of(draft, spec))
    if not isinstance(parsed, Unclear):
        return _with_address(draft, spec, parsed.value, parsed.text, parsed.confident)
    if parsed.reason is Reason.postal_mismatch:
        elsewhere = take_place(draft.without(spec.name, spec.postal_code_field or ""), spec, text, context).draft
        if spec.name in elsewhere.values:
            return elsewhere
    return parsed


def correct_place(draft: Draft, spec: FieldSpec, text: str, context: ParseContext) -> Draft | Unclear:
    """A corrected address; a new block alone leaves the building as it was, a bare number corrects nothing."""
    known = draft.values.get(spec.name)
    if known is not None and (moved := _other_room(known, text)) is not None:
        return draft.with_value(spec.name, moved)
    if known is not None and (moved := _other_building(known, text) or _other_block(known, text)) is not None:
        return draft.with_value(spec.name, moved)
    corrected = answer_place(draft.without(spec.name), spec, text, context)
    if isinstance(corrected, Unclear) or known is None:
        return corrected
    value, area = corrected.values[spec.name], area_of(draft, spec)
    if not value.confident or not _CLEAR_BLOCK.search(value.text):
        return Unclear(Reason.missing_block, "")
    town = area.spoken if area is not None and area.has_one_town else None
    if town is None or not (str(value.value).startswith(town) and str(known.value).startswith(town)):
        return corrected
    rest, before = str(value.value).removeprefix(town), str(known.value).removeprefix(town)
    building = _BLOCK_ONLY.sub("", before, count=1).strip()
    if not building or not _BLOCK_ONLY.fullmatch(rest):
        return corrected
    full = f"{town}{rest} {building}"
    return corrected.with_value(spec.name, value.model_copy(update={"value": full, "spoken": full}))


def _other_room(known: FieldValue, text: str) -> FieldValue | None:
    """「部屋番号は506です」 changes the number at the end of the building, where there is one."""
    written = normalise(text)
    room, place = _ROOM.search(written), _KNOWN_ROOM.match(str(known.value))
    if room is None or place is None or _CLEAR_BLOCK.search(written):
        return None
    full = f"{place[1]}{room[1] or room[2]}{place[3] or ''}"
    return known.model_copy(update={"value": full, "spoken": full, "text": written})


def _other_building(known: FieldValue, text: str) -> FieldValue | None:
    """A building alone leaves the block as it was: 「建物名はグリーンハイツ202です」."""
    written = _SENTENCE_END.sub("", _BUILDING_NAMED.sub("", _HESITATING.sub("", strip_ending(normalise(text)))))
    place = _BLOCK_OF.match(str(known.value))
    is_named = _BUILDING_NAMED.search(normalise(text)) is not None or _BUILDING.search(written) is not None
    is_building = is_named and written and not _CLEAR_BLOCK.search(written) and not _NO_NAME.search(written)
    if place is None or not is_building:
        return None
    full = f"{place[1]} {re.sub(r'の(?=[0-9])', '', written).strip()}"
    return known.model_copy(update={"value": full, "spoken": full, "text": written})


def _other_block(known: FieldValue, text: str) -> FieldValue | None:
    """「5丁目でした」 changes the first number of the block alone."""
    written = normalise(text)
    told, place = _CHOME.search(written), _CHOME_OF.match(str(known.value))
    number = kanji_number(told[1]) if told is not None else None
    if place is None or number is None:
        return None
    full = f"{place[1]}{number}{place[3]}"
    return known.model_copy(update={"value": full, "spoken": full, "text": written})


def contradiction(draft: Draft, procedure: Procedure, spec: FieldSpec, code: str) -> Unclear | None:
    """An address that was given before its postal code must lie in the city of that code."""
    area = resolve_postal_code(code)
    place = next((other for other in procedure.fields if other.postal_code_field == spec.name), None)
    known = draft.values.get(place.name) if place is not None else None
    if area is None or known is None or not area.city:
        return None
    return None if str(known.value).startswith(area.prefecture + area.city) else _MISMATCH


def postal_value(code: str, area: str) -> FieldValue:
    return FieldValue(value=code, spoken=f"〒{code[:3]}-{code[3:]} {area}", text=code)


def _with_town(draft: Draft, spec: FieldSpec, text: str, context: ParseContext) -> Draft:
    """A town without its block still says the postal code: 「東京都新宿区西新宿です」."""
    name = spec.postal_code_field
    whole = parse_address(strip_ending(text) + _ANY_BLOCK, context)
    if name is None or name in draft.values or isinstance(whole, Unclear) or whole.value.rest != _ANY_BLOCK:
        return draft
    address = whole.value
    code = postal_code_of(address.prefecture, address.city, address.town)
    area = address.prefecture + address.city + address.town
    return draft if code is None else draft.with_value(name, postal_value(code, area))


def _with_address(draft: Draft, spec: FieldSpec, address: Address, text: str, confident: bool) -> Draft:
    """The address, with the postal code of its town where exactly one serves it."""
    value = FieldValue(value=address.full, spoken=address.full, text=text, confident=confident)
    draft = draft.with_value(spec.name, value)
    if spec.postal_code_field is None or spec.postal_code_field in draft.values:
        return draft
    code = postal_code_of(address.prefecture, address.city, address.town)
    if code is None:
        return draft
    return draft.with_value(
        spec.postal_code_field, postal_value(code, address.prefecture + address.city + address.town)
    )
