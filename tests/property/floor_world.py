"""The floor in the real PostgreSQL, driven from synchronous rules, and what must hold of it at any time."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import func, select

from conversation import events as ev
from conversation.contacts import Contact
from conversation.errors import ConversationError
from conversation.log import contact_of
from conversation.model import Channel, ConversationId, HolderKind, SegmentKind
from conversation.tables import ContactRow, ConversationRow, EventRow
from database.engine import Database, open_database
from database.vault import Vault
from gateway.desk.acts import Who, locked
from handoff.agents import list_agents
from handoff.errors import HandoffError
from handoff.model import Presence
from handoff.offers import Offer
from handoff.serving import resume_talk
from handoff.supervision import end_waiting, queue_again
from handoff.tables import AssignmentRow, OfferRow, ParticipantRow, QueueEntryRow
from tests.integration.handoff.scene import House, open_house

T = TypeVar("T")
PLACES = (1, 2, 3)
TALKS = 4


@contextmanager
def open_floor(owner_url: str) -> Iterator[tuple[asyncio.Runner, Database]]:
    """An event loop with connections of its own, for rules that are not coroutines."""
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        database = open_database(owner_url, pool_size=2)
        try:
            yield runner, database
        finally:
            runner.run(database.close())


class FloorWorld:
    """Three agents and four conversations. `overloaded` are agents who took something over: no limit binds them."""

    def __init__(self, runner: asyncio.Runner, database: Database, vault: Vault, owner_url: str) -> None:
        self._runner = runner
        self.house: House = open_house(database, vault, owner_url)
        self.overloaded: set[UUID] = set()
        self.agents: Sequence[Who] = [self.run(self.house.agent(places=places)) for places in PLACES]
        self.talks: Sequence[ConversationId] = [self.run(self.house.contact()) for _ in range(TALKS)]

    def run(self, act: Awaitable[T]) -> T:
        async def awaited() -> T:
            return await act

        return self._runner.run(awaited())

    def with_the_bot(self, talk: int) -> list[ConversationId]:
        """The conversation, if the bot has it."""
        kind, _ = self.run(self.house.holder(self.talks[talk]))
        return [self.talks[talk]] if kind is HolderKind.bot else []

    def agent_of(self, offer: Offer) -> Who:
        return next(who for who in self.agents if who.agent_id == offer.agent_id)

    def attempt(self, act: Awaitable[Any]) -> bool:
        """Whether it was done; what was refused has changed nothing."""
        before = self.run(self.house.everything())
        try:
            self.run(act)
        except (HandoffError, ConversationError):
            assert self.run(self.house.everything()) == before
            return False
        return True

    async def customer_goes_on(self, conversation_id: ConversationId) -> None:
        """They write; whoever wraps up goes on with them, or they wait again."""
        await self.house.customer_writes(conversation_id)
        floor = self.house.floor
        async with locked(floor, conversation_id) as (session, log):
            if log.state.holder.kind is HolderKind.none:
                resumed = await resume_talk(session, log, at=floor.clock())
                if not resumed:
                    await queue_again(session, log, floor.rules, floor.jobs, floor.default_queue, at=floor.clock())

    async def customer_wants_a_callback(self, conversation_id: ConversationId) -> None:
        floor = self.house.floor
        async with locked(floor, conversation_id) as (session, log):
            if log.state.holder.kind is HolderKind.queue:
                await end_waiting(session, log, at=floor.clock())
                back = ev.HolderChanged(holder=HolderKind.bot, reason="callback_instead")
                await log.append(back, at=floor.clock())

    def check(self) -> None:
        self.run(self._check())

    async def _check(self) -> None:
        async with self.house.database.sessions() as session:
            talks = {row.id: row for row in await session.scalars(select(ConversationRow))}
            mine = {talk: talks[talk] for talk in self.talks}
            entries = list(await session.scalars(select(QueueEntryRow)))
            offers = list(await session.scalars(select(OfferRow).where(OfferRow.outcome.is_(None))))
            assigned = list(await session.scalars(select(AssignmentRow).where(AssignmentRow.state != "done")))
            guests = list(await session.scalars(select(ParticipantRow)))
            contacts = list(await session.scalars(select(ContactRow).where(ContactRow.conversation_id.in_(mine))))
            changes = await session.execute(
                select(EventRow.conversation_id, func.count())
                .where(EventRow.kind == "holder.changed", EventRow.conversation_id.in_(mine))
                .group_by(EventRow.conversation_id)
            )
            agents = await list_agents(session)
        assert {talk: row.epoch for talk, row in mine.items() if row.epoch} == dict(iter(changes))
        check_waiting(mine, entries, offers)
        check_serving(mine, assigned)
        check_guests(mine, guests, offers)
        for agent in agents:
            assert agent.agent_id in self.overloaded or agent.free(Channel.webchat) >= 0
            assert agent.presence is Presence.available or agent.agent_id not in {each.agent_id for each in offers}
        for row in contacts:
            check_segments(contact_of(row))


def check_waiting(
    talks: dict[ConversationId, ConversationRow], entries: list[QueueEntryRow], offers: list[OfferRow]
) -> None:
    """Who waits has one place in that queue, and one open offer at most, which the place names."""
    held = {talk: row.holder_name for talk, row in talks.items() if row.holder_kind == HolderKind.queue}
    assert {entry.conversation_id: entry.queue for entry in entries} == held
    assert all(entry.contact_id == talks[ConversationId(entry.conversation_id)].contact_id for entry in entries)
    serve = [(offer.conversation_id, offer.id) for offer in offers if offer.purpose == "serve"]
    assert sorted(serve) == sorted((entry.conversation_id, entry.offer_id) for entry in entries if entry.offer_id)


def check_serving(talks: dict[ConversationId, ConversationRow], assigned: list[AssignmentRow]) -> None:
    """Who serves or wraps up is the holder, of a contact that is open; nobody else is assigned."""
    held = Counter(
        (talk, row.holder_kind, row.holder_name)
        for talk, row in talks.items()
        if row.holder_kind in {HolderKind.agent, HolderKind.none}
    )
    kinds = {"serving": HolderKind.agent, "wrapping": HolderKind.none, "overdue": HolderKind.none}
    assert Counter((row.conversation_id, kinds[row.state], str(row.agent_id)) for row in assigned) == held
    for row in assigned:
        assert row.contact_id is not None
        assert row.contact_id == talks[ConversationId(row.conversation_id)].contact_id


def check_guests(
    talks: dict[ConversationId, ConversationRow], guests: list[ParticipantRow], offers: list[OfferRow]
) -> None:
    """One guest at most, beside an agent; who has not joined yet has an open invitation, and nobody else."""
    assert len({guest.conversation_id for guest in guests}) == len(guests)
    assert all(talks[ConversationId(guest.conversation_id)].holder_kind == HolderKind.agent for guest in guests)
    invited = [guest.offer_id for guest in guests if guest.joined_at is None]
    assert sorted(map(str, invited)) == sorted(str(offer.id) for offer in offers if offer.purpose == "join")


def check_segments(contact: Contact) -> None:
    """They follow each other without overlap; only after a wrap-up whose time was over may nobody's time follow."""
    segments = contact.segments
    assert segments[0].started_at == contact.started_at
    for before, after in pairwise(segments):
        assert before.ended_at is not None
        assert before.started_at <= before.ended_at <= after.started_at
        assert before.ended_at == after.started_at or before.kind is SegmentKind.wrap_up
    last = segments[-1]
    assert last.ended_at == contact.ended_at or (last.kind is SegmentKind.wrap_up and last.ended_at is not None)
