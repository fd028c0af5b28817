"""Turns: claim, ask whoever holds the conversation, and speak only if the holder is still the same.

Two short transactions with the bot between them. What dies in the middle is claimed again when its lease runs out.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import uuid4

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from conversation import events as ev
from conversation.errors import ConversationError
from conversation.log import ConversationLog, LoggedEvent, list_events, lock_conversation, state_of
from conversation.messages import Choice
from conversation.model import Channel, ConversationId, HolderKind, TurnId
from conversation.tables import ConversationRow
from conversation.turns import ClaimedTurn, HandoffWish, TurnResult, claim_turn, finish_turn, list_unfinished_turns
from gateway.background import Background
from gateway.contact_index import INDEX_TASK
from gateway.desk.placing import place
from gateway.turn_decision import Begun, Decided, TurnDesk, decide
from handoff.queueing import Entry, enqueue

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
        self._places, self._callers_places = asyncio.Semaphore(concurrency), asyncio.Semaphore(concurrency)
        self._waiting: dict[ConversationId, deque[tuple[TurnId, Begun | None]]] = {}
        self._idle: dict[ConversationId, asyncio.Event] = {}

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

    async def wait_for(self, conversation_id: ConversationId) -> None:
        """Until no turn of the conversation runs or waits in this process."""
        if conversation_id in self._waiting:
            await self._idle.setdefault(conversation_id, asyncio.Event()).wait()

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
                async with self._place_for(begun):
                    await run_turn(self._desk, turn_id, begun)
        finally:
            del self._waiting[conversation_id]
            idle = self._idle.pop(conversation_id, None)
            if idle is not None:
                idle.set()

    @asynccontextmanager
    async def _place_for(self, begun: Begun | None) -> AsyncIterator[None]:
        """Callers wait on the line: their turns have places of their own and give way to nothing."""
        if begun is not None and begun.state.contact_channel is Channel.voice:
            async with self._callers_places:
                yield
            return
        async with self._places:
            await self._background.foreground.calm()
            yield


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
        has_files = isinstance(event, ev.MessageReceived) and bool(event.attachments)
        state = state_of(row)
        to_agent = received[0].epoch != state.epoch and await _was_to_agent(session, desk, turn)
        return Begun(turn, state, row.bot_sender_id, text, has_files=has_files, was_to_agent=to_agent)


async def _was_to_agent(session: AsyncSession, desk: TurnDesk, turn: ClaimedTurn) -> bool:
    """Whether an agent had the conversation when the message came, or has had it since."""
    logged = await list_events(session, desk.vault, turn.conversation_id, kinds=("holder.changed",))
    changes = [(entry.seq, entry.event.holder) for entry in logged if isinstance(entry.event, ev.HolderChanged)]
    then = [holder for seq, holder in changes if seq < turn.seq][-1:]
    since = [holder for seq, holder in changes if seq > turn.seq]
    return then[:1] in ([HolderKind.agent], [HolderKind.none]) or HolderKind.agent in since


async def _conclude(desk: TurnDesk, begun: Begun, decided: Decided) -> None:
    """Speak and change the holder, unless the holder has changed since: then nothing is said."""
    async with desk.sessions.begin() as session:
        log = await lock_conversation(session, desk.vault, begun.turn.conversation_id)
        is_ours, recorded = await finish_turn(session, desk.vault, begun.turn)
        if not is_ours:
            return
        logged = await _append(session, desk, log, begun, decided, recorded)
    if logged:
        await desk.notices.logged(begun.turn.conversation_id, logged, log.state)
    if log.state.holder.kind is HolderKind.queue:
        desk.floor.kick()


async def _append(
    session: AsyncSession,
    desk: TurnDesk,
    log: ConversationLog,
    begun: Begun,
    decided: Decided,
    recorded: TurnResult | None,
) -> list[LoggedEvent]:
    """The kernel refuses speech that was decided under another epoch; a failure of the bot is a fact all the same."""
    turn_id, is_bot = begun.turn.turn_id, decided.author is HolderKind.bot
    logged: list[LoggedEvent] = []
    result = recorded if is_bot and recorded and decided.result is not None else decided.result
    if decided.failure is not None:
        failed = ev.BotFailed(turn_id=turn_id, reason=decided.failure)
        logged, result, is_bot = await log.append(failed, at=desk.clock()), _passing_on(desk), False
    if result is None:
        return logged
    if log.state.epoch != decided.epoch or not _is_same_contact(begun, log):
        logger.info("turn_came_too_late", turn_id=str(turn_id))
        return logged
    return logged + await _speak(session, desk, log, result, turn_id, is_bot=is_bot)


def _is_same_contact(begun: Begun, log: ConversationLog) -> bool:
    """Another contact may have begun meanwhile, on another channel and with somebody else at its end."""
    return log.state.contact_id is not None and begun.state.contact_id in {None, log.state.contact_id}


async def _speak(
    session: AsyncSession, desk: TurnDesk, log: ConversationLog, result: TurnResult, turn_id: TurnId, *, is_bot: bool
) -> list[LoggedEvent]:
    """Say what was decided. Who is passed to a person hears in the same message where they stand."""
    now, wish, say = desk.clock(), result.handoff, result.say
    epoch = log.state.epoch
    if wish is not None:
        say = (*say, await place(session, desk.floor, log, wish.queue, wish.reason, at=now))
    events: list[ev.Event] = []
    if result.contact_reason is not None:
        events.append(ev.ContactReasonNoted(contact_reason=result.contact_reason))
    if say:
        events.append(_said("\n".join(say), result, turn_id, is_bot=is_bot))
    logged = await log.append(*events, at=now, decided_under=epoch) if events else []
    if wish is not None:
        floor = desk.floor
        logged += await enqueue(session, log, floor.rules, floor.jobs, Entry(wish.queue, wish.reason), at=now)
        await floor.jobs.defer(session, INDEX_TASK, contact_id=str(log.state.contact_id))
    return logged


def _said(text: str, result: TurnResult, turn_id: TurnId, *, is_bot: bool) -> ev.MessagePosted:
    return ev.MessagePosted(
        message_id=uuid4(),
        author_kind="bot" if is_bot else "system",
        text=text,
        choices=result.choices,
        expects=result.expects,
        is_vital=result.is_vital,
        turn_id=turn_id,
    )


def _passing_on(desk: TurnDesk) -> TurnResult:
    """The bot gave no answer: a sentence the customer understands, and a person."""
    choice = Choice(label=desk.reception.callback_choice, value=desk.reception.callback_choice)
    wish = HandoffWish(reason="bot_failed", queue=desk.queues.default)
    return TurnResult(say=(desk.reception.bot_unavailable,), choices=(choice,), handoff=wish)
