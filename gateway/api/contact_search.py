"""Finding contacts in the contact log, newest first."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, literal, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import Uuid

from conversation.tables import ContactRow
from database.base import UtcDateTime

MOST_WORDS = 8


@dataclass(frozen=True)
class ContactPlace:
    """Where a contact stands in the order."""

    started_at: datetime
    contact_id: UUID


@dataclass(frozen=True)
class ContactQuery:
    """What the contacts must be; `until` is the first moment that is too late."""

    channel: str | None = None
    customer_id: str | None = None
    contact_reason: str | None = None
    q: str | None = None
    since: datetime | None = None
    until: datetime | None = None


async def search_contacts(
    session: AsyncSession, query: ContactQuery, *, after: ContactPlace | None = None, limit: int
) -> Sequence[ContactRow]:
    """Contacts that come after `after` in the order, at most `limit`."""
    statement = _filtered(select(ContactRow), query)
    if after is not None:
        place = tuple_(literal(after.started_at, UtcDateTime()), literal(after.contact_id, Uuid()))
        statement = statement.where(tuple_(ContactRow.started_at, ContactRow.id) < place)
    newest_first = statement.order_by(ContactRow.started_at.desc(), ContactRow.id.desc())
    return (await session.scalars(newest_first.limit(limit))).all()


def _filtered(statement: Select[ContactRow], query: ContactQuery) -> Select[ContactRow]:
    wanted = (
        (ContactRow.channel, query.channel),
        (ContactRow.customer_id, query.customer_id),
        (ContactRow.contact_reason, query.contact_reason),
    )
    statement = statement.where(*[column == value for column, value in wanted if value is not None])
    if query.since is not None:
        statement = statement.where(ContactRow.started_at >= query.since)
    if query.until is not None:
        statement = statement.where(ContactRow.started_at < query.until)
    return statement.where(_is_meant(query.q)) if query.q is not None else statement


def _is_meant(q: str) -> ColumnElement[bool]:
    """A case number, a contact's id, a customer's id, or words that all occur among the contact's search tokens."""
    text = unicodedata.normalize("NFKC", q).strip()
    words = text.split()[:MOST_WORDS]
    meanings = [
        ContactRow.case_nos.contains([text.upper()]),
        ContactRow.customer_id.in_({text, text.upper()}),
    ]
    if words:
        meanings.append(and_(*[ContactRow.search_tokens.icontains(word, autoescape=True) for word in words]))
    contact_id = uuid_or_none(text)
    if contact_id is not None:
        meanings.append(ContactRow.id == contact_id)
    return or_(*meanings)


def uuid_or_none(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
