"""The access log (閲覧記録): who read whose data, which of it, and why. Append-only; no record, no read.

Whoever reads writes the record in a transaction that commits before anything is returned. The reason is sealed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import literal, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import Uuid

from database.base import UtcDateTime
from database.vault import Vault
from gateway.staff.sessions import Member
from gateway.staff.tables import AccessLogRow

REASON = "access_log.reason"


class Access(StrEnum):
    """How data was read. Other parts may record actions of their own."""

    customer_read = "customers.read"
    customer_found = "customers.search"
    contact_read = "contacts.read"
    contact_revealed = "contacts.reveal"
    contacts_exported = "contacts.export"
    contacts_searched = "contacts.search"
    conversation_read = "conversations.read"
    conversation_offered = "conversations.offer"
    agent_changed = "agents.changed"
    disaster_set = "disaster.set"
    disaster_ended = "disaster.ended"


@dataclass(frozen=True)
class AccessRecord:
    access_id: UUID
    at: datetime
    staff_id: UUID
    staff_name: str
    role: str
    action: str
    customer_id: str | None
    conversation_id: UUID | None
    contact_id: UUID | None
    fields: Sequence[str]
    reason: str | None = field(repr=False)


@dataclass(frozen=True)
class AccessPlace:
    """Where a record stands in the order."""

    at: datetime
    access_id: UUID


@dataclass(frozen=True)
class AccessQuery:
    """What the records must be; `until` is the first moment that is too late."""

    customer_id: str | None = None
    staff_id: UUID | None = None
    contact_id: UUID | None = None
    action: str | None = None
    since: datetime | None = None
    until: datetime | None = None


async def record_access(
    session: AsyncSession,
    vault: Vault,
    staff: Member,
    *,
    action: str,
    customer_id: str | None = None,
    conversation_id: UUID | None = None,
    contact_id: UUID | None = None,
    fields: Sequence[str] = (),
    reason: str | None = None,
    at: datetime,
) -> None:
    """Written at once, so that whoever cannot be recorded has read nothing; the caller commits."""
    access_id = uuid4()
    session.add(
        AccessLogRow(
            id=access_id,
            at=at,
            staff_id=staff.account_id,
            staff_name=staff.name,
            role=staff.role,
            action=action,
            customer_id=customer_id,
            conversation_id=conversation_id,
            contact_id=contact_id,
            fields=list(fields),
            reason=None if reason is None else vault.seal(REASON, access_id, reason),
        )
    )
    await session.flush()


async def has_read(
    session: AsyncSession,
    staff: Member,
    action: str,
    *,
    conversation_id: UUID,
    contact_id: UUID | None = None,
    fields: Sequence[str] = (),
    since: datetime,
) -> bool:
    """Whether these fields of this contact were recorded for them since then."""
    found = select(AccessLogRow.id).where(
        AccessLogRow.staff_id == staff.account_id,
        AccessLogRow.at >= since,
        AccessLogRow.action == action,
        AccessLogRow.conversation_id == conversation_id,
        AccessLogRow.contact_id.is_not_distinct_from(contact_id),
        AccessLogRow.fields.contains(list(fields)),
    )
    return await session.scalar(found.limit(1)) is not None


async def list_access(
    session: AsyncSession, vault: Vault, query: AccessQuery, *, after: AccessPlace | None = None, limit: int
) -> Sequence[AccessRecord]:
    """The newest first; those that come after `after` in the order."""
    wanted = (
        (AccessLogRow.customer_id, query.customer_id),
        (AccessLogRow.staff_id, query.staff_id),
        (AccessLogRow.contact_id, query.contact_id),
        (AccessLogRow.action, query.action),
    )
    statement = select(AccessLogRow).where(*[column == value for column, value in wanted if value is not None])
    if query.since is not None:
        statement = statement.where(AccessLogRow.at >= query.since)
    if query.until is not None:
        statement = statement.where(AccessLogRow.at < query.until)
    if after is not None:
        place = tuple_(literal(after.at, UtcDateTime()), literal(after.access_id, Uuid()))
        statement = statement.where(tuple_(AccessLogRow.at, AccessLogRow.id) < place)
    newest_first = statement.order_by(AccessLogRow.at.desc(), AccessLogRow.id.desc()).limit(limit)
    return [_record(vault, row) for row in await session.scalars(newest_first)]


def _record(vault: Vault, row: AccessLogRow) -> AccessRecord:
    return AccessRecord(
        access_id=row.id,
        at=row.at,
        staff_id=row.staff_id,
        staff_name=row.staff_name,
        role=row.role,
        action=row.action,
        customer_id=row.customer_id,
        conversation_id=row.conversation_id,
        contact_id=row.contact_id,
        fields=tuple(row.fields),
        reason=None if row.reason is None else vault.open(REASON, row.id, row.reason),
    )
