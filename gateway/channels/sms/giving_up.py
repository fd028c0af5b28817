"""Messages of the carrier's list that cannot be taken: each is tried a few times, then a person has to ask.

The count and the task for a person are committed together; a message that was given up is never tried again, so that
it holds up nothing behind it.
"""

from collections.abc import Sequence
from datetime import timedelta

import structlog
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from conversation.log import lock_conversation
from conversation.model import Channel, ConversationId
from conversation.tables import ChannelIdentityRow
from gateway.carrier.port import InboundSms
from gateway.channels.sms.inbound import SmsDesk
from gateway.channels.sms.tables import PollFailureRow
from gateway.errors import DATABASE_AWAY
from handoff.promises import PromiseKind, make_promise

logger = structlog.get_logger()

MOST_FAILURES = 3
TASK = "お客さまからのSMSを1通、記録できませんでした。お客さまへご用件をご確認ください。"
DUE = timedelta(hours=1)


async def note_failure(desk: SmsDesk, sms: InboundSms) -> bool:
    """Whether the message is given up now. Raise what a database that is away raises."""
    conversation_id = None
    async with desk.sessions.begin() as session:
        failures = await _count(desk, session, sms.message_sid)
        if failures == MOST_FAILURES:
            conversation_id = await _task(desk, session, sms.sender)
    if conversation_id is not None:
        desk.background.start(desk.notices.desk_changed("promise", conversation_id), name="notice")
    if failures < MOST_FAILURES:
        return False
    logger.error("sms_given_up", message_sid=sms.message_sid)
    return True


async def list_given_up(session: AsyncSession, message_sids: Sequence[str]) -> set[str]:
    """Which of these nobody tries again."""
    query = select(PollFailureRow.message_sid).where(
        PollFailureRow.message_sid.in_(message_sids), PollFailureRow.failures >= MOST_FAILURES
    )
    return set(await session.scalars(query))


async def _count(desk: SmsDesk, session: AsyncSession, message_sid: str) -> int:
    at = desk.clock()
    added = insert(PollFailureRow).values(message_sid=message_sid, failures=1, failed_at=at)
    counted = added.on_conflict_do_update(
        index_elements=[PollFailureRow.message_sid], set_={"failures": PollFailureRow.failures + 1, "failed_at": at}
    )
    failures: int = (await session.execute(counted.returning(PollFailureRow.failures))).scalar_one()
    return failures


async def _task(desk: SmsDesk, session: AsyncSession, number: str) -> ConversationId | None:
    """The conversation of the number with a task in it; None when there is none, or it fails as the message did."""
    try:
        async with session.begin_nested():
            conversation_id = await _conversation_of(desk, session, number)
            if conversation_id is None:
                return None
            log = await lock_conversation(session, desk.vault, conversation_id)
            at = desk.clock()
            await make_promise(
                session,
                desk.vault,
                desk.jobs,
                log,
                kind=PromiseKind.task,
                text=TASK,
                due_at=at + DUE,
                made_by=None,
                made_by_name=None,
                at=at,
            )
    except DATABASE_AWAY:
        raise
    except Exception as error:  # noqa: BLE001  # What broke the message may break its conversation.
        logger.error("sms_task_failed", error=type(error).__name__)  # noqa: TRY400  # A traceback may quote a person.
        return None
    return conversation_id


async def _conversation_of(desk: SmsDesk, session: AsyncSession, number: str) -> ConversationId | None:
    """The earliest, as for every message of the number."""
    channels = (Channel.sms, Channel.voice)
    keys = [desk.vault.index("channel_identities.address_index", f"{channel}:{number}") for channel in channels]
    query = (
        select(ChannelIdentityRow.conversation_id)
        .where(ChannelIdentityRow.channel.in_(channels), ChannelIdentityRow.address_index.in_(keys))
        .order_by(ChannelIdentityRow.created_at)
        .limit(1)
    )
    found = await session.scalar(query)
    return None if found is None else ConversationId(found)
