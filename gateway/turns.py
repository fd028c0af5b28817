"""Turns: claim, ask whoever holds the conversation, and speak only if the holder is still the same.

Two short transactions with the bot between them. What dies in the middle is claimed again when its lease runs out.
"""

import asyncio
from collections import deque
from datetime import timedelta
from uuid import uuid4

import structlog

from conversation import events as ev
from conversation.errors import ConversationError, StaleEpochError
from conversation.log import ConversationLog, LoggedEvent, list_events, lock_conversation, state_of
from conversation.messages import Choice
from conversation.model import ConversationId, HolderKind, TurnId
from conversation.tables import ConversationRow
from conversation.turns import HandoffWish, TurnResult, claim_turn, finish_turn, list_unfinished_turns
from gateway.background import Background
from gateway.turn_decision import Begun, Decided, TurnDesk, decide

logger = structlog.get_logger()

SWEEP_SECONDS = 5.0
OVERDUE = timedelta(seconds=10)
MOST_CLAIMS = 5


class Turns:
    """Runs turns one after the other per conversation, and of different conversations `concurrency` side by side.

    More would not be faster, because Rasa works serially, and would starve the messages still to be acknowledged.
    """

    def __init__(self, desk: TurnDesk, background: Background, *, concurrency: int) -> None:
        self._desk, self._background = desk, background
        self._places = asyncio.Semaphore(concurrency)
        self._waiting: dict[ConversationId, deque[tuple[TurnId, Begun | None]]] = {}

    @property
    def lease(self) -> timedelta | None:
        """For claiming a turn while its message is accepted; None when it would have to wait here for a place."""
        return None if self._places.locked() else self._desk.lease

    def kick(self, conversation_id: ConversationId, turn_id: TurnId, begun: Begun | None = None) -> None:
        """Run the turn soon; returns at once. `begun` is the turn if it is claimed already."""
        waiting = self._waiting.get(conversation_id)
        if waiting is not None:
            waiting.append((turn_id, begun))
            return
        self._waiting[conversation_id] = deque([(turn_id, begun)])
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
        """Kick overdue turns that are not waiting here already; returns how many."""
        desk = self._desk
        async with desk.sessions() as session:
            found = await list_unfinished_turns(session, at=desk.clock(), older_than=OVERDUE)
        forgotten = [turn for turn in found if turn.conversation_id not in self._waiting]
        for turn in forgotten:
            self.kick(turn.conversation_id, turn.turn_id)
        return len(forgotten)

    async def _run_all(self, conversation_id: ConversationId) -> None:
        waiting = self._waiting[conversation_id]
        try:
            while waiting:
                turn_id, begun = waiting.popleft()
                async with self._places:
                    await run_turn(self._desk, turn_id, begun)
        finally:
            del self._waiting[conversation_id]


async def run_turn(desk: TurnDesk, turn_id: TurnId, begun: Begun | None = None) -> bool:
    """Run one turn to its end; False when it is not ours to run now."""
    begun = begun or await _begin(desk, turn_id)
    if begun is None:
        return False
    await _conclude(desk, begun, await _decided(desk, begun))
    return True


async def _decided(desk: TurnDesk, begun: Begun) -> Decided:
    """A turn that has failed again and again goes to a person: the messages behind it must not wait for ever."""
    turn, epoch = begun.turn, begun.state.epoch
    if turn.attempts > MOST_CLAIMS and begun.state.holder.kind is HolderKind.bot:
        logger.error("turn_given_up", turn_id=str(turn.turn_id), attempts=turn.attempts)
        return Decided(epoch, failure="given_up")
    try:
        return await decide(desk, begun)
    except ConversationError as error:
        logger.warning("turn_refused", code=error.code, turn_id=str(turn.turn_id))
        return Decided(epoch, failure=error.code)


async def _begin(desk: TurnDesk, turn_id: TurnId) -> Begun | None:
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
        return Begun(turn, state_of(row), row.bot_sender_id, text)


async def _conclude(desk: TurnDesk, begun: Begun, decided: Decided) -> None:
    """Speak and change the holder, unless the holder has changed since: then nothing is said."""
    async with desk.sessions.begin() as session:
        log = await lock_conversation(session, desk.vault, begun.turn.conversation_id)
        is_ours, recorded = await finish_turn(session, desk.vault, begun.turn)
        if not is_ours:
            return
        logged = await _append(desk, log, begun, decided, recorded)
    if logged:
        await desk.notices.logged(begun.turn.conversation_id, logged, log.state)


async def _append(
    desk: TurnDesk, log: ConversationLog, begun: Begun, decided: Decided, recorded: TurnResult | None
) -> list[LoggedEvent]:
    """The kernel refuses speech that was decided under another epoch; a failure of the bot is a fact all the same."""
    turn_id = begun.turn.turn_id
    facts: list[ev.Event] = []
    if decided.failure is not None:
        facts = [ev.BotFailed(turn_id=turn_id, reason=decided.failure)]
        spoken = _passing_on(desk, turn_id)
    else:
        is_bot = decided.author is HolderKind.bot
        spoken = _speech(recorded if is_bot and recorded else decided.result, turn_id, is_bot=is_bot)
    logged = await log.append(*facts, at=desk.clock()) if facts else []
    if spoken:
        try:
            logged += await log.append(*spoken, at=desk.clock(), decided_under=decided.epoch)
        except StaleEpochError:
            logger.info("turn_came_too_late", turn_id=str(turn_id))
    return logged


def _speech(result: TurnResult | None, turn_id: TurnId, *, is_bot: bool) -> list[ev.Event]:
    if result is None:
        return []
    events: list[ev.Event] = []
    if result.contact_reason is not None:
        events.append(ev.ContactReasonNoted(contact_reason=result.contact_reason))
    if result.say:
        events.append(
            ev.MessagePosted(
                message_id=uuid4(),
                author_kind="bot" if is_bot else "system",
                text="\n".join(result.say),
                choices=result.choices,
                turn_id=turn_id,
            )
        )
    if result.handoff is not None:
        events.append(_to_queue(result.handoff))
    return events


def _passing_on(desk: TurnDesk, turn_id: TurnId) -> list[ev.Event]:
    """The bot gave no answer: a sentence the customer understands, and a person."""
    choice = Choice(label=desk.reception.callback_choice, value=desk.reception.callback_choice)
    said = ev.MessagePosted(
        message_id=uuid4(),
        author_kind="system",
        text=desk.reception.bot_unavailable,
        choices=(choice,),
        turn_id=turn_id,
    )
    return [said, _to_queue(HandoffWish(reason="bot_failed", queue=desk.queues.default))]


def _to_queue(wish: HandoffWish) -> ev.HolderChanged:
    return ev.HolderChanged(holder=HolderKind.queue, holder_name=wish.queue, reason=wish.reason)
