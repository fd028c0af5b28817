"""What one field of a procedure file may say, and the conditions it may be asked under."""

import re
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from conversation.model import VerificationLevel

UNKNOWN = "unknown"


def _compiling(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"not a regular expression: {pattern}") from error
    return pattern


Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
# A regular expression that is searched for in what the customer said, once that has its normal form.
Words = Annotated[str, AfterValidator(_compiling)]


PolicyLine = Literal["motor", "fire", "earthquake", "personal_accident", "liability"]
# What the record and today tell of a policy: `casework/intakes/customer_policies.py`.
PolicyFact = Literal[
    "first_year", "multi_year", "group", "company", "has_earthquake", "before_posting", "expires_soon", "past_expiry"
]


class FieldType(StrEnum):
    policies = "policies"
    postal_code = "postal_code"
    address = "address"
    date = "date"
    yes_no = "yes_no"
    phone = "phone"
    time_window = "time_window"
    text = "text"
    choice = "choice"
    date_time = "date_time"
    name = "name"
    policy_no = "policy_no"
    place = "place"
    attachments = "attachments"
    choices = "choices"
    number = "number"
    year = "year"
    kana = "kana"
    plate = "plate"


OFFERING = frozenset({FieldType.choice, FieldType.choices})
"""The types that offer options."""


