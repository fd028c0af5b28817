"""The handoff packet: everything already known, so that nobody has to say it again."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from casework.cases.records import list_cases
from casework.intakes.store import find_desk_draft
from conversation import events as ev
from conversation.log import LoggedEvent, list_events, list_messages, state_of
from conversation.model import Channel, ConversationId, Direction, HolderKind, Signal, VerificationLevel
from conversation.state import ConversationState
from conversation.tables import ContactRow, ConversationRow
from crm_adapter.model import CustomerId, PolicyStatus
from crm_adapter.port import CrmError
from gateway.api.desk import StaffDesk
from gateway.api.draft_wire import WireDraft, packet_intake
from gateway.api.promises import WirePromise, wire_promises
from gateway.api.transcript import staff_message
from gateway.api.wire import Optional
from handoff.promises import PromiseState, list_promises
from handoff.queueing import find_entry

RECENT = 40
TOLD, LAST_MESSAGES, EARLIER = 5, 6, 10
_FACTS = ("holder.changed", "identity.verified", "identity.failed", "identity.lapsed", "contact.opened")


class _Wire(BaseModel):
    model_config = ConfigDict(frozen=True)


class WireCustomerSummary(_Wire):
    """`alerts` are what an agent must not overlook; `summary` is one line for each policy."""

    customer_id: str
    name: str
    name_kana: str
    policies: int
    open_cases: list[str]
    alerts: list[str]
    summary: list[str]


class WireEarlierContact(_Wire):
    contact_id: UUID
    started_at: datetime
    channel: str
    contact_reason: Optional[str]
    disposition: Optional[str]


class WireAttempts(_Wire):
    identity_failures: int
    misunderstandings: int


class WirePacket(_Wire):
    reason: str
    reason_label: str
    channel: Channel
    direction: Optional[Direction]
    queue: Optional[str]
    queue_label: Optional[str]
    waiting_since: Optional[datetime]
    contact_reason: Optional[str]
    verification_level: str
    verified_relation: Optional[str]
    customer: Optional[WireCustomerSummary]
    intake: Optional[WireDraft]
    told: list[str]
    promised: list[WirePromise]
    last_question: Optional[str]
    earlier_contacts: list[WireEarlierContact]
    attempts: WireAttempts
    suggested_next_step: Optional[str]
    signals: list[Signal]
    requested: list[str]
    last_messages: list[dict[str, Any]]


@dataclass(frozen=True)
class _Facts:
    """What the log says of this contact."""

    reason: str
    relation: str | None
    identity_failures: int


async def build_packet(desk: StaffDesk, conversation_id: UUID) -> WirePacket:
    """Read without a lock; a moment later it may be older than the log. Raise NoResultFound for no conversation."""
    known_id = ConversationId(conversation_id)
    async with desk.sessions() as session:
        row = await session.get_one(ConversationRow, known_id, populate_existing=True)
        state = state_of(row)
        facts = await _facts(session, desk, known_id, state)
        messages = await list_messages(
            session, desk.vault, known_id, after_seq=max(state.message_seq - RECENT, 0), limit=RECENT
        )
        entry = await find_entry(session, known_id)
        draft = await find_desk_draft(session, desk.vault, known_id)
        promised = await list_promises(
            session,
            desk.vault,
            state=PromiseState.open,
            limit=20,
            conversation_id=known_id,
            customer_id=_proved(state),
            either=True,
        )
        contact = await session.get(ContactRow, state.contact_id) if state.contact_id else None
        earlier = await _earlier(session, known_id, state)
    procedure = desk.procedures.get(draft.procedure) if draft is not None else None
    intake = packet_intake(draft, procedure, state) if draft is not None and procedure is not None else None
    reason = desk.rules.reasons.get(facts.reason)
    queue = entry.queue if entry is not None else None
    rule = desk.rules.queues.get(queue or "")
    said = [each.event for each in messages if isinstance(each.event, ev.MessagePosted)]
    told = [event.text for event in said if event.author_kind == "bot"]
    last = [staff_message(each, desk.url_of) for each in messages[-LAST_MESSAGES:]]
    return WirePacket(
        reason=facts.reason,
        reason_label=reason.label if reason else "",
        channel=state.contact_channel or Channel.webchat,
        direction=Direction(contact.direction) if contact else None,
        queue=queue,
        queue_label=rule.label if rule else None,
        waiting_since=entry.entered_at if entry else None,
        contact_reason=contact.contact_reason if contact else None,
        verification_level=state.level.code,
        verified_relation=facts.relation,
        customer=await _customer(desk, state),
        intake=intake,
        told=told[-TOLD:],
        promised=await wire_promises(desk, promised),
        last_question=intake.last_question if intake else None,
        earlier_contacts=earlier,
        attempts=WireAttempts(
            identity_failures=facts.identity_failures, misunderstandings=draft.misses if draft is not None else 0
        ),
        suggested_next_step=reason.next_step if reason and reason.next_step else None,
        signals=sorted(Signal(signal) for signal in state.signals),
        requested=[desk.procedures[name].title for name in state.requested if name in desk.procedures],
        last_messages=[message for message in last if message is not None],
    )


def _proved(state: ConversationState) -> str | None:
    """Whoever has proved who they are: what they were promised elsewhere counts too."""
    return state.customer_id if state.level >= VerificationLevel.knowledge_match else None


async def _facts(
    session: AsyncSession, desk: StaffDesk, conversation_id: ConversationId, state: ConversationState
) -> _Facts:
    logged = await list_events(session, desk.vault, conversation_id, kinds=_FACTS)
    current = [entry for entry in logged if entry.contact_id == state.contact_id]
    checks = [e.event for e in current if isinstance(e.event, ev.IdentityVerified | ev.IdentityLapsed)]
    relation = checks[-1].relation if checks and isinstance(checks[-1], ev.IdentityVerified) else None
    failures = sum(isinstance(entry.event, ev.IdentityFailed) for entry in current)
    return _Facts(_reason_of(current), relation, failures)


def _reason_of(logged: list[LoggedEvent]) -> str:
    """Why a person was needed: the last change to a queue, or how the agent came to it without one."""
    changes = [entry.event for entry in logged if isinstance(entry.event, ev.HolderChanged)]
    queued = [change.reason for change in changes if change.holder is HolderKind.queue]
    return (queued or [change.reason for change in changes] or [""])[-1]


async def _earlier(
    session: AsyncSession, conversation_id: ConversationId, state: ConversationState
) -> list[WireEarlierContact]:
    """The customer's contacts on every channel once they are known, otherwise this conversation's."""
    is_theirs = ContactRow.conversation_id == conversation_id
    if state.customer_id is not None and state.level >= VerificationLevel.knowledge_match:
        is_theirs = is_theirs | (ContactRow.customer_id == state.customer_id)
    query = select(ContactRow).where(is_theirs, ContactRow.ended_at.is_not(None))
    rows = await session.scalars(query.order_by(ContactRow.started_at.desc()).limit(EARLIER))
    return [
        WireEarlierContact(
            contact_id=row.id,
            started_at=row.started_at,
            channel=row.channel,
            contact_reason=row.contact_reason,
            disposition=row.disposition,
        )
        for row in rows
    ]


async def _customer(desk: StaffDesk, state: ConversationState) -> WireCustomerSummary | None:
    """The record of whoever has proved who they are; a CRM that is away leaves the packet without it."""
    if state.customer_id is None or state.level < VerificationLevel.knowledge_match:
        return None
    customer_id = CustomerId(state.customer_id)
    try:
        customer = await desk.crm.get_customer(customer_id)
        policies = await desk.crm.list_policies(customer_id)
    except CrmError:
        return None
    async with desk.sessions() as session:
        cases = await list_cases(session, desk.vault, customer_id=state.customer_id, limit=20)
    open_cases = [case for case in cases if case.status in {"open", "in_review"}]
    complaints = [case.case_no for case in open_cases if case.procedure == "complaint"]
    in_force = [policy for policy in policies if policy.status is PolicyStatus.in_force]
    alerts = [f"対応中の苦情があります（{number}）" for number in complaints]
    if policies and not in_force:
        alerts.append("有効なご契約がありません")
    return WireCustomerSummary(
        customer_id=customer.customer_id,
        name=customer.name,
        name_kana=customer.name_kana,
        policies=len(in_force),
        open_cases=[case.case_no for case in open_cases],
        alerts=alerts,
        summary=[f"{policy.product}（{policy.policy_no}）" for policy in in_force],
    )
