"""The draft as a form: every field of the procedure with its value, where that came from, and what is missing.

The conditions are those of the interview: what the bot would ask is what the form marks as asked.
"""

from dataclasses import dataclass

from casework.intakes import wording
from casework.intakes.applying import applying_fields, open_fields, open_values, options_of
from casework.intakes.draft import Draft, FieldValue, IntakeStatus, Question
from casework.intakes.questions import choices_of, prompt_of, read_back, world_fields
from casework.procedures.conditions import applies
from casework.procedures.field_spec import OFFERING
from casework.procedures.spec import FieldSpec, FieldType, Procedure
from conversation.messages import Choice
from conversation.model import Channel


@dataclass(frozen=True)
class FormField:
    """`is_asked`: its condition applies now. `is_needed`: nothing is submitted without it."""

    spec: FieldSpec
    prompt: str
    choices: tuple[Choice, ...]
    is_asked: bool
    is_needed: bool
    value: FieldValue | None
    is_confirmed: bool


@dataclass(frozen=True)
class Form:
    """`last_question` is what the customer was asked last and has not answered."""

    draft: Draft
    procedure: Procedure
    fields: tuple[FormField, ...]
    last_question: str | None
    summary: tuple[str, ...]

    @property
    def missing(self) -> list[FieldSpec]:
        return missing_fields(self.draft, self.procedure)


def form_of(draft: Draft, procedure: Procedure, channel: Channel) -> Form:
    asked = {spec.name for spec in open_fields(draft, procedure)}
    return Form(
        draft=draft,
        procedure=procedure,
        fields=tuple(
            _field(spec, draft, procedure, channel, is_in_interview=spec.name in asked) for spec in procedure.fields
        ),
        last_question=_last_question(draft, procedure, channel),
        summary=_summary(draft, procedure),
    )


def missing_fields(draft: Draft, procedure: Procedure) -> list[FieldSpec]:
    """What the interview would still ask for."""
    return [
        spec for spec in open_fields(draft, procedure) if spec.needed == "to_submit" and spec.name not in draft.values
    ]


def may_be_given(spec: FieldSpec, draft: Draft, procedure: Procedure) -> bool:
    """Whether the field's condition applies now; one that is asked on mention may always be given."""
    return spec in applying_fields(draft, procedure)


def is_confirmed(value: FieldValue, draft: Draft) -> bool:
    """Whether the value stands without asking the customer again.

    What the customer said stands once they have agreed to the summary, which is what submits a draft; until then it
    was at most read back. What the record says stands, and so does an agent's own entry unless it had to be inferred.
    """
    if draft.status is IntakeStatus.submitted or value.source == "record":
        return True
    return value.source == "agent" and value.confident


def _field(
    spec: FieldSpec, draft: Draft, procedure: Procedure, channel: Channel, *, is_in_interview: bool
) -> FormField:
    value = draft.values.get(spec.name)
    return FormField(
        spec=spec,
        prompt=prompt_of(spec, draft, channel),
        choices=_choices(spec, draft),
        is_asked=may_be_given(spec, draft, procedure),
        is_needed=is_in_interview and spec.needed == "to_submit",
        value=value,
        is_confirmed=value is not None and is_confirmed(value, draft),
    )


def _choices(spec: FieldSpec, draft: Draft) -> tuple[Choice, ...]:
    """Policies by their number, which is unmistakable where two labels end alike, and options by their value."""
    if spec.type in OFFERING:
        return tuple(Choice(label=option.label, value=option.value) for option in options_of(spec, draft))
    if spec.type is FieldType.policies:
        return tuple(Choice(label=policy.label, value=policy.policy_no) for policy in draft.policies)
    return choices_of(spec, draft)


def _last_question(draft: Draft, procedure: Procedure, channel: Channel) -> str | None:
    code = draft.back_to if draft.asked == Question.person else draft.asked
    if code is None:
        return None
    if code in world_fields(procedure):
        return prompt_of(procedure.field(code), draft, channel)
    return procedure.summary if code == Question.summary else wording.QUESTIONS[Question(code)]


def _summary(draft: Draft, procedure: Procedure) -> tuple[str, ...]:
    """What is read back before submitting: the values that apply, then what the customer must hear of them."""
    values, facts = open_values(draft, procedure), draft.facts()
    rows = [
        f"{spec.label}: {read_back(spec, draft.values[spec.name].spoken)}"
        for spec in procedure.fields
        if spec.name in values
    ]
    return (*rows, *(item.say for item in procedure.consequences if applies(item.when, values, facts)))
