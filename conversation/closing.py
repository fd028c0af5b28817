"""Closing contacts that have gone quiet, with how they ended."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from conversation import events as ev
from conversation.contacts import Contact, fold_contact
from conversation.log import ConversationLog, contact_of
from conversation.model import BOT, ConversationId, HolderKind, SegmentKind
from conversation.tables import ContactRow, ConversationRow

IDLE_IN_QUEUE = timedelta(hours=12)


async def list_idle_conversations(session: AsyncSession, *, at: datetime, idle: timedelta) -> Sequence[ConversationId]:
    """Conversations held by the bot whose open contact has been silent for so long."""
    rows = await session.scalars(
        select(ConversationRow.id)
        .join(ContactRow, ContactRow.id == ConversationRow.contact_id)
        .where(ConversationRow.holder_kind == BOT.kind, ConversationRow.updated_at < at - idle)
        .limit(500)
    )
    return [ConversationId(row) for row in rows]


async def close_if_left(session: AsyncSession, log: ConversationLog, *, at: datetime, idle: timedelta) -> None:
    """When a customer comes back after long, a new contact begins: nothing proved before is taken for granted.

    In a queue people wait silently, so only half a day ends such a contact, and the bot receives them anew.
    """
    patience = IDLE_IN_QUEUE if log.state.holder.kind is HolderKind.queue else idle
    is_left = log.state.contact_id is not None and log.updated_at < at - patience
    if not is_left or log.state.holder.kind is HolderKind.agent:
        return
    row = await session.get_one(ContactRow, log.state.contact_id)
    events: list[ev.Event] = [ev.ContactClosed(disposition=disposition_of(contact_of(row)))]
    if log.state.holder.kind is not HolderKind.bot:
        events.insert(0, ev.HolderChanged(holder=HolderKind.bot, reason="contact_closed"))
    await log.append(*events, at=at)


async def close_if_idle(
    session: AsyncSession, log: ConversationLog, *, at: datetime, idle: timedelta
) -> Contact | None:
    """Close the open contact unless somebody went on meanwhile; the closed contact, or None."""
    row = await session.get(ContactRow, log.state.contact_id) if log.state.contact_id else None
    if row is None or log.state.holder != BOT or log.updated_at >= at - idle:
        return None
    event = ev.ContactClosed(disposition=disposition_of(contact_of(row)))
    closed = fold_contact(contact_of(row), event, at)
    await log.append(event, at=at)
    return closed


def disposition_of(contact: Contact) -> str:
    """How a contact that the bot alone served has ended."""
    if contact.case_nos:
        return "case_opened"
    waited = any(segment.kind is SegmentKind.queue for segment in contact.segments)
    if waited:
        return "abandoned"
    return "answered" if contact.contact_reason else "no_response"
