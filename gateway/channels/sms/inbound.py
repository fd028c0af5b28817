"""A text message comes in: the bot answers it, or the channel itself does where the bot has no say.

What the channel answers itself is settled in a second transaction that looks into the log first, so the message may
come as often as it likes, from a webhook or the poller: it is answered once, also after a crash in between.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from casework.intakes.store import find_open_draft
from conversation import events as ev
from conversation.deliveries import Jobs, stage_delivery
from conversation.errors import MessageIdReusedError
from conversation.log import ConversationLog, LoggedEvent, list_events, list_messages, lock_conversation
from conversation.messages import InboundMessage
from conversation.model import Channel
from database.engine import Sessions
from database.vault import Vault
from gateway.background import Background
from gateway.carrier.port import Carrier, InboundSms
from gateway.channels.mobile_links import MobileLinks
from gateway.channels.sms.budget import is_opted_out, opt_in, opt_out
from gateway.channels.sms.sending import OPT_OUT_CONFIRMATION
from gateway.channels.sms.tables import SmsThreadRow
from gateway.channels.sms.words import Word, is_blank, word_of
from gateway.channels.twilio.signature import SignatureCheck
from gateway.desk.acts import notice_of_service
from gateway.intake import Accepted, Intake
from gateway.notices import Notices

LONGEST_BODY = 1_600
OPT_IN_CONFIRMATION = "opt_in_confirmation"
PHOTO, REPLY = "photo", "reply"

STOPPED = "SMSの配信を停止しました。再開をご希望の場合は「再開」とご返信ください。"
RESUMED = "SMSの配信を再開しました。ご用件をお送りください。"
HELP = (
    "こちらは保険のお客さま窓口です。ご用件を文章でお送りください。"
    "担当者とのお話をご希望の場合は「担当者」、SMSの配信停止は「停止」とご返信ください。"
)
SPEAK_INSTEAD = "ただいまお電話でご案内しております。お電話でお話しくださいますようお願いいたします。"
NO_PICTURES = "恐れ入りますが、SMSでは画像をお受け取りできません。内容を文章でお知らせください。"

# A length of its own for each, so that no field beside it can slip in unsigned.
_MESSAGE_SID = re.compile(r"(?:SM|MM)[0-9a-fA-F]{32}")
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")


class RefusedSmsError(Exception):
    """Nothing was stored; `code` is malformed or message_too_long."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class UnansweredSmsError(Exception):
    """Nothing was stored and nothing is to be repeated: sender_cannot_be_answered or message_id_reused."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class SmsDesk:
    """The collaborators of inbound SMS. Without `mobile` nobody can be sent a link.

    After `commit_seconds` the carrier is asked to come again: late enough for a busy database, early enough for it to
    try again within its own limit.
    """

    sessions: Sessions
    vault: Vault
    intake: Intake
    jobs: Jobs
    carrier: Carrier
    mobile: MobileLinks | None
    notices: Notices
    background: Background
    check: SignatureCheck
    clock: Callable[[], datetime]
    commit_seconds: float = 1.8


def has_own_answer(sms: InboundSms) -> bool:
    """Whether the channel answers, beside the bot or in its place."""
    return sms.media > 0 or word_of(sms.body) is not None


async def take_sms(desk: SmsDesk, sms: InboundSms) -> Accepted:
    """Committed when it returns, however often the message comes. Raise RefusedSmsError or UnansweredSmsError."""
    _check(sms)
    word = word_of(sms.body)
    text = "" if is_blank(sms.body) else sms.body
    needs_answer = word is None and (bool(text) or not sms.media)
    message = InboundMessage(Channel.sms, sms.sender, sms.message_sid, text, desk.clock())
    try:
        accepted = await desk.intake.accept_from_line(message, needs_answer=needs_answer)
    except MessageIdReusedError as error:
        raise UnansweredSmsError(error.code) from None
    if has_own_answer(sms) or accepted.call_sid is not None:
        await _settle(desk, sms, word, accepted)
    return accepted


def _check(sms: InboundSms) -> None:
    if _MESSAGE_SID.fullmatch(sms.message_sid) is None:
        raise RefusedSmsError("malformed")
    if len(sms.body) > LONGEST_BODY:
        raise RefusedSmsError("message_too_long")
    if _E164.fullmatch(sms.sender) is None:
        # A name or a short code: whatever we wrote there would reach nobody.
        raise UnansweredSmsError("sender_cannot_be_answered")


async def _settle(desk: SmsDesk, sms: InboundSms, word: Word | None, accepted: Accepted) -> None:
    async with desk.sessions.begin() as session:
        log = await lock_conversation(session, desk.vault, accepted.conversation_id)
        since = await _events_since(session, desk.vault, log, accepted)
        before = log.state.head_seq
        call_sid = None if _began_after(since, accepted.call_sid) else accepted.call_sid
        match word:
            case None if not sms.media:
                await _ask_to_speak(desk, session, log, sms.sender, call_sid)
            case Word.opt_out:
                await _stop(desk, session, log, sms.sender, since)
            case Word.opt_in:
                await _resume(desk, session, log, sms.sender, since)
            case Word.help:
                await _say(desk, session, log, sms.sender, HELP, since, call_sid)
            case None:
                await _offer_link(desk, session, log, sms.sender, since, call_sid)
        logged = await list_events(session, desk.vault, log.conversation_id, after_seq=before)
    if logged:
        desk.background.start(desk.notices.logged(log.conversation_id, logged, log.state), name="notice")


def _began_after(since: list[LoggedEvent], call_sid: str | None) -> bool:
    """What is told again now may have come before the call."""
    return any(isinstance(each.event, ev.CallStarted) and each.event.call_sid == call_sid for each in since)


async def _events_since(
    session: AsyncSession, vault: Vault, log: ConversationLog, accepted: Accepted
) -> list[LoggedEvent]:
    """What was logged after the message."""
    after = accepted.message_seq - 1
    [message] = await list_messages(session, vault, log.conversation_id, after_seq=after, limit=1)
    return await list_events(session, vault, log.conversation_id, after_seq=message.seq)


async def _stop(
    desk: SmsDesk, session: AsyncSession, log: ConversationLog, number: str, since: list[LoggedEvent]
) -> None:
    if _was_confirmed(since) or await is_opted_out(session, desk.vault, number):
        return
    await opt_out(session, desk.vault, number, at=desk.clock())
    await _confirm(desk, session, log, number, STOPPED, OPT_OUT_CONFIRMATION)


async def _resume(
    desk: SmsDesk, session: AsyncSession, log: ConversationLog, number: str, since: list[LoggedEvent]
) -> None:
    if _was_confirmed(since):
        return
    await opt_in(session, desk.vault, number)
    await _confirm(desk, session, log, number, RESUMED, OPT_IN_CONFIRMATION)


def _was_confirmed(since: list[LoggedEvent]) -> bool:
    """A repeated word must not undo what the number asked for later."""
    purposes = {e.event.purpose for e in since if isinstance(e.event, ev.DeliveryStaged)}
    return bool(purposes & {OPT_OUT_CONFIRMATION, OPT_IN_CONFIRMATION})


async def _confirm(
    desk: SmsDesk, session: AsyncSession, log: ConversationLog, number: str, text: str, purpose: str
) -> None:
    """Not by the log: what stands there is not sent to a number that is opted out."""
    await stage_delivery(
        session,
        desk.vault,
        desk.jobs,
        log,
        channel=Channel.sms,
        address=number,
        text=text,
        purpose=purpose,
        at=desk.clock(),
    )


async def _ask_to_speak(
    desk: SmsDesk, session: AsyncSession, log: ConversationLog, number: str, call_sid: str | None
) -> None:
    """Once in a call, however often the number writes meanwhile."""
    thread = await session.get(SmsThreadRow, log.conversation_id, populate_existing=True)
    is_asked = thread is not None and thread.asked_to_speak_in == call_sid
    if call_sid is None or is_asked or await is_opted_out(session, desk.vault, number):
        return
    asked = insert(SmsThreadRow).values(
        conversation_id=log.conversation_id, delivered_seq=0, asked_to_speak_in=call_sid
    )
    changed = {"asked_to_speak_in": call_sid}
    await session.execute(asked.on_conflict_do_update(index_elements=[SmsThreadRow.conversation_id], set_=changed))
    await _confirm(desk, session, log, number, SPEAK_INSTEAD, REPLY)


async def _offer_link(
    desk: SmsDesk,
    session: AsyncSession,
    log: ConversationLog,
    number: str,
    since: list[LoggedEvent],
    call_sid: str | None,
) -> None:
    """Pictures are never fetched from the carrier; a browser brings them better, and checked."""
    if any(isinstance(entry.event, ev.LinkIssued) and entry.event.purpose == PHOTO for entry in since):
        return
    draft = await find_open_draft(session, desk.vault, log.conversation_id) if desk.mobile else None
    intake_id = draft.intake_id if draft else None
    at = desk.clock()
    if desk.mobile and await desk.mobile.send_link(session, log, purpose=PHOTO, intake_id=intake_id, at=at):
        return
    await _say(desk, session, log, number, NO_PICTURES, since, call_sid)


async def _say(
    desk: SmsDesk,
    session: AsyncSession,
    log: ConversationLog,
    number: str,
    text: str,
    since: list[LoggedEvent],
    call_sid: str | None,
) -> None:
    """Not by the log during a call: the caller would hear it."""
    if call_sid is not None:
        is_said = any(isinstance(each.event, ev.DeliveryStaged) and each.event.purpose == REPLY for each in since)
        if not is_said and not await is_opted_out(session, desk.vault, number):
            await _confirm(desk, session, log, number, text, REPLY)
    elif not any(isinstance(entry.event, ev.MessagePosted) and entry.event.text == text for entry in since):
        await log.append(notice_of_service(text), at=desk.clock())
