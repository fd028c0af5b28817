"""A draft as the desk reads it: the form generated from the procedure, with the source of every value beside it."""

from datetime import date
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from casework.cases.submit import SubmittedCase, outcome_sentence
from casework.intakes.at_desk import for_desk
from casework.intakes.draft import Draft, IntakeStatus
from casework.intakes.form import Form, FormField, form_of
from casework.procedures.spec import FieldType, Procedure
from conversation.model import Channel
from conversation.state import ConversationState
from gateway.api.wire import Optional


class _Wire(BaseModel):
    model_config = ConfigDict(from_attributes=True, frozen=True)


class WireChoice(_Wire):
    label: str
    value: str


class WireField(_Wire):
    name: str
    label: str
    type: FieldType
    prompt: str
    choices: list[WireChoice]
    is_needed: bool
    is_asked: bool
    value: Optional[Any]
    spoken: Optional[str]
    text: Optional[str]
    source: Optional[Literal["customer", "agent", "record"]]
    is_confident: Optional[bool]
    is_confirmed: Optional[bool]


class WireDraft(_Wire):
    intake_id: UUID
    procedure: str
    title: str
    version: int
    status: IntakeStatus
    fields: list[WireField]
    missing: list[str]
    last_question: Optional[str]
    summary: list[str]


class WireProcedure(_Wire):
    procedure: str
    title: str
    kind: Literal["request", "inquiry"]


class WireSubmitted(_Wire):
    """`say` is what the customer is told of how it goes on."""

    case_no: str
    procedure: str
    title: str
    say: str
    due_on: Optional[date]
    is_repeat: bool


def packet_intake(draft: Draft, procedure: Procedure, state: ConversationState) -> WireDraft:
    """The draft as whoever is verified in this conversation may be served with it."""
    theirs = for_desk(draft, procedure, state.customer_id)
    return wire_draft(form_of(theirs, procedure, state.contact_channel or Channel.webchat))


def wire_draft(form: Form) -> WireDraft:
    return WireDraft(
        intake_id=form.draft.intake_id,
        procedure=form.draft.procedure,
        title=form.procedure.title,
        version=form.draft.version,
        status=form.draft.status,
        fields=[_wire_field(field) for field in form.fields],
        missing=[spec.name for spec in form.missing],
        last_question=form.last_question,
        summary=list(form.summary),
    )


def wire_submitted(case: SubmittedCase, procedure: Procedure) -> WireSubmitted:
    return WireSubmitted(
        case_no=case.case_no,
        procedure=procedure.procedure,
        title=procedure.title,
        say=outcome_sentence(case, procedure),
        due_on=case.due_on,
        is_repeat=case.is_repeat,
    )


def _wire_field(field: FormField) -> WireField:
    spec, value = field.spec, field.value
    return WireField(
        name=spec.name,
        label=spec.label,
        type=spec.type,
        prompt=field.prompt,
        choices=[WireChoice.model_validate(choice) for choice in field.choices],
        is_needed=field.is_needed,
        is_asked=field.is_asked,
        value=value.value if value else None,
        spoken=value.spoken if value else None,
        text=value.text if value else None,
        source=value.source if value else None,
        is_confident=value.confident if value else None,
        is_confirmed=field.is_confirmed if value else None,
    )
