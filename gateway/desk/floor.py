"""The floor: routing that runs in this process. Any trigger routes at once; a deferred job does it if we die first."""

import asyncio
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from casework.procedures.spec import Procedure
from conversation.deliveries import Jobs
from conversation.log import LoggedEvent
from conversation.model import ConversationId
from conversation.state import ConversationState
from database.engine import Sessions
from database.vault import Vault
from gateway.background import Background
from gateway.notices import Notices
from handoff.errors import QueueClosedError
from handoff.model import AgentId, RoutingRules
from handoff.offers import Offer
from handoff.openings import Openings
from handoff.routing import route
from handoff.words import HandoffWords

logger = structlog.get_logger()


@dataclass(frozen=True)
class Floor:
    """The collaborators of everything that changes who serves whom. `default_queue` takes what has lost its queue."""

    sessions: Sessions
    reads: Sessions
    vault: Vault
    rules: RoutingRules
    openings: Openings
    words: HandoffWords
    procedures: Mapping[str, Procedure]
    jobs: Jobs
    notices: Notices
    background: Background
    clock: Callable[[], datetime]
    default_queue: str
    _running: asyncio.Lock = field(default_factory=asyncio.Lock)
    _wanted: asyncio.Event = field(default_factory=asyncio.Event)

    def kick(self) -> None:
        """Route soon; returns at once. Kicks that come while a decision is being made share the next one."""
        if self._wanted.is_set():
            return
        self._wanted.set()
        self.background.start(self._route_when_free(), name="routing")

    async def route(self) -> int:
        """Offer what can be offered now; returns how many offers were made."""
        now = self.clock()
        async with self.sessions.begin() as session:
            made = await route(
                session,
                self.vault,
                self.rules,
                self.jobs,
                lambda queue: self.openings.is_open(queue, now),
                at=now,
            )
        for offered in made:
            await self.tell(offered.offer.conversation_id, offered.logged, offered.state)
            await self.notices.offered(offered.offer)
        return len(made)

    def closed_at(self, at: datetime) -> Callable[[str], QueueClosedError | None]:
        """For each queue the refusal of whoever wants to pass something to it then, if it is closed."""
        return lambda queue: self.openings.refusal(queue, at)

    async def tell(
        self,
        conversation_id: ConversationId,
        logged: Collection[LoggedEvent],
        state: ConversationState,
        *,
        concerned: Collection[AgentId] = (),
        ended: Collection[Offer] = (),
    ) -> None:
        """Tell the screens what was committed. `concerned` are agents who no longer hold it; `ended`, their offers."""
        for offer in ended:
            await self.notices.offer_ended(offer, "rescinded")
        await self.notices.logged(conversation_id, tuple(logged), state, concerned=concerned)

    async def _route_when_free(self) -> None:
        async with self._running:
            self._wanted.clear()
            try:
                await self.route()
            except Exception as error:  # noqa: BLE001  # The deferred job routes again.
                logger.warning("routing_failed", error=type(error).__name__)
