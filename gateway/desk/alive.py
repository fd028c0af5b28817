"""Signs of life: which desks and which waiting screens are still there. What has gone silent is put right."""

import asyncio
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Protocol

import structlog
from sqlalchemy import select

from conversation.errors import ConversationError
from conversation.log import lock_conversation
from conversation.model import ConversationId, HolderKind
from conversation.tables import ConversationRow
from gateway.desk.acts import end_wrap_up_time, expire_offer, give_up_offers, locked, notice_of_service
from gateway.desk.floor import Floor
from handoff.agents import choose_presence, list_vanished, note_seen
from handoff.errors import HandoffError
from handoff.model import AgentId, Presence
from handoff.offers import list_open_offers, rescind_open_offers
from handoff.queueing import Entry, enqueue, find_entry, known_queue, list_abandoned, note_customers_seen, readmit
from handoff.serving import ServingState, list_assignments
from handoff.supervision import abandon, return_to_queue
from handoff.tables import ParticipantRow, QueueEntryRow
from handoff.transfer import leave, list_participants

logger = structlog.get_logger()

BEAT_SECONDS = 10.0
MISSED_BEATS = 3


class Screens(Protocol):
    """The sockets of this process."""

    def agents(self) -> Collection[AgentId]: ...

    def conversations(self) -> Collection[ConversationId]: ...

    async def show_places(self) -> None: ...

    async def check_sessions(self) -> None:
        """Disconnect whoever is no longer signed in."""


async def beat_forever(floor: Floor, screens: Screens) -> None:
    """Every few seconds: note who is there, and put right what is left behind. Ends only when it is cancelled.

    After a start, an outage or a suspended machine nobody could have been seen: silence counts only from then on.
    """
    last = watched_since = floor.clock()
    while True:
        now = floor.clock()
        if now - last > MISSED_BEATS * timedelta(seconds=BEAT_SECONDS):
            watched_since = now
        try:
            await beat(floor, screens, watched_since=watched_since)
            last = floor.clock()
        except Exception as error:  # noqa: BLE001  # A database that is away must not end the watch.
            logger.warning("heartbeat_failed", error=type(error).__name__)
        await asyncio.sleep(BEAT_SECONDS)


async def beat(floor: Floor, screens: Screens, *, watched_since: datetime | None = None) -> None:
    """`watched_since`: nobody is called silent for a time in which nobody watched."""
    now = floor.clock()
    await screens.check_sessions()
    async with floor.sessions.begin() as session:
        await note_seen(session, screens.agents(), at=now)
    async with floor.sessions.begin() as session:
        await note_customers_seen(session, screens.conversations(), at=now)
    patience, long = timedelta(seconds=floor.rules.vanished_seconds), timedelta(seconds=floor.rules.abandoned_seconds)
    watched = now - watched_since if watched_since is not None else max(patience, long)
    async with floor.sessions() as session:
        gone = await list_vanished(session, at=now, after=patience) if watched >= patience else []
        left = await list_abandoned(session, at=now, after=long) if watched >= long else []
    for agent_id in gone:
        with one_of_many():
            await take_leave_of(floor, agent_id)
    for conversation_id in left:
        with one_of_many():
            await end_abandoned(floor, conversation_id)
    await catch_up(floor)
    await mend_orphans(floor)
    await move_from_unknown_queues(floor)
    await screens.show_places()
    floor.kick()


@contextmanager
def one_of_many() -> Iterator[None]:
    """What cannot be put right for one must not keep the others waiting; the next beat tries again."""
    try:
        yield
    except (ConversationError, HandoffError) as error:
        logger.warning("beat_refused", code=error.code)


async def catch_up(floor: Floor) -> None:
    """End what is over although its job was lost, or came too early by the clock of another machine."""
    now = floor.clock()
    async with floor.sessions() as session:
        missed = [offer for offer in await list_open_offers(session) if offer.expires_at <= now]
        wrapping = [each for each in await list_assignments(session) if each.state is ServingState.wrapping]
    for offer in missed:
        await expire_offer(floor, offer.offer_id)
    for assignment in wrapping:
        if assignment.wrap_up_ends_at is not None and assignment.wrap_up_ends_at <= now:
            await end_wrap_up_time(floor, assignment.conversation_id)


