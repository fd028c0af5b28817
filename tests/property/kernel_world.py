"""One conversation in the real PostgreSQL, driven from synchronous rules through an event loop of its own.

After every transaction, committed or not, `seen` is everything that is stored about the conversation.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from conversation import events as ev
from conversation.contacts import Contact, fold_contact, open_contact
from conversation.log import (
    ConversationLog,
    LoggedEvent,
    contact_of,
    list_events,
    list_messages,
    lock_conversation,
    open_conversation,
    state_of,
)
from conversation.model import ContactId, ConversationId, HolderKind, TurnId
from conversation.state import ConversationState, fold
from conversation.tables import ContactRow, ConversationRow, TurnRow
from conversation.turns import ClaimedTurn, claim_turn, finish_turn
from database.engine import Database, open_database
from database.vault import Vault

LEASE = timedelta(seconds=30)
START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

T = TypeVar("T")


class CrashError(Exception):
    """The process died before it committed."""


@contextmanager
def open_kernel(database_url: str) -> Iterator[tuple[asyncio.Runner, Database]]:
    """An event loop with connections of its own, for rules that are not coroutines."""
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        database = open_database(database_url, pool_size=1)
        try:
            yield runner, database
        finally:
            runner.run(database.close())


@dataclass(frozen=True)
class Desk:
    """What a command works with inside its transaction."""

    session: AsyncSession
    vault: Vault
    log: ConversationLog
    at: datetime


Command = Callable[[Desk], Awaitable[T]]


@dataclass(frozen=True)
class Seen:
    state: ConversationState
    log: Sequence[LoggedEvent]
    contacts: dict[ContactId, Contact]
    unfinished: Sequence[TurnId]

    @property
    def events(self) -> list[ev.Event]:
        return [entry.event for entry in self.log]

    @property
    def messages(self) -> list[LoggedEvent]:
        return [entry for entry in self.log if entry.message_seq is not None]

    def list_posts(self) -> list[tuple[LoggedEvent, ev.MessagePosted, ConversationState]]:
        """Everything said to the customer, each with the state it was said in."""
        posts, state = [], ConversationState()
        for entry in self.log:
            if isinstance(entry.event, ev.MessagePosted):
                posts.append((entry, entry.event, state))
            state = fold(state, entry.event)
        return posts

    def fold_contacts(self) -> dict[ContactId, Contact]:
        """The contacts as the log alone tells them."""
        contacts: dict[ContactId, Contact] = {}
        state = ConversationState()
        for entry in self.log:
            holder = state.holder
            if isinstance(entry.event, ev.ContactOpened):
                agent = holder.name if holder.kind is HolderKind.agent else None
                opened = open_contact(entry.event, entry.occurred_at, holder.kind, agent, state.customer_id)
                contacts[opened.contact_id] = opened
            elif entry.contact_id is not None:
                contacts[entry.contact_id] = fold_contact(contacts[entry.contact_id], entry.event, entry.occurred_at)
            state = fold(state, entry.event)
        return contacts


class KernelWorld:
    """Runs commands under the conversation's lock, each in a transaction of its own."""

    def __init__(self, runner: asyncio.Runner, database: Database, vault: Vault) -> None:
        self._runner, self._database, self._vault = runner, database, vault
        self.now = START
        self.conversation_id = ConversationId(uuid4())
        self._runner.run(self._open())
        self.seen = self._runner.run(self._look())

    def commit(self, command: Command[T]) -> T:
        self.now += timedelta(seconds=1)
        try:
            return self._runner.run(self._transact(command))
        finally:
            self.seen = self._runner.run(self._look())

    def refuse(self, command: Command[T], error: type[Exception]) -> None:
        """The command fails in this way and leaves everything as it was."""
        before = self.seen
        with pytest.raises(error):
            self.commit(command)
        assert self.seen == before

    def crash(self, command: Command[T]) -> None:
        """Everything was written but the commit."""

        async def die(desk: Desk) -> None:
            await command(desk)
            await desk.session.flush()
            raise CrashError

        self.refuse(die, CrashError)

    def outside(self, work: Callable[[Database, Vault], Awaitable[None]]) -> None:
        """Work that takes the lock itself."""
        self.now += timedelta(seconds=1)
        try:
            self._runner.run(_whole(work(self._database, self._vault)))
        finally:
            self.seen = self._runner.run(self._look())

    def resume(self, after_seq: int, page: int) -> list[LoggedEvent]:
        """What a client that has seen so much fetches, page by page."""
        return self._runner.run(self._resume(after_seq, page))

    async def _open(self) -> None:
        async with self._database.sessions.begin() as session:
            await open_conversation(
                session, self._vault, conversation_id=self.conversation_id, bot_sender_id=uuid4().hex, at=self.now
            )

    async def _transact(self, command: Command[T]) -> T:
        async with self._database.sessions.begin() as session:
            log = await lock_conversation(session, self._vault, self.conversation_id)
            return await command(Desk(session, self._vault, log, self.now))

    async def _look(self) -> Seen:
        async with self._database.sessions() as session:
            state = state_of(await session.get_one(ConversationRow, self.conversation_id))
            log = await list_events(session, self._vault, self.conversation_id)
            rows = await session.scalars(select(ContactRow).where(ContactRow.conversation_id == self.conversation_id))
            contacts = {ContactId(row.id): contact_of(row) for row in rows}
            pending = await session.scalars(
                select(TurnRow.id)
                .where(TurnRow.conversation_id == self.conversation_id, TurnRow.state != "done")
                .order_by(TurnRow.seq)
            )
            return Seen(state, log, contacts, [TurnId(turn_id) for turn_id in pending])

    async def _resume(self, after_seq: int, page: int) -> list[LoggedEvent]:
        screen: list[LoggedEvent] = []
        async with self._database.sessions() as session:
            while fetched := await list_messages(
                session, self._vault, self.conversation_id, after_seq=after_seq, limit=page
            ):
                assert fetched[0].message_seq == after_seq + 1
                screen += fetched
                after_seq += len(fetched)
        return screen


async def _whole(work: Awaitable[T]) -> T:
    """A coroutine, as a runner wants it."""
    return await work


def appending(*events: ev.Event, decided_under: int | None = None) -> Command[list[LoggedEvent]]:
    async def command(desk: Desk) -> list[LoggedEvent]:
        return await desk.log.append(*events, at=desk.at, decided_under=decided_under)

    return command


def claiming(turn_id: TurnId) -> Command[ClaimedTurn | None]:
    async def command(desk: Desk) -> ClaimedTurn | None:
        return await claim_turn(desk.session, desk.vault, turn_id, at=desk.at, lease=LEASE)

    return command


def finishing(turn: ClaimedTurn, *said: ev.Event, decided_under: int | None = None) -> Command[bool]:
    """Finish the turn and say its answer in the same transaction."""

    async def command(desk: Desk) -> bool:
        is_ours, _ = await finish_turn(desk.session, desk.vault, turn)
        if is_ours and said:
            await desk.log.append(*said, at=desk.at, decided_under=decided_under)
        return is_ours

    return command
