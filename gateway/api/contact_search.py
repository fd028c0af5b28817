"""Finding contacts in the contact log, newest first."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, cast, func, literal, or_, select, tuple_
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import Uuid

from conversation.tables import ContactRow
from database.base import UtcDateTime

Row = TypeVar("Row")


@dataclass(frozen=True)
class ContactPlace:
    """Where a contact stands in the order."""

    started_at: datetime
    contact_id: UUID


@dataclass(frozen=True)
class ContactQuery:
    """What the contacts must be; `until` is the first moment that is too late.

    `q` is what was typed, for numbers; `tsquery` is the same in the digests of the search index.
    """

    channel: str | None = None
    customer_id: str | None = None
    contact_reason: str | None = None
    disposition: str | None = None
    agent_id: str | None = None
    q: str | None = None
    tsquery: str | None = None
    since: datetime | None = None
    until: datetime | None = None


async def search_contacts(
    session: AsyncSession, query: ContactQuery, *, after: ContactPlace | None = None, limit: int
) -> Sequence[ContactRow]:
    """Contacts that come after `after` in the order, newest first, at most `limit`."""
    statement = _filtered(select(ContactRow), query)
    if after is not None:
        place = tuple_(literal(after.started_at, UtcDateTime()), literal(after.contact_id, Uuid()))
        statement = statement.where(tuple_(ContactRow.started_at, ContactRow.id) < place)
    newest_first = statement.order_by(ContactRow.started_at.desc(), ContactRow.id.desc())
    return (await session.scalars(newest_first.limit(limit))).all()


async def count_contacts(session: AsyncSession, query: ContactQuery, *, most: int) -> int:
    """How many there are, counted no further than `most`."""
    found = _filtered(select(ContactRow.id), query).limit(most).subquery()
    return await session.scalar(select(func.count()).select_from(found)) or 0


def _filtered(statement: Select[Row], query: ContactQuery) -> Select[Row]:
    wanted = (
        (ContactRow.channel, query.channel),
        (ContactRow.customer_id, query.customer_id),
        (ContactRow.contact_reason, query.contact_reason),
        (ContactRow.disposition, query.disposition),
    )
    statement = statement.where(*[column == value for column, value in wanted if value is not None])
    if query.agent_id is not None:
        statement = statement.where(ContactRow.agent_ids.contains([query.agent_id]))
    if query.since is not None:
        statement = statement.where(ContactRow.started_at >= query.since)
    if query.until is not None:
        statement = statement.where(ContactRow.started_at < query.until)
    return statement.where(_is_meant(query.q, query.tsquery)) if query.q is not None else statement


def _is_meant(q: str, tsquery: str | None) -> ColumnElement[bool]:
    """A case number, a contact's id, a customer's id, or words that are all found in what was written."""
    text = unicodedata.normalize("NFKC", q).strip()
    meanings = [
        ContactRow.case_nos.contains([text.upper()]),
        ContactRow.customer_id.in_({text, text.upper()}),
    ]
    if tsquery is not None:
        meanings.append(ContactRow.search_tokens.op("@@")(cast(tsquery, TSQUERY)))
    contact_id = uuid_or_none(text)
    if contact_id is not None:
        meanings.append(ContactRow.id == contact_id)
    return or_(*meanings)


def uuid_or_none(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
