"""The board: queues and agents as they stand, counted from the database when somebody looks."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from conversation.model import Channel, ConversationId, Signal
from conversation.tables import ConversationRow
from gateway.desk.floor import Floor
from handoff.agents import is_alive, list_agents
from handoff.estimate import estimate_wait
from handoff.hours import Closed
from handoff.model import Agent, AgentId, Presence
from handoff.serving import list_assignments
from handoff.tables import QueueEntryRow
from handoff.transfer import serves


@dataclass(frozen=True)
class QueueStanding:
    """`estimate` is for whoever would come now, in seconds; `longest_wait` in seconds."""

    queue: str
    label: str
    is_open: bool
    closed_reason: str | None
    opens_at: datetime | None
    waiting: int
    longest_wait: int
    agents_online: int
    agents_available: int
    estimate: tuple[int, int] | None
    service_level: int


@dataclass(frozen=True)
class AgentStanding:
    agent: Agent
    is_online: bool
    conversation_ids: tuple[ConversationId, ...]
    signals: Mapping[ConversationId, tuple[Signal, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Board:
    queues: Sequence[QueueStanding]
    agents: Sequence[AgentStanding]


async def read_board(session: AsyncSession, floor: Floor) -> Board:
    now = floor.clock()
    rows = await session.execute(
        select(QueueEntryRow.queue, func.count(), func.min(QueueEntryRow.entered_at)).group_by(QueueEntryRow.queue)
    )
    waiting = {queue: (count, since) for queue, count, since in rows}
    served: defaultdict[AgentId, list[ConversationId]] = defaultdict(list)
    for assignment in await list_assignments(session):
        served[assignment.agent_id].append(assignment.conversation_id)
    signals = await _signals(session, served)
    agents = [
        AgentStanding(
            agent,
            is_alive(agent, floor.rules, now),
            tuple(served[agent.agent_id]),
            {each: signals[each] for each in served[agent.agent_id] if each in signals},
        )
        for agent in await list_agents(session)
    ]
    queues = [_queue(floor, queue, waiting.get(queue), agents, now) for queue in floor.rules.queues]
    return Board(queues, agents)


async def _signals(
    session: AsyncSession, served: Mapping[AgentId, Sequence[ConversationId]]
) -> dict[ConversationId, tuple[Signal, ...]]:
    """Of the served conversations that have any."""
    ids = [each for conversations in served.values() for each in conversations]
    rows = await session.execute(
        select(ConversationRow.id, ConversationRow.signals).where(
            ConversationRow.id.in_(ids), func.cardinality(ConversationRow.signals) > 0
        )
    )
    return {ConversationId(row.id): tuple(sorted(Signal(name) for name in row.signals)) for row in rows}


async def list_entries(session: AsyncSession, queue: str) -> Sequence[QueueEntryRow]:
    """Who waits in the queue, the next one first."""
    query = select(QueueEntryRow).where(QueueEntryRow.queue == queue)
    rows = await session.scalars(query.order_by(QueueEntryRow.rank_at, QueueEntryRow.conversation_id).limit(500))
    return rows.all()


def _queue(
    floor: Floor, queue: str, waiting: tuple[int, datetime] | None, agents: Sequence[AgentStanding], now: datetime
) -> QueueStanding:
    rule, status = floor.rules.queues[queue], floor.openings.status(queue, now)
    count, since = waiting or (0, now)
    online = [a.agent for a in agents if a.is_online and serves(a.agent, queue, floor.rules)]
    available = [agent for agent in online if agent.presence is Presence.available]
    places = sum(agent.capacity.get(Channel.webchat, 1) for agent in available)
    free = sum(max(agent.free(Channel.webchat), 0) for agent in available)
    return QueueStanding(
        queue=queue,
        label=rule.label,
        is_open=not isinstance(status, Closed),
        closed_reason=status.label if isinstance(status, Closed) else None,
        opens_at=status.opens_at if isinstance(status, Closed) else None,
        waiting=count,
        longest_wait=max(int((now - since).total_seconds()), 0),
        agents_online=len(online),
        agents_available=len(available),
        estimate=estimate_wait(count + 1, places, rule.average_handle_seconds, free_places=free),
        service_level=rule.service_level_seconds,
    )
