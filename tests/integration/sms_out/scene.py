"""A counter by SMS without a bot: conversations of numbers, what is said in them, and a carrier that can fail."""

import asyncio
from collections import Counter as Tally
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from casework.procedures.load import read_checked
from conversation import events as ev
from conversation.deliveries import DeliveryRow, stage_delivery
from conversation.log import ConversationLog, list_events, lock_conversation
from conversation.messages import Attachment, Choice, InboundMessage, OutboundMessage, Receipt
from conversation.model import Channel, ConversationId
from conversation.receive import receive
from database.engine import Database
from database.vault import Vault
from gateway.background import Background
from gateway.channels.lines import lock_line
from gateway.channels.sms.pump import PumpDesk
from gateway.channels.sms.sending import SmsSender
from gateway.channels.sms.sms_file import SmsFile
from gateway.delivery import DeliveryBusyError, DeliveryDesk, DeliveryUnknownError, carry_out_delivery

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
RULES = read_checked(Path(__file__).parents[3] / "config" / "sms.yml", SmsFile)
LINK = "https://toritsugi.example/c/" + "x" * 43
LAG = timedelta(seconds=10)


class WorkerDiedError(Exception):
    """Nothing that comes after it happens."""

    code = "worker_died"


# In a script: the worker dies before it has the carrier's answer.
DIED = Receipt("died")


