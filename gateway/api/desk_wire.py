"""Agents, queues, offers and conversations as the desk reads them."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from conversation.model import Channel, Direction, Signal
from gateway.api.packet import WirePacket
from gateway.api.promises import WirePromise
from gateway.api.wire import Optional
from gateway.desk.board import AgentStanding, Board, QueueStanding
from handoff.model import Presence
from handoff.offers import Offer

ConversationStateName = Literal["bot", "waiting", "serving", "wrapping", "overdue", "closed"]


class _Wire(BaseModel):
    model_config = ConfigDict(frozen=True)


class WireQueue(_Wire):
    queue: str
    label: str
    is_open: bool
    closed_reason: Optional[str]
    opens_at: Optional[datetime]
    waiting: int
    longest_wait_seconds: int
    agents_available: int
    agents_online: int
    estimated_wait_seconds: Optional[tuple[int, int]]
    service_level_seconds: int


class WireQueues(_Wire):
    items: list[WireQueue]


class WireAgent(_Wire):
    agent_id: UUID
    name: str
    role: Optional[str]
    presence: Presence
    since: datetime
    is_online: bool
    skills: list[str]
    capacity: dict[Channel, int]
    load: dict[Channel, int]
    conversation_ids: Optional[list[UUID]]
    signals: Optional[dict[UUID, list[Signal]]]


class WireAgents(_Wire):
    items: list[WireAgent]


class WireOffer(_Wire):
    offer_id: UUID
    conversation_id: UUID
    queue: Optional[str]
    queue_label: Optional[str]
    purpose: Literal["serve", "join"]
    expires_at: datetime
    packet: WirePacket


class WireParticipant(_Wire):
    agent_id: UUID
    name: str
    purpose: Literal["warm", "consult"]
    state: Literal["invited", "joined"]


class WireReceipt(_Wire):
    delivered_seq: int
    seen_seq: int


class WireConversation(_Wire):
    """`conversation` of the sockets has the same fields without the packet."""

    conversation_id: UUID
    contact_id: Optional[UUID]
    channel: Channel
    direction: Optional[Direction]
    holder: Literal["bot", "queue", "agent", "none"]
    agent_id: Optional[UUID]
    agent_name: Optional[str]
    queue: Optional[str]
    queue_label: Optional[str]
    epoch: int
    head_seq: int
    state: ConversationStateName
    verification_level: str
    customer_id: Optional[str]
    customer_name: Optional[str]
    contact_reason: Optional[str]
    signals: list[Signal]
    suggested_disposition: Optional[str]
    participants: list[WireParticipant]
    wrap_up_ends_at: Optional[datetime]
    receipt: WireReceipt
    packet: Optional[WirePacket]


class WireDeskConversation(_Wire):
    """One of the agent's conversations in the list; `state` is also `consulting` for a guest."""

    conversation_id: UUID
    channel: Channel
    direction: Optional[Direction]
    state: Literal["serving", "wrapping", "overdue", "consulting"]
    epoch: int
    head_seq: int
    customer_id: Optional[str]
    customer_name: Optional[str]
    contact_reason: Optional[str]
    verification_level: str
    signals: list[Signal]
    suggested_disposition: Optional[str]
    wrap_up_ends_at: Optional[datetime]
    waiting_since: Optional[datetime]
    last_message: Optional[dict[str, Any]]
    receipt: WireReceipt


class WireDesk(_Wire):
    agent: WireAgent
    offers: list[WireOffer]
    conversations: list[WireDeskConversation]
    promises: list[WirePromise]


def wire_queue(standing: QueueStanding) -> WireQueue:
    return WireQueue(
        queue=standing.queue,
        label=standing.label,
        is_open=standing.is_open,
        closed_reason=standing.closed_reason,
        opens_at=standing.opens_at,
        waiting=standing.waiting,
        longest_wait_seconds=standing.longest_wait,
        agents_available=standing.agents_available,
        agents_online=standing.agents_online,
        estimated_wait_seconds=standing.estimate,
        service_level_seconds=standing.service_level,
    )


def wire_queues(board: Board) -> WireQueues:
    return WireQueues(items=[wire_queue(standing) for standing in board.queues])


def wire_agent(standing: AgentStanding, *, role: str | None = None, shows_work: bool) -> WireAgent:
    """`shows_work`: with the conversations they serve, which supervisors see."""
    agent = standing.agent
    return WireAgent(
        agent_id=agent.agent_id,
        name=agent.name,
        role=role,
        presence=agent.presence,
        since=agent.since,
        is_online=standing.is_online,
        skills=sorted(agent.skills),
        capacity=dict(agent.capacity),
        load=dict(agent.load),
        conversation_ids=list(standing.conversation_ids) if shows_work else None,
        signals={each: list(told) for each, told in standing.signals.items()} if shows_work else None,
    )


def wire_offer(offer: Offer, queue_label: str | None, packet: WirePacket) -> WireOffer:
    return WireOffer(
        offer_id=offer.offer_id,
        conversation_id=offer.conversation_id,
        queue=offer.queue,
        queue_label=queue_label,
        purpose=offer.purpose,
        expires_at=offer.expires_at,
        packet=packet,
    )
