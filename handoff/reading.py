"""How far the customer's screen has come: what it has received and what it has shown (既読).

Both numbers only grow, never pass the last message, and what was shown was also received.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, literal, or_, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from conversation.model import ConversationId
from conversation.tables import ConversationRow
from database.base import UtcDateTime
from handoff.tables import ReadingPositionRow

LAST_SEQ = 2**31 - 1


@dataclass(frozen=True)
class ReadingPosition:
    delivered_seq: int = 0
    seen_seq: int = 0


async def note_reading(
    session: AsyncSession,
    conversation_id: ConversationId,
    *,
    delivered_seq: int | None = None,
    seen_seq: int | None = None,
    at: datetime,
) -> ReadingPosition | None:
    """The new position; None when nothing moved, which is also what an unknown conversation does."""
    seen = min(max(seen_seq or 0, 0), LAST_SEQ)
    delivered = min(max(delivered_seq or 0, seen), LAST_SEQ)
    row, known = ReadingPositionRow, ConversationRow
    reached = func.least(delivered, known.message_seq)
    given = select(known.id, reached, func.least(seen, known.message_seq), literal(at, UtcDateTime())).where(
        known.id == conversation_id, reached > 0
    )
    statement = upsert(row).from_select(["conversation_id", "delivered_seq", "seen_seq", "at"], given)
    new = statement.excluded
    moved = await session.execute(
        statement.on_conflict_do_update(
            index_elements=["conversation_id"],
            set_={
                "delivered_seq": func.greatest(row.delivered_seq, new.delivered_seq),
                "seen_seq": func.greatest(row.seen_seq, new.seen_seq),
                "at": new.at,
            },
            where=or_(new.delivered_seq > row.delivered_seq, new.seen_seq > row.seen_seq),
        ).returning(row.delivered_seq, row.seen_seq)
    )
    position = moved.one_or_none()
    return None if position is None else ReadingPosition(position.delivered_seq, position.seen_seq)


async def reading_of(session: AsyncSession, conversation_id: ConversationId) -> ReadingPosition:
    row = await session.get(ReadingPositionRow, conversation_id, populate_existing=True)
    return ReadingPosition() if row is None else ReadingPosition(row.delivered_seq, row.seen_seq)
