"""Messages the carrier took for us while nobody answered its webhooks: it does not send them again, so we ask.

The mark moves only after everything before it is accepted. Each reading begins well before the mark, because the
carrier's list shows a message late and what is read twice is received once.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from sqlalchemy import select, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from conversation.model import Channel
from conversation.tables import ReceivedKeyRow
from gateway.carrier.port import CarrierUnavailableError, InboundSms
from gateway.channels.sms.inbound import RefusedSmsError, SmsDesk, UnansweredSmsError, has_own_answer, take_sms
from gateway.channels.sms.tables import PollMarkRow
from gateway.errors import DATABASE_AWAY

logger = structlog.get_logger()

MARK = "sms_inbound"
OVERLAP = timedelta(minutes=5)
AT_ONCE = 1_000


async def poll_missed(desk: SmsDesk) -> int:
    """How many messages were new. Raise what a database that is away raises; the next poll begins at the same mark."""
    began = desk.clock()
    try:
        listed = await desk.carrier.list_inbound(await _mark(desk, began) - OVERLAP)
    except CarrierUnavailableError as error:
        logger.warning("sms_poll_failed", code=error.code)
        return 0
    taken = [await _take(desk, sms) for sms in await _unknown(desk, listed)]
    if None not in taken:
        await _move_mark(desk, began)
    missed = sum(is_new for is_new in taken if is_new)
    if missed:
        logger.info("missed_sms_accepted", count=missed)
    return missed


async def _take(desk: SmsDesk, sms: InboundSms) -> bool | None:
    """Whether the message was new; None if it must be read again."""
    try:
        return (await take_sms(desk, sms)).is_new
    except (RefusedSmsError, UnansweredSmsError) as error:
        logger.warning("sms_not_answered", code=error.code)
        return False
    except DATABASE_AWAY:
        raise
    except Exception as error:  # noqa: BLE001  # One message that fails must not keep back those behind it.
        logger.error("missed_sms_failed", error=type(error).__name__)  # noqa: TRY400  # A traceback may quote a person.
        return None


async def _unknown(desk: SmsDesk, listed: Sequence[InboundSms]) -> list[InboundSms]:
    """Without what was received already; messages the channel answers itself may still wait for that answer."""
    keys = {(desk.vault.index("received_keys.scope", sms.sender), sms.message_sid): sms for sms in listed}
    received = tuple_(ReceivedKeyRow.scope, ReceivedKeyRow.provider_message_id)
    known = set()
    async with desk.sessions() as session:
        for start in range(0, len(keys), AT_ONCE):
            few = list(keys)[start : start + AT_ONCE]
            query = select(ReceivedKeyRow).where(ReceivedKeyRow.channel == Channel.sms, received.in_(few))
            known |= {(row.scope, row.provider_message_id) for row in await session.scalars(query)}
    return [sms for key, sms in keys.items() if key not in known or has_own_answer(sms)]


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
