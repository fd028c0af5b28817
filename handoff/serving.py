"""Serving a contact: from taking over to the end of the wrap-up (後処理). One assignment per conversation at a time.

Every function works under the conversation's lock, in the caller's transaction.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from conversation import events as ev
from conversation.deliveries import Jobs
from conversation.log import ConversationLog, LoggedEvent
from conversation.model import Channel, ConversationId, HolderKind
from conversation.state import ConversationState
from handoff.agents import note_idle
from handoff.errors import NotInWrapUpError, NotYourConversationError
from handoff.model import AgentId, RoutingRules
from handoff.tables import AssignmentRow

EXPIRE_WRAP_UP_TASK = "expire_wrap_up"
FILE_CONTACT_TASK = "file_contact"
AssignmentId = NewType("AssignmentId", UUID)


class ServingState(StrEnum):
    serving = "serving"
    wrapping = "wrapping"
    overdue = "overdue"
    done = "done"


@dataclass(frozen=True)
class Assignment:
    assignment_id: AssignmentId
    conversation_id: ConversationId
    agent_id: AgentId
    queue: str | None
    state: ServingState
    entered_at: datetime
    rank_at: datetime | None
    began_at: datetime
    wrap_up_ends_at: datetime | None


@dataclass(frozen=True)
class WrapUp:
    """How the contact ended, as the agent says; `by` is another's id when a supervisor ends it for them."""

    contact_reason: str
    disposition: str
    by: str | None = None


async def find_assignment(session: AsyncSession, conversation_id: ConversationId) -> Assignment | None:
    row = await _open_row(session, conversation_id)
    return None if row is None else assignment_of(row)


async def list_assignments(session: AsyncSession, agent_id: AgentId | None = None) -> list[Assignment]:
    """Contacts that are being served or still owe their codes, oldest first."""
    query = select(AssignmentRow).where(AssignmentRow.state != ServingState.done)
    if agent_id is not None:
        query = query.where(AssignmentRow.agent_id == agent_id)
    rows = await session.scalars(query.order_by(AssignmentRow.began_at, AssignmentRow.id))
    return [assignment_of(row) for row in rows]


def agent_of(state: ConversationState) -> AgentId | None:
    """The agent who serves the conversation or wraps it up."""
    is_agents = state.holder.kind in {HolderKind.agent, HolderKind.none}
    return AgentId(UUID(state.holder.name)) if is_agents and state.holder.name else None


def check_holds(log: ConversationLog, agent_id: AgentId) -> None:
    """Raise NotYourConversationError unless the agent holds the conversation."""
    if log.state.holder.kind is not HolderKind.agent or log.state.holder.name != str(agent_id):
        raise NotYourConversationError("The agent does not hold the conversation.")


async def begin_serving(
    session: AsyncSession,
    log: ConversationLog,
    agent_id: AgentId,
    *,
    queue: str | None,
    entered_at: datetime,
    rank_at: datetime | None,
    at: datetime,
) -> None:
    """After the holder has changed to the agent. Whoever had it before is done with it."""
    await end_serving(session, log, at=at)
    session.add(
        AssignmentRow(
            id=uuid4(),
            conversation_id=log.conversation_id,
            contact_id=log.state.contact_id,
            agent_id=agent_id,
            channel=log.state.contact_channel or Channel.webchat,
            queue=queue,
            state=ServingState.serving,
            entered_at=entered_at,
            rank_at=rank_at,
            began_at=at,
        )
    )
    await session.flush()


async def end_serving(session: AsyncSession, log: ConversationLog, *, at: datetime) -> Assignment | None:
    """The agent gives the contact away; the assignment that ended."""
    row = await _open_row(session, log.conversation_id)
    if row is None:
        return None
    row.state, row.ended_at = ServingState.done, at
    await session.flush()
    await note_idle(session, AgentId(row.agent_id), at=at)
    return assignment_of(row)


