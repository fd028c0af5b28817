"""Deciding a turn: the bot answers, a waiting customer is told to wait, or the bot's failure is named."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog
from sqlalchemy import update

from casework.manner import Manner
from casework.reception import Queues, Reception
from conversation import events as ev
from conversation.log import lock_conversation
from conversation.messages import Choice
from conversation.model import Channel, ConversationId, HolderKind
from conversation.state import ConversationState
from conversation.tables import ConversationRow
from conversation.turns import ClaimedTurn, TurnResult, read_result
from database.engine import Sessions
from database.vault import Vault
from gateway.bot_client import Bot, BotUnavailableError
from gateway.desk.acts import notice_of_service
from gateway.desk.danger import put_first
from gateway.desk.floor import Floor
from gateway.desk.noticing import note_signals
from gateway.desk.placing import still_waiting
from gateway.notices import Notices
from gateway.sender_ids import new_sender_id
from gateway.turn_hearing import choice_by_number, files_as_words
from handoff.queueing import find_entry
from handoff.serving import resume_talk
from handoff.supervision import end_waiting, queue_again
from handoff.waiting import Wish, wish_while_waiting

logger = structlog.get_logger()

ATTEMPTS = 2
FILE_RECEIVED = "ファイルを受け取りました。ご用件を文章でもお知らせください。"
NOTHING_WRITTEN = "恐れ入りますが、メッセージに文字がありませんでした。ご用件を文章でお知らせください。"


@dataclass(frozen=True)
class TurnDesk:
    """The collaborators of a turn. `attempt_seconds` bounds each of the two questions to the bot."""

    sessions: Sessions
    vault: Vault
    bot: Bot
    notices: Notices
    reception: Reception
    queues: Queues
    floor: Floor
    clock: Callable[[], datetime]
    attempt_seconds: float
    manner: Manner = field(default_factory=Manner)

    @property
    def lease(self) -> timedelta:
        return timedelta(seconds=self.attempt_seconds * ATTEMPTS + 5)


@dataclass(frozen=True)
class Begun:
    """A claimed turn with the conversation as it stood then. `text` is None for a message without words.

    `has_files`: something was attached. `was_to_agent`: it was written to an agent, before the bot got the
    conversation back.
    """

    turn: ClaimedTurn
    state: ConversationState
    sender_id: str
    text: str | None
    has_files: bool = False
    was_to_agent: bool = False


@dataclass(frozen=True)
class Decided:
    """What to say, decided under `epoch`; `failure` is the code of what kept the bot from answering."""

    epoch: int
    author: HolderKind = HolderKind.bot
    result: TurnResult | None = None
    failure: str | None = None


async def decide(desk: TurnDesk, begun: Begun) -> Decided:
    """Ask whoever holds the conversation. No transaction is open meanwhile."""
    nothing = Decided(begun.state.epoch)
    match begun.state.holder.kind:
        case HolderKind.bot if begun.was_to_agent:
            return nothing
        case HolderKind.bot if begun.turn.result is not None:
            await _renew_sender(desk, begun.turn.conversation_id)
            return replace(nothing, result=begun.turn.result)
        case HolderKind.bot:
            return await _ask_bot(desk, begun)
        case HolderKind.queue:
            await note_signals(desk.floor, desk.manner, begun.turn.conversation_id, begun.text)
            return await _while_waiting(desk, begun)
        case HolderKind.none:
            await _after_talk(desk, begun)
            return nothing
        case HolderKind.agent:
            return nothing


async def _ask_bot(desk: TurnDesk, begun: Begun) -> Decided:
    """The bot is asked twice at most; what its first try already decided is the answer."""
    decided, reason, text = Decided(begun.state.epoch), "", begun.text
    async with desk.sessions() as session:
        if text is None and begun.has_files:
            text = await files_as_words(session, desk.vault, desk.floor.procedures, begun.turn.conversation_id)
        elif text is not None and begun.state.contact_channel is Channel.sms:
            text = await choice_by_number(session, desk.vault, begun.turn, text)
    if text is None:
        return replace(decided, result=TurnResult(say=(FILE_RECEIVED if begun.has_files else NOTHING_WRITTEN,)))
    turn_id, sender_id = begun.turn.turn_id, begun.sender_id
    await desk.notices.bot_is_typing(begun.turn.conversation_id)
    for _ in range(ATTEMPTS):
        try:
            answer = await desk.bot.ask(sender_id, text, turn_id, within_seconds=desk.attempt_seconds)
            return replace(decided, result=TurnResult(say=answer.say, choices=answer.choices))
        except BotUnavailableError as error:
            reason = error.reason
            logger.warning("bot_unavailable", reason=reason, turn_id=str(turn_id))
        async with desk.sessions() as session:
            recorded = await read_result(session, desk.vault, turn_id)
        sender_id = await _renew_sender(desk, begun.turn.conversation_id)
        if recorded is not None:
            return replace(decided, result=recorded)
        if reason == "resting":
            break
    return replace(decided, failure=reason)


async def _while_waiting(desk: TurnDesk, begun: Begun) -> Decided:
    """In a queue the customer may take a callback instead; danger goes first; anything else is kept for the agent."""
    if desk.reception.emergency.is_meant_by(begun.text or ""):
        return await _in_danger(desk, begun)
    conversation_id, now = begun.turn.conversation_id, desk.clock()
    wants_callback = wish_while_waiting(begun.text or "", desk.reception.callback_choice) is Wish.callback
    async with desk.sessions.begin() as session:
        log = await lock_conversation(session, desk.vault, conversation_id)
        entry = await find_entry(session, conversation_id)
        if log.state.epoch != begun.state.epoch or entry is None:
            return Decided(begun.state.epoch)
        if not wants_callback:
            standing = await still_waiting(session, desk.floor, log, entry.queue, entry.rank_at, at=now)
            callback = Choice(label=desk.reception.callback_choice, value=desk.reception.callback_choice)
            told = TurnResult(say=(desk.reception.waiting, standing), choices=(callback,))
            return Decided(begun.state.epoch, HolderKind.queue, told)
        ended, logged = await end_waiting(session, log, at=now)
        change = ev.HolderChanged(holder=HolderKind.bot, reason="callback_instead")
        logged += await log.append(change, at=now, decided_under=begun.state.epoch)
    await desk.floor.tell(conversation_id, logged, log.state, ended=ended)
    return await _ask_bot(desk, replace(begun, state=log.state))


async def _in_danger(desk: TurnDesk, begun: Begun) -> Decided:
    """119 first; then whoever waited for something else waits as an emergency, before everybody."""
    floor, now, conversation_id = desk.floor, desk.clock(), begun.turn.conversation_id
    emergency, text = desk.reception.emergency, begun.text or ""
    async with desk.sessions.begin() as session:
        log = await lock_conversation(session, desk.vault, conversation_id)
        entry = await find_entry(session, conversation_id)
        if log.state.epoch != begun.state.epoch or entry is None:
            return Decided(begun.state.epoch)
        queue = desk.queues.for_reason(emergency.reason_of(text))
        ended, logged = await put_first(session, floor, log, queue, at=now)
    await floor.tell(conversation_id, logged, log.state, ended=ended)
    floor.kick()
    channel = log.state.contact_channel or Channel.webchat
    said = TurnResult(say=(emergency.said_to(text, channel), desk.reception.waiting), is_vital=True)
    return Decided(log.state.epoch, HolderKind.queue, said)


async def _after_talk(desk: TurnDesk, begun: Begun) -> None:
    """The customer wrote while the agent wraps up: that agent goes on, or the contact waits once that time is over."""
    floor, now = desk.floor, desk.clock()
    async with desk.sessions.begin() as session:
        log = await lock_conversation(session, desk.vault, begun.turn.conversation_id)
        if log.state.holder.kind is not HolderKind.none:
            return
        logged = await resume_talk(session, log, at=now)
        if not logged:
            logged = await queue_again(session, log, floor.rules, floor.jobs, floor.default_queue, at=now)
            entry = await find_entry(session, log.conversation_id)
            if entry is not None:
                standing = await still_waiting(session, floor, log, entry.queue, entry.rank_at, at=now)
                said = f"{desk.reception.waiting}\n{standing}"
                logged += await log.append(notice_of_service(said), at=now)
    await floor.tell(begun.turn.conversation_id, logged, log.state)
    floor.kick()


async def _renew_sender(desk: TurnDesk, conversation_id: ConversationId) -> str:
    """A sender id Rasa has never seen: its session starts from our draft, not from what it half remembers."""
    sender_id = new_sender_id()
    async with desk.sessions.begin() as session:
        await session.execute(
            update(ConversationRow).where(ConversationRow.id == conversation_id).values(bot_sender_id=sender_id)
        )
    return sender_id
