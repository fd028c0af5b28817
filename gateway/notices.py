"""Telling connected screens that there is news. A notice is a hint: the log is the record."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from conversation.log import LoggedEvent
from conversation.model import ConversationId
from conversation.state import ConversationState
from handoff.model import AgentId, Presence
from handoff.offers import Offer


class Notices(Protocol):
    """Told after the commit; may fail or be lost without harm."""

    async def logged(
        self,
        conversation_id: ConversationId,
        events: Sequence[LoggedEvent],
        state: ConversationState,
        *,
        concerned: Collection[AgentId] = (),
    ) -> None:
        """`concerned` are agents who are to know although they do not hold the conversation."""

    async def bot_is_typing(self, conversation_id: ConversationId) -> None: ...

    async def offered(self, offer: Offer) -> None:
        """The agent's desk shows the offer."""

    async def offer_ended(self, offer: Offer, reason: str) -> None:
        """The agent's desk takes the offer away."""

    async def presence_changed(self, agent_id: AgentId, presence: Presence, since: datetime) -> None: ...

    async def desk_changed(self, kind: str, conversation_id: ConversationId) -> None:
        """A note, draft, promise or reading position of the conversation changed; desks fetch it again."""
