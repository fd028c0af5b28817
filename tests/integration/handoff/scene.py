"""A house with two gateways on a real database of its own, people in it, and a clock turned by hand."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import create_engine, select, text
from sqlalchemy.exc import ProgrammingError

from casework.procedures.load import load_procedures, read_checked
from conversation.contacts import Contact
from conversation.log import contact_of, list_events, lock_conversation, open_conversation, state_of
from conversation.messages import InboundMessage
from conversation.model import Channel, ConversationId, HolderKind, TurnId
from conversation.receive import receive
from conversation.state import ConversationState
from conversation.tables import ContactRow, ConversationRow
from database.engine import Database, driver_url
from database.vault import Vault
from gateway.desk import acts
from gateway.desk.acts import Who
from gateway.desk.floor import Floor
from handoff.agents import equip, get_agent
from handoff.hours import Hours
from handoff.model import Agent, AgentId, HandoffReason, Overflow, Presence, QueueRule, RoutingRules
from handoff.offers import Offer, get_offer, list_open_offers
from handoff.openings import Openings
from handoff.queueing import Entry, enqueue, find_entry
from handoff.serving import Assignment, find_assignment
from handoff.tables import QueueEntryRow
from handoff.words import HandoffWords
from tests.integration.handoff.recording import HandClock, RecordingJobs, RecordingNotices, StillBackground

CONFIG = Path(__file__).parents[3] / "config"
PROCEDURES = load_procedures(CONFIG / "procedures")
TABLES = ("offers", "assignments", "participants", "queue_entries", "promises", "agents")
RULES = RoutingRules(
    queues={
        "general": QueueRule(label="お客さま相談室"),
        "endorsement": QueueRule(
            label="異動受付課",
            calendar="office",
            skills=("endorsement",),
            overflow=Overflow(after_seconds=300, to="general"),
        ),
        "accident": QueueRule(label="事故受付センター", skills=("accident",), head_start_seconds=600),
    },
    reasons={
        "asked_for": HandoffReason(label="お客さまのご希望"),
        "complaint": HandoffReason(label="ご意見", head_start_seconds=120),
    },
)


class CrashError(Exception):
    """The process died before it committed."""


@dataclass
class House:
    """`floor` and `other_floor` are two gateways over the same database."""

    database: Database
    vault: Vault
    owner_url: str
    clock: HandClock
    jobs: RecordingJobs
    notices: RecordingNotices
    floor: Floor
    other_floor: Floor

    async def agent(
        self,
        name: str = "検査 花子",
        *,
        skills: Sequence[str] = ("accident", "endorsement"),
        places: int = 3,
        presence: Presence = Presence.available,
    ) -> Who:
        who = Who(AgentId(uuid4()), name)
        await acts.set_presence(self.floor, who, presence)
        async with self.database.sessions.begin() as session:
            await equip(
                session, who.agent_id, skills=skills, capacity=dict.fromkeys(Channel, 0) | {Channel.webchat: places}
            )
        return who

    async def contact(self, text: str = "こんにちは") -> ConversationId:
        """With the bot; its first message has a turn that nobody has run."""
        conversation_id = ConversationId(uuid4())
        async with self.database.sessions.begin() as session:
            await open_conversation(
                session, self.vault, conversation_id=conversation_id, bot_sender_id=uuid4().hex, at=self.clock()
            )
        await self.customer_writes(conversation_id, text)
        return conversation_id

    async def waits(self, queue: str = "general", reason: str = "asked_for", **more: Any) -> ConversationId:
        conversation_id = await self.contact()
        await self.enqueue(conversation_id, Entry(queue, reason, **more))
        return conversation_id

    async def enqueue(
        self, conversation_id: ConversationId, entry: Entry, *, decided_under: int | None = None, is_lost: bool = False
    ) -> None:
        """`is_lost`: the process dies before the commit."""
        async with self.database.sessions.begin() as session:
            log = await lock_conversation(session, self.vault, conversation_id)
            floor, now = self.floor, self.clock()
            await enqueue(session, log, floor.rules, floor.jobs, entry, at=now, decided_under=decided_under)
            if is_lost:
                raise CrashError

    async def offered_to(self, who: Who, queue: str = "general", **more: Any) -> Offer:
        """A new contact that waits and is offered to this agent."""
        conversation_id = await self.waits(queue, preferred_agent_id=who.agent_id, **more)
        await self.floor.route()
        offer = await self.offer(conversation_id)
        assert offer.agent_id == who.agent_id
        return offer

    async def served_by(self, who: Who, queue: str = "general", **more: Any) -> ConversationId:
        offer = await self.offered_to(who, queue, **more)
        await acts.accept(self.floor, who, offer.offer_id)
        return offer.conversation_id

    async def wrapped_by(self, who: Who, **more: Any) -> ConversationId:
        """The talk has ended, the wrap-up has begun."""
        conversation_id = await self.served_by(who, **more)
        await acts.end(self.floor, who, conversation_id, epoch=None)
        return conversation_id

    async def overdue_by(self, who: Who, **more: Any) -> ConversationId:
        conversation_id = await self.wrapped_by(who, **more)
        self.clock.turn(seconds=self.floor.rules.wrap_up_seconds)
        await acts.end_wrap_up_time(self.floor, conversation_id)
        return conversation_id

    async def customer_writes(self, conversation_id: ConversationId, text: str = "続きです") -> TurnId:
        async with self.database.sessions.begin() as session:
            log = await lock_conversation(session, self.vault, conversation_id)
            message = InboundMessage(Channel.webchat, f"visitor-{conversation_id}", uuid4().hex, text, self.clock(), ())
            received = await receive(session, self.vault, log, message, at=self.clock())
        assert received.turn_id is not None
        return received.turn_id

    async def offer(self, conversation_id: ConversationId) -> Offer:
        """The only open one."""
        async with self.database.sessions() as session:
            (offer,) = await list_open_offers(session, conversation_id=conversation_id)
        return offer

    async def open_offers(self) -> list[Offer]:
        async with self.database.sessions() as session:
            return await list_open_offers(session)

    async def ended(self, offer: Offer) -> str | None:
        async with self.database.sessions() as session:
            return (await get_offer(session, offer.offer_id)).outcome

    async def state(self, conversation_id: ConversationId) -> ConversationState:
        async with self.database.sessions() as session:
            return state_of(await session.get_one(ConversationRow, conversation_id))

    async def holder(self, conversation_id: ConversationId) -> tuple[HolderKind, str | None]:
        holder = (await self.state(conversation_id)).holder
        return holder.kind, holder.name

    async def entry(self, conversation_id: ConversationId) -> QueueEntryRow | None:
        async with self.database.sessions() as session:
            return await find_entry(session, conversation_id)

    async def place(self, conversation_id: ConversationId) -> QueueEntryRow:
        entry = await self.entry(conversation_id)
        assert entry is not None
        return entry

    async def assignment(self, conversation_id: ConversationId) -> Assignment | None:
        async with self.database.sessions() as session:
            return await find_assignment(session, conversation_id)

    async def look_at(self, who: Who) -> Agent:
        async with self.database.sessions() as session:
            return await get_agent(session, who.agent_id)

    async def events(self, conversation_id: ConversationId, *kinds: str) -> list[Any]:
        async with self.database.sessions() as session:
            entries = await list_events(session, self.vault, conversation_id, kinds=kinds)
        return [entry.event for entry in entries]

    async def said(self, conversation_id: ConversationId) -> list[str]:
        return [event.text for event in await self.events(conversation_id, "message.posted")]

    async def contact_log(self, conversation_id: ConversationId) -> Contact:
        """The newest contact of the conversation."""
        query = select(ContactRow).where(ContactRow.conversation_id == conversation_id)
        async with self.database.sessions() as session:
            rows = await session.scalars(query.order_by(ContactRow.started_at.desc()).limit(1))
            return contact_of(rows.one())

    async def everything(self) -> dict[str, list[tuple[Any, ...]]]:
        """All that handoff and the kernel keep, to see that nothing has changed."""
        tables = (*TABLES, "conversations", "contacts", "intakes", "procrastinate_jobs")
        async with self.database.sessions() as session:
            found = {
                table: [tuple(row) for row in await session.execute(text(f"SELECT * FROM {table} ORDER BY 1, 2"))]  # noqa: S608  # Names of ours.
                for table in tables
            }
            count = await session.scalar(text("SELECT count(*) FROM conversation_events"))
        return {**found, "events": [(count,)], "jobs": [(len(self.jobs.deferred),)]}

    def as_owner(self, *statements: str, **values: Any) -> None:
        engine = create_engine(driver_url(self.owner_url))
        with engine.begin() as connection:
            for statement in statements:
                connection.execute(text(statement), values)
        engine.dispose()


def open_house(database: Database, vault: Vault, owner_url: str) -> House:
    """With nobody in it: who waited or served before is gone."""
    clock, jobs, notices = HandClock(), RecordingJobs(), RecordingNotices()
    floor = Floor(
        sessions=database.sessions,
        reads=database.reads,
        vault=vault,
        rules=RULES,
        openings=Openings(read_checked(CONFIG / "hours.yml", Hours), RULES, is_demo=False),
        words=read_checked(CONFIG / "handoff.yml", HandoffWords),
        procedures=PROCEDURES,
        jobs=jobs,
        notices=notices,
        background=StillBackground(),
        clock=clock,
        default_queue="general",
    )
    house = House(database, vault, owner_url, clock, jobs, notices, floor, another_gateway(floor))
    house.as_owner(
        f"TRUNCATE {', '.join(TABLES)}",
        "UPDATE conversations SET holder_kind = 'bot', holder_name = NULL WHERE holder_kind <> 'bot'",
    )
    return house


def another_gateway(floor: Floor) -> Floor:
    """Another process over the same database."""
    return replace(floor, _running=asyncio.Lock(), _wanted=asyncio.Event())


def own_database(owner_url: str, name: str) -> str:
    """The owner's URL of a database beside the shared one: routing sees everybody who waits in it."""
    from migrations.upgrade import upgrade  # noqa: PLC0415  # As in the shared fixtures.

    engine = create_engine(driver_url(owner_url), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection, suppress(ProgrammingError):
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    engine.dispose()
    url = driver_url(owner_url).set(database=name).render_as_string(hide_password=False)
    upgrade(url)
    return url
