"""Messages the carrier took for us while nobody answered its webhooks: it does not send them again, so we ask.

The carrier's list is read in windows of time, oldest first, and the mark moves behind a window only when all of it is
accepted or given up: after a long outage several polls go on where the last one ended. The last minutes are read
again and again, because the list shows a message late and what is read twice is received once.
"""

from collections.abc import Sequence
from contextlib import aclosing
from datetime import datetime, timedelta

import structlog
from sqlalchemy import select, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from conversation.model import Channel
from conversation.tables import ReceivedKeyRow
from gateway.carrier.port import CarrierUnavailableError, InboundSms
from gateway.channels.sms.giving_up import list_given_up, note_failure
from gateway.channels.sms.inbound import RefusedSmsError, SmsDesk, UnansweredSmsError, has_own_answer, take_sms
from gateway.channels.sms.tables import PollMarkRow
from gateway.errors import DATABASE_AWAY

logger = structlog.get_logger()

MARK = "sms_inbound"
OVERLAP = timedelta(minutes=5)
# Within the minute until the next poll, with time for the page that is being read.
LONGEST_POLL = timedelta(seconds=50)
# A window grows while little was sent in it, and one of too many pages is read again in smaller parts.
FIRST_WINDOW, SHORTEST_WINDOW = timedelta(minutes=1), timedelta(seconds=1)
MOST_PAGES = 5
AT_ONCE = 1_000


async def poll_missed(desk: SmsDesk) -> int:
    """How many messages were new. Raise what a database that is away raises; the next poll begins at the same mark."""
    began = desk.clock()
    ends = began + LONGEST_POLL
    since, span = await _mark(desk, began - OVERLAP), FIRST_WINDOW
    missed, is_all_taken = 0, True
    while since < began and desk.clock() < ends:
        until = min(since + span, began)
        try:
            listed = await _read(desk, since, until, ends)
        except CarrierUnavailableError as error:
            logger.warning("sms_poll_failed", code=error.code)
            break
        if listed is None:
            span = max(SHORTEST_WINDOW, span / 4)
            continue
        taken = [await _take(desk, sms, ends) for sms in await _unknown(desk, listed)]
        missed += sum(is_new for is_new in taken if is_new)
        is_all_taken = is_all_taken and None not in taken
        if is_all_taken:
            await _move_mark(desk, min(until, began - OVERLAP))
        since, span = until, span * 2
    if missed:
        logger.info("missed_sms_accepted", count=missed)
    return missed


async def _read(desk: SmsDesk, since: datetime, until: datetime, ends: datetime) -> list[InboundSms] | None:
    """All of a window, oldest first; None when it has too many pages or the time was over before its last one."""
    found: list[InboundSms] = []
    pages = 0
    async with aclosing(desk.carrier.list_inbound(since, until)) as listed:
        async for page in listed:
            found += page
            pages += 1
            is_too_wide = pages > MOST_PAGES and until - since > SHORTEST_WINDOW
            if is_too_wide or desk.clock() >= ends:
                return None
    # What was sent in the same second stays in the order of the list, which is newest first.
    found.reverse()
    return sorted(found, key=lambda sms: sms.sent_at)


async def _take(desk: SmsDesk, sms: InboundSms, ends: datetime) -> bool | None:
    """Whether the message was new; None if it must be read again."""
    if desk.clock() >= ends:
        return None
    try:
        return (await take_sms(desk, sms)).is_new
    except (RefusedSmsError, UnansweredSmsError) as error:
        logger.warning("sms_not_answered", code=error.code)
        return False
    except DATABASE_AWAY:
        raise
    except Exception as error:  # noqa: BLE001  # One message that fails must not keep back those behind it.
        logger.error("missed_sms_failed", error=type(error).__name__)  # noqa: TRY400  # A traceback may quote a person.
        return False if await note_failure(desk, sms) else None


async def _unknown(desk: SmsDesk, listed: Sequence[InboundSms]) -> list[InboundSms]:
    """Without what was received or given up; messages the channel answers itself may still wait for that answer."""
    keys = {(desk.vault.index("received_keys.scope", sms.sender), sms.message_sid): sms for sms in listed}
    received = tuple_(ReceivedKeyRow.scope, ReceivedKeyRow.provider_message_id)
    known, given_up = set(), set()
    async with desk.sessions() as session:
        for start in range(0, len(keys), AT_ONCE):
            few = list(keys)[start : start + AT_ONCE]
            query = select(ReceivedKeyRow).where(ReceivedKeyRow.channel == Channel.sms, received.in_(few))
            known |= {(row.scope, row.provider_message_id) for row in await session.scalars(query)}
            given_up |= await list_given_up(session, [message_sid for _, message_sid in few])
    waiting = [sms for key, sms in keys.items() if key not in known or has_own_answer(sms)]
    return [sms for sms in waiting if sms.message_sid not in given_up]


async def _mark(desk: SmsDesk, otherwise: datetime) -> datetime:
    """Set at the first poll, so that one that fails is not forgotten."""
    statement = insert(PollMarkRow).values(name=MARK, at=otherwise).on_conflict_do_nothing()
    async with desk.sessions.begin() as session:
        await session.execute(statement)
        return (await session.get_one(PollMarkRow, MARK)).at


async def _move_mark(desk: SmsDesk, at: datetime) -> None:
    """Never back: another process may have read further."""
    statement = update(PollMarkRow).where(PollMarkRow.name == MARK, PollMarkRow.at < at).values(at=at)
    async with desk.sessions.begin() as session:
        await session.execute(statement)
