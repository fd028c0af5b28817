"""Transfer (転送): to a queue or an agent, at once (cold) or after both have spoken (warm), and consulting a colleague.

For a warm transfer the other agent is invited first; the giver leaves only after they have joined.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Literal

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from conversation import events as ev
from conversation.deliveries import Jobs
from conversation.log import ConversationLog, LoggedEvent
from conversation.model import Channel, ConversationId, HolderKind
from handoff.agents import get_agent, is_alive, list_agents, queues_of
from handoff.errors import (
    AgentNotAvailableError,
    InvitationOpenError,
    NobodyJoinedError,
    NotYourConversationError,
    OfferExpiredError,
    QueueClosedError,
    QueueWithoutAgentsError,
)
from handoff.model import Agent, AgentId, Presence, RoutingRules
from handoff.offers import Offer, end_offer, get_offer, list_open_offers, make_offer
from handoff.queueing import Entry, enqueue, known_queue, queue_rule
from handoff.serving import begin_serving, check_holds, end_serving, find_assignment
from handoff.tables import ParticipantRow

Closed = Callable[[str], QueueClosedError | None]
TRANSFERRED = "transferred"
HANDED_BACK = "handed_back"


def serves(agent: Agent, queue: str, rules: RoutingRules) -> bool:
    return queue in queues_of(agent.skills, rules)


async def transfer_to_queue(
    session: AsyncSession,
    log: ConversationLog,
    rules: RoutingRules,
    jobs: Jobs,
    giver: AgentId,
    queue: str,
    closed: Closed,
    *,
    at: datetime,
    decided_under: int | None = None,
    by: str | None = None,
) -> list[LoggedEvent]:
    """The contact waits again, in its old place, and is not offered to the giver.

    Raise NotYourConversationError, QueueNotFoundError, QueueClosedError or QueueWithoutAgentsError.
    """
    check_holds(log, giver)
    await check_staffed(session, rules, queue, closed, besides=giver, at=at)
    await _check_nobody_invited(session, log.conversation_id)
    held = await end_serving(session, log, at=at)
    entry = Entry(
        queue,
        TRANSFERRED,
        entered_at=held.entered_at if held else None,
        rank_at=held.rank_at if held else None,
        excluded_agent_ids=frozenset({giver}),
        by=by or str(giver),
    )
    return await enqueue(session, log, rules, jobs, entry, at=at, decided_under=decided_under)


async def transfer_to_agent(
    session: AsyncSession,
    log: ConversationLog,
    rules: RoutingRules,
    jobs: Jobs,
    giver: AgentId,
    receiver: AgentId,
    *,
    default_queue: str,
    at: datetime,
    decided_under: int | None = None,
    by: str | None = None,
) -> tuple[Offer, list[LoggedEvent]]:
    """The contact is offered to that agent at once; if they do not take it, it waits in its old place for anybody.

    The caller holds the routing lock. Raise NotYourConversationError or AgentNotAvailableError.
    """
    check_holds(log, giver)
    await check_free(session, log, receiver, besides=giver)
    await _check_nobody_invited(session, log.conversation_id)
    held = await end_serving(session, log, at=at)
    entry = Entry(
        known_queue(rules, held.queue if held else None, default_queue),
        TRANSFERRED,
        entered_at=held.entered_at if held else None,
        rank_at=held.rank_at if held else None,
        preferred_agent_id=receiver,
        excluded_agent_ids=frozenset({giver}),
        by=by or str(giver),
    )
    logged = await enqueue(session, log, rules, jobs, entry, at=at, decided_under=decided_under)
    offer, made = await make_offer(session, log, rules, jobs, receiver, purpose="serve", queue=entry.queue, at=at)
    return offer, logged + made


async def invite(
    session: AsyncSession,
    log: ConversationLog,
    rules: RoutingRules,
    jobs: Jobs,
    giver: AgentId,
    guest: AgentId,
    purpose: Literal["warm", "consult"],
    *,
    at: datetime,
) -> tuple[Offer, list[LoggedEvent]]:
    """Ask an agent to join; the giver keeps the conversation.

    The caller holds the routing lock. Raise NotYourConversationError, AgentNotAvailableError or InvitationOpenError.
    """
    check_holds(log, giver)
    await _check_nobody_invited(session, log.conversation_id)
    await check_free(session, log, guest, besides=giver)
    offer, logged = await make_offer(session, log, rules, jobs, guest, purpose="join", queue=None, at=at)
    session.add(
        ParticipantRow(
            conversation_id=log.conversation_id,
            agent_id=guest,
            purpose=purpose,
            invited_by=giver,
            invited_at=at,
            offer_id=offer.offer_id,
        )
    )
    await session.flush()
    return offer, logged


async def accept_to_join(
    session: AsyncSession, log: ConversationLog, offer: Offer, *, at: datetime
) -> list[LoggedEvent]:
    """The guest reads along from now on. Raise OfferExpiredError."""
    row = await session.get(ParticipantRow, (log.conversation_id, offer.agent_id), populate_existing=True)
    if offer.outcome == "accepted" and row is not None and row.joined_at is not None:
        return []
    if row is None or row.offer_id != offer.offer_id or offer.outcome is not None or at >= offer.expires_at:
        raise OfferExpiredError("The invitation has ended.")
    row.joined_at = at
    await session.flush()
    logged = await end_offer(session, log, offer, "accepted", at=at)
    purpose: Literal["warm", "consult"] = "warm" if row.purpose == "warm" else "consult"
    return logged + await log.append(ev.ParticipantJoined(agent_id=str(offer.agent_id), purpose=purpose), at=at)


async def complete_transfer(
    session: AsyncSession, log: ConversationLog, giver: AgentId, *, at: datetime, decided_under: int | None = None
) -> list[LoggedEvent]:
    """The giver leaves and the agent who joined holds it. Raise NotYourConversationError or NobodyJoinedError."""
    check_holds(log, giver)
    joined = next((row for row in await list_participants(session, log.conversation_id) if row.joined_at), None)
    if joined is None:
        raise NobodyJoinedError("Nobody has joined.")
    receiver = AgentId(joined.agent_id)
    held = await find_assignment(session, log.conversation_id)
    changed = ev.HolderChanged(holder=HolderKind.agent, holder_name=str(receiver), reason=TRANSFERRED, by=str(giver))
    logged = await log.append(changed, at=at, decided_under=decided_under)
    await session.delete(joined)
    queue, entered_at, rank_at = (held.queue, held.entered_at, held.rank_at) if held else (None, at, None)
    await begin_serving(session, log, receiver, queue=queue, entered_at=entered_at, rank_at=rank_at, at=at)
    return logged


async def hand_back(
    session: AsyncSession, log: ConversationLog, giver: AgentId, *, at: datetime, decided_under: int | None = None
) -> list[LoggedEvent]:
    """The bot goes on, and answers only what is written from now. Raise NotYourConversationError."""
    check_holds(log, giver)
    await _check_nobody_invited(session, log.conversation_id)
    changed = ev.HolderChanged(holder=HolderKind.bot, reason=HANDED_BACK, by=str(giver))
    logged = await log.append(changed, at=at, decided_under=decided_under)
    await end_serving(session, log, at=at)
    return logged


async def leave(session: AsyncSession, log: ConversationLog, guest: AgentId, *, at: datetime) -> list[LoggedEvent]:
    """A guest goes, or their invitation is taken back. Raise NotYourConversationError when they are none."""
    row = await session.get(ParticipantRow, (log.conversation_id, guest), populate_existing=True)
    if row is None:
        raise NotYourConversationError("The agent takes no part in the conversation.")
    had_joined, offer_id = row.joined_at is not None, row.offer_id
    await session.delete(row)
    await session.flush()
    if had_joined:
        return await log.append(ev.ParticipantLeft(agent_id=str(guest)), at=at)
    return await end_offer(session, log, await get_offer(session, offer_id), "rescinded", at=at) if offer_id else []


async def dismiss_guests(
    session: AsyncSession, log: ConversationLog, *, at: datetime
) -> tuple[list[Offer], list[LoggedEvent]]:
    """End every invitation and participation; the invitations that were still open."""
    open_offers = [
        o for o in await list_open_offers(session, conversation_id=log.conversation_id) if o.purpose == "join"
    ]
    logged: list[LoggedEvent] = []
    for offer in open_offers:
        logged += await end_offer(session, log, offer, "rescinded", at=at)
    for row in await list_participants(session, log.conversation_id):
        logged += await leave(session, log, AgentId(row.agent_id), at=at)
    return open_offers, logged


async def list_participants(session: AsyncSession, conversation_id: ConversationId) -> list[ParticipantRow]:
    query = select(ParticipantRow).where(ParticipantRow.conversation_id == conversation_id)
    return list(await session.scalars(query.execution_options(populate_existing=True)))


async def forget_invitation(session: AsyncSession, offer: Offer) -> None:
    """The guest did not come."""
    await session.execute(
        delete(ParticipantRow).where(
            ParticipantRow.conversation_id == offer.conversation_id,
            ParticipantRow.offer_id == offer.offer_id,
            ParticipantRow.joined_at.is_(None),
        )
    )


async def check_staffed(
    session: AsyncSession, rules: RoutingRules, queue: str, closed: Closed, *, besides: AgentId | None, at: datetime
) -> None:
    """Raise QueueNotFoundError, QueueClosedError or QueueWithoutAgentsError."""
    queue_rule(rules, queue)
    refusal = closed(queue)
    if refusal is not None:
        raise refusal
    others = [agent for agent in await list_agents(session) if agent.agent_id != besides]
    if not any(is_alive(agent, rules, at) and serves(agent, queue, rules) for agent in others):
        raise QueueWithoutAgentsError("Nobody who serves the queue is at their desk.")


async def choose_guest(
    session: AsyncSession,
    log: ConversationLog,
    rules: RoutingRules,
    queue: str,
    closed: Closed,
    *,
    besides: AgentId,
    at: datetime,
) -> AgentId:
    """The free agent of the queue who has the least at hand. Raise as `check_staffed`, or AgentNotAvailableError."""
    await check_staffed(session, rules, queue, closed, besides=besides, at=at)
    channel = log.state.contact_channel or Channel.webchat
    free = [
        agent
        for agent in await list_agents(session, channel_free=channel)
        if agent.agent_id != besides and serves(agent, queue, rules) and is_alive(agent, rules, at)
    ]
    if not free:
        raise AgentNotAvailableError("Nobody of the queue has a free place.")
    return min(free, key=lambda agent: (sum(agent.load.values()), agent.since, agent.agent_id)).agent_id


async def check_free(
    session: AsyncSession, log: ConversationLog, agent_id: AgentId, *, besides: AgentId | None
) -> None:
    """Raise AgentNotAvailableError. Read under the routing lock, so that the place is still free when it is given."""
    agent = await get_agent(session, agent_id, is_locked=True)
    channel = log.state.contact_channel or Channel.webchat
    if agent_id == besides or agent.presence is not Presence.available or agent.free(channel) <= 0:
        raise AgentNotAvailableError("The agent cannot take the contact now.")


async def _check_nobody_invited(session: AsyncSession, conversation_id: ConversationId) -> None:
    if await list_participants(session, conversation_id):
        raise InvitationOpenError("An agent is invited or has joined.")
