"""Reading the answer to one field's question: each field type with its parser, its bounds and its read-back."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from casework.fields.addresses import parse_address
from casework.fields.dates import parse_date, spoken_date
from casework.fields.dont_know import is_dont_know
from casework.fields.kana_names import parse_kana_name
from casework.fields.normalise import clean, normalise
from casework.fields.parsed import Direction, ParseContext, Parsed, Reason, Unclear
from casework.fields.phones import parse_phone
from casework.fields.plates import parse_plate
from casework.fields.postal_areas import PostalArea, resolve_postal_code
from casework.fields.postal_codes import parse_postal_code
from casework.fields.time_windows import parse_time_window
from casework.fields.years import parse_year
from casework.fields.yes_no import parse_yes_no
from casework.intakes import wording
from casework.intakes.applying import options_of
from casework.intakes.asides import without_tentative_end
from casework.intakes.draft import Draft
from casework.intakes.moments import read_moment, says_a_moment
from casework.intakes.names import may_be_family_name
from casework.intakes.number_answers import read_number
from casework.intakes.option_answers import read_option, read_options, yes_no_heard
from casework.intakes.plain_answers import read_attachments, read_person, read_place, read_policy_no
from casework.intakes.policy_answers import read_policies
from casework.intakes.step import World
from casework.intakes.yes_no_answers import read_whether
from casework.procedures.spec import UNKNOWN, FieldSpec, FieldType

ACCOUNT_FROM = 500
DAYS_OF_YEAR = 365
FINE = {"yes": True, "no": False, "unclear": None}
_DAY_ONLY = re.compile(r"(?<![0-9月/.-])([0-3]?[0-9])日(?!間|後|前)")
_OTHER_MONTH = re.compile(r"月|[0-9]/[0-9]|今日|明日|昨日|明後日|一昨日|週|曜")
_YEAR_OF = re.compile(r"(?<=[0-9０-９〇一二三四五六七八九十元])年の(?=[0-9０-９一二三四五六七八九十])")
_UNDECIDED = re.compile(
    r"決ま(?:って(?:い)?(?:ない|ません|おりません)|らない|っとらん|ってへん)|未定|決めて(?:い)?(?:ない|ません|おりません)"
    r"|まだ(?:です|なん|だ|や|$|出て|届いて|来て|取れて|わか)|これから(?:です|$)|^まだ$"
)
_SAYS_NOTHING = re.compile(
    r"(?:はい|うん|ええ|いいえ|いえ|いや|そう(?:です|だ)?|えっ?と|あの|その|うーん|ん|あ|え)[ーー、。…・!?! ]*"
)
_ONLY_UNKNOWN = re.compile(
    r"(?:(?:まだ|ちょっと|よく|全然|ぜんぜん|今は|あまり|いや)[、 ]*)*"
    r"(?:わか(?:ら(?:ない|ん|へん)|りません)|分か(?:らない|らん|りません)|知ら(?:ない|ん)|知りません"
    r"|覚えて(?:い)?(?:ない|ません)|忘れ(?:た|ました)|不明|さあ)(?:です|わ|な|ね|よ|けど)*[ー、。… ]*"
)
# Said of what was heard, not of what was asked.
_ACKNOWLEDGES = re.compile(
    r"^(?:あ[ーっ]*[、 ]*)?(?:そうなん(?:です|だ)(?:ね|か)?|そうですか|そうか|なるほど|へえ)[ー]*[、。 ]+(?=.)"
)
# 「そう、それなら見てみます」: the words of the file that say no outweigh it.
_NODS = re.compile(r"^(?:あ[ーっ]*[、 ]*)?そう(?!し)")
_LAST_CLAUSE = re.compile(r"(?:から|ので|けど|んで|ですが|ますが)[、。 ]+([^、。 ]{2,12})[。 ]*$")
_OWN_NUMBER = re.compile(
    r"(?:この|こちらの|今の|いまの|今(?:お)?かけて(?:い)?る|いま(?:お)?かけて(?:い)?る|送信元の|同じ)(?:お)?(?:電話)?(?:番号|電話|携帯)"
)
_ROUGHLY = "おおよその日でかまいませんので、ご予定の月と日を教えていただけますか。"
_WITH_YEAR = "「平成20年3月15日」のように、年も含めて教えていただけますか。"
_UNKNOWN_CODE = "恐れ入りますが、その郵便番号が見つかりませんでした。もう一度お知らせください。"


@dataclass(frozen=True)
class _Asked:
    spec: FieldSpec
    draft: Draft
    context: ParseContext


def context_of(world: World) -> ParseContext:
    return ParseContext(world.now.date(), world.now, world.channel.value, world.own_number)


def read_field(spec: FieldSpec, text: str, draft: Draft, context: ParseContext) -> Parsed[Any] | Unclear:
    """The field's value as a bare JSON value, with how it is read back."""
    if spec.type is FieldType.date_time and _is_moment_unknown(spec, text, context):
        return Parsed(UNKNOWN, clean(text), confident=True, spoken=wording.NOT_KNOWN)
    read = _READERS[spec.type](text, _Asked(spec, draft, context))
    is_unread = isinstance(read, Unclear) or spec.type in {FieldType.text, FieldType.name}
    if is_unread and spec.may_be_unknown and (is_dont_know(text) or _UNDECIDED.search(text)):
        return Parsed(UNKNOWN, clean(text), confident=True, spoken=wording.NOT_KNOWN)
    return read


