"""Routing: choosing and offering in one transaction, however many gateways and workers decide at once.

Locks are taken in this order: the routing lock, the agents' rows (shared), one conversation after the other. Whoever
holds a conversation's lock never asks for the routing lock.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from conversation.deliveries import Jobs
from conversation.log import ConversationLog, LoggedEvent, lock_conversation
from conversation.model import Channel, ConversationId, HolderKind
from conversation.state import ConversationState
from database.vault import Vault
from handoff.agents import is_alive, list_agents, list_ready, queues_of
from handoff.choosing import choose
from handoff.model import AgentId, Match, ReadyAgent, RoutingRules, Waiting
from handoff.offers import Offer, make_offer
from handoff.queueing import find_entry
from handoff.tables import QueueEntryRow

_ROUTING_LOCK = 0x746F7269  # Any constant will do; it names the lock among all of this database's.


@dataclass(frozen=True)
class Offered:
    """An offer that was just made, with what was logged for it."""

    offer: Offer
    logged: tuple[LoggedEvent, ...]
    state: ConversationState


async def take_routing_lock(session: AsyncSession) -> None:
    """Until the transaction ends nobody else decides who gets what; capacity read after it holds."""
    await session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ROUTING_LOCK})


async def route(
    session: AsyncSession,
    vault: Vault,
    rules: RoutingRules,
    jobs: Jobs,
    is_open: Callable[[str], bool],
    *,
    at: datetime,
) -> list[Offered]:
    """Offer waiting contacts to ready agents until no match is left. `is_open` tells whether a queue is open now."""
    await take_routing_lock(session)
    ready = await list_ready(session, rules, at=at)
    if not ready:
        return []
    online = {a.agent_id: queues_of(a.skills, rules) for a in await list_agents(session) if is_alive(a, rules, at)}
    open_queues = [queue for queue in rules.queues if is_open(queue)]
    waiting = await _list_waiting(session, ready, online, open_queues, at=at)
    made = [await _offer(session, vault, rules, jobs, match, at=at) for match in choose(waiting, ready)]
    return [offered for offered in made if offered is not None]


async def _list_waiting(
    session: AsyncSession,
    ready: Collection[ReadyAgent],
    online: Mapping[AgentId, frozenset[str]],
    open_queues: Collection[str],
    *,
    at: datetime,
) -> list[Waiting]:
    """Those who may be chosen: of each queue and channel no more than there are free places at all."""
    places = sum(max(free, 0) for agent in ready for free in agent.free.values())
    # Whom an agent rejected or who was transferred away from them does not use up the others' places.
    is_choosy = func.cardinality(QueueEntryRow.excluded_agent_ids) > 0
    numbered = (
        select(
            QueueEntryRow,
            func.row_number()
            .over(
                partition_by=(QueueEntryRow.queue, QueueEntryRow.channel, QueueEntryRow.overflow_at <= at, is_choosy),
                order_by=(QueueEntryRow.rank_at, QueueEntryRow.conversation_id),
            )
            .label("place"),
        )
        .where(QueueEntryRow.offer_id.is_(None), QueueEntryRow.queue.in_(open_queues))
        .subquery()
    )
    entry = aliased(QueueEntryRow, numbered)
    rows = await session.scalars(
        select(entry).where((numbered.c.place <= places) | (func.cardinality(entry.excluded_agent_ids) > 0))
    )
    return [_waiting(row, online, at) for row in rows]


def _waiting(row: QueueEntryRow, online: Mapping[AgentId, frozenset[str]], at: datetime) -> Waiting:
    """Whom nobody else could serve goes to those again who rejected or gave them away: better them than nobody."""
    excluded = frozenset(AgentId(agent) for agent in row.excluded_agent_ids)
    own = {row.queue, row.overflow_queue}
    if not any(queues & own for agent_id, queues in online.items() if agent_id not in excluded):
        excluded = frozenset()
    overflows = row.overflow_queue is not None and row.overflow_at is not None and row.overflow_at <= at
    queues = (row.queue, row.overflow_queue) if overflows and row.overflow_queue else (row.queue,)
    return Waiting(
        conversation_id=ConversationId(row.conversation_id),
        channel=Channel(row.channel),
        queues=queues,
        rank_at=row.rank_at,
        preferred_agent_id=AgentId(row.preferred_agent_id) if row.preferred_agent_id else None,
        excluded_agent_ids=excluded,
    )


async def _offer(
    session: AsyncSession, vault: Vault, rules: RoutingRules, jobs: Jobs, match: Match, *, at: datetime
) -> Offered | None:
    """None when the contact has left the queue since it was read."""
    log = await lock_conversation(session, vault, match.conversation_id)
    entry = await find_entry(session, match.conversation_id)
    if not _still_waits(log, entry) or entry is None:
        return None
    offer, logged = await make_offer(
        session, log, rules, jobs, match.agent_id, purpose="serve", queue=entry.queue, at=at
    )
    return Offered(offer, tuple(logged), log.state)


def _still_waits(log: ConversationLog, entry: QueueEntryRow | None) -> bool:
    return entry is not None and entry.offer_id is None and log.state.holder.kind is HolderKind.queue
