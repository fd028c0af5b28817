"""What a supervisor may do with any conversation, and what becomes of one whose agent or customer is gone."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from conversation import events as ev
from conversation.deliveries import Jobs
from conversation.log import ConversationLog, LoggedEvent
from conversation.model import HolderKind
from handoff.errors import AlreadyTakenError, NotInWrapUpError
from handoff.model import AgentId, RoutingRules
from handoff.offers import Offer, make_offer, rescind_open_offers
from handoff.queueing import Entry, enqueue, find_entry, known_queue, leave_queue
from handoff.serving import (
    FILE_CONTACT_TASK,
    ServingState,
    WrapUp,
    begin_serving,
    end_serving,
    find_assignment,
    wrap_up,
)
from handoff.transfer import TRANSFERRED, check_free, dismiss_guests

VANISHED = "agent_vanished"
ABANDONED = "abandoned"


async def take_over(
    session: AsyncSession, log: ConversationLog, agent_id: AgentId, *, at: datetime
) -> tuple[list[Offer], list[LoggedEvent]]:
    """The conversation is theirs, whoever held it; the offers that ended by it. Raise AlreadyTakenError if it is.

    A decision of a person and not of routing: their capacity does not limit it.
    """
    me = str(agent_id)
    if log.state.holder.kind is HolderKind.agent and log.state.holder.name == me:
        raise AlreadyTakenError("They hold it already.")
    if log.state.contact_id is None:
        raise NotInWrapUpError("No contact is open.")
    entry, held = await find_entry(session, log.conversation_id), await find_assignment(session, log.conversation_id)
    offers, logged = await end_waiting(session, log, at=at)
    changed = ev.HolderChanged(holder=HolderKind.agent, holder_name=me, reason="taken_over", by=me)
    logged += await log.append(changed, at=at)
    entered_at = entry.entered_at if entry else held.entered_at if held else at
    rank_at = entry.rank_at if entry else held.rank_at if held else None
    queue = entry.queue if entry else held.queue if held else None
    await begin_serving(session, log, agent_id, queue=queue, entered_at=entered_at, rank_at=rank_at, at=at)
    return offers, logged


async def offer_directly(
    session: AsyncSession,
    log: ConversationLog,
    rules: RoutingRules,
    jobs: Jobs,
    receiver: AgentId,
    *,
    at: datetime,
) -> tuple[list[Offer], Offer, list[LoggedEvent]]:
    """A waiting contact goes to that agent: the offers it ends, the one it makes.

    The caller holds the routing lock. Raise AlreadyTakenError when it waits no longer, or AgentNotAvailableError.
    """
    entry = await find_entry(session, log.conversation_id)
    if entry is None or log.state.holder.kind is not HolderKind.queue:
        raise AlreadyTakenError("The contact is not waiting.")
    await check_free(session, log, receiver, besides=None)
    ended, logged = await rescind_open_offers(session, log, at=at)
    entry.offer_id = None
    entry.preferred_agent_id = receiver
    offer, made = await make_offer(session, log, rules, jobs, receiver, purpose="serve", queue=entry.queue, at=at)
    return ended, offer, logged + made


async def move_queue(
    session: AsyncSession,
    log: ConversationLog,
    rules: RoutingRules,
    jobs: Jobs,
    queue: str,
    *,
    by: AgentId,
    at: datetime,
) -> tuple[list[Offer], list[LoggedEvent]]:
    """A waiting contact waits elsewhere, in its old place. Raise AlreadyTakenError or QueueNotFoundError."""
    entry = await find_entry(session, log.conversation_id)
    if entry is None or log.state.holder.kind is not HolderKind.queue:
        raise AlreadyTakenError("The contact is not waiting.")
    if entry.queue == queue:
        return [], []
    ended, logged = await rescind_open_offers(session, log, at=at)
    moved = Entry(queue, TRANSFERRED, entered_at=entry.entered_at, rank_at=entry.rank_at, by=str(by))
    return ended, logged + await enqueue(session, log, rules, jobs, moved, at=at)


async def force_wrap_up(
    session: AsyncSession, log: ConversationLog, jobs: Jobs, done: WrapUp, *, at: datetime
) -> tuple[list[Offer], list[LoggedEvent]]:
    """Close the open contact, whoever has it. Raise NotInWrapUpError when there is none."""
    if log.state.contact_id is None:
        raise NotInWrapUpError("No contact is open.")
    offers, logged = await end_waiting(session, log, at=at)
    return offers, logged + await wrap_up(session, log, jobs, done, at=at)


async def return_to_queue(
    session: AsyncSession,
    log: ConversationLog,
    rules: RoutingRules,
    jobs: Jobs,
    agent_id: AgentId,
    default_queue: str,
    *,
    at: datetime,
) -> list[LoggedEvent]:
    """The agent is gone: what they served waits again in its old place; what they were wrapping up stays owed."""
    held = await find_assignment(session, log.conversation_id)
    is_theirs = log.state.holder.kind is HolderKind.agent and log.state.holder.name == str(agent_id)
    if not is_theirs:
        return []
    _, logged = await dismiss_guests(session, log, at=at)
    await end_serving(session, log, at=at)
    queue = known_queue(rules, held.queue if held else None, default_queue)
    entry = Entry(queue, VANISHED, entered_at=held.entered_at if held else None, rank_at=held.rank_at if held else None)
    return logged + await enqueue(session, log, rules, jobs, entry, at=at)


async def queue_again(
    session: AsyncSession, log: ConversationLog, rules: RoutingRules, jobs: Jobs, default_queue: str, *, at: datetime
) -> list[LoggedEvent]:
    """The customer wrote when the time for the wrap-up was over: the contact waits, for the same agent if possible."""
    held = await find_assignment(session, log.conversation_id)
    if held is None or held.state is not ServingState.overdue or log.state.holder.kind is not HolderKind.none:
        return []
    await end_serving(session, log, at=at)
    queue = known_queue(rules, held.queue, default_queue)
    entry = Entry(queue, "customer_wrote", preferred_agent_id=held.agent_id)
    return await enqueue(session, log, rules, jobs, entry, at=at)


async def abandon(
    session: AsyncSession, log: ConversationLog, jobs: Jobs, *, at: datetime
) -> tuple[list[Offer], list[LoggedEvent]]:
    """The customer has left the queue: the contact ends as abandoned and the bot receives whoever comes next."""
    entry = await find_entry(session, log.conversation_id)
    if entry is None or log.state.holder.kind is not HolderKind.queue:
        return [], []
    offers, logged = await end_waiting(session, log, at=at)
    if log.state.contact_id is not None:
        contact_id = log.state.contact_id
        logged += await log.append(ev.ContactClosed(disposition=ABANDONED), at=at)
        await jobs.defer(session, FILE_CONTACT_TASK, contact_id=str(contact_id))
    return offers, logged + await log.append(ev.HolderChanged(holder=HolderKind.bot, reason=ABANDONED), at=at)


async def end_waiting(
    session: AsyncSession, log: ConversationLog, *, at: datetime
) -> tuple[list[Offer], list[LoggedEvent]]:
    """Before the conversation goes elsewhere: nobody waits, nobody is invited, nobody is offered it."""
    offers, logged = await rescind_open_offers(session, log, at=at)
    _, gone = await dismiss_guests(session, log, at=at)
    await leave_queue(session, log.conversation_id)
    return offers, logged + gone
