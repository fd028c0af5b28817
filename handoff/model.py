"""The words of routing: agents with presence and capacity, waiting contacts, and the rules of the queues."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from conversation.model import Channel, ConversationId

AgentId = NewType("AgentId", UUID)
OfferId = NewType("OfferId", UUID)


class Presence(StrEnum):
    """Whether an agent is there and ready for offers (在席状態). `not_responding` follows from a missed offer."""

    available = "available"
    away = "away"
    offline = "offline"
    not_responding = "not_responding"


@dataclass(frozen=True)
class Waiting:
    """A contact that waits. `rank_at` orders: the place in the queue less the head start of its priority.

    `queues` are where agents may take it from now: its own, and the overflow queue once that time has come.
    """

    conversation_id: ConversationId
    channel: Channel
    queues: tuple[str, ...]
    rank_at: datetime
    skills: frozenset[str] = frozenset()
    preferred_agent_id: AgentId | None = None
    excluded_agent_ids: frozenset[AgentId] = frozenset()


@dataclass(frozen=True)
class ReadyAgent:
    """An available agent.

    `idle_since` is when they were last given a contact they still have, or last became free; `free` is capacity less
    load, per channel; `queues` are those whose skills they have.
    """

    agent_id: AgentId
    idle_since: datetime
    free: Mapping[Channel, int]
    queues: frozenset[str]
    skills: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Match:
    conversation_id: ConversationId
    agent_id: AgentId


class _Spec(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Overflow(_Spec):
    """After so long, agents of another queue may take the contact too."""

    after_seconds: int = Field(ge=1)
    to: str


class QueueRule(_Spec):
    """One queue: the skills its agents need, the calendar of its hours, and the head start that is its priority."""

    label: str
    calendar: str = "always"
    skills: tuple[str, ...] = ()
    head_start_seconds: int = Field(default=0, ge=0, le=86_400)
    overflow: Overflow | None = None
    average_handle_seconds: int = Field(default=420, ge=1)
    service_level_seconds: int = Field(default=60, ge=1)


class HandoffReason(_Spec):
    """Why a contact waits, as agents read it; its head start is added to its queue's."""

    label: str
    next_step: str = ""
    head_start_seconds: int = Field(default=0, ge=0, le=86_400)


class RoutingRules(_Spec):
    """How contacts are passed to agents. `default_capacity` is per channel."""

    queues: dict[str, QueueRule]
    reasons: dict[str, HandoffReason] = {}
    default_capacity: dict[Channel, int] = {
        Channel.webchat: 3,
        Channel.sms: 4,
        Channel.voice: 1,
        Channel.email: 2,
    }
    offer_seconds: int = Field(default=30, ge=1, le=900)
    wrap_up_seconds: int = Field(default=300, ge=1, le=900)
    vanished_seconds: int = Field(default=60, ge=10)
    abandoned_seconds: int = Field(default=600, ge=60)


@dataclass(frozen=True)
class Agent:
    """An agent as staff see them. `load` counts open offers and assignments that are being served or wrapped up."""

    agent_id: AgentId
    name: str
    presence: Presence
    since: datetime
    last_seen_at: datetime
    skills: frozenset[str]
    capacity: Mapping[Channel, int]
    load: Mapping[Channel, int] = field(default_factory=dict)

    def free(self, channel: Channel) -> int:
        return self.capacity.get(channel, 0) - self.load.get(channel, 0)
