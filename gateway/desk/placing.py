"""Putting a customer into a queue and telling them in the same turn where they stand, or when the queue opens."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from conversation.log import ConversationLog
from conversation.model import Channel, ConversationId
from conversation.state import ConversationState
from gateway.desk.floor import Floor
from handoff.agents import is_alive, list_agents
from handoff.estimate import estimate_wait
from handoff.hours import Closed, HoursStatus, Open
from handoff.model import Agent, Presence
from handoff.promises import PromiseKind, make_promise
from handoff.queueing import ROUTE_TASK, Entry, count_before, rank_of
from handoff.telling import Placement, promise_due, tell_placement
from handoff.transfer import serves

PROMISED = "受付時間外にお待ちのお客さまへ、{means}する"
PROMISED_WITHOUT_AGENTS = "担当者の不在中にお待ちのお客さまへ、{means}する"


@dataclass(frozen=True)
class Wait:
    """Where a contact stands: `position` counts from one; `estimate` is in seconds."""

    position: int
    estimate: tuple[int, int] | None
    agents_online: bool


async def wait_in_queue(
    session: AsyncSession,
    floor: Floor,
    conversation_id: ConversationId,
    state: ConversationState,
    queue: str,
    rank_at: datetime,
    *,
    at: datetime,
) -> Wait:
    """Where whoever has this place stands now."""
    position = await count_before(session, queue, rank_at, conversation_id) + 1
    channel = state.contact_channel or Channel.webchat
    serving = [a for a in await list_agents(session) if serves(a, queue, floor.rules) and is_alive(a, floor.rules, at)]
    at_work = [agent for agent in serving if _takes_contacts(agent, channel)]
    estimate = estimate_wait(
        position,
        sum(agent.capacity.get(channel, 1) for agent in at_work),
        floor.rules.queues[queue].average_handle_seconds,
        free_places=sum(max(a.free(channel), 0) for a in at_work if a.presence is Presence.available),
    )
    return Wait(position, estimate, bool(at_work))


async def place(
    session: AsyncSession, floor: Floor, log: ConversationLog, queue: str, reason: str, *, at: datetime
) -> str:
    """What to tell the customer who is about to wait.

    Outside the hours an answer is promised by a time, which becomes a task, and routing is deferred to the opening.
    """
    rank_at = rank_of(floor.rules, Entry(queue, reason), at)
    wait = await wait_in_queue(session, floor, log.conversation_id, log.state, queue, rank_at, at=at)
    status = floor.openings.status(queue, at)
    due = _promised_by(floor, queue, status, wait, at)
    channel = log.state.contact_channel or Channel.webchat
    means = floor.words.waiting.means[channel]
    if isinstance(status, Closed) and status.opens_at is not None:
        await floor.jobs.defer(session, ROUTE_TASK, at=status.opens_at)
    if due is not None:
        await make_promise(
            session,
            floor.vault,
            floor.jobs,
            log,
            kind=PromiseKind.callback if channel is Channel.voice else PromiseKind.reply,
            text=(PROMISED if isinstance(status, Closed) else PROMISED_WITHOUT_AGENTS).format(means=means),
            due_at=due,
            made_by=None,
            made_by_name=None,
            at=at,
        )
    label = floor.rules.queues[queue].label
    placement = Placement(label, wait.position, wait.estimate, status, wait.agents_online, due, at, channel)
    return tell_placement(placement, floor.words.waiting)


def _promised_by(floor: Floor, queue: str, status: HoursStatus, wait: Wait, at: datetime) -> datetime | None:
    """By when an answer is promised to somebody whom nobody can serve now."""
    if isinstance(status, Open) and wait.agents_online:
        return None
    due = promise_due(status, at)
    if due is None and isinstance(status, Open) and status.until is not None:
        # Too little of today is left: the next opening counts.
        return promise_due(floor.openings.status(queue, status.until), at)
    return due


async def still_waiting(
    session: AsyncSession, floor: Floor, log: ConversationLog, queue: str, rank_at: datetime, *, at: datetime
) -> str:
    """Where somebody stands who waits already."""
    wait = await wait_in_queue(session, floor, log.conversation_id, log.state, queue, rank_at, at=at)
    status, label = floor.openings.status(queue, at), floor.rules.queues[queue].label
    placement = Placement(label, wait.position, wait.estimate, status, wait.agents_online, None, at)
    return tell_placement(placement, floor.words.waiting)


def _takes_contacts(agent: Agent, channel: Channel) -> bool:
    """At work: ready for contacts, or busy with them."""
    return agent.presence is Presence.available or agent.load.get(channel, 0) > 0
