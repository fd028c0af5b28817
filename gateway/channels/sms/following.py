"""Which of what we said goes out by SMS: it follows where the customer wrote from last, contact by contact.

During a call nothing does, whatever the number writes meanwhile: the caller need not be its owner.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from conversation import events as ev
from conversation.log import read_event
from conversation.model import Channel, ConversationId
from conversation.tables import ContactRow, EventRow
from database.vault import Vault

KINDS = ("message.received", "message.posted", "call.started", "call.ended")


@dataclass
class _Course:
    """A contact so far: the customer's last message outside a call, None while nobody has written since the last."""

    is_by_sms: bool
    is_in_call: bool = False
    last_written: EventRow | None = None


async def list_to_send(
    session: AsyncSession, vault: Vault, conversation_id: ConversationId, *, after_seq: int
) -> list[ev.MessagePosted]:
    """What was said after `after_seq` to somebody who is reached by SMS, in order."""
    found, courses = [], await _list_courses(session, conversation_id, after_seq)
    for row in await _list_rows(session, list(courses)):
        course = courses[row.contact_id]
        match row.kind:
            case "message.received" if not course.is_in_call:
                course.last_written = row
            case "call.started":
                course.is_in_call, course.is_by_sms, course.last_written = True, False, None
            case "call.ended":
                course.is_in_call = False
            case "message.posted" if (row.message_seq or 0) > after_seq and _is_sent(vault, course):
                found.append(read_event(vault, row).event)
            case _:
                pass
    return [event for event in found if isinstance(event, ev.MessagePosted)]


def _is_sent(vault: Vault, course: _Course) -> bool:
    if course.is_in_call or course.last_written is None:
        return course.is_by_sms and not course.is_in_call
    return _is_text_message(vault, course.last_written)


def _is_text_message(vault: Vault, row: EventRow) -> bool:
    event = read_event(vault, row).event
    return isinstance(event, ev.MessageReceived) and event.channel is Channel.sms


async def _list_courses(
    session: AsyncSession, conversation_id: ConversationId, after_seq: int
) -> dict[UUID | None, _Course]:
    """The contacts in which something was said, at their beginnings."""
    query = (
        select(ContactRow.id, ContactRow.channel)
        .join(EventRow, EventRow.contact_id == ContactRow.id)
        .where(
            EventRow.conversation_id == conversation_id,
            EventRow.message_seq > after_seq,
            EventRow.kind == "message.posted",
        )
        .distinct()
    )
    return {row.id: _Course(is_by_sms=row.channel == Channel.sms) for row in await session.execute(query)}


async def _list_rows(session: AsyncSession, contacts: Sequence[UUID | None]) -> Sequence[EventRow]:
    rows = await session.scalars(
        select(EventRow).where(EventRow.contact_id.in_(contacts), EventRow.kind.in_(KINDS)).order_by(EventRow.seq)
    )
    return rows.all()
