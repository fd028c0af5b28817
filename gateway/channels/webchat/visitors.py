"""Who is at a socket: a visitor token is bound to one conversation and proves nothing about a person."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

from sqlalchemy import select

from conversation.log import open_conversation
from conversation.model import Channel, ConversationId
from conversation.tables import ChannelIdentityRow
from database.engine import Sessions
from database.vault import Vault
from gateway.sender_ids import new_sender_id

ADDRESS = "channel_identities.address"
LONGEST_TOKEN = 128


@dataclass(frozen=True)
class Visitor:
    token: str = field(repr=False)
    conversation_id: ConversationId


class UnknownVisitorError(Exception):
    """The token was never issued here."""

    code = "unknown_visitor_token"


class Visitors:
    def __init__(self, sessions: Sessions, vault: Vault, clock: Callable[[], datetime]) -> None:
        self._sessions, self._vault, self._clock = sessions, vault, clock

    async def admit(self) -> Visitor:
        """A new visitor with a new conversation."""
        token, identity_id, conversation_id = secrets.token_urlsafe(32), uuid4(), ConversationId(uuid4())
        now = self._clock()
        async with self._sessions.begin() as session:
            await open_conversation(
                session, self._vault, conversation_id=conversation_id, bot_sender_id=new_sender_id(), at=now
            )
            session.add(
                ChannelIdentityRow(
                    id=identity_id,
                    channel=Channel.webchat,
                    address_index=self._index(token),
                    address=self._vault.seal(ADDRESS, identity_id, token),
                    conversation_id=conversation_id,
                    created_at=now,
                )
            )
        return Visitor(token, conversation_id)

    async def recognise(self, token: str) -> Visitor:
        """Raise UnknownVisitorError."""
        async with self._sessions() as session:
            conversation_id = await session.scalar(
                select(ChannelIdentityRow.conversation_id).where(
                    ChannelIdentityRow.channel == Channel.webchat,
                    ChannelIdentityRow.address_index == self._index(token[: LONGEST_TOKEN + 1]),
                )
            )
        if conversation_id is None:
            raise UnknownVisitorError("The visitor token is not known.")
        return Visitor(token, ConversationId(conversation_id))

    def _index(self, token: str) -> bytes:
        return self._vault.index("channel_identities.address_index", f"webchat:{token}")
