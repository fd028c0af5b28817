"""A floor without screens and without a worker: jobs are only remembered, notices are only written down."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from casework.procedures.load import load_procedures, read_checked
from conversation.log import LoggedEvent
from conversation.model import ConversationId
from conversation.state import ConversationState
from database.engine import Database
from database.vault import Vault
from gateway.background import Background
from gateway.desk.floor import Floor
from gateway.queue_file import load_queues
from handoff.hours import Hours
from handoff.model import AgentId, Presence
from handoff.offers import Offer
from handoff.openings import Openings
from handoff.words import HandoffWords

CONFIG = Path(__file__).resolve().parents[2] / "config"


@dataclass
class NotedJobs:
    deferred: list[tuple[str, datetime | None, dict[str, Any]]] = field(default_factory=list)

    async def defer(self, _: AsyncSession, task: str, *, at: datetime | None = None, **arguments: Any) -> None:
        self.deferred.append((task, at, arguments))


@dataclass
class NotedNotices:
    """`told` holds what screens would have heard, as (kind, subject)."""

    told: list[tuple[str, object]] = field(default_factory=list)

    async def logged(
        self,
        conversation_id: ConversationId,
        events: Sequence[LoggedEvent],
        _: ConversationState,
        *,
        concerned: Collection[AgentId] = (),  # noqa: ARG002  # The port's.
    ) -> None:
        self.told += [(entry.event.kind, conversation_id) for entry in events]

    async def bot_is_typing(self, conversation_id: ConversationId) -> None:
        self.told.append(("typing", conversation_id))

    async def offered(self, offer: Offer) -> None:
        self.told.append(("offered", offer.offer_id))

    async def offer_ended(self, offer: Offer, reason: str) -> None:
        self.told.append((reason, offer.offer_id))

    async def presence_changed(self, agent_id: AgentId, presence: Presence, _: datetime) -> None:
        self.told.append((presence.value, agent_id))

    async def desk_changed(self, kind: str, conversation_id: ConversationId) -> None:
        self.told.append((kind, conversation_id))


def make_floor(database: Database, vault: Vault, clock: Callable[[], datetime]) -> Floor:
    """With the rules as they are shipped; the queues are open around the clock."""
    rules = load_queues(CONFIG / "queues.yml")
    return Floor(
        sessions=database.sessions,
        reads=database.reads,
        vault=vault,
        rules=rules,
        openings=Openings(read_checked(CONFIG / "hours.yml", Hours), rules, is_demo=True),
        words=read_checked(CONFIG / "handoff.yml", HandoffWords),
        procedures=load_procedures(CONFIG / "procedures"),
        jobs=NotedJobs(),
        notices=NotedNotices(),
        background=Background(),
        clock=clock,
        default_queue=rules.default,
    )
