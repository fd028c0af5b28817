"""Contacts, cases and customers as `interfaces.md` names them. A field marked there with `?` is left out when empty."""

from datetime import date, datetime
from typing import Annotated, Any, Literal, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from casework.cases.records import Case, CaseHistory
from conversation.log import contact_of
from conversation.model import Channel, Direction, SegmentKind, Signal
from conversation.tables import ContactRow
from gateway.api.desk import StaffDesk

Value = TypeVar("Value")


def _is_none(value: object) -> bool:
    return value is None


Optional = Annotated[Value | None, Field(default=None, exclude_if=_is_none)]


class _Wire(BaseModel):
    model_config = ConfigDict(from_attributes=True, frozen=True)


class WireSegment(_Wire):
    kind: SegmentKind
    started_at: datetime
    ended_at: Optional[datetime]
    agent_id: Optional[str]


class WireContact(_Wire):
    contact_id: UUID
    conversation_id: UUID
    channel: Channel
    direction: Direction
    customer_id: Optional[str]
    started_at: datetime
    ended_at: Optional[datetime]
    contact_reason: Optional[str]
    disposition: Optional[str]
    verification_level: Annotated[str, Field(pattern="^L[0-4]$")]
    agent_ids: list[str]
    case_nos: list[str]
    segments: list[WireSegment]


class WireMark(_Wire):
    """What happened after the message `after_seq`. `error_code` is ours or the carrier's."""

    mark_id: UUID
    after_seq: int
    at: datetime
    kind: Literal[
        "call.started",
        "call.connected",
        "call.ended",
        "call.recorded",
        "recording.paused",
        "link.issued",
        "link.redeemed",
        "identity.lapsed",
        "delivery.failed",
        "delivery.unknown",
        "signal.noted",
    ]
    direction: Optional[Direction]
    by: Optional[Literal["customer", "agent", "service", "carrier"]]
    agent_name: Optional[str]
    seconds: Optional[int]
    is_paused: Optional[bool]
    purpose: Optional[str]
    error_code: Optional[str]
    signal: Optional[Signal]
    is_cleared: Optional[bool]


class WireContactWithTranscript(WireContact):
    transcript: list[dict[str, Any]]
    marks: Annotated[list[WireMark], Field(default_factory=list)]


class WireHistory(_Wire):
    at: datetime
    step: str
    outcome: str


class WireCase(_Wire):
    case_no: str
    procedure: str
    title: str
    status: str
    department: Optional[str]
    priority: str
    customer_id: Optional[str]
    fields: dict[str, Any]
    documents: list[dict[str, Any]]
    history: list[WireHistory]
    opened_at: datetime
    due_at: Optional[datetime]
    contact_id: Optional[UUID]
    conversation_id: UUID


class WireAttributes(_Wire):
    """A customer's attributes (顧客属性)."""

    customer_id: str
    name: str
    name_kana: str
    birth_date: Optional[date]
    postal_code: str
    address: str
    phone: Optional[str]
    phone_registered_on: Optional[date]
    email: Optional[str]
    agency_code: Optional[str]
    is_company: bool
    household_id: Optional[str]


class WirePolicy(_Wire):
    policy_no: str
    line: str
    product: str
    inception_date: date
    expiry_date: date
    status: str
    premium_yen: int
    payment_mode: str
    insured_object: str
    earthquake_premium_yen: Optional[int]
    agency_code: Optional[str]
    mailing_postal_code: Optional[str]
    mailing_address: Optional[str]


class WireClaim(_Wire):
    claim_no: str
    policy_no: str
    line: str
    occurred_on: date
    reported_on: date
    status: str
    office: str
    office_phone: Optional[str]
    description: str


class WireCustomer(_Wire):
    customer_id: str
    attributes: WireAttributes
    policies: list[WirePolicy]
    claims: list[WireClaim]
    cases: list[WireCase]
    contacts: list[WireContact]
    complaints: list[WireCase]


def wire_contact(row: ContactRow) -> WireContact:
    contact = contact_of(row)
    return WireContact(
        contact_id=contact.contact_id,
        conversation_id=row.conversation_id,
        channel=contact.channel,
        direction=contact.direction,
        customer_id=contact.customer_id,
        started_at=contact.started_at,
        ended_at=contact.ended_at,
        contact_reason=contact.contact_reason,
        disposition=contact.disposition,
        verification_level=contact.level.code,
        agent_ids=list(contact.agent_ids),
        case_nos=list(contact.case_nos),
        segments=[WireSegment.model_validate(segment) for segment in contact.segments],
    )


def wire_case(desk: StaffDesk, case: Case, history: list[CaseHistory]) -> WireCase:
    procedure = desk.procedures.get(case.procedure)
    return WireCase(
        case_no=case.case_no,
        procedure=case.procedure,
        title=procedure.title if procedure is not None else case.procedure,
        status=case.status,
        department=case.department,
        priority=case.priority,
        customer_id=case.customer_id,
        fields=dict(case.fields),
        documents=[],
        history=[WireHistory.model_validate(entry) for entry in history],
        opened_at=case.opened_at,
        due_at=case.due_at,
        contact_id=case.contact_id,
        conversation_id=case.conversation_id,
    )