async def end_talk(
    session: AsyncSession,
    log: ConversationLog,
    rules: RoutingRules,
    jobs: Jobs,
    agent_id: AgentId,
    *,
    at: datetime,
    decided_under: int | None = None,
) -> list[LoggedEvent]:
    """The wrap-up begins; its time is limited here, whatever becomes of the agent's browser."""
    check_holds(log, agent_id)
    row = await _open_row(session, log.conversation_id)
    if row is None:
        raise NotYourConversationError("The agent does not serve the conversation.")
    ended = ev.HolderChanged(holder=HolderKind.none, holder_name=str(agent_id), reason="talk_ended")
    logged = await log.append(ended, at=at, decided_under=decided_under)
    ends_at = at + timedelta(seconds=rules.wrap_up_seconds)
    row.state, row.talk_ended_at, row.wrap_up_ends_at = ServingState.wrapping, at, ends_at
    await session.flush()
    await jobs.defer(session, EXPIRE_WRAP_UP_TASK, at=ends_at, conversation_id=str(log.conversation_id))
    return logged


async def expire_wrap_up(session: AsyncSession, log: ConversationLog, *, at: datetime) -> list[LoggedEvent]:
    """The time for the wrap-up is over: the place is free again, the codes are still owed."""
    row = await _open_row(session, log.conversation_id)
    if row is None or row.state != ServingState.wrapping or row.wrap_up_ends_at is None or row.wrap_up_ends_at > at:
        return []
    row.state = ServingState.overdue
    await session.flush()
    await note_idle(session, AgentId(row.agent_id), at=at)
    return await log.append(ev.WrapUpExpired(agent_id=str(row.agent_id)), at=at)


async def resume_talk(session: AsyncSession, log: ConversationLog, *, at: datetime) -> list[LoggedEvent]:
    """The customer wrote during the wrap-up: the same agent goes on. Nothing happens once that time is over."""
    row = await _open_row(session, log.conversation_id)
    if row is None or row.state != ServingState.wrapping:
        return []
    row.state, row.wrap_up_ends_at = ServingState.serving, None
    await session.flush()
    changed = ev.HolderChanged(holder=HolderKind.agent, holder_name=str(row.agent_id), reason="customer_wrote")
    return await log.append(changed, at=at)


async def wrap_up(
    session: AsyncSession, log: ConversationLog, jobs: Jobs, done: WrapUp, *, at: datetime
) -> list[LoggedEvent]:
    """Close the contact with its codes and give the conversation back to the bot, which receives whoever comes next.

    Raise NotInWrapUpError when no contact is open.
    """
    contact_id = log.state.contact_id
    if contact_id is None:
        raise NotInWrapUpError("No contact is open.")
    holder = log.state.holder
    logged: list[LoggedEvent] = []
    if holder.kind is HolderKind.agent:
        ended = ev.HolderChanged(holder=HolderKind.none, holder_name=holder.name, reason="talk_ended", by=done.by)
        logged += await log.append(ended, at=at)
    by = done.by or (holder.name if holder.kind in {HolderKind.agent, HolderKind.none} else None)
    closed = ev.ContactClosed(disposition=done.disposition, contact_reason=done.contact_reason, agent_id=by)
    logged += await log.append(closed, at=at)
    if log.state.holder.kind is not HolderKind.bot:
        back = ev.HolderChanged(holder=HolderKind.bot, reason="wrapped_up", by=done.by)
        logged += await log.append(back, at=at)
    await end_serving(session, log, at=at)
    await jobs.defer(session, FILE_CONTACT_TASK, contact_id=str(contact_id))
    return logged


async def _open_row(session: AsyncSession, conversation_id: ConversationId) -> AssignmentRow | None:
    query = select(AssignmentRow).where(
        AssignmentRow.conversation_id == conversation_id, AssignmentRow.state != ServingState.done
    )
    row: AssignmentRow | None = await session.scalar(query.execution_options(populate_existing=True))
    return row


def assignment_of(row: AssignmentRow) -> Assignment:
    return Assignment(
        assignment_id=AssignmentId(row.id),
        conversation_id=ConversationId(row.conversation_id),
        agent_id=AgentId(row.agent_id),
        queue=row.queue,
        state=ServingState(row.state),
        entered_at=row.entered_at,
        rank_at=row.rank_at,
        began_at=row.began_at,
        wrap_up_ends_at=row.wrap_up_ends_at,
    )
