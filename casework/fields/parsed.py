"""What every field parser returns: a value with its read-back, or one reason why there is none."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Generic, Literal, TypeVar

T_co = TypeVar("T_co", covariant=True)

ChannelName = Literal["webchat", "sms", "voice", "email"]


class Reason(StrEnum):
    empty = "empty"
    not_understood = "not_understood"
    vague = "vague"
    ambiguous = "ambiguous"
    contradictory = "contradictory"
    several_values = "several_values"
    incomplete = "incomplete"
    impossible_date = "impossible_date"
    impossible_time = "impossible_time"
    out_of_range = "out_of_range"
    wrong_length = "wrong_length"
    wrong_script = "wrong_script"
    unknown_postal_code = "unknown_postal_code"
    postal_mismatch = "postal_mismatch"
    unknown_town = "unknown_town"
    missing_block = "missing_block"
    emergency_number = "emergency_number"


class Direction(StrEnum):
    """Which side of today an expression without a year points to."""

    past = "past"
    future = "future"
    any = "any"


@dataclass(frozen=True)
class ParseContext:
    """`now` is aware and in Asia/Tokyo; `today` is its date. `own_number` is whom 「この番号」 means (E.164)."""

    today: date
    now: datetime
    channel: ChannelName
    own_number: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Parsed(Generic[T_co]):
    """A value; `confident` is false where it was inferred and must be confirmed.

    `text` is the span of the normalised input the value came from, `spoken` reads it back in Japanese,
    `remainder` is what the customer added and no one has read yet.
    """

    value: T_co
    text: str
    confident: bool
    spoken: str
    remainder: str = ""


@dataclass(frozen=True)
class Unclear:
    """No value; `hint` is one sentence for the customer and never repeats the input."""

    reason: Reason
    hint: str
    choices: tuple[str, ...] = ()
