"""Agents as routing knows them: presence, capacity, signs of life, and how much they have at hand."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import CompoundSelect, func, select, union_all, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.selectable import ForUpdateArg

from conversation.model import Channel
from conversation.tables import ConversationRow
from handoff.errors import AgentNotAvailableError
from handoff.model import Agent, AgentId, Presence, ReadyAgent, RoutingRules
from handoff.tables import AgentRow, AssignmentRow, OfferRow, ParticipantRow

OCCUPYING = ("serving", "wrapping")
Load = Mapping[AgentId, Mapping[Channel, int]]


async def enrol(session: AsyncSession, rules: RoutingRules, agent_id: AgentId, name: str, *, at: datetime) -> None:
    """Make the member of staff known to routing, offline; whoever is known already keeps everything."""
    statement = insert(AgentRow).values(
        id=agent_id,
        name=name,
        presence=Presence.offline,
        since=at,
        idle_since=at,
        last_seen_at=at,
        skills=sorted({skill for rule in rules.queues.values() for skill in rule.skills}),
        capacity={channel.value: places for channel, places in rules.default_capacity.items()},
    )
    await session.execute(statement.on_conflict_do_nothing(index_elements=["id"]))


async def choose_presence(
    session: AsyncSession, agent_id: AgentId, presence: Presence, *, at: datetime, is_seen: bool = True
) -> datetime:
    """Since when they have it; choosing the same again does not begin anew. `is_seen`: they chose it themselves."""
    row = await session.get_one(AgentRow, agent_id, with_for_update=True, populate_existing=True)
    if row.presence != presence:
        row.presence, row.since = presence, at
        if presence is Presence.available:
            row.idle_since = at
    row.last_seen_at = at if is_seen else row.last_seen_at
    return row.since


async def fall_silent(session: AsyncSession, agent_id: AgentId, *, at: datetime) -> None:
    """An offer was missed: no more offers until they choose a presence again."""
    await session.execute(
        update(AgentRow)
        .where(AgentRow.id == agent_id, AgentRow.presence == Presence.available)
        .values(presence=Presence.not_responding, since=at)
        .execution_options(synchronize_session=False)
    )


async def note_idle(session: AsyncSession, agent_id: AgentId, *, at: datetime) -> None:
    await session.execute(update(AgentRow).where(AgentRow.id == agent_id).values(idle_since=at))


async def note_seen(session: AsyncSession, agent_ids: Collection[AgentId], *, at: datetime) -> None:
    """Signs of life of these agents' desks; always in the same order, so that two gateways never wait in a ring."""
    rows = select(AgentRow.id).where(AgentRow.id.in_(agent_ids)).order_by(AgentRow.id).with_for_update()
    found = (await session.scalars(rows)).all()
    await session.execute(update(AgentRow).where(AgentRow.id.in_(found)).values(last_seen_at=at))


async def list_vanished(session: AsyncSession, *, at: datetime, after: timedelta) -> Sequence[AgentId]:
    """Agents who are not offline, or still take part in a talk, and whose desk has been silent for so long."""
    serving = select(AssignmentRow.agent_id).where(AssignmentRow.state == OCCUPYING[0])
    at_hand = serving.union(select(ParticipantRow.agent_id).where(ParticipantRow.joined_at.is_not(None)))
    rows = await session.scalars(
        select(AgentRow.id)
        .where(AgentRow.last_seen_at < at - after)
        .where((AgentRow.presence != Presence.offline) | AgentRow.id.in_(at_hand))
        .order_by(AgentRow.id)
    )
    return [AgentId(row) for row in rows]


async def list_agents(session: AsyncSession, *, channel_free: Channel | None = None) -> list[Agent]:
    """Everybody known to routing, by name. With `channel_free` only those available with a free place there."""
    rows = (await session.scalars(select(AgentRow).order_by(AgentRow.name, AgentRow.id))).all()
    load = await _load(session)
    agents = [_agent(row, load) for row in rows]
    if channel_free is None:
        return agents
    return [a for a in agents if a.presence is Presence.available and a.free(channel_free) > 0]


async def get_agent(session: AsyncSession, agent_id: AgentId, *, is_locked: bool = False) -> Agent:
    """`is_locked`: their presence stays as read until the transaction ends.

    Raise AgentNotAvailableError when routing does not know them.
    """
    lock = ForUpdateArg(read=True) if is_locked else None
    row = await session.get(AgentRow, agent_id, populate_existing=True, with_for_update=lock)
    if row is None:
        raise AgentNotAvailableError("The agent is not known.")
    return _agent(row, await _load(session, agent_id))


