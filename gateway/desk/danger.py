"""Somebody who waits is in danger: they wait as an emergency from now on, before everybody, in the queue for it."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from conversation.log import ConversationLog, LoggedEvent
from gateway.desk.floor import Floor
from handoff.offers import Offer, rescind_open_offers
from handoff.queueing import Entry, enqueue, find_entry, readmit

EMERGENCY = "emergency"


async def put_first(
    session: AsyncSession, floor: Floor, log: ConversationLog, queue: str, *, at: datetime
) -> tuple[list[Offer], list[LoggedEvent]]:
    """Nothing happens to who waits so already. What was ended and logged is told after the commit."""
    entry = await find_entry(session, log.conversation_id)
    if entry is None or entry.reason == EMERGENCY:
        return [], []
    ended, logged = await rescind_open_offers(session, log, at=at)
    wanted = Entry(queue, EMERGENCY, entered_at=entry.entered_at)
    if entry.queue == queue:
        await readmit(session, log, floor.rules, floor.jobs, wanted, at=at)
    else:
        logged += await enqueue(session, log, floor.rules, floor.jobs, wanted, at=at)
    return ended, logged