def _is_moment_unknown(spec: FieldSpec, text: str, context: ParseContext) -> bool:
    """「もう覚えていません」; with a day, only the time of that day is not known."""
    return spec.may_be_unknown and is_dont_know(text) and not says_a_moment(text, context)


def reread_date(spec: FieldSpec, text: str, known: str, draft: Draft, context: ParseContext) -> Parsed[Any] | Unclear:
    """A corrected date: 「15日の間違いです」 keeps the month that was said before."""
    written = normalise(text)
    day = _DAY_ONLY.findall(written)
    if day and not _OTHER_MONTH.search(written):
        before = date.fromisoformat(known)
        return read_field(spec, f"{before.year}年{before.month}月{day[-1]}日", draft, context)
    return read_field(spec, text, draft, context)


def joined_year(text: str) -> str:
    """「昭和17年の2月11日」 is one date."""
    return _YEAR_OF.sub("年", text)


def area_of(draft: Draft, spec: FieldSpec) -> PostalArea | None:
    """The area of the postal code that was given before the address."""
    code = draft.values.get(spec.postal_code_field or "")
    return resolve_postal_code(code.value) if code is not None else None


def _policies(text: str, asked: _Asked) -> Parsed[Any] | Unclear:
    return read_policies(text, asked.draft.policies, asked.context, asked.spec.line_words)


def _postal_code(text: str, asked: _Asked) -> Parsed[Any] | Unclear:
    parsed = parse_postal_code(text, asked.context)
    if isinstance(parsed, Unclear):
        return parsed
    area = resolve_postal_code(parsed.value)
    if area is None:
        return Unclear(Reason.unknown_postal_code, _UNKNOWN_CODE)
    spoken = f"〒{parsed.value[:3]}-{parsed.value[3:]} {area.spoken}"
    return Parsed(parsed.value, parsed.text, parsed.confident, spoken, parsed.remainder)


def _address(text: str, asked: _Asked) -> Parsed[Any] | Unclear:
    parsed = parse_address(without_tentative_end(text), asked.context, area=area_of(asked.draft, asked.spec))
    return parsed if isinstance(parsed, Unclear) else Parsed(parsed.value.full, parsed.text, True, parsed.value.full)


def _date(text: str, asked: _Asked) -> Parsed[Any] | Unclear:
    spec, today = asked.spec, asked.context.today
    if _UNDECIDED.search(text):
        return Unclear(Reason.vague, _ROUGHLY)
    parsed = parse_date(
        joined_year(_without_names(text, spec)),
        asked.context,
        direction=Direction(spec.direction),
        earliest=today + timedelta(days=spec.earliest_days),
        latest=today + timedelta(days=spec.latest_days),
    )
    # A day that lies years back, as a birth date: not told by its month and day, and nobody knows its weekday.
    lies_years_back = spec.latest_days <= -DAYS_OF_YEAR
    if isinstance(parsed, Parsed):
        spoken = spoken_date(parsed.value, is_birth_date=lies_years_back)
        return replace(_as(parsed, parsed.value.isoformat()), spoken=spoken)
    needs_year = parsed.reason is Reason.not_understood and lies_years_back
    return replace(parsed, hint=_WITH_YEAR) if needs_year else parsed


def _without_names(text: str, spec: FieldSpec) -> str:
    """The date parser reads the end of 引越し日 as the fourth (し日) of a month."""
    for name in sorted((spec.label, *spec.aliases), key=len, reverse=True):
        text = text.replace(name, " ")
    return text


def _yes_no(text: str, asked: _Asked) -> Parsed[Any] | Unclear:
    spec = asked.spec
    prompt = spec.prompt.on(asked.context.channel)
    text = _ACKNOWLEDGES.sub("", text) or text
    parsed = read_whether(prompt, spec.aliases, text, asked.context, fine_means=FINE[spec.fine_means])
    heard = yes_no_heard(spec, text)
    if isinstance(parsed, Unclear) and heard is None and (last := _LAST_CLAUSE.search(text)) and not is_dont_know(text):
        parsed = parse_yes_no(last[1], asked.context, fine_means=FINE[spec.fine_means])
    is_nod_only = heard is False and _NODS.match(text) is not None
    if heard is not None and (isinstance(parsed, Unclear) or is_nod_only):
        return Parsed(heard, text, confident=True, spoken=wording.YES if heard else wording.NO, remainder=text)
    return parsed if isinstance(parsed, Unclear) else _as(parsed, parsed.value)