async def equip(
    session: AsyncSession,
    agent_id: AgentId,
    *,
    skills: Sequence[str] | None,
    capacity: Mapping[Channel, int] | None,
) -> None:
    """Change an agent's skills or capacity. A smaller capacity takes nothing away that they already serve."""
    row = await session.get(AgentRow, agent_id, with_for_update=True)
    if row is None:
        raise AgentNotAvailableError("The agent is not known.")
    if skills is not None:
        row.skills = sorted(set(skills))
    if capacity is not None:
        row.capacity = {**row.capacity, **{channel.value: places for channel, places in capacity.items()}}


async def list_ready(session: AsyncSession, rules: RoutingRules, *, at: datetime) -> list[ReadyAgent]:
    """Available agents with a free place. Their rows stay shared-locked, so that no presence changes meanwhile."""
    alive = at - timedelta(seconds=rules.vanished_seconds)
    rows = await session.scalars(
        select(AgentRow)
        .where(AgentRow.presence == Presence.available, AgentRow.last_seen_at >= alive)
        .order_by(AgentRow.id)
        .with_for_update(read=True)
        .execution_options(populate_existing=True)
    )
    found = rows.all()
    load, given = await _load(session), await _last_given(session)
    ready = [_ready(row, load, given, rules) for row in found]
    return [agent for agent in ready if any(places > 0 for places in agent.free.values())]


def is_alive(agent: Agent, rules: RoutingRules, at: datetime) -> bool:
    """At their desk, whatever they can take at the moment."""
    alive = at - timedelta(seconds=rules.vanished_seconds)
    return agent.presence is not Presence.offline and agent.last_seen_at >= alive


def queues_of(skills: frozenset[str], rules: RoutingRules) -> frozenset[str]:
    """The queues an agent with these skills serves."""
    return frozenset(name for name, rule in rules.queues.items() if skills.issuperset(rule.skills))


async def _load(session: AsyncSession, agent_id: AgentId | None = None) -> Load:
    """How much each agent has at hand, per channel."""
    at_hand = _at_hand().subquery()
    query = select(at_hand.c.agent_id, at_hand.c.channel, func.count())
    if agent_id is not None:
        query = query.where(at_hand.c.agent_id == agent_id)
    rows = await session.execute(query.group_by(at_hand.c.agent_id, at_hand.c.channel))
    load: defaultdict[AgentId, dict[Channel, int]] = defaultdict(dict)
    for owner, channel, count in rows:
        load[AgentId(UUID(str(owner)))][Channel(channel)] = count
    return load


async def _last_given(session: AsyncSession) -> Mapping[AgentId, datetime]:
    """When the agents who have something at hand were last given something."""
    at_hand = _at_hand().subquery()
    rows = await session.execute(select(at_hand.c.agent_id, func.max(at_hand.c.at)).group_by(at_hand.c.agent_id))
    return {AgentId(owner): at for owner, at in rows}


def _at_hand() -> CompoundSelect[tuple[UUID, str, datetime]]:
    """Open offers, contacts being served or wrapped up, and those they have joined: agent, channel, since when."""
    offered = select(OfferRow.agent_id, OfferRow.channel, OfferRow.made_at.label("at"))
    served = select(AssignmentRow.agent_id, AssignmentRow.channel, AssignmentRow.began_at)
    channel = func.coalesce(ConversationRow.contact_channel, Channel.webchat.value)
    joined = select(ParticipantRow.agent_id, channel, ParticipantRow.joined_at)
    return union_all(
        offered.where(OfferRow.outcome.is_(None)),
        served.where(AssignmentRow.state.in_(OCCUPYING)),
        joined.join(ConversationRow, ConversationRow.id == ParticipantRow.conversation_id).where(
            ParticipantRow.joined_at.is_not(None)
        ),
    )


def _agent(row: AgentRow, load: Load) -> Agent:
    agent_id = AgentId(row.id)
    return Agent(
        agent_id=agent_id,
        name=row.name,
        presence=Presence(row.presence),
        since=row.since,
        last_seen_at=row.last_seen_at,
        skills=frozenset(row.skills),
        capacity=_places(row),
        load=load.get(agent_id, {}),
    )


def _ready(row: AgentRow, load: Load, given: Mapping[AgentId, datetime], rules: RoutingRules) -> ReadyAgent:
    agent = _agent(row, load)
    # Whoever is on the telephone can answer nobody else meanwhile.
    is_on_call = agent.load.get(Channel.voice, 0) > 0
    return ReadyAgent(
        agent_id=agent.agent_id,
        idle_since=max(row.idle_since, given.get(agent.agent_id, row.idle_since)),
        free={channel: 0 if is_on_call else agent.free(channel) for channel in agent.capacity},
        queues=queues_of(agent.skills, rules),
        skills=agent.skills,
    )


def _places(row: AgentRow) -> dict[Channel, int]:
    return {Channel(channel): int(places) for channel, places in row.capacity.items()}
