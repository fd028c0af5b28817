"""Collaborators of a floor that remember what they were asked, and do nothing by themselves."""

from collections.abc import Collection, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from conversation import events as ev
from conversation.log import LoggedEvent
from conversation.model import ConversationId
from conversation.state import ConversationState
from gateway.background import Background
from handoff.model import AgentId, Presence
from handoff.offers import Offer

# A Tuesday at 10:00 in Tokyo, the day after a holiday.
MORNING = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


@dataclass
class HandClock:
    now: datetime = MORNING

    def __call__(self) -> datetime:
        return self.now

    def turn(self, **by: float) -> datetime:
        self.now += timedelta(**by)
        return self.now


@dataclass(frozen=True)
class Job:
    task: str
    at: datetime | None
    arguments: Mapping[str, Any]


@dataclass
class RecordingJobs:
    deferred: list[Job] = field(default_factory=list)

    async def defer(self, _: AsyncSession, task: str, *, at: datetime | None = None, **arguments: Any) -> None:
        self.deferred.append(Job(task, at, arguments))

    def of(self, task: str) -> list[Job]:
        return [job for job in self.deferred if job.task == task]


@dataclass
class RecordingNotices:
    """`said` is what customers' screens were shown; `concerned`, the agents who were told beside the holder."""

    said: list[tuple[ConversationId, str]] = field(default_factory=list)
    concerned: list[AgentId] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    ended: list[tuple[Offer, str]] = field(default_factory=list)
    presences: list[tuple[AgentId, Presence]] = field(default_factory=list)

    async def logged(
        self,
        conversation_id: ConversationId,
        events: Sequence[LoggedEvent],
        _: ConversationState,
        *,
        concerned: Collection[AgentId] = (),
    ) -> None:
        self.concerned += concerned
        self.said += [(conversation_id, e.event.text) for e in events if isinstance(e.event, ev.MessagePosted)]

    async def bot_is_typing(self, _: ConversationId) -> None: ...

    async def offered(self, offer: Offer) -> None:
        self.offers.append(offer)

    async def offer_ended(self, offer: Offer, reason: str) -> None:
        self.ended.append((offer, reason))

    async def presence_changed(self, agent_id: AgentId, presence: Presence, _: datetime) -> None:
        self.presences.append((agent_id, presence))

    async def desk_changed(self, kind: str, conversation_id: ConversationId) -> None: ...


class StillBackground(Background):
    """Starts nothing and remembers what it was to start: tests route when they say so."""

    def __init__(self) -> None:
        super().__init__()
        self.wanted: list[str] = []

    def start(self, work: Coroutine[Any, Any, Any], *, name: str) -> None:
        work.close()
        self.wanted.append(name)


@dataclass
class Screens:
    """Who has a screen at this gateway."""

    desks: set[AgentId] = field(default_factory=set)
    customers: set[ConversationId] = field(default_factory=set)

    def agents(self) -> Collection[AgentId]:
        return self.desks

    def conversations(self) -> Collection[ConversationId]:
        return self.customers

    async def check_sessions(self) -> None: ...

    async def show_places(self) -> None: ...
