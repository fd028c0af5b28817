"""Telephone numbers and their conversations: text messages and calls of one number share one.

A number proves nothing about who uses it: a caller's may be false, so what was verified never passes from one of its
channels to the other.
"""

from datetime import datetime
from uuid import uuid4

from sqlalchemy import exists, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from conversation.log import ConversationLog, lock_conversation, open_conversation
from conversation.model import Channel, ConversationId
from conversation.tables import ADDRESS, ChannelIdentityRow
from database.vault import Vault
from gateway.sender_ids import new_sender_id

LINES = (Channel.sms, Channel.voice)


async def lock_line(
    session: AsyncSession, vault: Vault, channel: Channel, number: str, *, at: datetime
) -> ConversationLog:
    """The conversation of this number (E.164) under its lock, opened if the number is new to us."""
    found = await _find(session, vault, number)
    if found is None:
        # Two first messages of one number must not open two conversations.
        key = int.from_bytes(_index(vault, Channel.sms, number)[:8], "big", signed=True)
        await session.execute(select(func.pg_advisory_xact_lock(key)))
        found = await _find(session, vault, number)
    if found is not None:
        conversation_id, known = found
        # The lock comes first: whoever waits for it would else hold what the other is about to insert.
        log = await lock_conversation(session, vault, conversation_id)
        if channel not in known:
            await _add_identity(session, vault, channel, number, conversation_id, at=at)
        return log
    return await open_line(session, vault, channel, number, at=at)


async def open_line(
    session: AsyncSession, vault: Vault, channel: Channel, address: str, *, at: datetime
) -> ConversationLog:
    """A conversation of its own, as for a call whose number is withheld; its address is then the call's."""
    conversation_id = ConversationId(uuid4())
    log = await open_conversation(session, vault, conversation_id=conversation_id, bot_sender_id=new_sender_id(), at=at)
    await _add_identity(session, vault, channel, address, conversation_id, at=at)
    return log


async def _add_identity(
    session: AsyncSession,
    vault: Vault,
    channel: Channel,
    address: str,
    conversation_id: ConversationId,
    *,
    at: datetime,
) -> None:
    """Nothing happens where another message of the number was faster."""
    identity_id = uuid4()
    row = {
        "id": identity_id,
        "channel": channel,
        "address_index": _index(vault, channel, address),
        "address": vault.seal(ADDRESS, identity_id, address),
        "conversation_id": conversation_id,
        "created_at": at,
    }
    await session.execute(insert(ChannelIdentityRow).values(row).on_conflict_do_nothing())


async def number_of(session: AsyncSession, vault: Vault, conversation_id: ConversationId) -> str | None:
    """The number (E.164) the conversation was last opened from; None for web chat and withheld numbers."""
    row = await session.scalar(
        select(ChannelIdentityRow)
        .where(ChannelIdentityRow.conversation_id == conversation_id, ChannelIdentityRow.channel.in_(LINES))
        .order_by(ChannelIdentityRow.created_at.desc())
        .limit(1)
    )
    address = vault.open(ADDRESS, row.id, row.address) if row is not None else ""
    return address if address.startswith("+") else None


async def has_written_by_sms(session: AsyncSession, conversation_id: ConversationId) -> bool:
    """Whether a text message has ever come from the conversation's number."""
    known = exists().where(
        ChannelIdentityRow.conversation_id == conversation_id, ChannelIdentityRow.channel == Channel.sms
    )
    return bool(await session.scalar(select(known)))


async def _find(session: AsyncSession, vault: Vault, number: str) -> tuple[ConversationId, set[str]] | None:
    """The earliest conversation of the number, and on which of its channels it is known."""
    same = (
        (ChannelIdentityRow.channel == channel) & (ChannelIdentityRow.address_index == _index(vault, channel, number))
        for channel in LINES
    )
    columns = (ChannelIdentityRow.conversation_id, ChannelIdentityRow.channel)
    rows = (await session.execute(select(*columns).where(or_(*same)).order_by(ChannelIdentityRow.created_at))).all()
    if not rows:
        return None
    return ConversationId(rows[0].conversation_id), {row.channel for row in rows}


def _index(vault: Vault, channel: Channel, address: str) -> bytes:
    return vault.index("channel_identities.address_index", f"{channel}:{address}")