def _phone(text: str, asked: _Asked) -> Parsed[Any] | Unclear:
    own = asked.context.own_number
    parsed = parse_phone(own if own and _OWN_NUMBER.search(text) else text, asked.context)
    return parsed if isinstance(parsed, Unclear) else _as(parsed, parsed.value.e164)


def _time_window(text: str, asked: _Asked) -> Parsed[Any] | Unclear:
    return as_spoken(parse_time_window(text, asked.context))


def as_spoken(parsed: Parsed[Any] | Unclear) -> Parsed[Any] | Unclear:
    """A time window is kept in the words that read it back."""
    return parsed if isinstance(parsed, Unclear) else _as(parsed, parsed.spoken)


def _text(text: str, asked: _Asked) -> Parsed[Any] | Unclear:
    written = clean(text)
    if not written and not asked.spec.is_verbatim:
        return Unclear(Reason.empty, wording.CLARIFY)
    if not asked.spec.is_verbatim and (_SAYS_NOTHING.fullmatch(written) or _ONLY_UNKNOWN.fullmatch(written)):
        return Unclear(Reason.not_understood, "")
    if asked.spec.is_verbatim:
        whole = text[: asked.spec.max_characters]
        return Parsed(whole, whole, confident=True, spoken=whole, remainder=whole)
    # An account is kept as it was told.
    written = (normalise(text) if asked.spec.max_characters >= ACCOUNT_FROM else written)[: asked.spec.max_characters]
    return Parsed(written, written, confident=True, spoken=written, remainder=written)


def _choice(text: str, asked: _Asked) -> Parsed[Any] | Unclear:
    return read_option(asked.spec, options_of(asked.spec, asked.draft), text, asked.context)


def _choices(text: str, asked: _Asked) -> Parsed[Any] | Unclear:
    return read_options(options_of(asked.spec, asked.draft), text, asked.context)


def _number(text: str, asked: _Asked) -> Parsed[Any] | Unclear:
    return read_number(asked.spec, text, asked.context)


def _year(text: str, asked: _Asked) -> Parsed[Any] | Unclear:
    spec, this_year = asked.spec, asked.context.today.year
    return parse_year(
        _without_names(text, spec),
        asked.context,
        earliest=this_year + spec.earliest_years,
        latest=this_year + spec.latest_years,
    )


def _kana(text: str, asked: _Asked) -> Parsed[Any] | Unclear:
    return parse_kana_name(text, asked.context)


def _plate(text: str, asked: _Asked) -> Parsed[Any] | Unclear:
    return parse_plate(text, asked.context)


def _date_time(text: str, asked: _Asked) -> Parsed[Any] | Unclear:
    known = asked.draft.values.get(asked.spec.name)
    is_known = known is not None and known.value != UNKNOWN
    return read_moment(text, asked.context, str(known.value) if known is not None and is_known else None)


def _name(text: str, asked: _Asked) -> Parsed[Any] | Unclear:
    """A short name without a space is asked about once where the whole name is needed: 林葵 is one, 佐藤 is not."""
    read = read_person(text, asked.context)
    is_first_time = asked.spec.full_name and asked.draft.misses == 0
    if isinstance(read, Parsed) and is_first_time and may_be_family_name(read.value):
        return Unclear(Reason.incomplete, wording.FULL_NAME)
    return read


def _policy_no(text: str, asked: _Asked) -> Parsed[Any] | Unclear:
    return read_policy_no(text, asked.context)


def _place(text: str, asked: _Asked) -> Parsed[Any] | Unclear:
    return read_place(text, asked.spec.max_characters)


def _attachments(text: str, asked: _Asked) -> Parsed[Any] | Unclear:
    return read_attachments(text, asked.context)


def _as(parsed: Parsed[Any], value: str | bool) -> Parsed[Any]:
    return Parsed(value, parsed.text, parsed.confident, parsed.spoken, parsed.remainder)


_READERS: dict[FieldType, Callable[[str, _Asked], Parsed[Any] | Unclear]] = {
    FieldType.policies: _policies,
    FieldType.postal_code: _postal_code,
    FieldType.address: _address,
    FieldType.date: _date,
    FieldType.yes_no: _yes_no,
    FieldType.phone: _phone,
    FieldType.time_window: _time_window,
    FieldType.text: _text,
    FieldType.choice: _choice,
    FieldType.date_time: _date_time,
    FieldType.name: _name,
    FieldType.policy_no: _policy_no,
    FieldType.place: _place,
    FieldType.attachments: _attachments,
    FieldType.choices: _choices,
    FieldType.number: _number,
    FieldType.year: _year,
    FieldType.kana: _kana,
    FieldType.plate: _plate,
}