async def take_leave_of(floor: Floor, agent_id: AgentId) -> None:
    """The agent has vanished: no offers, and what they served waits again in its place."""
    now = floor.clock()
    async with floor.sessions.begin() as session:
        await choose_presence(session, agent_id, Presence.offline, at=now, is_seen=False)
    await give_up_offers(floor, agent_id)
    async with floor.sessions() as session:
        served = await list_assignments(session, agent_id)
        joined = list(await session.scalars(select(ParticipantRow).where(ParticipantRow.agent_id == agent_id)))
    for row in joined:
        async with locked(floor, row.conversation_id) as (session, log):
            guests = await list_participants(session, log.conversation_id)
            is_guest = any(guest.agent_id == agent_id for guest in guests)
            logged = await leave(session, log, agent_id, at=now) if is_guest else []
        await floor.tell(log.conversation_id, logged, log.state)
    for assignment in served:
        async with locked(floor, assignment.conversation_id) as (session, log):
            logged = await return_to_queue(session, log, floor.rules, floor.jobs, agent_id, floor.default_queue, at=now)
            if logged:
                logged += await log.append(notice_of_service(floor.words.serving.agent_vanished), at=now)
        await floor.tell(log.conversation_id, logged, log.state, concerned=[agent_id])
    logger.info("agent_vanished", agent_id=str(agent_id), conversations=len(served))
    await floor.notices.presence_changed(agent_id, Presence.offline, now)
    floor.kick()


async def end_abandoned(floor: Floor, conversation_id: ConversationId) -> None:
    """The customer left the queue long ago."""
    async with locked(floor, conversation_id) as (session, log):
        entry = await find_entry(session, conversation_id)
        patience = timedelta(seconds=floor.rules.abandoned_seconds)
        if entry is None or entry.seen_at >= floor.clock() - patience:
            return
        offers, logged = await abandon(session, log, floor.jobs, at=floor.clock())
    await floor.tell(conversation_id, logged, log.state, ended=offers)


async def move_from_unknown_queues(floor: Floor) -> None:
    """Whoever waits in a queue that the operators have removed waits in the default one, in their place."""
    async with floor.sessions() as session:
        rows = await session.scalars(
            select(QueueEntryRow.conversation_id).where(QueueEntryRow.queue.not_in(floor.rules.queues)).limit(100)
        )
        lost = [ConversationId(row) for row in rows]
    for conversation_id in lost:
        now = floor.clock()
        async with locked(floor, conversation_id) as (session, log):
            entry = await find_entry(session, conversation_id)
            if entry is None or entry.queue in floor.rules.queues:
                continue
            ended, logged = await rescind_open_offers(session, log, at=now)
            moved = Entry(floor.default_queue, entry.reason, entered_at=entry.entered_at, rank_at=entry.rank_at)
            logged += await enqueue(session, log, floor.rules, floor.jobs, moved, at=now)
        await floor.tell(conversation_id, logged, log.state, ended=ended)


async def mend_orphans(floor: Floor) -> int:
    """Conversations that a queue holds without a place in it; there should be none. Returns how many there were."""
    async with floor.sessions() as session:
        rows = await session.scalars(
            select(ConversationRow.id)
            .outerjoin(QueueEntryRow, QueueEntryRow.conversation_id == ConversationRow.id)
            .where(ConversationRow.holder_kind == HolderKind.queue, QueueEntryRow.conversation_id.is_(None))
            .limit(100)
        )
        orphans = [ConversationId(row) for row in rows]
    for conversation_id in orphans:
        logger.error("orphan_mended", conversation_id=str(conversation_id))
        async with floor.sessions.begin() as session:
            log = await lock_conversation(session, floor.vault, conversation_id)
            if log.state.holder.kind is HolderKind.queue and await find_entry(session, conversation_id) is None:
                queue = known_queue(floor.rules, log.state.holder.name, floor.default_queue)
                entry = Entry(queue, "orphaned", entered_at=log.updated_at)
                await readmit(session, log, floor.rules, floor.jobs, entry, at=floor.clock())
    return len(orphans)
