"""A procedure as data: what one file of `config/procedures/` may say."""

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from conversation.model import VerificationLevel

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class FieldType(StrEnum):
    policies = "policies"
    postal_code = "postal_code"
    address = "address"
    date = "date"
    yes_no = "yes_no"
    phone = "phone"
    time_window = "time_window"
    text = "text"


class _Spec(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Condition(_Spec):
    """Exactly one of its forms: a field's value, whether a field is set, lines of the chosen policies, all, any."""

    field: Name | None = None
    is_value: str | bool | int | None = Field(default=None, alias="is")
    is_set: bool | None = None
    policy_lines_include: tuple[str, ...] = ()
    all_of: tuple["Condition", ...] = Field(default=(), alias="all")
    any_of: tuple["Condition", ...] = Field(default=(), alias="any")

    @model_validator(mode="after")
    def _has_one_form(self) -> Self:
        forms = (self.field is not None, bool(self.policy_lines_include), bool(self.all_of), bool(self.any_of))
        if sum(forms) != 1:
            raise ValueError("a condition names exactly one of field, policy_lines_include, all, any")
        if self.field is not None and (self.is_value is None) == (self.is_set is None):
            raise ValueError("a condition on a field needs exactly one of `is` and `is_set`")
        return self


class Prompt(_Spec):
    """The question, per channel where it must differ."""

    default: str
    webchat: str | None = None
    sms: str | None = None
    voice: str | None = None

    def on(self, channel: str) -> str:
        return getattr(self, channel, None) or self.default


class FieldSpec(_Spec):
    """One value a procedure needs."""

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

    @model_validator(mode="after")
    def _level_is_known(self) -> Self:
        if self.verification is not None and self.verification not in VerificationLevel.__members__:
            raise ValueError(f"verification must be one of {', '.join(VerificationLevel.__members__)}")
        return self


class Consequence(_Spec):
    """What the customer must hear before confirming."""

    when: Condition
    say: str


class Outcome(_Spec):
    """How a submitted case goes on; `say` may use {due}, {department} and {case_no}."""

    when: Condition | None = None
    status: Literal["completed", "in_review"]
    say: str
    queue: Name | None = None
    due_days: int = 0


class FulfilmentStep(_Spec):
    """One thing done after submission, exactly once."""

    step: Literal["change_address", "assign_review"]
    when: Condition | None = None


class Procedure(_Spec):
    """A kind of request (手続き種別). An inquiry only verifies who asks and then tells."""

    procedure: Name
    version: int = Field(ge=1)
    kind: Literal["request", "inquiry"] = "request"
    title: str
    contact_reason: Name
    intent: Name
    queue: Name
    department: str
    opening: str
    needs_customer: bool
    fields: tuple[FieldSpec, ...]
    consequences: tuple[Consequence, ...] = ()
    summary: str
    outcomes: tuple[Outcome, ...] = Field(min_length=1)
    fulfilment: tuple[FulfilmentStep, ...] = ()

    @model_validator(mode="after")
    def _refers_to_its_own_fields(self) -> Self:
        if bool(self.fields) is (self.kind == "inquiry"):
            raise ValueError("a request has fields and an inquiry has none")
        names = [field.name for field in self.fields]
        if len(set(names)) != len(names):
            raise ValueError("a field name is used twice")
        mentioned = {field.postal_code_field for field in self.fields if field.postal_code_field}
        for condition in self._conditions():
            mentioned |= _fields_of(condition)
        if unknown := mentioned - set(names):
            raise ValueError(f"unknown field {', '.join(sorted(unknown))}")
        if self.outcomes[-1].when is not None:
            raise ValueError("the last outcome must apply always (no `when`)")
        return self

    def field(self, name: str) -> FieldSpec:
        return next(field for field in self.fields if field.name == name)

    def _conditions(self) -> list[Condition]:
        found = [
            *(field.when for field in self.fields),
            *(consequence.when for consequence in self.consequences),
            *(outcome.when for outcome in self.outcomes),
            *(step.when for step in self.fulfilment),
        ]
        return [condition for condition in found if condition is not None]


def _fields_of(condition: Condition) -> set[str]:
    nested = (*condition.all_of, *condition.any_of)
    own = {condition.field} if condition.field else set()
    return own.union(*(_fields_of(item) for item in nested))
