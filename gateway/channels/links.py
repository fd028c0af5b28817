"""Links that carry a request into the browser: one purpose, one use, an end, and no more proof than was there.

A link is 256 random bits of which we keep a digest. Whoever redeems it becomes a visitor of the conversation.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from conversation import events as ev
from conversation.log import ConversationLog


async def carried_by_link(session: AsyncSession, log: ConversationLog, *, at: datetime) -> Sequence[ev.Event]:
    """What a web contact of this conversation may begin with: the verification its link was issued under."""
    del session, log, at
    return ()
