"""A procedure as data: what one file of `config/procedures/` may say."""

from datetime import time
from typing import Literal, Self

from pydantic import Field, model_validator

from casework.procedures.field_spec import (
    UNKNOWN,
    Condition,
    FieldSpec,
    FieldType,
    Name,
    Option,
    Prompt,
    Spec,
    Words,
    fields_of,
)

__all__ = [
    "UNKNOWN",
    "Addition",
    "Computed",
    "Condition",
    "Consequence",
    "Ending",
    "Explanation",
    "FieldSpec",
    "FieldType",
    "FollowUp",
    "FulfilmentStep",
    "HandOver",
    "Implied",
    "Option",
    "Outcome",
    "Procedure",
    "Prompt",
    "ResponseHours",
]


class Consequence(Spec):
    """What the customer must hear before confirming."""

    when: Condition
    say: str


class Explanation(Spec):
    """What the customer is told once, when it first applies, before the next question.

    `is_at_once`: where the opening sentence tells it, before the customer is asked who they are.
    """

    when: Condition
    say: str
    is_at_once: bool = False


class Ending(Spec):
    """When this applies nothing more is to be done: the procedure ends without a case."""

    when: Condition
    say: str


class FollowUp(Spec):
    """A procedure that is taken up by itself when this one is submitted."""

    when: Condition
    procedure: Name


class HandOver(Spec):
    """When this applies the conversation goes to a person at once, with everything known."""

    when: Condition
    reason: Name
    say: str = ""


class Implied(Spec):
    """A value that follows from others and is therefore not asked."""

    when: Condition
    field: Name
    value: str | bool


class Addition(Spec):
    when: Condition
    add: Name


class Computed(Spec):
    """A list worked out from the fields whenever it is needed: what every rule that applies adds, in order."""

    name: Name
    label: str
    rules: tuple[Addition, ...] = Field(min_length=1)


class ResponseHours(Spec):
    """Between which times of every day `due_hours` count."""

    opens: time
    closes: time

    @model_validator(mode="after")
    def _open_before_they_close(self) -> Self:
        if self.opens >= self.closes:
            raise ValueError("opens must be earlier than closes")
        return self


class Outcome(Spec):
    """How a submitted case goes on; `say` may use {due}, {department} and {case_no}.

    `title`: what was accepted, where that is not what the procedure is called.
    `hand_over`: the conversation goes to a person at once, for this reason, with the case. `is_promised`: the due time
    is a promise to the customer and not only ours.
    """

    when: Condition | None = None
    status: Literal["completed", "in_review"]
    say: str
    title: str | None = None
    queue: Name | None = None
    department: str | None = None
    priority: Literal["urgent", "high", "normal"] = "normal"
    hand_over: Name | None = None
    is_promised: bool = True
    due_days: int = Field(default=0, ge=0)
    due_hours: int = Field(default=0, ge=0)

    @model_validator(mode="after")
    def _has_one_due_time(self) -> Self:
        if self.due_days and self.due_hours:
            raise ValueError("an outcome has due_days or due_hours, not both")
        return self


class FulfilmentStep(Spec):
    """One thing done after submission, exactly once."""

    step: Literal["change_address", "assign_review"]
    when: Condition | None = None


class Procedure(Spec):
    """A kind of request (手続き種別). An inquiry only verifies who asks and then tells.

    `without_summary`: what was told is not read back before it is submitted. `submits_at_once`: where it applies,
    nothing more is asked. `due_field`: the field that holds the day by which the case is answered. `due_not_before`:
    the time window before whose day no answer is promised. `notes_customer`: the case is that of whoever is verified,
    though nobody need be.
    """

    procedure: Name
    version: int = Field(ge=1)
    kind: Literal["request", "inquiry"] = "request"
    title: str
    contact_reason: Name
    intent: Name | None = None
    queue: Name
    department: str
    opening: str
    needs_customer: bool
    urgent: bool = False
    openings: tuple[Words, ...] = ()
    asked_for_as: tuple[Words, ...] = ()
    asks_as_family: tuple[Words, ...] = ()
    one_open_case: bool = False
    misses_before_person: int = Field(default=2, ge=0)
    response_hours: ResponseHours | None = None
    fields: tuple[FieldSpec, ...]
    implied: tuple[Implied, ...] = ()
    computed: tuple[Computed, ...] = ()
    hand_over: tuple[HandOver, ...] = ()
    endings: tuple[Ending, ...] = ()
    explanations: tuple[Explanation, ...] = ()
    consequences: tuple[Consequence, ...] = ()
    summary: str
    confirm: str | None = None
    without_summary: bool = False
    submits_at_once: Condition | None = None
    due_field: Name | None = None
    due_not_before: Name | None = None
    notes_customer: bool = False
    outcomes: tuple[Outcome, ...] = Field(min_length=1)
    fulfilment: tuple[FulfilmentStep, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()

    @model_validator(mode="after")
    def _refers_to_its_own_fields(self) -> Self:
        if bool(self.fields) is (self.kind == "inquiry"):
            raise ValueError("a request has fields and an inquiry has none")
        names = [field.name for field in self.fields]
        if len(set(names)) != len(names):
            raise ValueError("a field name is used twice")
        mentioned = {field.postal_code_field for field in self.fields if field.postal_code_field}
        mentioned |= {rule.field for rule in self.implied}
        mentioned |= {field.past_as for field in self.fields if field.past_as}
        mentioned |= {self.due_not_before} if self.due_not_before else set()
        for condition in self._conditions():
            mentioned |= fields_of(condition)
        if unknown := mentioned - set(names) - {item.name for item in self.computed}:
            raise ValueError(f"unknown field {', '.join(sorted(unknown))}")
        if self.one_open_case and not any(field.type is FieldType.policies for field in self.fields):
            raise ValueError("one_open_case needs a field of type policies")
        if self.intent is None and not self.asked_for_as:
            raise ValueError("a procedure without an intent needs asked_for_as, the words that open it")
        if self.outcomes[-1].when is not None:
            raise ValueError("the last outcome must apply always (no `when`)")
        return self

    @model_validator(mode="after")
    def _asks_in_an_order_that_can_be_decided(self) -> Self:
        """A field's condition reads only fields before it; otherwise it could change after it was passed."""
        known: set[str] = set()
        for field in self.fields:
            conditions = [item for item in (field.when, *(option.when for option in field.options)) if item is not None]
            if late := set().union(*(fields_of(item) for item in conditions)) - known:
                raise ValueError(f"{field.name}: its condition reads {', '.join(sorted(late))}, which comes later")
            known.add(field.name)
        return self

    def field(self, name: str) -> FieldSpec:
        return next(field for field in self.fields if field.name == name)

    def _conditions(self) -> list[Condition]:
        found = [
            *(field.when for field in self.fields),
            *(option.when for field in self.fields for option in field.options),
            *(item.when for field in self.fields for item in field.from_opening),
            self.submits_at_once,
            *(explanation.when for explanation in self.explanations),
            *(consequence.when for consequence in self.consequences),
            *(item.when for item in self.follow_ups),
            *(item.when for item in self.endings),
            *(rule.when for rule in self.implied),
            *(rule.when for rule in self.hand_over),
            *(addition.when for item in self.computed for addition in item.rules),
            *(outcome.when for outcome in self.outcomes),
            *(step.when for step in self.fulfilment),
        ]
        return [condition for condition in found if condition is not None]