@dataclass
class HandClock:
    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def turn(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class ListedJobs:
    """Jobs in the order of their deferring; `locks` are theirs."""

    deliveries: list[UUID] = field(default_factory=list)
    locks: list[str | None] = field(default_factory=list)

    async def defer(self, _: AsyncSession, task: str, *, lock: str | None = None, **arguments: Any) -> None:
        assert task == "deliver"
        self.deliveries.append(UUID(arguments["delivery_id"]))
        self.locks.append(lock)


@dataclass
class ScriptedCarrier:
    """Has no idempotency, like the real one, and shows what it accepted only after a while."""

    clock: Callable[[], datetime]
    # What happens at each sending in turn: its outcome, and whether the message was accepted.
    script: list[tuple[Receipt, bool]] = field(default_factory=list)
    accepted: list[OutboundMessage] = field(default_factory=list)

    async def deliver(self, message: OutboundMessage) -> Receipt:
        await asyncio.sleep(0)
        sent = (Receipt("sent", f"SM{message.reference}"), True)
        receipt, is_accepted = self.script.pop(0) if self.script else sent
        self.accepted += [message] * is_accepted
        if receipt == DIED:
            raise WorkerDiedError
        return receipt

    async def reconcile(self, message: OutboundMessage) -> Receipt:
        assert message.attempted_at is not None
        if self.clock() - message.attempted_at < LAG:
            return Receipt("unknown")
        references = {sent.reference for sent in self.accepted}
        return Receipt("sent", f"SM{message.reference}") if message.reference in references else Receipt("absent")

    def times_sent(self) -> Tally[str]:
        return Tally(message.reference for message in self.accepted)


class HeldBackground(Background):
    """Keeps the work until the test lets it run, with the names under which it was started."""

    def __init__(self) -> None:
        super().__init__()
        self.held: list[Coroutine[Any, Any, Any]] = []

    def start(self, work: Coroutine[Any, Any, Any], *, name: str) -> None:
        del name
        self.held.append(work)

    async def run(self) -> int:
        """Run what was started, and what that starts; returns how many."""
        ran = 0
        while self.held:
            await self.held.pop(0)
            ran += 1
        return ran


@dataclass(frozen=True)
class Counter:
    database: Database
    vault: Vault
    clock: HandClock
    jobs: ListedJobs
    carrier: ScriptedCarrier
    background: HeldBackground
    desk: PumpDesk
    links: list[UUID | None]

    def sender(self, rules: SmsFile = RULES) -> SmsSender:
        return SmsSender(self.carrier, self.database.sessions, self.vault, rules, self.clock)

    def deliveries(self, rules: SmsFile = RULES) -> DeliveryDesk:
        return DeliveryDesk(self.database.sessions, self.vault, {Channel.sms: self.sender(rules)}, self.clock)

    async def texted(
        self, text: str = "引っ越しました", number: str | None = None, via: Channel = Channel.sms
    ) -> ConversationId:
        """A customer writes from a number nobody else has, or from this one."""
        number = number or f"+8190{uuid4().int % 10**8:08d}"
        message = InboundMessage(via, number, uuid4().hex, text, self.clock())
        async with self.database.sessions.begin() as session:
            log = await lock_line(session, self.vault, via, number, at=self.clock())
            await receive(session, self.vault, log, message, at=self.clock())
        return log.conversation_id

    async def log(self, conversation_id: ConversationId, *events: ev.Event) -> ConversationLog:
        async with self.database.sessions.begin() as session:
            log = await lock_conversation(session, self.vault, conversation_id)
            await log.append(*events, at=self.clock(), decided_under=log.state.epoch)
        return log

    async def stage(self, address: str, purpose: str = "reply", text: str = "承りました。") -> UUID:
        conversation_id = await self.texted()
        async with self.database.sessions.begin() as session:
            log = await lock_conversation(session, self.vault, conversation_id)
            return await stage_delivery(
                session,
                self.vault,
                self.jobs,
                log,
                channel=Channel.sms,
                address=address,
                text=text,
                purpose=purpose,
                at=self.clock(),
            )

    async def carry_out(self, delivery_id: UUID, rules: SmsFile = RULES) -> str:
        """One run of its job: how the delivery stands afterwards."""
        try:
            await carry_out_delivery(self.deliveries(rules), delivery_id)
        except (DeliveryUnknownError, DeliveryBusyError, WorkerDiedError) as error:
            return error.code
        return (await self.row(delivery_id)).state

    async def row(self, delivery_id: UUID) -> DeliveryRow:
        async with self.database.sessions() as session:
            return await session.get_one(DeliveryRow, delivery_id)

    async def bodies(self, conversation_id: ConversationId) -> list[str]:
        """What is staged for the conversation, in the order of its log."""
        async with self.database.sessions() as session:
            logged = await list_events(session, self.vault, conversation_id, kinds=("delivery.staged",))
            staged = [entry.event.delivery_id for entry in logged if isinstance(entry.event, ev.DeliveryStaged)]
            rows = {
                row.id: row
                for row in await session.scalars(
                    select(DeliveryRow).where(DeliveryRow.conversation_id == conversation_id)
                )
            }
        assert set(staged) == set(rows)
        return [self.vault.open_json("deliveries.content", each, rows[each].content)["text"] for each in staged]


def said(
    text: str, *, by: str = "bot", choices: Sequence[Choice] = (), attachments: Sequence[Attachment] = ()
) -> ev.MessagePosted:
    return ev.MessagePosted.model_validate(
        {
            "message_id": uuid4(),
            "author_kind": by,
            "text": text,
            "choices": tuple(choices),
            "attachments": tuple(attachments),
        }
    )


def open_counter(database: Database, vault: Vault) -> Counter:
    clock, jobs, background = HandClock(), ListedJobs(), HeldBackground()
    links: list[UUID | None] = []

    async def issue_link(
        _: AsyncSession, log: ConversationLog, *, purpose: str, intake_id: UUID | None, at: datetime
    ) -> str:
        assert (purpose, log.state.contact_id is not None) == ("continue", True)
        await log.append(ev.LinkIssued(link_id=uuid4(), purpose=purpose), at=at)
        links.append(intake_id)
        return LINK

    desk = PumpDesk(
        sessions=database.sessions,
        reads=database.reads,
        vault=vault,
        jobs=jobs,
        # The hint of a new thread has a test of its own.
        rules=without_hint(RULES),
        issue_link=issue_link,
        background=background,
        clock=clock,
        is_one_way=False,
    )
    return Counter(database, vault, clock, jobs, ScriptedCarrier(clock), background, desk, links)


def without_hint(rules: SmsFile) -> SmsFile:
    return rules.model_copy(update={"words": rules.words.model_copy(update={"opt_out_hint": ""})})


def changed(desk: PumpDesk, **different: Any) -> PumpDesk:
    return replace(desk, **different)
