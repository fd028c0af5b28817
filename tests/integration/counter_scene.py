"""The counter with the delivered procedures, a database and invented customers, without Rasa: a visitor and a clock."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from sqlalchemy import update

from bot.actions.counter import serve
from bot.actions.office import Call, Office
from casework.identity.matrix import Verification
from casework.intakes.draft import Draft
from casework.intakes.step import Heard
from casework.intakes.store import find_desk_draft
from casework.procedures.load import load_procedures, read_checked
from casework.reception import Reception
from conversation import events as ev
from conversation.closing import close_if_left
from conversation.log import list_events, lock_conversation, open_conversation, state_of
from conversation.messages import InboundMessage
from conversation.model import Channel, ConversationId
from conversation.receive import receive
from conversation.state import ConversationState
from conversation.tables import ConversationRow, TurnRow
from conversation.turns import TurnResult
from crm_adapter.demo import demo_book
from crm_adapter.memory_crm import MemoryCrm
from database.engine import Database
from database.vault import Vault
from gateway.queue_file import load_queues
from knowledge.article import Article
from knowledge.search import Outcome, SearchResult
from tests.integration.handoff.recording import RecordingJobs

CONFIG = Path(__file__).parents[2] / "config"
MORNING = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
IDLE = timedelta(hours=24)
TARO = ("山田太郎", "A505050505", "1968年8月15日")


class NoArticles:
    """Knows nothing, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def search(self, question: str) -> SearchResult:
        self.asked.append(question)
        return SearchResult(Outcome.abstain, ())

    def titled(self, title: str) -> Article | None:
        del title
        return None

    def answered_with(self, said: str) -> Article | None:
        del said
        return None

    def next_best(self, question: str, refused: Article) -> tuple[Article, ...]:
        del question, refused
        return ()

    async def record_unanswered(self, question: str, channel: Channel, result: SearchResult) -> None:
        del question, channel, result

    async def record_down_voted(self, question: str, channel: Channel, article: Article) -> None:
        del question, channel, article


async def crm_with_demo(now: datetime) -> MemoryCrm:
    crm = MemoryCrm(lambda: now)
    await crm.save_book(demo_book(now.date()))
    return crm


@dataclass
class Visitor:
    """Somebody in web chat; every sentence is a turn, served and answered before the next."""

    database: Database
    vault: Vault
    crm: MemoryCrm
    conversation_id: ConversationId = field(default_factory=lambda: ConversationId(uuid4()))
    sender: str = field(default_factory=lambda: uuid4().hex)
    now: datetime = MORNING
    last: TurnResult = field(default_factory=TurnResult)
    jobs: RecordingJobs = field(default_factory=RecordingJobs)

    async def arrives(self) -> None:
        async with self.database.sessions.begin() as session:
            await open_conversation(
                session, self.vault, conversation_id=self.conversation_id, bot_sender_id=self.sender, at=self.now
            )

    async def says(
        self,
        text: str,
        intent: str = "inform",
        confidence: float = 0.9,
        *,
        action: str = "validate_intake_form",
        likely: Sequence[tuple[str, float]] = (),
        channel: Channel = Channel.webchat,
    ) -> str:
        self.now += timedelta(seconds=20)
        message = InboundMessage(channel, f"visitor-{self.conversation_id}", uuid4().hex, text, self.now)
        async with self.database.sessions.begin() as session:
            log = await lock_conversation(session, self.vault, self.conversation_id)
            await close_if_left(session, log, at=self.now, idle=IDLE)
            received = await receive(session, self.vault, log, message, at=self.now)
        heard = Heard(text, intent, confidence, tuple(likely))
        served = await serve(self.office(), Call(action, self.sender, heard, received.turn_id))
        self.last = served.result
        await self._posted(served.result, received.turn_id)
        return "\n".join(served.result.say)

    async def identifies(self) -> str:
        said = ""
        for text in TARO:
            said = await self.says(text)
        return said

    async def happens(self, *events: ev.Event) -> None:
        async with self.database.sessions.begin() as session:
            log = await lock_conversation(session, self.vault, self.conversation_id)
            await log.append(*events, at=self.now)

    async def kinds(self) -> list[str]:
        async with self.database.sessions() as session:
            return [entry.event.kind for entry in await list_events(session, self.vault, self.conversation_id)]

    async def state(self) -> ConversationState:
        async with self.database.sessions() as session:
            return state_of(await session.get_one(ConversationRow, self.conversation_id))

    async def draft(self, procedure: str | None = None) -> Draft | None:
        async with self.database.sessions() as session:
            return await find_desk_draft(session, self.vault, self.conversation_id, procedure)

    def leaves_for(self, **by: float) -> None:
        self.now += timedelta(**by)

    def office(self) -> Office:
        return Office(
            sessions=self.database.sessions,
            reads=self.database.reads,
            vault=self.vault,
            crm=self.crm,
            knowledge=NoArticles(),
            procedures=load_procedures(CONFIG / "procedures"),
            verification=read_checked(CONFIG / "verification.yml", Verification),
            reception=read_checked(CONFIG / "reception.yml", Reception),
            queues=load_queues(CONFIG / "queues.yml").routing(),
            jobs=self.jobs,
            clock=lambda: self.now,
            can_send_sms=True,
        )

    async def _posted(self, result: TurnResult, turn_id: object) -> None:
        async with self.database.sessions.begin() as session:
            await session.execute(update(TurnRow).where(TurnRow.id == turn_id).values(state="done"))
            log = await lock_conversation(session, self.vault, self.conversation_id)
            posted = ev.MessagePosted(
                message_id=uuid4(), author_kind="bot", text="\n".join(result.say) or "…", choices=result.choices
            )
            await log.append(posted, at=self.now, decided_under=log.state.epoch)
