"""Who somebody is counts only as said on the contact's own channel, and a code only in the contact it was sent in."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from uuid import uuid4

import pytest
from conversation_builders import start_conversation
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.actions.office import Call, Office, Visit
from bot.actions.verifying import SAY_HERE, check_code, check_identity, kept_to_channel, send_code
from casework.identity.matrix import Verification
from casework.identity.one_time_code import CodeScope, issue_code
from casework.intakes import wording
from casework.intakes.draft import Draft, IdentityClaim, PolicyBrief, Question
from casework.intakes.step import CheckCode, HandOff, Heard, Step
from casework.intakes.store import open_draft
from casework.procedures.load import load_procedures, read_checked
from conversation import events as ev
from conversation.deliveries import DeliveryRow
from conversation.log import list_events, lock_conversation, state_of
from conversation.messages import InboundMessage
from conversation.model import Channel, ConversationId
from conversation.receive import receive
from conversation.tables import ConversationRow
from crm_adapter.model import Customer
from crm_adapter.port import Crm
from database.engine import Database
from database.vault import Vault
from tests.integration.handoff.recording import RecordingJobs

pytestmark = pytest.mark.integration

CONFIG = Path(__file__).parents[2] / "config"
NOON = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
PROCEDURES = load_procedures(CONFIG / "procedures")
VERIFICATION = read_checked(CONFIG / "verification.yml", Verification)
NUMBER = "+819000000001"
ON_THE_TELEPHONE = SAY_HERE[Channel.voice]


@dataclass
class OneCustomer:
    """A record of one customer; asking it anything else fails."""

    phone: str = NUMBER
    asked: list[str] = field(default_factory=list)

    async def get_customer(self, customer_id: str) -> Customer:
        self.asked.append(customer_id)
        return cast("Customer", SimpleNamespace(phone=self.phone, phone_registered_on=date(2020, 1, 1)))


@dataclass
class Counter:
    """An open procedure in a call, with words that come on one channel or another."""

    database: Database
    vault: Vault
    conversation_id: ConversationId
    draft: Draft
    customer_id: str = field(default_factory=lambda: f"T-{uuid4().hex}")
    may_text: bool | None = None
    crm: OneCustomer = field(default_factory=OneCustomer)

    async def visit(self, channel: Channel, text: str = "123456") -> Visit:
        """The turn of a message that came on this channel."""
        message = InboundMessage(channel, f"{channel}-{self.conversation_id}", uuid4().hex, text, NOON)
        async with self.database.sessions.begin() as session:
            log = await lock_conversation(session, self.vault, self.conversation_id)
            received = await receive(session, self.vault, log, message, at=NOON)
        call = Call("action", "sender", Heard(text, "inform", 1.0), received.turn_id)
        async with self.database.sessions() as session:
            state = state_of(await session.get_one(ConversationRow, self.conversation_id))
        return Visit(self.office(), call, self.conversation_id, f"caller-{self.conversation_id}", state, NOON)

    def office(self) -> Office:
        async def may_text(_: AsyncSession, number: str) -> bool:
            assert number == NUMBER
            return bool(self.may_text)

        unused = cast("Any", None)
        return Office(
            sessions=self.database.sessions,
            reads=self.database.reads,
            vault=self.vault,
            crm=cast("Crm", self.crm),
            knowledge=unused,
            procedures=PROCEDURES,
            verification=VERIFICATION,
            reception=unused,
            queues=unused,
            jobs=RecordingJobs(),
            clock=lambda: NOON,
            can_send_sms=True,
            may_text=None if self.may_text is None else may_text,
        )

    async def happens(self, *events: ev.Event) -> None:
        async with self.database.sessions.begin() as session:
            log = await lock_conversation(session, self.vault, self.conversation_id)
            await log.append(*events, at=NOON)

    async def verified(self) -> None:
        await self.happens(ev.IdentityVerified(level=2, customer_id=self.customer_id, relation="policyholder"))

    async def code(self, visit: Visit, digits: str = "123456") -> None:
        scope = CodeScope(self.draft.intake_id, self.conversation_id, visit.state.contact_id, self.customer_id)
        rules = VERIFICATION.one_time_code
        async with self.database.sessions.begin() as session:
            await issue_code(session, self.vault, rules, scope, at=NOON, draw=lambda _: digits)

    async def kinds(self) -> list[str]:
        async with self.database.sessions() as session:
            return [entry.event.kind for entry in await list_events(session, self.vault, self.conversation_id)]

    async def staged(self) -> list[str]:
        query = select(DeliveryRow.purpose).where(DeliveryRow.conversation_id == self.conversation_id)
        async with self.database.sessions() as session:
            return list(await session.scalars(query))


@pytest.fixture
async def counter(database: Database, vault: Vault) -> Counter:
    conversation_id = await start_conversation(database, vault)
    procedure = PROCEDURES["address_change"]
    async with database.sessions.begin() as session:
        draft = await open_draft(session, vault, conversation_id, procedure, opening_text="", at=NOON)
    motor = PolicyBrief(policy_no="A999000111", line="motor", label="自動車保険")
    asking = draft.model_copy(update={"asked": Question.code, "code_sent": True, "policies": (motor,)})
    counter = Counter(database, vault, conversation_id, asking)
    await counter.visit(Channel.voice, "住所を変えたい")
    await counter.verified()
    return counter


async def test_a_code_from_the_page_does_not_verify_the_caller(counter: Counter) -> None:
    visit = await counter.visit(Channel.webchat)
    await counter.code(visit)
    checked, step = await check_code(visit, counter.draft, "123456")
    assert (checked.state.level, step.draft) == (2, counter.draft)
    assert step.say == (ON_THE_TELEPHONE, wording.QUESTIONS[Question.code])
    assert (await counter.kinds()).count("identity.verified") == 1
    assert "identity.failed" not in await counter.kinds()


async def test_the_same_code_spoken_verifies_the_caller(counter: Counter) -> None:
    await counter.code(await counter.visit(Channel.webchat))
    checked, _ = await check_code(await counter.visit(Channel.voice), counter.draft, "123456")
    assert checked.state.level == 3


async def test_an_answer_from_the_page_is_not_checked(counter: Counter) -> None:
    claim = IdentityClaim(name="佐藤 花子", policy_no="A123456789", birth_date="1980-05-05")
    claimed = counter.draft.model_copy(update={"claim": claim})
    _, step = await check_identity(await counter.visit(Channel.webchat), claimed)
    assert step.say[0] == ON_THE_TELEPHONE
    assert step.draft.claim == IdentityClaim()
    assert counter.crm.asked == []
    assert "identity.failed" not in await counter.kinds()


@pytest.mark.parametrize("asked", [Question.name, Question.policy_no, Question.birth_date, Question.phone])
async def test_no_item_of_the_claim_is_taken_from_the_page(counter: Counter, asked: Question) -> None:
    before = counter.draft.model_copy(update={"asked": asked})
    claimed = Step(before.model_copy(update={"claim": IdentityClaim(name="佐藤 花子")}))
    step = await kept_to_channel(await counter.visit(Channel.webchat), before, claimed)
    assert step.draft == before
    assert step.say == (ON_THE_TELEPHONE, wording.QUESTIONS[asked])
    assert await kept_to_channel(await counter.visit(Channel.voice), before, claimed) == claimed


async def test_other_answers_may_come_from_the_page(counter: Counter) -> None:
    step = Step(counter.draft, ("かしこまりました。",))
    assert await kept_to_channel(await counter.visit(Channel.webchat), counter.draft, step) == step
    told = Step(counter.draft, effect=CheckCode("123456"))
    assert (await kept_to_channel(await counter.visit(Channel.webchat), counter.draft, told)).say[0] == ON_THE_TELEPHONE


async def test_a_code_of_another_contact_is_not_good_here_and_a_new_one_is_sent(counter: Counter) -> None:
    await counter.code(await counter.visit(Channel.voice))
    await counter.happens(ev.ContactClosed(disposition="answered"))
    await counter.visit(Channel.sms)
    await counter.verified()
    checked, step = await check_code(await counter.visit(Channel.sms), counter.draft, "123456")
    assert checked.state.level == 2
    assert step.draft.code_sent
    assert await counter.staged() == ["one_time_code"]
    assert "identity.failed" not in await counter.kinds()


@pytest.mark.parametrize(("may_text", "staged"), [(True, ["one_time_code"]), (None, ["one_time_code"]), (False, [])])
async def test_nobody_is_told_of_a_code_that_cannot_be_sent(
    counter: Counter, may_text: bool | None, staged: list[str]
) -> None:
    visit = await replace(counter, may_text=may_text).visit(Channel.voice)
    step = await send_code(visit, counter.draft)
    assert await counter.staged() == staged
    assert isinstance(step.effect, HandOff) == (not staged)
    assert (wording.CANNOT_VERIFY in step.say) == (not staged)
