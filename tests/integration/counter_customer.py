"""A customer at the bot's counter, on the real database and with the delivered rules; the intents are given."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, cast
from uuid import uuid4

from bot.actions.counter import serve
from bot.actions.office import Call, Office
from casework.disaster.model import DisasterMode, checked_mode
from casework.disaster.rules import DisasterDesk
from casework.disaster.switch import DisasterWatch, end_mode, set_mode
from casework.intakes.step import Heard
from config.settings import Settings
from conversation import events as ev
from conversation.log import lock_conversation, open_conversation
from conversation.messages import InboundMessage
from conversation.model import Channel, ConversationId
from conversation.receive import receive
from conversation.turns import TurnResult
from crm_adapter.demo import DEMO_PERSONS, load_demo
from crm_adapter.memory_crm import MemoryCrm
from database.engine import Database
from database.vault import Vault
from gateway.rules import Rules, load_rules
from handoff.promises import Promise, PromiseState, list_promises
from knowledge.search import Outcome, SearchResult
from tests.integration.handoff.recording import RecordingJobs

# A Monday that is a holiday, at noon in Tokyo.
NOON = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
HANAKO = DEMO_PERSONS[0].customer_id


@cache
def rules() -> Rules:
    return load_rules(Settings())


@dataclass
class NoArticles:
    """Knows nothing, unless it is given what to find."""

    found: SearchResult = field(default_factory=lambda: SearchResult(Outcome.abstain, ()))

    def search(self, _: str) -> SearchResult:
        return self.found

    def titled(self, _: str) -> None:
        return None

    def answered_with(self, _: str) -> None:
        return None

    async def record_unanswered(self, *_: object) -> None: ...


@dataclass
class HandClock:
    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def turn(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class Ticks:
    """Seconds that pass only when a test lets them."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Customer:
    """One conversation; what the bot decides is posted as the gateway would post it."""

    database: Database
    vault: Vault
    channel: Channel = Channel.webchat
    clock: HandClock = field(default_factory=HandClock)
    ticks: Ticks = field(default_factory=Ticks)
    jobs: RecordingJobs = field(default_factory=RecordingJobs)
    articles: NoArticles = field(default_factory=NoArticles)
    crm: MemoryCrm = field(default_factory=lambda: MemoryCrm(lambda: NOON))
    conversation_id: ConversationId = field(default_factory=lambda: ConversationId(uuid4()))
    sender: str = field(default_factory=lambda: uuid4().hex)
    office: Office = field(init=False)

    def __post_init__(self) -> None:
        watch = DisasterWatch(self.database.reads, self.clock, self.ticks)
        self.office = Office(
            sessions=self.database.sessions,
            reads=self.database.reads,
            vault=self.vault,
            crm=self.crm,
            knowledge=cast("Any", self.articles),
            procedures=rules().procedures,
            verification=rules().verification,
            reception=rules().reception,
            queues=rules().queues.routing(),
            jobs=cast("Any", self.jobs),
            clock=self.clock,
            can_send_sms=True,
            manner=rules().manner,
            disaster=DisasterDesk(watch, rules().disaster),
        )

    async def arrives(self) -> None:
        await load_demo(self.crm, NOON.date())
        async with self.database.sessions.begin() as session:
            await open_conversation(
                session, self.vault, conversation_id=self.conversation_id, bot_sender_id=self.sender, at=NOON
            )

    async def says(
        self, text: str, intent: str = "inform", confidence: float = 0.95, action: str = "validate_intake_form"
    ) -> TurnResult:
        """Every sentence comes two seconds after the one before, so that the mode is read again."""
        self.ticks.now += 2
        at = self.clock()
        message = InboundMessage(self.channel, str(self.conversation_id), uuid4().hex, text, at)
        async with self.database.sessions.begin() as session:
            log = await lock_conversation(session, self.vault, self.conversation_id)
            received = await receive(session, self.vault, log, message, at=at)
        call = Call(action, self.sender, Heard(text, intent, confidence), received.turn_id)
        result = (await serve(self.office, call)).result
        words = "\n".join(result.say)
        await self.happens(ev.MessagePosted(message_id=uuid4(), author_kind="bot", text=words, choices=result.choices))
        return result

    async def happens(self, *events: ev.Event) -> None:
        async with self.database.sessions.begin() as session:
            log = await lock_conversation(session, self.vault, self.conversation_id)
            await log.append(*events, at=self.clock(), decided_under=log.state.epoch)

    async def proves(self, customer_id: str) -> None:
        await self.happens(ev.IdentityVerified(level=2, customer_id=customer_id, relation="policyholder"))

    async def leaves(self) -> None:
        await self.happens(ev.ContactClosed(disposition="no_response"))

    async def promised(self, state: PromiseState = PromiseState.all) -> list[Promise]:
        async with self.database.sessions() as session:
            return await list_promises(session, self.vault, state=state, conversation_id=self.conversation_id, limit=50)


def a_mode(*areas: str, name: str = "台風23号", at: datetime = NOON, days: float = 3) -> DisasterMode:
    ends_at = at + timedelta(days=days)
    return checked_mode(name=name, ends_at=ends_at, areas=areas, reason="検査", by="検査 花子", at=at)


async def switch_on(database: Database, mode: DisasterMode) -> DisasterMode | None:
    async with database.sessions.begin() as session:
        return await set_mode(session, mode)


async def switch_off(database: Database, at: datetime = NOON) -> DisasterMode | None:
    async with database.sessions.begin() as session:
        return await end_mode(session, by="検査 花子", at=at)


def said(result: TurnResult) -> str:
    return "\n".join(result.say)


def offered(result: TurnResult) -> list[str]:
    return [choice.value for choice in result.choices]
