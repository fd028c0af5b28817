"""`config/sms.yml`: to whom SMS may be sent, how many, and the words only SMS needs."""

import re
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator


class _Spec(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class HourBudget(_Spec):
    """Messages within any hour; a prefix is all digits but the last four."""

    per_number_hour: int = Field(ge=1)
    per_prefix_hour: int = Field(ge=1)

    @model_validator(mode="after")
    def _prefix_holds_the_number(self) -> Self:
        if self.per_prefix_hour < self.per_number_hour:
            raise ValueError("per_prefix_hour: must not be less than per_number_hour")
        return self


class Budgets(HourBudget):
    """`per_day` is over all numbers and purposes, within any 24 hours."""

    per_day: int = Field(ge=1)


class SmsWords(_Spec):
    """`routine`: sentences, as regular expressions, that are left out before anything else is cut."""

    continue_link: str
    one_way: str
    with_files: str
    choice: str
    opt_out_hint: str = ""
    routine: tuple[str, ...] = ()

    @field_validator("continue_link", "one_way")
    @classmethod
    def _hold_the_link(cls, value: str) -> str:
        if value.count("{url}") != 1:
            raise ValueError("must hold {url} once")
        return value

    @field_validator("routine")
    @classmethod
    def _compile(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for pattern in value:
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"not a regular expression: {pattern}") from error
        return value

    @field_validator("choice")
    @classmethod
    def _holds_number_and_label(cls, value: str) -> str:
        if value.count("{number}") != 1 or value.count("{label}") != 1:
            raise ValueError("must hold {number} and {label} once")
        return value


class SmsFile(_Spec):
    """`longest_parts` bounds an answer of a conversation; two at least, since one hardly holds a link.

    What is read back before a customer confirms it may be longer: nothing of it may be left out.
    """

    allowed_prefixes: tuple[str, ...] = Field(min_length=1)
    budgets: Budgets
    one_time_codes: HourBudget
    longest_parts: int = Field(ge=2, le=10)
    longest_read_back_parts: int = Field(ge=2, le=20)
    words: SmsWords

    @field_validator("allowed_prefixes")
    @classmethod
    def _are_prefixes(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for prefix in value:
            if not (prefix.startswith("+") and prefix[1:].isascii() and prefix[1:].isdigit()):
                raise ValueError(f"not the beginning of a number in E.164: {prefix}")
        return value