class Spec(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Condition(Spec):
    """Exactly one of its forms: a test of one field, lines or facts of the chosen policies, all, any, not."""

    field: Name | None = None
    is_value: str | bool | int | None = Field(default=None, alias="is")
    is_in: tuple[str | bool | int, ...] | None = Field(default=None, alias="in")
    is_set: bool | None = None
    more_than: int | None = None
    policy_lines_include: tuple[PolicyLine, ...] = ()
    policy_facts_include: tuple[PolicyFact, ...] = ()
    all_of: tuple["Condition", ...] = Field(default=(), alias="all")
    any_of: tuple["Condition", ...] = Field(default=(), alias="any")
    not_this: "Condition | None" = Field(default=None, alias="not")

    @model_validator(mode="after")
    def _has_one_form(self) -> Self:
        groups = (self.policy_lines_include, self.policy_facts_include, self.all_of, self.any_of)
        forms = (self.field is not None, self.not_this is not None, *(bool(group) for group in groups))
        if sum(forms) != 1:
            raise ValueError(
                "a condition names exactly one of field, policy_lines_include, policy_facts_include, all, any, not"
            )
        tests = (self.is_value, self.is_in, self.is_set, self.more_than)
        if self.field is not None and sum(test is not None for test in tests) != 1:
            raise ValueError("a condition on a field needs exactly one of `is`, `in`, `is_set` and `more_than`")
        return self


class Prompt(Spec):
    """The question, per channel where it must differ."""

    default: str
    webchat: str | None = None
    sms: str | None = None
    voice: str | None = None

    def on(self, channel: str) -> str:
        return getattr(self, channel, None) or self.default


class Option(Spec):
    """One answer of a choice. `words` tell it in any sentence, `answers` only where the choice was asked for.

    `unless`: in a sentence with one of these, `words` tell nothing. `told_by_past_day`: a day before today tells it,
    where no words tell another.
    `is_free`: an answer that fits no option is this one, kept in the customer's words.
    """

    value: Name
    label: str
    words: tuple[Words, ...] = ()
    answers: tuple[Words, ...] = ()
    unless: tuple[Words, ...] = ()
    when: Condition | None = None
    is_free: bool = False
    told_by_past_day: bool = False


class NumberWord(Spec):
    """Words that stand for a number in any sentence: 「新車です」 tells an odometer of 1 km."""

    words: tuple[Words, ...] = Field(min_length=1)
    value: int
    label: str | None = None


class FromOpening(Spec):
    """The opening sentence answers a text when it has so many characters and `when` holds.

    One of the words of `unless` tells that it only announces what is to be told.
    """

    characters: int
    when: Condition | None = None
    unless: tuple[Words, ...] = ()


_KEYS_OF: dict[FieldType, tuple[str, ...]] = {
    FieldType.choices: ("offers_all",),
    FieldType.number: ("unit", "number_words"),
    FieldType.text: ("is_verbatim",),
    FieldType.yes_no: ("yes_words", "no_words", "yes_after_cases"),
    FieldType.name: ("said_as", "full_name"),
    FieldType.date: ("past_as",),
}


class FieldSpec(Spec):
    """One value a procedure needs.

    `is_verbatim`: a text kept exactly as it was written; of the first such field, of all messages that tell of it.
    `unclear_means`: the option an answer means that names none, so that it is asked once only. `yes_after_cases`:
    a yes where so many cases of the procedure were opened here before. `line_words`: words that tell in any sentence
    which line of policies is meant. `read_as`: other words for a value in the summary, as なし for いいえ.
    """

    name: Name
    type: FieldType
    label: str
    prompt: Prompt
    aliases: tuple[str, ...] = ()
    when: Condition | None = None
    asked: Literal["always", "on_mention"] = "always"
    needed: Literal["to_submit", "later"] = "to_submit"
    sensitivity: Literal["ordinary", "personal", "special_care"] = "personal"
    verification: str | None = None
    postal_code_field: Name | None = None
    direction: Literal["past", "future", "any"] = "any"
    earliest_days: int = -36_600
    latest_days: int = 36_600
    fine_means: Literal["yes", "no", "unclear"] = "unclear"
    max_characters: int = 500
    options: tuple[Option, ...] = ()
    offers_all: bool = False
    unit: str = ""
    least: int = 0
    most: int = 10**9
    number_words: tuple[NumberWord, ...] = ()
    earliest_years: int = -7
    latest_years: int = 1
    several: Literal["ask", "first"] = "ask"
    yes_words: tuple[Words, ...] = ()
    no_words: tuple[Words, ...] = ()
    gleaned: bool = True
    may_be_unknown: bool = False
    from_opening: tuple[FromOpening, ...] = ()
    is_safety: bool = False
    said_as: tuple[Words, ...] = ()
    full_name: bool = False
    past_as: Name | None = None
    read_back: bool = True
    policy_lines: tuple[PolicyLine, ...] = ()
    policy_facts: tuple[PolicyFact, ...] = ()
    with_past_expiry: bool = False
    line_words: dict[PolicyLine, tuple[Words, ...]] = Field(default_factory=dict)
    none_offered: str = ""
    why: str = ""
    is_verbatim: bool = False
    unclear_means: Name | None = None
    read_as: dict[str, str] = Field(default_factory=dict)
    yes_after_cases: int | None = None

    @model_validator(mode="after")
    def _level_is_known(self) -> Self:
        if self.verification is not None and self.verification not in VerificationLevel.__members__:
            raise ValueError(f"verification must be one of {', '.join(VerificationLevel.__members__)}")
        return self

    @model_validator(mode="after")
    def _says_which_policies_it_offers(self) -> Self:
        of_policies = (self.policy_lines, self.policy_facts, self.with_past_expiry, self.none_offered)
        if any(of_policies) and self.type is not FieldType.policies:
            raise ValueError("only policies have policy_lines, policy_facts, with_past_expiry and none_offered")
        if (self.policy_lines or self.policy_facts) and not self.none_offered:
            raise ValueError("policies that are restricted need none_offered, what is said when none is left")
        return self

    @model_validator(mode="after")
    def _says_what_its_type_understands(self) -> Self:
        if bool(self.options) is not (self.type in OFFERING):
            raise ValueError("a choice has options and nothing else has")
        for kind, keys in _KEYS_OF.items():
            given = [key for key in keys if getattr(self, key) != type(self).model_fields[key].default]
            if given and self.type is not kind:
                raise ValueError(f"only a field of type {kind.value} has {', '.join(given)}")
        if any(re.compile(pattern).groups != 1 for pattern in self.said_as):
            raise ValueError("said_as has exactly one group, the name")
        return self

    @model_validator(mode="after")
    def _its_values_agree(self) -> Self:
        values = [option.value for option in self.options]
        if len(set(values)) != len(values):
            raise ValueError("an option is used twice")
        if self.unclear_means is not None and self.unclear_means not in values:
            raise ValueError("unclear_means is one of the options")
        if self.least > self.most or self.earliest_years > self.latest_years:
            raise ValueError("least must not be above most, nor earliest_years after latest_years")
        return self


def fields_of(condition: Condition) -> set[str]:
    inner = (condition.not_this,) if condition.not_this is not None else ()
    nested = (*condition.all_of, *condition.any_of, *inner)
    own = {condition.field} if condition.field else set()
    return own.union(*(fields_of(item) for item in nested))
