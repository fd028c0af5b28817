"""Notices for the sockets: customers' screens and agents' desks. The namespaces are given once they exist."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from conversation.log import LoggedEvent
from conversation.model import ConversationId
from conversation.state import ConversationState
from gateway.background import Background
from gateway.channels.webchat.socket import WebchatNamespace
from gateway.desk.socket import DeskNamespace
from handoff.model import AgentId, Presence
from handoff.offers import Offer

# Changes that come together are shown together; supervisors see them within this time.
BOARD_REST_SECONDS = 0.3


@dataclass(frozen=True)
class Screens:
    webchat: WebchatNamespace
    desk: DeskNamespace

    def agents(self) -> Collection[AgentId]:
        return self.desk.agents()

    def conversations(self) -> Collection[ConversationId]:
        return self.webchat.conversations()

    async def check_sessions(self) -> None:
        await self.desk.check_sessions()


class Announcer:
    def __init__(self, background: Background) -> None:
        self._background = background
        self._board_is_due = False
        self.screens: Screens | None = None

    async def logged(
        self,
        conversation_id: ConversationId,
        events: Sequence[LoggedEvent],
        state: ConversationState,
        *,
        concerned: Collection[AgentId] = (),
    ) -> None:
        if self.screens is None or not events:
            return
        await self.screens.webchat.announce(conversation_id, events, state)
        await self.screens.desk.logged(conversation_id, events, state, concerned)
        if any(entry.message_seq is None for entry in events):
            self._show_board_soon()

    async def bot_is_typing(self, conversation_id: ConversationId) -> None:
        if self.screens is not None:
            await self.screens.webchat.announce_typing(conversation_id)

    async def offered(self, offer: Offer) -> None:
        if self.screens is not None:
            await self.screens.desk.offered(offer)

    async def offer_ended(self, offer: Offer, reason: str) -> None:
        if self.screens is not None:
            await self.screens.desk.offer_ended(offer, reason)

    async def presence_changed(self, agent_id: AgentId, presence: Presence, since: datetime) -> None:
        if self.screens is not None:
            await self.screens.desk.presence_changed(agent_id, presence, since)
            self._show_board_soon()

    async def desk_changed(self, kind: str, conversation_id: ConversationId) -> None:
        if self.screens is not None:
            await self.screens.desk.desk_changed(kind, conversation_id)

    def _show_board_soon(self) -> None:
        if self._board_is_due:
            return
        self._board_is_due = True
        self._background.start(self._show_board(), name="board")

    async def _show_board(self) -> None:
        await asyncio.sleep(BOARD_REST_SECONDS)
        self._board_is_due = False
        if self.screens is not None:
            await self.screens.desk.show_board()
