"""What the counter works with, passed in by the gateway, and the visit it serves."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from casework.callers import Callers
from casework.disaster.rules import DisasterDesk
from casework.identity.matrix import Verification
from casework.intakes.draft import Draft, Relation
from casework.intakes.step import Heard, World
from casework.languages import Languages
from casework.manner import Manner
from casework.procedures.spec import Procedure
from casework.reception import Queues, Reception
from casework.wording.plain import PlainJapanese
from conversation.deliveries import Jobs
from conversation.log import ConversationLog
from conversation.messages import Choice
from conversation.model import Channel, ConversationId, Signal, TurnId, VerificationLevel
from conversation.state import ConversationState
from conversation.turns import HandoffWish, TurnResult
from crm_adapter.port import Crm
from database.engine import Sessions
from database.vault import Vault
from knowledge.article import Article
from knowledge.search import SearchResult

JST = ZoneInfo("Asia/Tokyo")

Clock = Callable[[], datetime]


class Knowledge(Protocol):
    """Searches the reviewed articles and remembers what they could not answer."""

    def search(self, question: str) -> SearchResult: ...

    def titled(self, title: str) -> Article | None:
        """The article of this very title: what a customer sends who chooses one."""
        ...

    def answered_with(self, said: str) -> Article | None:
        """The article whose answer stands in what the bot has said."""
        ...

    def next_best(self, question: str, refused: Article) -> tuple[Article, ...]:
        """What else may be meant, for a customer whom this article did not help."""
        ...

    async def record_unanswered(self, question: str, channel: Channel, result: SearchResult) -> None: ...

    async def record_down_voted(self, question: str, channel: Channel, article: Article) -> None: ...


class MobileLinks(Protocol):
    """Sends a link into this very draft to the mobile telephone of the conversation."""

    async def send_link(
        self, session: AsyncSession, log: ConversationLog, *, purpose: str, intake_id: UUID | None, at: datetime
    ) -> bool:
        """Stage it in the caller's transaction; False where no mobile telephone may be written to."""
        ...


@dataclass(frozen=True)
class Office:
    """The collaborators of every action. Without a carrier (`can_send_sms`) whoever needs a code goes to a person, and
    without `mobile` photographs are left for later. `may_text` tells whether a number (E.164) may and wants to have
    SMS; without it every number.
    """

    sessions: Sessions
    reads: Sessions
    vault: Vault
    crm: Crm
    knowledge: Knowledge
    procedures: Mapping[str, Procedure]
    verification: Verification
    reception: Reception
    queues: Queues
    jobs: Jobs
    clock: Clock
    can_send_sms: bool
    mobile: MobileLinks | None = None
    may_text: Callable[[AsyncSession, str], Awaitable[bool]] | None = None
    disaster: DisasterDesk | None = None
    manner: Manner = field(default_factory=Manner)
    plain: PlainJapanese = field(default_factory=PlainJapanese)
    callers: Callers = field(default_factory=Callers)
    languages: Languages = field(default_factory=Languages)

    def procedure_for(self, intent: str) -> Procedure | None:
        return next((item for item in self.procedures.values() if item.intent == intent), None)


@dataclass(frozen=True)
class Call:
    """One call of Rasa: which action, for which sender, on which words."""

    action: str
    sender_id: str
    heard: Heard
    turn_id: TurnId | None


@dataclass(frozen=True)
class Visit:
    """One turn at the counter: the call with the conversation as it stands.

    `noted` are the procedures this very turn asks for besides, `signals` what it tells of how the customer is; they are
    kept with its result. `cases_before` counts the complaints that were opened here before; `draft_before` is the open
    intake as the turn found it.
    """

    office: Office
    call: Call
    conversation_id: ConversationId
    caller: str = field(repr=False)
    state: ConversationState
    now: datetime
    number: str | None = field(default=None, repr=False)
    noted: tuple[str, ...] = ()
    signals: tuple[Signal, ...] = ()
    cases_before: int = 0
    draft_before: Draft | None = field(default=None, repr=False)

    @property
    def requested(self) -> tuple[str, ...]:
        """The procedures that wait until the present one is done, in their order."""
        waiting = dict.fromkeys((*self.state.requested, *self.noted))
        return tuple(name for name in waiting if name in self.office.procedures)

    @property
    def channel(self) -> Channel:
        return self.state.contact_channel or Channel.webchat

    def customer_for(self, procedure: str) -> str | None:
        """The verified customer, where the proof is enough to go on with a draft of this procedure."""
        needed = self.office.verification.needed(procedure, Relation.policyholder)
        enough = (
            VerificationLevel.knowledge_match if needed == "person" else min(needed, VerificationLevel.knowledge_match)
        )
        return self.state.customer_id if self.state.level >= enough else None

    def world(self, draft: Draft) -> World:
        return World(
            now=self.now.astimezone(JST),
            channel=self.channel,
            level=self.state.level,
            procedure=self.office.procedures[draft.procedure],
            verification=self.office.verification,
            own_number=self.number,
            procedures=self.office.procedures,
            cases_before=self.cases_before,
        )


@dataclass(frozen=True)
class Reply:
    """What the turn ends with. `draft` is the intake as it is to be kept, if one was touched.

    `opened` are the intakes that follow it in the same turn, the last one being what is asked now. `requests` and
    `signals` are noted with the result. `is_kept`: it was recorded with what the turn changed.
    """

    say: tuple[str, ...]
    choices: tuple[Choice, ...] = ()
    draft: Draft | None = None
    handoff: HandoffWish | None = None
    contact_reason: str | None = None
    is_farewell: bool = False
    opened: tuple[Draft, ...] = ()
    requests: tuple[str, ...] = ()
    signals: tuple[Signal, ...] = ()
    is_kept: bool = False

    @property
    def present(self) -> Draft | None:
        """The intake the customer is in after this turn."""
        return self.opened[-1] if self.opened else self.draft

    def result(self) -> TurnResult:
        return TurnResult(say=self.say, choices=self.choices, handoff=self.handoff, contact_reason=self.contact_reason)


def offered(values: Sequence[str]) -> tuple[Choice, ...]:
    return tuple(Choice(label=value, value=value) for value in values)
