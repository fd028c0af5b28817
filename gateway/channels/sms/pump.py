"""The SMS of a conversation follow its log: what is said to somebody who last wrote by SMS is staged once, in order.

One transaction reads what was posted, stages it and moves the cursor, so a crash neither loses nor repeats anything.
A kick only makes it soon: what nobody kicked is found by the sweep.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

import structlog
from sqlalchemy import exists, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from casework.intakes.store import find_open_draft
from conversation import events as ev
from conversation.deliveries import Jobs, stage_delivery
from conversation.log import ConversationLog, LoggedEvent, lock_conversation
from conversation.messages import AnswerKind
from conversation.model import Channel, ConversationId
from conversation.state import ConversationState
from conversation.tables import ChannelIdentityRow, ConversationRow
from database.engine import Sessions
from database.vault import Vault
from gateway.background import Background
from gateway.channels.lines import has_written_by_sms, number_of
from gateway.channels.links import TooManyLinksError
from gateway.channels.sms.fitting import FittedText, fit, with_hint
from gateway.channels.sms.following import list_to_send
from gateway.channels.sms.sms_file import SmsFile
from gateway.channels.sms.tables import SmsThreadRow

logger = structlog.get_logger()

REPLY = "reply"
CONTINUE = "continue"
SWEEP_SECONDS = 5.0
# A kick is on its way until then; and what is older than a day was not lost in a crash.
OVERDUE, FORGOTTEN = timedelta(seconds=2), timedelta(days=1)
SWEPT_AT_ONCE = 200


class IssueLink(Protocol):
    """ContinueLinks.issue: the absolute address of a new link; raises TooManyLinksError."""

    async def __call__(
        self, session: AsyncSession, log: ConversationLog, *, purpose: str, intake_id: UUID | None, at: datetime
    ) -> str: ...


@dataclass(frozen=True)
class PumpDesk:
    """The collaborators of the pump. `is_one_way`: our sender cannot receive, so every SMS carries a link."""

    sessions: Sessions
    reads: Sessions
    vault: Vault
    jobs: Jobs
    rules: SmsFile
    issue_link: IssueLink
    background: Background
    clock: Callable[[], datetime]
    is_one_way: bool


class SmsPump:
    """Pumps a conversation at a time; news of one that is being pumped is pumped right after."""

    def __init__(self, desk: PumpDesk) -> None:
        self._desk = desk
        self._waiting: dict[ConversationId, bool] = {}

    def kick(
        self,
        conversation_id: ConversationId,
        events: Sequence[LoggedEvent] = (),
        state: ConversationState | None = None,
    ) -> None:
        """Pump soon; returns at once. With its events and state given, only if there may be something to send."""
        if state is not None and not any(isinstance(entry.event, ev.MessagePosted) for entry in events):
            return
        if conversation_id in self._waiting:
            self._waiting[conversation_id] = True
            return
        self._waiting[conversation_id] = True
        self._desk.background.start(self._pump_all(conversation_id), name="sms_pump")

    async def sweep_forever(self) -> None:
        """Find what a dead process or a lost kick left unsent."""
        while True:
            try:
                await self.sweep()
            except Exception as error:  # noqa: BLE001  # A database that is away must not end the sweep.
                logger.warning("sms_sweep_failed", error=type(error).__name__)
            await asyncio.sleep(SWEEP_SECONDS)

    async def sweep(self) -> int:
        """Kick conversations whose log is ahead of their SMS; returns how many."""
        async with self._desk.reads() as session:
            found = await _list_behind(session, at=self._desk.clock())
        for conversation_id in found:
            self.kick(conversation_id)
        return len(found)

    async def _pump_all(self, conversation_id: ConversationId) -> None:
        try:
            while self._waiting[conversation_id]:
                self._waiting[conversation_id] = False
                async with self._desk.background.foreground.aside():
                    if await self._may_concern(conversation_id):
                        await pump(self._desk, conversation_id)
        finally:
            del self._waiting[conversation_id]

    async def _may_concern(self, conversation_id: ConversationId) -> bool:
        """Nothing is locked for conversations that know no SMS."""
        async with self._desk.reads() as session:
            return await has_written_by_sms(session, conversation_id)


async def pump(desk: PumpDesk, conversation_id: ConversationId) -> int:
    """Stage what was said by SMS and not staged yet; returns how many messages."""
    async with desk.sessions.begin() as session:
        log = await lock_conversation(session, desk.vault, conversation_id)
        thread = await session.get(SmsThreadRow, conversation_id, populate_existing=True)
        delivered_seq = thread.delivered_seq if thread is not None else 0
        if log.state.message_seq <= delivered_seq:
            return 0
        posted = await list_to_send(session, desk.vault, conversation_id, after_seq=delivered_seq)
        is_new = thread is None or not thread.has_replied
        staged = await _stage_all(session, desk, log, posted, is_new=is_new) if posted else 0
        await _move(session, conversation_id, log.state.message_seq, has_replied=bool(staged) or not is_new)
    return staged


async def _stage_all(
    session: AsyncSession, desk: PumpDesk, log: ConversationLog, posted: Sequence[ev.MessagePosted], *, is_new: bool
) -> int:
    number = await number_of(session, desk.vault, log.conversation_id)
    if number is None:
        logger.warning("sms_without_number", conversation_id=str(log.conversation_id))
        return 0
    at, fitted = desk.clock(), [await _body_of(session, desk, log, message) for message in posted]
    bodies = [body for body in fitted if body]
    if bodies and is_new and not desk.is_one_way:
        bodies[0] = with_hint(bodies[0], desk.rules.words.opt_out_hint, longest_parts=desk.rules.longest_parts)
    for body in bodies:
        await stage_delivery(
            session, desk.vault, desk.jobs, log, channel=Channel.sms, address=number, text=body, purpose=REPLY, at=at
        )
    return len(bodies)


async def _body_of(session: AsyncSession, desk: PumpDesk, log: ConversationLog, message: ev.MessagePosted) -> str:
    """A link is issued only for a message that needs one."""
    fitted = _fitted(desk, message, None)
    if not fitted.needs_link:
        return fitted.body
    draft = await find_open_draft(session, desk.vault, log.conversation_id)
    intake_id = draft.intake_id if draft is not None else None
    try:
        url = await desk.issue_link(session, log, purpose=CONTINUE, intake_id=intake_id, at=desk.clock())
    except TooManyLinksError:
        logger.warning("sms_without_link", conversation_id=str(log.conversation_id))
        return fitted.body
    return _fitted(desk, message, url).body


def _fitted(desk: PumpDesk, message: ev.MessagePosted, link: str | None) -> FittedText:
    is_read_back = message.expects is not None and message.expects.kind is AnswerKind.confirmation
    is_whole = message.is_vital or is_read_back
    return fit(
        message.text,
        message.choices,
        desk.rules.words,
        link=link,
        longest_parts=desk.rules.longest_read_back_parts if is_whole else desk.rules.longest_parts,
        is_one_way=desk.is_one_way,
        has_files=bool(message.attachments),
    )


async def _move(
    session: AsyncSession, conversation_id: ConversationId, delivered_seq: int, *, has_replied: bool
) -> None:
    changed = {"delivered_seq": delivered_seq, "has_replied": has_replied}
    moved = insert(SmsThreadRow).values(conversation_id=conversation_id, **changed)
    await session.execute(moved.on_conflict_do_update(index_elements=[SmsThreadRow.conversation_id], set_=changed))


async def _list_behind(session: AsyncSession, *, at: datetime) -> list[ConversationId]:
    """Longest untouched first."""
    has_sms = exists().where(
        ChannelIdentityRow.conversation_id == ConversationRow.id, ChannelIdentityRow.channel == Channel.sms
    )
    found = await session.scalars(
        select(ConversationRow.id)
        .outerjoin(SmsThreadRow, SmsThreadRow.conversation_id == ConversationRow.id)
        .where(
            ConversationRow.updated_at.between(at - FORGOTTEN, at - OVERDUE),
            ConversationRow.message_seq > func.coalesce(SmsThreadRow.delivered_seq, 0),
            has_sms,
        )
        .order_by(ConversationRow.updated_at)
        .limit(SWEPT_AT_ONCE)
    )
    return [ConversationId(conversation_id) for conversation_id in found]
