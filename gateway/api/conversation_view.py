"""A conversation as the desk shows it, read from the kernel's state and handoff's rows."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from conversation import events as ev
from conversation.log import list_messages, read_event, state_of
from conversation.model import Channel, ConversationId, Direction, HolderKind, Signal, VerificationLevel
from conversation.state import ConversationState
from conversation.tables import ContactRow, ConversationRow, EventRow
from crm_adapter.model import CustomerId
from crm_adapter.port import CrmError
from gateway.api.desk import StaffDesk
from gateway.api.desk_wire import (
    ConversationStateName,
    WireConversation,
    WireDeskConversation,
    WireParticipant,
    WireReceipt,
)
from gateway.api.packet import build_packet
from gateway.api.transcript import staff_message
from handoff.model import AgentId
from handoff.reading import reading_of
from handoff.serving import Assignment, ServingState, agent_of, find_assignment, list_assignments
from handoff.tables import AgentRow, ParticipantRow


async def view_conversation(
    session: AsyncSession, desk: StaffDesk, conversation_id: UUID, *, with_packet: bool
) -> WireConversation:
    row = await session.get_one(ConversationRow, conversation_id, populate_existing=True)
    state, known_id = state_of(row), ConversationId(row.id)
    contact = await session.get(ContactRow, state.contact_id, populate_existing=True) if state.contact_id else None
    assignment = await find_assignment(session, known_id)
    queue = state.holder.name if state.holder.kind is HolderKind.queue else assignment.queue if assignment else None
    agent_id = agent_of(state)
    rule = desk.rules.queues.get(queue or "")
    reading = await reading_of(session, known_id)
    return WireConversation(
        conversation_id=row.id,
        contact_id=state.contact_id,
        channel=state.contact_channel or Channel.webchat,
        direction=Direction(contact.direction) if contact else None,
        holder=state.holder.kind.value,
        agent_id=agent_id,
        agent_name=await name_of_agent(session, agent_id),
        queue=queue,
        queue_label=rule.label if rule else None,
        epoch=state.epoch,
        head_seq=state.message_seq,
        state=state_name(state, assignment),
        verification_level=state.level.code,
        customer_id=state.customer_id,
        customer_name=await name_of_customer(desk, state),
        contact_reason=contact.contact_reason if contact else None,
        signals=sorted(Signal(signal) for signal in state.signals),
        suggested_disposition=suggested_disposition(state),
        participants=await _participants(session, known_id),
        wrap_up_ends_at=assignment.wrap_up_ends_at if assignment else None,
        receipt=WireReceipt(delivered_seq=reading.delivered_seq, seen_seq=reading.seen_seq),
        packet=await build_packet(desk, row.id) if with_packet else None,
    )


async def list_own(session: AsyncSession, desk: StaffDesk, agent_id: AgentId) -> list[WireDeskConversation]:
    """What the agent serves, wraps up, owes the codes of, or has joined."""
    own = [
        await _own(session, desk, assignment.conversation_id, assignment)
        for assignment in await list_assignments(session, agent_id)
    ]
    joined = await session.scalars(
        select(ParticipantRow.conversation_id).where(
            ParticipantRow.agent_id == agent_id, ParticipantRow.joined_at.is_not(None)
        )
    )
    return own + [await _own(session, desk, ConversationId(each), None) for each in joined]


def suggested_disposition(state: ConversationState) -> str | None:
    """What the wrap-up offers first; the agent decides."""
    return "harassment" if Signal.harassment in state.signals else None


def state_name(state: ConversationState, assignment: Assignment | None) -> ConversationStateName:
    match state.holder.kind:
        case HolderKind.queue:
            return "waiting"
        case HolderKind.agent:
            return "serving"
        case HolderKind.bot:
            return "bot" if state.contact_id else "closed"
        case HolderKind.none:
            is_late = assignment is not None and assignment.state is ServingState.overdue
            return "overdue" if is_late else "wrapping"


async def name_of_agent(session: AsyncSession, agent_id: UUID | None) -> str | None:
    row = await session.get(AgentRow, agent_id) if agent_id else None
    return row.name if row else None


async def name_of_customer(desk: StaffDesk, state: ConversationState) -> str | None:
    """Only of somebody who has proved who they are."""
    if state.customer_id is None or state.level < VerificationLevel.knowledge_match:
        return None
    try:
        return (await desk.crm.get_customer(CustomerId(state.customer_id))).name
    except CrmError:
        return None


async def _own(
    session: AsyncSession, desk: StaffDesk, conversation_id: ConversationId, assignment: Assignment | None
) -> WireDeskConversation:
    row = await session.get_one(ConversationRow, conversation_id, populate_existing=True)
    state = state_of(row)
    contact = await session.get(ContactRow, state.contact_id, populate_existing=True) if state.contact_id else None
    last = await list_messages(session, desk.vault, conversation_id, after_seq=max(row.message_seq - 1, 0), limit=1)
    reading = await reading_of(session, conversation_id)
    return WireDeskConversation(
        conversation_id=conversation_id,
        channel=state.contact_channel or Channel.webchat,
        direction=Direction(contact.direction) if contact else None,
        state=_state_at_desk(assignment),
        epoch=state.epoch,
        head_seq=state.message_seq,
        customer_id=state.customer_id,
        customer_name=await name_of_customer(desk, state),
        contact_reason=contact.contact_reason if contact else None,
        verification_level=state.level.code,
        signals=sorted(Signal(signal) for signal in state.signals),
        suggested_disposition=suggested_disposition(state),
        wrap_up_ends_at=assignment.wrap_up_ends_at if assignment else None,
        waiting_since=await _waiting_since(session, desk, conversation_id),
        last_message=staff_message(last[-1], desk.url_of) if last else None,
        receipt=WireReceipt(delivered_seq=reading.delivered_seq, seen_seq=reading.seen_seq),
    )


def _state_at_desk(assignment: Assignment | None) -> Literal["serving", "wrapping", "overdue", "consulting"]:
    match assignment.state if assignment is not None else None:
        case ServingState.wrapping:
            return "wrapping"
        case ServingState.overdue:
            return "overdue"
        case None:
            return "consulting"
        case _:
            return "serving"


async def _waiting_since(session: AsyncSession, desk: StaffDesk, conversation_id: ConversationId) -> datetime | None:
    """When the customer wrote the first message that nobody has answered yet."""
    rows = await session.scalars(
        select(EventRow)
        .where(EventRow.conversation_id == conversation_id, EventRow.message_seq.is_not(None))
        .order_by(EventRow.seq.desc())
        .limit(20)
    )
    since: datetime | None = None
    for row in rows:
        event = read_event(desk.vault, row).event
        if isinstance(event, ev.MessagePosted) and event.author_kind in {"agent", "bot"}:
            break
        if isinstance(event, ev.MessageReceived):
            since = row.occurred_at
    return since


async def _participants(session: AsyncSession, conversation_id: ConversationId) -> list[WireParticipant]:
    rows = await session.execute(
        select(ParticipantRow, AgentRow.name)
        .join(AgentRow, AgentRow.id == ParticipantRow.agent_id)
        .where(ParticipantRow.conversation_id == conversation_id)
        .execution_options(populate_existing=True)
    )
    return [
        WireParticipant(
            agent_id=row.agent_id,
            name=name,
            purpose="warm" if row.purpose == "warm" else "consult",
            state="joined" if row.joined_at else "invited",
        )
        for row, name in rows
    ]
