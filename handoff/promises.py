"""Promises to customers: what we said we would do, and by when.

A promise and its alarm are written in one transaction with the event that records it; it is kept once and reminds once.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType
from uuid import UUID, uuid4

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from conversation import events as ev
from conversation.deliveries import Jobs
from conversation.log import ConversationLog
from conversation.model import ContactId, ConversationId
from database.vault import Vault
from handoff.errors import PromiseNotFoundError, PromiseUnusableError
from handoff.model import AgentId
from handoff.tables import PromiseRow
from handoff.typed_text import cleaned

TEXT = "promises.text"
REMIND_TASK = "remind_promise"
LONGEST_PROMISE = 500
FARTHEST = timedelta(days=400)

PromiseId = NewType("PromiseId", UUID)


class PromiseKind(StrEnum):
    callback = "callback"
    reply = "reply"
    task = "task"


class PromiseState(StrEnum):
    open = "open"
    kept = "kept"
    all = "all"


@dataclass(frozen=True)
class Promise:
    """`made_by` is an agent, or nobody for the bot."""

    promise_id: PromiseId
    conversation_id: ConversationId
    contact_id: ContactId | None
    customer_id: str | None
    kind: PromiseKind
    text: str = field(repr=False)
    due_at: datetime
    made_at: datetime
    made_by: AgentId | None
    made_by_name: str | None
    kept_at: datetime | None
    alarmed_at: datetime | None

    def is_overdue(self, now: datetime) -> bool:
        return self.kept_at is None and self.due_at <= now


@dataclass(frozen=True)
class Sight:
    """Whose promises somebody sees: their own, nobody's own, and those of the conversations they take part in."""

    agent_id: AgentId
    conversation_ids: Collection[ConversationId] = ()


async def make_promise(
    session: AsyncSession,
    vault: Vault,
    jobs: Jobs,
    log: ConversationLog,
    *,
    kind: PromiseKind,
    text: str,
    due_at: datetime,
    made_by: AgentId | None,
    made_by_name: str | None,
    at: datetime,
) -> Promise:
    """Raise PromiseUnusableError before anything is written."""
    kept = cleaned(text)
    _check(kept, due_at, at)
    promise_id = PromiseId(uuid4())
    row = PromiseRow(
        id=promise_id,
        conversation_id=log.conversation_id,
        contact_id=log.state.contact_id,
        customer_id=log.state.customer_id,
        kind=kind,
        text=vault.seal(TEXT, promise_id, kept),
        due_at=due_at,
        made_at=at,
        made_by=made_by,
        made_by_name=made_by_name,
    )
    session.add(row)
    await session.flush()
    by = str(made_by) if made_by is not None else None
    await log.append(ev.PromiseMade(promise_id=promise_id, promise=kind.value, due_at=due_at, by=by), at=at)
    await jobs.defer(session, REMIND_TASK, at=due_at, promise_id=str(promise_id))
    return _promise_of(vault, row)


async def keep_promise(
    session: AsyncSession, vault: Vault, log: ConversationLog, promise_id: PromiseId, *, kept_by: AgentId, at: datetime
) -> Promise:
    """Keeping it again changes nothing. Raise PromiseNotFoundError for a promise of another conversation too."""
    row = await session.get(PromiseRow, promise_id, populate_existing=True)
    if row is None or row.conversation_id != log.conversation_id:
        raise PromiseNotFoundError("There is no such promise.")
    if row.kept_at is None:
        row.kept_at, row.kept_by = at, kept_by
        await session.flush()
        await log.append(ev.PromiseKept(promise_id=promise_id, by=str(kept_by)), at=at)
    return _promise_of(vault, row)


async def get_promise(session: AsyncSession, vault: Vault, promise_id: PromiseId) -> Promise:
    row = await session.get(PromiseRow, promise_id, populate_existing=True)
    if row is None:
        raise PromiseNotFoundError("There is no such promise.")
    return _promise_of(vault, row)


async def list_promises(
    session: AsyncSession,
    vault: Vault,
    *,
    state: PromiseState,
    limit: int,
    conversation_id: ConversationId | None = None,
    customer_id: str | None = None,
    seen_by: Sight | None = None,
) -> list[Promise]:
    """The earliest due come first. Without `seen_by` everybody's."""
    query = select(PromiseRow)
    if state is PromiseState.open:
        query = query.where(PromiseRow.kept_at.is_(None))
    if state is PromiseState.kept:
        query = query.where(PromiseRow.kept_at.is_not(None))
    if conversation_id is not None:
        query = query.where(PromiseRow.conversation_id == conversation_id)
    if customer_id is not None:
        query = query.where(PromiseRow.customer_id == customer_id)
    if seen_by is not None:
        is_theirs = or_(PromiseRow.made_by == seen_by.agent_id, PromiseRow.made_by.is_(None))
        query = query.where(or_(is_theirs, PromiseRow.conversation_id.in_(seen_by.conversation_ids)))
    rows = await session.scalars(query.order_by(PromiseRow.due_at, PromiseRow.id).limit(limit))
    return [_promise_of(vault, row) for row in rows]


async def remind(session: AsyncSession, vault: Vault, promise_id: PromiseId, *, at: datetime) -> Promise | None:
    """The promise whose time has come; None when it was kept, has reminded already or does not exist."""
    row = await session.scalar(
        update(PromiseRow)
        .where(PromiseRow.id == promise_id, PromiseRow.kept_at.is_(None), PromiseRow.alarmed_at.is_(None))
        .values(alarmed_at=at)
        .returning(PromiseRow)
        .execution_options(populate_existing=True)
    )
    return None if row is None else _promise_of(vault, row)


def _check(text: str, due_at: datetime, at: datetime) -> None:
    if not 1 <= len(text) <= LONGEST_PROMISE:
        raise PromiseUnusableError("A promise has 1 to 500 characters.")
    if due_at.tzinfo is None or due_at.utcoffset() is None:
        raise PromiseUnusableError("The time a promise is due needs a time zone.")
    if not at < due_at <= at + FARTHEST:
        raise PromiseUnusableError("A promise is due in the future, within 400 days.")


def _promise_of(vault: Vault, row: PromiseRow) -> Promise:
    return Promise(
        promise_id=PromiseId(row.id),
        conversation_id=ConversationId(row.conversation_id),
        contact_id=ContactId(row.contact_id) if row.contact_id else None,
        customer_id=row.customer_id,
        kind=PromiseKind(row.kind),
        text=vault.open(TEXT, row.id, row.text),
        due_at=row.due_at,
        made_at=row.made_at,
        made_by=AgentId(row.made_by) if row.made_by else None,
        made_by_name=row.made_by_name,
        kept_at=row.kept_at,
        alarmed_at=row.alarmed_at,
    )
