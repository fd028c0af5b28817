"""The field parsers against `bot/evaluation/slots.yml`: which answers a careful clerk would write down just so."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

import yaml

from casework.fields.addresses import parse_address
from casework.fields.dates import parse_date
from casework.fields.kana_names import parse_kana_name
from casework.fields.names import parse_person_name
from casework.fields.numbers import parse_policy_no
from casework.fields.parsed import ChannelName, ParseContext, Parsed, Unclear
from casework.fields.phones import parse_phone
from casework.fields.postal_codes import parse_postal_code
from casework.fields.quantities import Measure, parse_quantity
from casework.fields.years import parse_year
from casework.fields.yes_no import parse_yes_no
from casework.intakes.answers import joined_year
from gateway.evaluation.intervals import Share, share_of

TODAY = date(2026, 11, 23)
CONTEXT_OF: dict[str, ChannelName] = {"web": "webchat", "sms": "sms", "voice": "voice"}
EARLIEST_TAX_YEAR, LATEST_TAX_YEAR = TODAY.year - 7, TODAY.year + 1
_BLOCK = re.compile(r"(?<=[0-9])(?:丁目|番地の?|番|の)(?=[0-9])")
_BLOCK_END = re.compile(r"(?<=[0-9])(?:番地|号室?|番)(?![0-9])")

Value = str | int | bool
Read = Callable[[str, ParseContext], Parsed[Any] | Unclear]


@dataclass(frozen=True)
class Answer:
    text: str
    field: str
    expected: Value
    style: str


@dataclass(frozen=True)
class Misread:
    """`read` is None where the parser asks again, which costs a question; a wrong value costs more."""

    answer: Answer
    read: Value | None


@dataclass(frozen=True)
class SlotReport:
    by_field: dict[str, Share]
    by_style: dict[str, Share]
    all: Share
    wrong_values: Share
    misread: tuple[Misread, ...]


_READERS: dict[str, tuple[Read, Callable[[Any], Value]]] = {
    "date": (lambda text, context: parse_date(joined_year(text), context), date.isoformat),
    "birth_date": (
        lambda text, context: parse_date(joined_year(text), context, is_birth_date=True),
        date.isoformat,
    ),
    "postal_code": (parse_postal_code, str),
    "phone": (parse_phone, lambda phone: cast("str", phone.e164)),
    "yes_no": (parse_yes_no, bool),
    "name": (parse_person_name, lambda name: cast("str", name.full)),
    "kana": (parse_kana_name, str),
    "address": (parse_address, lambda address: cast("str", address.full)),
    "number": (partial(parse_quantity, measure=Measure("km")), int),
    "year": (partial(parse_year, earliest=EARLIEST_TAX_YEAR, latest=LATEST_TAX_YEAR), int),
    "policy_no": (parse_policy_no, str),
}


def answers_of(file: Path) -> list[Answer]:
    return [Answer(**item) for item in yaml.safe_load(file.read_text(encoding="utf-8"))["answers"]]


def slot_report(answers: Sequence[Answer]) -> SlotReport:
    judged = [(answer, value_read(answer)) for answer in answers]
    hits = [(answer, same_value(answer, read)) for answer, read in judged]

    def by(key: Callable[[Answer], str]) -> dict[str, Share]:
        names = Counter(key(answer) for answer in answers)
        return {name: share_of(hit for answer, hit in hits if key(answer) == name) for name in names}

    return SlotReport(
        by_field=by(lambda answer: answer.field),
        by_style=by(lambda answer: answer.style),
        all=share_of(hit for _, hit in hits),
        wrong_values=share_of(read is not None and not same_value(answer, read) for answer, read in judged),
        misread=tuple(_misread(judged)),
    )


def value_read(answer: Answer) -> Value | None:
    now = datetime(TODAY.year, TODAY.month, TODAY.day, 10, tzinfo=ZoneInfo("Asia/Tokyo"))
    read, plain = _READERS[answer.field]
    parsed = read(answer.text, ParseContext(TODAY, now, CONTEXT_OF[answer.style]))
    return None if isinstance(parsed, Unclear) else plain(parsed.value)


def same_value(answer: Answer, read: Value | None) -> bool:
    """Blanks and widths are a matter of taste; so is whether somebody writes 4丁目2番8号 or 4-2-8, 301 or 301号室."""
    return read is not None and _plain(answer.field, read) == _plain(answer.field, answer.expected)


def _plain(field: str, value: Value) -> Value:
    if not isinstance(value, str):
        return value
    text = "".join(unicodedata.normalize("NFKC", value).split())
    return _BLOCK_END.sub("", _BLOCK.sub("-", text)) if field == "address" else text


def _misread(judged: Iterable[tuple[Answer, Value | None]]) -> Iterable[Misread]:
    return (Misread(answer, read) for answer, read in judged if not same_value(answer, read))
