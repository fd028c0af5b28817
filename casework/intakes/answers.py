"""Reading the answer to one field's question: each field type with its parser, its bounds and its read-back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from casework.fields.addresses import parse_address
from casework.fields.choices import Option, parse_choices
from casework.fields.dates import parse_date
from casework.fields.normalise import clean
from casework.fields.numbers import parse_policy_nos
from casework.fields.parsed import Direction, ParseContext, Parsed, Reason, Unclear
from casework.fields.phones import parse_phone
from casework.fields.postal_areas import PostalArea, resolve_postal_code
from casework.fields.postal_codes import parse_postal_code
from casework.fields.time_windows import parse_time_window
from casework.fields.yes_no import parse_yes_no
from casework.intakes import wording
from casework.intakes.draft import Draft
from casework.intakes.step import World
from casework.procedures.spec import FieldSpec, FieldType

FINE = {"yes": True, "no": False, "unclear": None}
LINE_WORDS = {
    "motor": ("自動車", "車", "くるま", "クルマ"),
    "fire": ("火災", "家", "建物", "住宅"),
    "earthquake": ("地震",),
    "personal_accident": ("傷害", "けが", "ケガ"),
    "liability": ("賠償",),
}


@dataclass(frozen=True)
class _Asked:
    spec: FieldSpec
    draft: Draft
    context: ParseContext


def context_of(world: World) -> ParseContext:
    return ParseContext(world.now.date(), world.now, world.channel.value)


def read_field(spec: FieldSpec, text: str, draft: Draft, context: ParseContext) -> Parsed[Any] | Unclear:
    """The field's value as a bare JSON value, with how it is read back."""
    return _READERS[spec.type](text, _Asked(spec, draft, context))


def area_of(draft: Draft, spec: FieldSpec) -> PostalArea | None:
    """The area of the postal code that was given before the address."""
    code = draft.values.get(spec.postal_code_field or "")
    return resolve_postal_code(code.value) if code is not None else None


def _policies(text: str, asked: _Asked) -> Parsed[Any] | Unclear:
    """Choose among the customer's own policies; another number is refused without saying whose it is."""
    policies = asked.draft.policies
    numbers = parse_policy_nos(text, asked.context)
    if not isinstance(numbers, Unclear):
        own = {policy.policy_no.upper().replace("-", ""): policy for policy in policies}
        if set(numbers.value) <= set(own):
            return _chosen([own[number].policy_no for number in numbers.value], asked, text)
        if all(len(number) > 4 for number in numbers.value):
            return Unclear(Reason.not_understood, wording.NOT_YOUR_POLICY)
    options = [
        Option(policy.policy_no, policy.label, (policy.policy_no[-4:], *LINE_WORDS.get(policy.line, ())))
        for policy in policies
    ]
    choice = parse_choices(text, asked.context, options)
    return choice if isinstance(choice, Unclear) else _chosen(list(choice.value), asked, text)


def _chosen(numbers: list[str], asked: _Asked, text: str) -> Parsed[Any]:
    labels = [policy.label for policy in asked.draft.policies if policy.policy_no in numbers]
    return Parsed(numbers, text, confident=True, spoken="、".join(labels))


def _postal_code(text: str, asked: _Asked) -> Parsed[Any] | Unclear:
    parsed = parse_postal_code(text, asked.context)
    if isinstance(parsed, Unclear):
        return parsed
    area = resolve_postal_code(parsed.value)
    if area is None:
        return Unclear(Reason.unknown_postal_code, "その郵便番号が見つかりませんでした。もう一度お知らせください。")
    spoken = f"〒{parsed.value[:3]}-{parsed.value[3:]} {area.spoken}"
    return Parsed(parsed.value, parsed.text, parsed.confident, spoken, parsed.remainder)


def _address(text: str, asked: _Asked) -> Parsed[Any] | Unclear:
    parsed = parse_address(text, asked.context, area=area_of(asked.draft, asked.spec))
    return parsed if isinstance(parsed, Unclear) else Parsed(parsed.value.full, parsed.text, True, parsed.value.full)


def _date(text: str, asked: _Asked) -> Parsed[Any] | Unclear:
    spec, today = asked.spec, asked.context.today
    parsed = parse_date(
        text,
        asked.context,
        direction=Direction(spec.direction),
        earliest=today + timedelta(days=spec.earliest_days),
        latest=today + timedelta(days=spec.latest_days),
    )
    return parsed if isinstance(parsed, Unclear) else _as(parsed, parsed.value.isoformat())


def _yes_no(text: str, asked: _Asked) -> Parsed[Any] | Unclear:
    parsed = parse_yes_no(text, asked.context, fine_means=FINE[asked.spec.fine_means])
    return parsed if isinstance(parsed, Unclear) else _as(parsed, parsed.value)


def _phone(text: str, asked: _Asked) -> Parsed[Any] | Unclear:
    parsed = parse_phone(text, asked.context)
    return parsed if isinstance(parsed, Unclear) else _as(parsed, parsed.value.e164)


def _time_window(text: str, asked: _Asked) -> Parsed[Any] | Unclear:
    parsed = parse_time_window(text, asked.context)
    return parsed if isinstance(parsed, Unclear) else _as(parsed, parsed.spoken)


def _text(text: str, asked: _Asked) -> Parsed[Any] | Unclear:
    written = clean(text)
    if not written:
        return Unclear(Reason.empty, wording.CLARIFY)
    written = written[: asked.spec.max_characters]
    return Parsed(written, written, confident=True, spoken=written)


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
}
