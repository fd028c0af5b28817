"""Turns: claim, ask whoever holds the conversation, and speak only if the holder is still the same.

Two short transactions with the bot between them. What dies in the middle is claimed again when its lease runs out.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

import structlog
from sqlalchemy import update

from casework.reception import Queues, Reception
from conversation import events as ev
from conversation.errors import ConversationError
from conversation.log import ConversationLog, list_events, lock_conversation, state_of
from conversation.messages import Choice
from conversation.model import ConversationId, HolderKind, TurnId
from conversation.state import ConversationState
from conversation.tables import ConversationRow
from conversation.turns import (
    ClaimedTurn,
    HandoffWish,
    TurnResult,
    claim_turn,
    finish_turn,
    list_unfinished_turns,
    read_result,
)
from database.engine import Sessions
from database.vault import Vault
from gateway.background import Background
from gateway.bot_client import BotClient, BotUnavailableError
from gateway.notices import Notices
from gateway.sender_ids import new_sender_id
from handoff.waiting import Wish, wish_while_waiting

logger = structlog.get_logger()

ATTEMPTS = 2
SWEEP_SECONDS = 5.0
OVERDUE = timedelta(seconds=10)


@dataclass(frozen=True)
class TurnDesk:
    """The collaborators of a turn. `attempt_seconds` bounds each of the two questions to the bot."""

    sessions: Sessions
    vault: Vault
    bot: BotClient
    notices: Notices
    reception: Reception
    queues: Queues
    clock: Callable[[], datetime]
    attempt_seconds: float

    @property
    def lease(self) -> timedelta:
        return timedelta(seconds=self.attempt_seconds * ATTEMPTS + 5)


@dataclass(frozen=True)
class _Begun:
    """A claimed turn with the conversation as it stood then. `text` is None for a message without words."""

    turn: ClaimedTurn
    state: ConversationState
    sender_id: str
    text: str | None


class Turns:
    """Runs turns one after the other per conversation; different conversations run side by side."""

    def __init__(self, desk: TurnDesk, background: Background) -> None:
        self._desk, self._background = desk, background
        self._waiting: dict[ConversationId, deque[TurnId]] = {}

    def kick(self, conversation_id: ConversationId, turn_id: TurnId) -> None:
        """Run the turn soon; returns at once."""
        waiting = self._waiting.get(conversation_id)
        if waiting is not None:
            waiting.append(turn_id)
            return
        self._waiting[conversation_id] = deque([turn_id])
        self._background.start(self._run_all(conversation_id), name="turns")

    async def sweep_forever(self) -> None:
        """Find turns that a dead process or a lost kick left unfinished."""
        while True:
            try:
                await self.sweep()
            except Exception as error:  # noqa: BLE001  # A database that is away must not end the sweep.
                logger.warning("turn_sweep_failed", error=type(error).__name__)
            await asyncio.sleep(SWEEP_SECONDS)

    async def sweep(self) -> int:
        """Run overdue turns; returns how many were found."""
        desk = self._desk
        async with desk.sessions() as session:
            found = await list_unfinished_turns(session, at=desk.clock(), older_than=OVERDUE)
        for turn_id in found:
            await run_turn(desk, turn_id)
        return len(found)

    async def _run_all(self, conversation_id: ConversationId) -> None:
        waiting = self._waiting[conversation_id]
        try:
            while waiting:
                await run_turn(self._desk, waiting.popleft())
        finally:
            del self._waiting[conversation_id]


async def run_turn(desk: TurnDesk, turn_id: TurnId) -> bool:
    """Run one turn to its end; False when it is not ours to run now."""
    begun = await _begin(desk, turn_id)
    if begun is None:
        return False
    try:
        result, failure = await _decide(desk, begun)
    except ConversationError as error:
        logger.warning("turn_refused", code=error.code, turn_id=str(turn_id))
        result, failure = None, error.code
    await _conclude(desk, begun, result, failure)
    return True


async def _begin(desk: TurnDesk, turn_id: TurnId) -> _Begun | None:
    async with desk.sessions.begin() as session:
        turn = await claim_turn(session, desk.vault, turn_id, at=desk.clock(), lease=desk.lease)
        if turn is None:
            return None
        row = await session.get_one(ConversationRow, turn.conversation_id)
        received = await list_events(
            session, desk.vault, turn.conversation_id, after_seq=turn.seq - 1, kinds=("message.received",), limit=1
        )
        event = received[0].event
        text = event.text if isinstance(event, ev.MessageReceived) and event.text.strip() else None
        return _Begun(turn, state_of(row), row.bot_sender_id, text)


async def _decide(desk: TurnDesk, begun: _Begun) -> tuple[TurnResult | None, str | None]:
    """The turn's result, or the code of what kept the bot from giving one."""
    if begun.turn.result is not None:
        await _renew_sender(desk, begun.turn.conversation_id)
        return begun.turn.result, None
    match begun.state.holder.kind:
        case HolderKind.bot:
            return await _ask_bot(desk, begun)
        case HolderKind.queue:
            return await _while_waiting(desk, begun)
        case _:
            return None, None


