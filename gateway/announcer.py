"""Notices for the sockets: customers' screens and agents' desks. The namespaces are given once they exist."""

import asyncio
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import structlog

from conversation.errors import ConversationNotFoundError
from conversation.log import LoggedEvent
from conversation.model import ConversationId
from conversation.state import ConversationState
from database.engine import Sessions
from gateway.background import Background
from gateway.channels.webchat.socket import WebchatNamespace
from gateway.desk.socket import DeskNamespace
from handoff.model import AgentId, Presence
from handoff.offers import Offer
from handoff.queueing import list_places

logger = structlog.get_logger()

# Changes that come together are shown together; supervisors see them within this time.
BOARD_REST_SECONDS = 0.3


@dataclass(frozen=True)
class Screens:
    webchat: WebchatNamespace
    desk: DeskNamespace
    reads: Sessions

    def agents(self) -> Collection[AgentId]:
        return self.desk.agents()

    def conversations(self) -> Collection[ConversationId]:
        return self.webchat.conversations()

    async def show_places(self) -> None:
        """Tell customers who wait at this process when they have moved up."""
        if self.conversations():
            async with self.reads() as session:
                places = await list_places(session)
            await self.webchat.announce_places(places)

    async def check_sessions(self) -> None:
        await self.desk.check_sessions()
        if await self.desk.has_missed_hints():
            await self.desk.catch_up()
            await self.webchat.catch_up()


class Outlet(Protocol):
    """A channel that carries on by itself what was logged; it reads the log again and may be told in vain."""

    def kick(self, conversation_id: ConversationId, events: Sequence[LoggedEvent], state: ConversationState) -> None:
        """Returns at once."""


class Announcer:
    """`screens` and `outlets` are given once they exist."""

    def __init__(self, background: Background) -> None:
        self._background = background
        self._board_is_due = False
        self.screens: Screens | None = None
        self.outlets: Sequence[Outlet] = ()

    async def logged(
        self,
        conversation_id: ConversationId,
        events: Sequence[LoggedEvent],
        state: ConversationState,
        *,
        concerned: Collection[AgentId] = (),
    ) -> None:
        for outlet in self.outlets if events else ():
            outlet.kick(conversation_id, events, state)
        if self.screens is None or not events:
            return
        with _only_a_hint():
            await self.screens.webchat.announce(conversation_id, events, state)
        with _only_a_hint():
            await self.screens.desk.logged(conversation_id, events, state, concerned)
        if any(entry.message_seq is None for entry in events):
            self._show_board_soon()

    async def bot_is_typing(self, conversation_id: ConversationId) -> None:
        if self.screens is not None:
            with _only_a_hint():
                await self.screens.webchat.announce_typing(conversation_id)

    async def offered(self, offer: Offer) -> None:
        if self.screens is not None:
            with _only_a_hint():
                await self.screens.desk.offered(offer)

    async def offer_ended(self, offer: Offer, reason: str) -> None:
        if self.screens is not None:
            with _only_a_hint():
                await self.screens.desk.offer_ended(offer, reason)

    async def presence_changed(self, agent_id: AgentId, presence: Presence, since: datetime) -> None:
        if self.screens is not None:
            with _only_a_hint():
                await self.screens.desk.presence_changed(agent_id, presence, since)
            self._show_board_soon()

    async def desk_changed(self, kind: str, conversation_id: ConversationId) -> None:
        if self.screens is not None:
            with _only_a_hint():
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
            await self.screens.show_places()


@contextmanager
def _only_a_hint() -> Iterator[None]:
    """What was committed stands whether or not a screen could be told, and whoever asked for it has succeeded."""
    try:
        yield
    except ConversationNotFoundError:
        raise
    except Exception as error:  # noqa: BLE001  # Screens read again; the log is the record.
        logger.warning("hint_lost", error=type(error).__name__)
