"""The search index of the contact log: made from the log, rewritten as a whole, and never wrong for long.

Indexing is idempotent. It runs as a job when a contact changes hands or closes, and over everything on command.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from uuid import UUID

import structlog
from procrastinate import App, BaseRetryStrategy
from sqlalchemy import Text, cast, func, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from conversation import events as ev
from conversation.log import LoggedEvent, list_contact_events
from conversation.model import ContactId
from conversation.tables import ContactRow
from database.engine import Sessions
from database.vault import Vault, VaultError
from gateway.contact_texts import ContactTexts, Mask

logger = structlog.get_logger()

INDEX_TASK = "index_contact"
# PostgreSQL keeps one megabyte of words in a row; this is half of it.
MOST_TOKENS = 40_000
BATCH = 200
BREATHE_EVERY = 20

Tokens = Callable[[str], frozenset[str]]
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class IndexDesk:
    sessions: Sessions
    vault: Vault
    texts: ContactTexts


@dataclass(frozen=True)
class Reindexed:
    """`unreadable` contacts hold a text that no configured key opens; their old tokens stay."""

    indexed: int
    unreadable: int


def register_indexing(app: App, desk: IndexDesk, retry: BaseRetryStrategy) -> None:
    """Make `INDEX_TASK` known to the worker; its one argument is `contact_id`."""

    @app.task(name=INDEX_TASK, retry=retry)
    async def index(contact_id: str) -> None:
        await carry_out_indexing(desk, UUID(contact_id))


async def carry_out_indexing(desk: IndexDesk, contact_id: UUID) -> bool:
    """Index one contact in a transaction of its own; False when there is no such contact."""
    async with desk.sessions() as session:
        row = await session.get(ContactRow, contact_id)
        if row is None:
            return False
        addresses = await desk.texts.addresses_in_cases(session, desk.vault, row)
    mask = await desk.texts.mask_for(row.customer_id, addresses)
    async with desk.sessions.begin() as session:
        await index_contact(session, desk.vault, contact_id, mask, partial(desk.texts.search_tokens, desk.vault))
    return True


async def index_contact(session: AsyncSession, vault: Vault, contact_id: UUID, mask: Mask, tokens: Tokens) -> None:
    """Write the tokens of all messages of the contact. Of two at once the later one reads what is there last."""
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"{INDEX_TASK} {contact_id}", 0))))
    events = await list_contact_events(session, vault, ContactId(contact_id))
    found: dict[str, None] = {}
    for place, text in enumerate(_texts(events)):
        found.update(dict.fromkeys(tokens(mask(text))))
        if len(found) > MOST_TOKENS:
            logger.warning("contact_index_full", contact_id=str(contact_id))
            break
        if place % BREATHE_EVERY == 0:
            await asyncio.sleep(0)
    await session.execute(
        update(ContactRow)
        .where(ContactRow.id == contact_id)
        .values(search_tokens=func.array_to_tsvector(cast(sorted(list(found)[:MOST_TOKENS]), ARRAY(Text))))
        .execution_options(synchronize_session=False)
    )


async def reindex_contacts(desk: IndexDesk, on_progress: Progress = lambda _done, _total: None) -> Reindexed:
    """Index every contact, in batches, each contact in a transaction of its own."""
    async with desk.sessions() as session:
        total = await session.scalar(select(func.count()).select_from(ContactRow)) or 0
    indexed = unreadable = 0
    last: UUID | None = None
    while batch := await _ids_after(desk.sessions, last):
        for contact_id in batch:
            try:
                indexed += await carry_out_indexing(desk, contact_id)
            except VaultError:
                unreadable += 1
        last = batch[-1]
        on_progress(min(indexed + unreadable, total), total)
    return Reindexed(indexed, unreadable)


async def _ids_after(sessions: Sessions, last: UUID | None) -> list[UUID]:
    query = select(ContactRow.id).order_by(ContactRow.id).limit(BATCH)
    if last is not None:
        query = query.where(ContactRow.id > last)
    async with sessions() as session:
        return list(await session.scalars(query))


def _texts(events: list[LoggedEvent]) -> list[str]:
    """What people wrote before what the bot did: when there is too much, its words are the ones to miss."""
    people: list[str] = []
    bot: list[str] = []
    for entry in events:
        match entry.event:
            case ev.MessageReceived() as said:
                people.append(said.text)
            case ev.MessagePosted() as said:
                (people if said.author_kind == "agent" else bot).append(said.text)
    return people + bot
