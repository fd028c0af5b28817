"""Callbacks offered before a queue: one per contact, with where the customer waits if they would rather wait."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from casework.disaster.tables import CallbackOfferRow
from conversation.model import ContactId, ConversationId


@dataclass(frozen=True)
class CallbackOffer:
    reason: str
    queue: str


async def keep_offer(
    session: AsyncSession,
    contact_id: ContactId,
    conversation_id: ConversationId,
    offer: CallbackOffer,
    *,
    at: datetime,
) -> bool:
    """False where this contact has been offered one already."""
    values = {"conversation_id": conversation_id, "reason": offer.reason, "queue": offer.queue, "offered_at": at}
    added = insert(CallbackOfferRow).values(contact_id=contact_id, **values).on_conflict_do_nothing()
    return (await session.scalar(added.returning(CallbackOfferRow.contact_id))) is not None


async def find_offer(session: AsyncSession, contact_id: ContactId | None) -> CallbackOffer | None:
    row = await session.get(CallbackOfferRow, contact_id, populate_existing=True) if contact_id else None
    return None if row is None else CallbackOffer(row.reason, row.queue)
