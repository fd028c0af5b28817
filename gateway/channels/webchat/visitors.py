"""Who is at a socket: a visitor token is bound to one conversation and proves nothing about a person."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from conversation.log import open_conversation
from conversation.model import Channel, ConversationId
from conversation.tables import ADDRESS, ChannelIdentityRow
from database.engine import Sessions
from database.vault import Vault
from gateway.sender_ids import new_sender_id

LONGEST_TOKEN = 128


@dataclass(frozen=True)
class Visitor:
    """Somebody who may read the conversation after `from_seq`, and write to it, until `expires_at`.

    Only whom a link admitted has an end; it may come sooner than it says, with the next link.
    """

    token: str = field(repr=False)
    conversation_id: ConversationId
    from_seq: int = 0
    expires_at: datetime | None = None


class UnknownVisitorError(Exception):
    """The token was never issued here."""

    code = "unknown_visitor_token"


class EndedVisitorError(UnknownVisitorError):
    """The time of whom a link admitted is over."""

    code = "visitor_ended"


class Visitors:
    def __init__(self, sessions: Sessions, vault: Vault, clock: Callable[[], datetime]) -> None:
        self._sessions, self._vault, self._clock = sessions, vault, clock

    async def admit(self) -> Visitor:
        """A new visitor with a new conversation."""
        token, conversation_id = secrets.token_urlsafe(32), ConversationId(uuid4())
        now = self._clock()
        async with self._sessions.begin() as session:
            await open_conversation(
                session, self._vault, conversation_id=conversation_id, bot_sender_id=new_sender_id(), at=now
            )
            add_visitor(session, self._vault, token, conversation_id, from_seq=0, at=now)
        return Visitor(token, conversation_id)

    async def recognise(self, token: str) -> Visitor:
        """Raise UnknownVisitorError, or EndedVisitorError which is one."""
        async with self._sessions() as session:
            found = await find_visitor(session, self._vault, token[: LONGEST_TOKEN + 1])
        if found is None:
            raise UnknownVisitorError("The visitor token is not known.")
        _check_not_ended(found, at=self._clock())
        return Visitor(token, ConversationId(found.conversation_id), found.from_seq, found.expires_at)


async def find_visitor(session: AsyncSession, vault: Vault, token: str) -> ChannelIdentityRow | None:
    query = select(ChannelIdentityRow).where(
        ChannelIdentityRow.channel == Channel.webchat,
        ChannelIdentityRow.address_index == visitor_index(vault, token),
    )
    return await session.scalar(query.execution_options(populate_existing=True))


async def refuse_ended(session: AsyncSession, vault: Vault, token: str, *, at: datetime) -> None:
    """Raise EndedVisitorError. A link may have been redeemed since the visitor's message was let in."""
    visitor = await find_visitor(session, vault, token)
    if visitor is not None:
        _check_not_ended(visitor, at=at)


def _check_not_ended(visitor: ChannelIdentityRow, *, at: datetime) -> None:
    if visitor.expires_at is not None and at >= visitor.expires_at:
        raise EndedVisitorError("The visitor's time is over.")


async def end_link_visitors(session: AsyncSession, conversation_id: ConversationId, *, at: datetime) -> None:
    """Those whom links have admitted so far."""
    earlier = update(ChannelIdentityRow).where(
        ChannelIdentityRow.conversation_id == conversation_id,
        ChannelIdentityRow.channel == Channel.webchat,
        ChannelIdentityRow.expires_at > at,
    )
    await session.execute(earlier.values(expires_at=at).execution_options(synchronize_session=False))


def add_visitor(
    session: AsyncSession,
    vault: Vault,
    token: str,
    conversation_id: ConversationId,
    *,
    from_seq: int,
    at: datetime,
    expires_at: datetime | None = None,
) -> UUID:
    """Let the token into the conversation; the id of its channel identity."""
    identity_id = uuid4()
    session.add(
        ChannelIdentityRow(
            id=identity_id,
            channel=Channel.webchat,
            address_index=visitor_index(vault, token),
            address=vault.seal(ADDRESS, identity_id, token),
            conversation_id=conversation_id,
            from_seq=from_seq,
            created_at=at,
            expires_at=expires_at,
        )
    )
    return identity_id


def visitor_index(vault: Vault, token: str) -> bytes:
    return vault.index("channel_identities.address_index", f"{Channel.webchat}:{token}")
