"""Promises to customers: what we said we would do, and by when.

A promise and its alarm are written in one transaction with the event that records it; it is kept once and reminds once.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType
from uuid import UUID, uuid4

from sqlalchemy import and_, or_, select, update
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
SERVED = frozenset({"completed", "case_opened", "answered", "referred", "complaint_registered"})
"""Dispositions of a contact in which the customer got what they waited for."""
MOST_WAITED_FOR = 20
SERVICE = "service"
"""Who keeps a promise that is kept by itself."""

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
    """`made_by` is an agent, or nobody for the bot. `asked_at`: the customer asked for it after its time."""

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
    case_no: str | None = None
    asked_at: datetime | None = None

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
    case_no: str | None = None,
) -> Promise:
    """Raise PromiseUnusableError before anything is written. A case is promised once: see `find_promise_of_case`."""
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
        case_no=case_no,
    )
    session.add(row)
    await session.flush()
    by = str(made_by) if made_by is not None else None
    await log.append(ev.PromiseMade(promise_id=promise_id, promise=kind.value, due_at=due_at, by=by), at=at)
    await jobs.defer(session, REMIND_TASK, at=due_at, promise_id=str(promise_id))
    return _promise_of(vault, row)


async def keep_promise(
    session: AsyncSession,
    vault: Vault,
    log: ConversationLog,
    promise_id: PromiseId,
    *,
    kept_by: AgentId | None,
    at: datetime,
) -> Promise:
    """Keeping it again changes nothing; nobody keeps it where its case is done.

    Raise PromiseNotFoundError for a promise of another conversation too.
    """
    row = await session.get(PromiseRow, promise_id, populate_existing=True)
    if row is None or row.conversation_id != log.conversation_id:
        raise PromiseNotFoundError("There is no such promise.")
    if row.kept_at is None:
        row.kept_at, row.kept_by = at, kept_by
        await session.flush()
        await log.append(ev.PromiseKept(promise_id=promise_id, by=str(kept_by or SERVICE)), at=at)
    return _promise_of(vault, row)


async def note_asked(session: AsyncSession, promise_ids: Collection[PromiseId], *, at: datetime) -> None:
    """The customer asked what became of these, after their time."""
    await session.execute(
        update(PromiseRow)
        .where(PromiseRow.id.in_(promise_ids), PromiseRow.kept_at.is_(None))
        .values(asked_at=at)
        .execution_options(synchronize_session=False)
    )


async def find_promise_of_case(session: AsyncSession, vault: Vault, case_no: str) -> Promise | None:
    row = await session.scalar(
        select(PromiseRow).where(PromiseRow.case_no == case_no).execution_options(populate_existing=True)
    )
    return None if row is None else _promise_of(vault, row)


async def keep_what_was_waited_for(
    session: AsyncSession,
    vault: Vault,
    log: ConversationLog,
    *,
    disposition: str,
    since: datetime,
    kept_by: AgentId,
    at: datetime,
) -> list[Promise]:
    """An agent has served the customer who was promised an answer before that talk began (`since`).

    Nothing is kept by a contact that was not served, and no promise of a case: that goes on until the case is done.
    """
    if disposition not in SERVED:
        return []
    open_ones = await list_promises(
        session, vault, state=PromiseState.open, limit=MOST_WAITED_FOR, conversation_id=log.conversation_id
    )
    waited_for = [
        promise
        for promise in open_ones
        if promise.made_by is None
        and promise.case_no is None
        and promise.kind is not PromiseKind.task
        and promise.made_at < since
    ]
    return [await keep_promise(session, vault, log, each.promise_id, kept_by=kept_by, at=at) for each in waited_for]


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
    either: bool = False,
    seen_by: Sight | None = None,
) -> list[Promise]:
    """The earliest due come first. Without `seen_by` everybody's.

    `either`: of the conversation or of the customer, instead of both.
    """
    query = select(PromiseRow)
    if state is PromiseState.open:
        query = query.where(PromiseRow.kept_at.is_(None))
    if state is PromiseState.kept:
        query = query.where(PromiseRow.kept_at.is_not(None))
    whose = []
    if conversation_id is not None:
        whose.append(PromiseRow.conversation_id == conversation_id)
    if customer_id is not None:
        whose.append(PromiseRow.customer_id == customer_id)
    if whose:
        query = query.where(or_(*whose) if either else and_(*whose))
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
        case_no=row.case_no,
        asked_at=row.asked_at,
    )
