"""Waiting in a queue (待ち行列): entering, keeping the place, leaving, and where one stands.

Every change happens under the conversation's lock and in the transaction of its event.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, func, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from conversation import events as ev
from conversation.deliveries import Jobs
from conversation.log import ConversationLog, LoggedEvent
from conversation.model import Channel, ConversationId, HolderKind
from handoff.errors import QueueNotFoundError
from handoff.model import AgentId, QueueRule, RoutingRules
from handoff.tables import PromiseRow, QueueEntryRow

ROUTE_TASK = "route"


@dataclass(frozen=True)
class Entry:
    """What is to wait. `entered_at` is an earlier place that is kept, or None for a new one at the end.

    `rank_at` is an earlier rank: an emergency that must wait again does not lose its head start.
    """

    queue: str
    reason: str
    entered_at: datetime | None = None
    rank_at: datetime | None = None
    preferred_agent_id: AgentId | None = None
    excluded_agent_ids: frozenset[AgentId] = frozenset()
    by: str | None = None


def queue_rule(rules: RoutingRules, queue: str) -> QueueRule:
    """Raise QueueNotFoundError."""
    rule = rules.queues.get(queue)
    if rule is None:
        raise QueueNotFoundError("There is no such queue.")
    return rule


def known_queue(rules: RoutingRules, queue: str | None, default_queue: str) -> str:
    """The queue a contact came from, or the default one if it came from none or there is no such queue any more."""
    return queue if queue in rules.queues else default_queue


def rank_of(rules: RoutingRules, entry: Entry, entered_at: datetime) -> datetime:
    """The place less the head start. Head starts are finite: whoever waits long enough comes first."""
    reason = rules.reasons.get(entry.reason)
    head_start = queue_rule(rules, entry.queue).head_start_seconds + (reason.head_start_seconds if reason else 0)
    return entered_at - timedelta(seconds=head_start)


async def enqueue(
    session: AsyncSession,
    log: ConversationLog,
    rules: RoutingRules,
    jobs: Jobs,
    entry: Entry,
    *,
    at: datetime,
    decided_under: int | None = None,
) -> list[LoggedEvent]:
    """Pass the conversation to the queue. Raise QueueNotFoundError, StaleEpochError or ImpossibleEventError.

    Routing is deferred in the same transaction, now and when the contact may overflow: a process that dies after
    the commit leaves nobody waiting unseen.
    """
    queue_rule(rules, entry.queue)
    changed = ev.HolderChanged(holder=HolderKind.queue, holder_name=entry.queue, reason=entry.reason, by=entry.by)
    logged = await log.append(changed, at=at, decided_under=decided_under)
    await readmit(session, log, rules, jobs, entry, at=at)
    return logged


async def readmit(
    session: AsyncSession, log: ConversationLog, rules: RoutingRules, jobs: Jobs, entry: Entry, *, at: datetime
) -> None:
    """Give a conversation that the queue holds its place there."""
    rule = queue_rule(rules, entry.queue)
    entered_at = entry.entered_at or at
    overflow_at = at + timedelta(seconds=rule.overflow.after_seconds) if rule.overflow else None
    values = {
        "contact_id": log.state.contact_id,
        "queue": entry.queue,
        "overflow_queue": rule.overflow.to if rule.overflow else None,
        "overflow_at": overflow_at,
        "channel": log.state.contact_channel or Channel.webchat,
        "reason": entry.reason,
        "entered_at": entered_at,
        "rank_at": min(rank_of(rules, entry, entered_at), entry.rank_at or entered_at),
        "epoch": log.state.epoch,
        "preferred_agent_id": entry.preferred_agent_id,
        "excluded_agent_ids": sorted(entry.excluded_agent_ids),
        "offer_id": None,
        "seen_at": at,
    }
    statement = insert(QueueEntryRow).values(conversation_id=log.conversation_id, **values)
    await session.execute(statement.on_conflict_do_update(index_elements=["conversation_id"], set_=values))
    await jobs.defer(session, ROUTE_TASK)
    if overflow_at is not None:
        await jobs.defer(session, ROUTE_TASK, at=overflow_at)


async def find_entry(session: AsyncSession, conversation_id: ConversationId) -> QueueEntryRow | None:
    return await session.get(QueueEntryRow, conversation_id, populate_existing=True)


async def leave_queue(session: AsyncSession, conversation_id: ConversationId) -> None:
    """The caller has ended the entry's open offer, if there was one."""
    await session.execute(delete(QueueEntryRow).where(QueueEntryRow.conversation_id == conversation_id))


async def count_before(session: AsyncSession, queue: str, rank_at: datetime, conversation_id: ConversationId) -> int:
    """How many in the queue come before this place."""
    place = tuple_(QueueEntryRow.rank_at, QueueEntryRow.conversation_id)
    query = select(func.count()).where(
        QueueEntryRow.queue == queue,
        place < tuple_(rank_at, conversation_id),
    )
    return int(await session.scalar(query) or 0)


async def list_places(session: AsyncSession) -> dict[ConversationId, int]:
    """Everybody who waits, with their place in their queue, from one."""
    ordered = func.row_number().over(
        partition_by=QueueEntryRow.queue, order_by=(QueueEntryRow.rank_at, QueueEntryRow.conversation_id)
    )
    rows = await session.execute(select(QueueEntryRow.conversation_id, ordered))
    return {ConversationId(conversation_id): place for conversation_id, place in rows}


async def note_customers_seen(
    session: AsyncSession, conversation_ids: Collection[ConversationId], *, at: datetime
) -> None:
    """Signs of life of the screens of those who wait. Whose entry is being changed is noted the next time.

    To wait for several entries while routing changes several could end in a ring of waiting.
    """
    wanted = select(QueueEntryRow).where(QueueEntryRow.conversation_id.in_(conversation_ids))
    for row in await session.scalars(wanted.with_for_update(skip_locked=True)):
        row.seen_at = at


async def list_abandoned(session: AsyncSession, *, at: datetime, after: timedelta) -> list[ConversationId]:
    """Web chats in a queue whose customer closed the screen so long ago; never one who was promised an answer here."""
    promised = exists().where(
        PromiseRow.conversation_id == QueueEntryRow.conversation_id,
        PromiseRow.made_at >= QueueEntryRow.entered_at,
        PromiseRow.kept_at.is_(None),
    )
    rows = await session.scalars(
        select(QueueEntryRow.conversation_id)
        .where(QueueEntryRow.channel == Channel.webchat, QueueEntryRow.seen_at < at - after, ~promised)
        .order_by(QueueEntryRow.conversation_id)
    )
    return [ConversationId(row) for row in rows]
