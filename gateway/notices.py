"""Telling connected screens that there is news. A notice is a hint: the log is the record."""

from collections.abc import Sequence
from typing import Protocol

from conversation.log import LoggedEvent
from conversation.model import ConversationId
from conversation.state import ConversationState


class Notices(Protocol):
    """Told after the commit; may fail or be lost without harm."""

    async def logged(
        self, conversation_id: ConversationId, events: Sequence[LoggedEvent], state: ConversationState
    ) -> None: ...

    async def bot_is_typing(self, conversation_id: ConversationId) -> None: ...