async def _ask_bot(desk: TurnDesk, begun: _Begun) -> tuple[TurnResult | None, str | None]:
    if begun.text is None:
        return TurnResult(say=("ファイルを受け取りました。ご用件を文章でもお知らせください。",)), None
    await desk.notices.bot_is_typing(begun.turn.conversation_id)
    sender_id, reason = begun.sender_id, ""
    for _ in range(ATTEMPTS):
        try:
            answer = await desk.bot.ask(sender_id, begun.text, begun.turn.turn_id, within_seconds=desk.attempt_seconds)
            return TurnResult(say=answer.say, choices=answer.choices), None
        except BotUnavailableError as error:
            reason = error.reason
            logger.warning("bot_unavailable", reason=reason, turn_id=str(begun.turn.turn_id))
        # The first question may have changed a draft before it failed: what it decided is the answer.
        async with desk.sessions() as session:
            decided = await read_result(session, desk.vault, begun.turn.turn_id)
        sender_id = await _renew_sender(desk, begun.turn.conversation_id)
        if decided is not None:
            return decided, None
        if reason == "resting":
            break
    return None, reason


async def _while_waiting(desk: TurnDesk, begun: _Begun) -> tuple[TurnResult | None, str | None]:
    """In a queue the customer may take a callback instead; anything else is kept for the agent."""
    if wish_while_waiting(begun.text or "", desk.reception.callback_choice) is not Wish.callback:
        return TurnResult(say=(desk.reception.waiting,)), None
    async with desk.sessions.begin() as session:
        log = await lock_conversation(session, desk.vault, begun.turn.conversation_id)
        change = ev.HolderChanged(holder=HolderKind.bot, reason="callback_instead")
        logged = await log.append(change, at=desk.clock(), decided_under=begun.state.epoch)
    await desk.notices.logged(begun.turn.conversation_id, logged, log.state)
    taken_back = _Begun(begun.turn, log.state, begun.sender_id, begun.text)
    return await _ask_bot(desk, taken_back)


async def _renew_sender(desk: TurnDesk, conversation_id: ConversationId) -> str:
    """A sender id Rasa has never seen: its session starts from our draft, not from what it half remembers."""
    sender_id = new_sender_id()
    async with desk.sessions.begin() as session:
        await session.execute(
            update(ConversationRow).where(ConversationRow.id == conversation_id).values(bot_sender_id=sender_id)
        )
    return sender_id


async def _conclude(desk: TurnDesk, begun: _Begun, result: TurnResult | None, failure: str | None) -> None:
    """Speak and change the holder if the epoch is still the one the result was decided under."""
    async with desk.sessions.begin() as session:
        log = await lock_conversation(session, desk.vault, begun.turn.conversation_id)
        is_ours, recorded = await finish_turn(session, desk.vault, begun.turn)
        if not is_ours:
            return
        events = _events_of(desk, begun, recorded or result, failure, log)
        logged = await log.append(*events, at=desk.clock(), decided_under=log.state.epoch) if events else []
    if logged:
        await desk.notices.logged(begun.turn.conversation_id, logged, log.state)


def _events_of(
    desk: TurnDesk, begun: _Begun, result: TurnResult | None, failure: str | None, log: ConversationLog
) -> list[ev.Event]:
    turn_id, now = begun.turn.turn_id, log.state
    holds_bot = now.holder.kind is HolderKind.bot
    is_current = now.epoch == begun.state.epoch or (holds_bot and begun.state.holder.kind is HolderKind.queue)
    if failure is not None:
        failed: list[ev.Event] = [ev.BotFailed(turn_id=turn_id, reason=failure)]
        return [*failed, *_pass_on(desk, begun)] if is_current and holds_bot else failed
    if result is None or not is_current:
        return []
    events: list[ev.Event] = []
    if result.contact_reason is not None and now.contact_id is not None:
        events.append(ev.ContactReasonNoted(contact_reason=result.contact_reason))
    if result.say:
        events.append(
            ev.MessagePosted(
                message_id=uuid4(),
                author_kind="bot" if holds_bot else "system",
                text="\n".join(result.say),
                choices=result.choices,
                turn_id=turn_id,
            )
        )
    if result.handoff is not None and holds_bot:
        events.append(_to_queue(result.handoff))
    return events


def _pass_on(desk: TurnDesk, begun: _Begun) -> list[ev.Event]:
    """The bot gave no answer: a sentence the customer understands, and a person."""
    choice = Choice(label=desk.reception.callback_choice, value=desk.reception.callback_choice)
    return [
        ev.MessagePosted(
            message_id=uuid4(),
            author_kind="system",
            text=desk.reception.bot_unavailable,
            choices=(choice,),
            turn_id=begun.turn.turn_id,
        ),
        _to_queue(HandoffWish(reason="bot_failed", queue=desk.queues.default)),
    ]


def _to_queue(wish: HandoffWish) -> ev.HolderChanged:
    return ev.HolderChanged(holder=HolderKind.queue, holder_name=wish.queue, reason=wish.reason)
