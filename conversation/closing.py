"""Closing contacts that have gone quiet, with how they ended."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from conversation import events as ev
from conversation.contacts import Contact, fold_contact
from conversation.log import ConversationLog, LoggedEvent, contact_of
from conversation.model import BOT, Channel, ConversationId, SegmentKind
from conversation.tables import ContactRow, ConversationRow


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
    """When a customer comes back to the bot after long, a new contact begins: nothing proved before still counts."""
    is_left = log.state.contact_id is not None and log.updated_at < at - idle
    if is_left and log.state.holder == BOT:
        await close_contact(session, log, at=at)


async def close_on_other_channel(
    session: AsyncSession, log: ConversationLog, channel: Channel, *, at: datetime, is_in_call: bool = False
) -> None:
    """A message on another channel begins another contact, and nothing proved on the former one counts there.

    While somebody waits or an agent serves the contact goes on, and so does a telephone call with whatever comes
    beside it (`is_in_call`).
    """
    state = log.state
    if state.contact_id is None or state.contact_channel is channel or state.holder != BOT or is_in_call:
        return
    await close_contact(session, log, at=at)


async def close_contact(session: AsyncSession, log: ConversationLog, *, at: datetime) -> list[LoggedEvent]:
    """The open contact ends with how it went."""
    row = await session.get_one(ContactRow, log.state.contact_id, populate_existing=True)
    return await log.append(ev.ContactClosed(disposition=disposition_of(contact_of(row))), at=at)


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
    """How a contact that ends with the bot has ended. Who waited and was not served by anybody has given up."""
    if contact.case_nos:
        return "case_opened"
    people = [s.kind for s in contact.segments if s.kind in {SegmentKind.queue, SegmentKind.agent}]
    if people[-1:] == [SegmentKind.queue]:
        return "abandoned"
    return "answered" if contact.contact_reason or people else "no_response"
