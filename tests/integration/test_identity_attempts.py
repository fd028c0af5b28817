"""Guessing does not pay: attempts are counted across conversations, channels, processes and parallel tries."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from casework.identity.attempts import subjects_of
from casework.identity.check import Checked, check_claim, find_candidates
from casework.identity.matrix import AttemptLimits
from casework.intakes.draft import IdentityClaim
from casework.tables import IdentityAttemptRow
from conversation.model import ConversationId
from crm_adapter.demo import load_demo
from crm_adapter.memory_crm import MemoryCrm
from crm_adapter.model import Customer, CustomerId
from database.engine import Database, open_database
from database.vault import Vault

NOON = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
LIMITS = AttemptLimits(per_conversation=3, per_policyholder_24h=5, per_caller_1h=10)
RIGHT = IdentityClaim(name="佐藤花子", policy_no="A123456789", birth_date="1980-05-05")
WRONG = RIGHT.model_copy(update={"birth_date": "1980-05-06"})
STRANGER = IdentityClaim(name="山本実在", policy_no="Z000000000", birth_date="1901-01-01")


def someone() -> Customer:
    """A policyholder no other test guesses at."""
    return Customer(
        customer_id=CustomerId(f"T-{uuid4().hex}"),
        name="佐藤 花子",
        name_kana="サトウ ハナコ",
        birth_date=date(1980, 5, 5),
        postal_code="1000001",
        address="東京都千代田区千代田9-9-9",
        phone="+819000000099",
        phone_registered_on=None,
        email=None,
        agency_code=None,
        is_company=False,
    )


@dataclass
class Desk:
    """The check as a caller uses it: one transaction a try; a new conversation and caller unless told."""

    database: Database
    vault: Vault
    target: Customer | None = field(default_factory=someone)

    async def tries(
        self,
        claim: IdentityClaim,
        *,
        conversation: ConversationId | None = None,
        caller: str | None = None,
        attempt: str | None = None,
        at: datetime = NOON,
    ) -> str:
        candidates = [(self.target, frozenset({"A123456789"}))] if self.target else []
        async with self.database.sessions.begin() as session:
            checked: Checked = await check_claim(
                session,
                self.vault,
                LIMITS,
                claim,
                candidates,
                conversation_id=conversation or ConversationId(uuid4()),
                caller=caller or uuid4().hex,
                attempt=attempt or uuid4().hex,
                at=at,
            )
        return checked.outcome

    async def failures(self) -> int:
        """How many failed checks stand against the policyholder."""
        assert self.target is not None
        subject = subjects_of(self.vault, LIMITS, conversation="", caller="", customers=[self.target.customer_id])[-1]
        async with self.database.sessions() as session:
            count = await session.scalar(
                select(func.count()).select_from(IdentityAttemptRow).where(IdentityAttemptRow.subject == subject.index)
            )
        return count or 0


@pytest.fixture
def desk(database: Database, vault: Vault) -> Desk:
    return Desk(database, vault)


async def test_fifty_guesses_at_once_are_judged_at_most_five_times(desk: Desk) -> None:
    outcomes = Counter(await asyncio.gather(*(desk.tries(WRONG) for _ in range(50))))
    assert outcomes == {"refused": 4, "locked": 46}
    assert await desk.failures() == 5


async def test_the_right_answer_among_the_guesses_comes_too_late(desk: Desk) -> None:
    await asyncio.gather(*(desk.tries(WRONG) for _ in range(20)))
    assert await desk.tries(RIGHT) == "locked"


async def test_a_lock_ends_after_a_day(desk: Desk) -> None:
    await asyncio.gather(*(desk.tries(WRONG) for _ in range(5)))
    assert await desk.tries(RIGHT, at=NOON + timedelta(hours=23, minutes=59)) == "locked"
    assert await desk.tries(RIGHT, at=NOON + timedelta(hours=24)) == "verified"


async def test_counters_survive_a_restart(desk: Desk, database_url: str) -> None:
    for _ in range(5):
        await desk.tries(WRONG)
    restarted = open_database(database_url)
    assert await Desk(restarted, desk.vault, desk.target).tries(RIGHT) == "locked"
    await restarted.close()


async def test_conversations_and_channels_count_together(desk: Desk) -> None:
    callers = ["webchat-address", "sms-address", "voice-address", "webchat-address", "sms-address"]
    assert [await desk.tries(WRONG, caller=f"{caller}-{uuid4()}") for caller in callers] == [
        *["refused"] * 4,
        "locked",
    ]
    assert await desk.tries(RIGHT) == "locked"


async def test_a_conversation_is_locked_at_its_third_failure(desk: Desk) -> None:
    here = ConversationId(uuid4())
    assert [await desk.tries(WRONG, conversation=here) for _ in range(3)] == ["refused", "refused", "locked"]
    assert await desk.tries(RIGHT, conversation=here) == "locked"
    assert await desk.tries(RIGHT) == "verified"


async def test_a_caller_is_locked_over_many_policyholders(database: Database, vault: Vault) -> None:
    caller = uuid4().hex
    outcomes = [await Desk(database, vault).tries(WRONG, caller=caller) for _ in range(11)]
    assert outcomes == [*["refused"] * 9, "locked", "locked"]
    assert await Desk(database, vault).tries(RIGHT, caller=caller) == "locked"
    later = NOON + timedelta(hours=1)
    assert await Desk(database, vault).tries(RIGHT, caller=caller, at=later) == "verified"


async def test_guessing_at_nobody_counts_against_the_conversation(database: Database, vault: Vault) -> None:
    nobody, here = Desk(database, vault, None), ConversationId(uuid4())
    outcomes = [await nobody.tries(STRANGER, conversation=here) for _ in range(3)]
    assert outcomes == ["refused", "refused", "locked"]


async def test_the_same_try_again_counts_once(desk: Desk) -> None:
    here, turn = ConversationId(uuid4()), uuid4().hex
    outcomes = [await desk.tries(WRONG, conversation=here, caller="same", attempt=turn) for _ in range(4)]
    assert outcomes == ["refused"] * 4
    assert await desk.failures() == 1


async def test_a_right_answer_counts_against_nobody(desk: Desk) -> None:
    assert [await desk.tries(RIGHT) for _ in range(8)] == ["verified"] * 8


async def test_a_rolled_back_try_counts_nothing(desk: Desk) -> None:
    assert desk.target is not None
    async with desk.database.sessions() as session:
        await check_claim(
            session,
            desk.vault,
            LIMITS,
            WRONG,
            [(desk.target, frozenset())],
            conversation_id=ConversationId(uuid4()),
            caller=uuid4().hex,
            attempt=uuid4().hex,
            at=NOON,
        )
        await session.rollback()
    assert await desk.failures() == 0


@pytest.fixture(scope="module")
async def crm() -> MemoryCrm:
    crm = MemoryCrm(lambda: NOON)
    await load_demo(crm, NOON.date())
    return crm


@pytest.mark.parametrize(
    ("claim", "found"),
    [
        (IdentityClaim(name="鈴木一郎", policy_no="A111222333"), {"C000002"}),
        (IdentityClaim(name="鈴木一郎", phone="+819000000002"), {"C000002"}),
        (IdentityClaim(name="スズキイチロウ", birth_date="1975-11-23"), {"C000002"}),
        (IdentityClaim(name="鈴木一郎", policy_no="A111222333", phone="+819000000001"), {"C000001", "C000002"}),
        (IdentityClaim(name="鈴木一郎", policy_no="Z999999999"), set()),
        (IdentityClaim(name="鈴木一郎"), set()),
    ],
)
async def test_everybody_a_claim_may_mean_is_counted(claim: IdentityClaim, found: set[str], crm: MemoryCrm) -> None:
    candidates = await find_candidates(crm, claim)
    assert {customer.customer_id for customer, _ in candidates} == found
