"""A one-time code is good once, soon, here and for this customer; and a draft makes one case."""

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from conversation_builders import start_conversation
from sqlalchemy import func, select
from sqlalchemy import text as sql

from casework.cases.records import list_cases, list_history
from casework.cases.submit import SubmittedCase, submit_draft
from casework.errors import IntakeClosedError
from casework.identity.matrix import CodeRules
from casework.identity.one_time_code import CodeScope, issue_code, redeem_code
from casework.intakes.draft import Draft, FieldValue, IntakeStatus, PolicyBrief
from casework.intakes.store import find_open_draft, open_draft, save_draft
from casework.procedures.load import load_procedures
from casework.procedures.spec import Procedure
from casework.tables import CaseRow, OneTimeCodeRow
from conversation.log import lock_conversation
from conversation.model import ContactId, ConversationId
from database.engine import Database
from database.vault import Vault

CONFIG = Path(__file__).parents[2] / "config"
NOON = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
RULES = CodeRules(digits=6, valid_minutes=10, entries=3, sends_per_hour=3, phone_registered_days=30)
ADDRESS_CHANGE = load_procedures(CONFIG / "procedures")["address_change"]


@dataclass(frozen=True)
class Intake:
    """One open intake of one customer in one conversation."""

    database: Database
    vault: Vault
    draft: Draft
    scope: CodeScope

    async def sends(self, code: str, *, at: datetime = NOON) -> str | None:
        async with self.database.sessions.begin() as session:
            return await issue_code(session, self.vault, RULES, self.scope, at=at, draw=lambda _: code)

    async def enters(self, code: str, *, at: datetime = NOON, scope: CodeScope | None = None) -> str:
        async with self.database.sessions.begin() as session:
            return await redeem_code(session, self.vault, RULES, scope or self.scope, code, at=at)

    async def submits(self, procedure: Procedure = ADDRESS_CHANGE) -> SubmittedCase:
        async with self.database.sessions.begin() as session:
            log = await lock_conversation(session, self.vault, self.scope.conversation_id)
            draft = await find_open_draft(session, self.vault, self.scope.conversation_id)
            return await submit_draft(
                session,
                self.vault,
                draft or self.draft,
                procedure,
                conversation_id=self.scope.conversation_id,
                contact_id=log.state.contact_id,
                customer_id=self.scope.customer_id,
                at=NOON,
            )


def said(value: object) -> FieldValue:
    return FieldValue(value=value, spoken=str(value), text=str(value))


def filled(draft: Draft) -> Draft:
    values = {
        "policy_nos": said(["A999000111"]),
        "new_postal_code": said("1600023"),
        "new_address": said("東京都新宿区西新宿1-2-3"),
        "moved_on": said("2026-12-01"),
        "garage_changes": said(True),
    }
    policies = (PolicyBrief(policy_no="A999000111", line="motor", label="自動車保険"),)
    return draft.model_copy(update={"values": values, "policies": policies})


async def start_intake(database: Database, vault: Vault, customer_id: str) -> Intake:
    conversation_id = await start_conversation(database, vault)
    async with database.sessions.begin() as session:
        opened = await open_draft(session, vault, conversation_id, ADDRESS_CHANGE, opening_text="", at=NOON)
        draft = filled(opened)
        await save_draft(session, vault, draft, at=NOON)
    return Intake(database, vault, draft, CodeScope(draft.intake_id, conversation_id, ContactId(uuid4()), customer_id))


@pytest.fixture
async def intake(database: Database, vault: Vault) -> Intake:
    return await start_intake(database, vault, f"T-{uuid4().hex}")


async def test_the_right_code_verifies_once(intake: Intake) -> None:
    assert await intake.sends("012345") == "012345"
    assert [await intake.enters("012345"), await intake.enters("012345")] == ["verified", "spent"]


async def test_the_right_code_twice_at_once_verifies_once(intake: Intake) -> None:
    await intake.sends("012345")
    outcomes = await asyncio.gather(*(intake.enters("012345") for _ in range(6)))
    assert sorted(outcomes) == ["spent"] * 5 + ["verified"]


async def test_a_wrong_code_may_be_entered_three_times(intake: Intake) -> None:
    await intake.sends("012345")
    assert [await intake.enters("999999") for _ in range(3)] == ["refused", "refused", "exhausted"]
    assert await intake.enters("012345") == "spent"


async def test_the_third_entry_may_be_the_right_one(intake: Intake) -> None:
    await intake.sends("012345")
    assert [await intake.enters(code) for code in ("1", "2", "012345")] == ["refused", "refused", "verified"]


async def test_parallel_guesses_are_three_entries(intake: Intake) -> None:
    await intake.sends("012345")
    outcomes = await asyncio.gather(*(intake.enters(f"{guess:06d}") for guess in range(30)))
    assert sorted(outcomes) == ["exhausted"] + ["refused"] * 2 + ["spent"] * 27
    assert await intake.enters("012345") == "spent"


@pytest.mark.parametrize(("minutes", "outcome"), [(0, "verified"), (9.99, "verified"), (10, "spent"), (60, "spent")])
async def test_a_code_is_good_for_ten_minutes(minutes: float, outcome: str, intake: Intake) -> None:
    await intake.sends("012345")
    assert await intake.enters("012345", at=NOON + timedelta(minutes=minutes)) == outcome


async def test_without_a_code_nothing_verifies(intake: Intake) -> None:
    assert await intake.enters("012345") == "spent"


async def test_a_code_is_good_in_its_own_contact_only(intake: Intake) -> None:
    await intake.sends("012345")
    elsewhere = replace(intake.scope, conversation_id=ConversationId(uuid4()))
    other_contact = replace(intake.scope, contact_id=ContactId(uuid4()))
    other_intake = replace(intake.scope, intake_id=UUID(int=1))
    someone_else = replace(intake.scope, customer_id="T-0")
    assert await intake.enters("012345", scope=elsewhere) == "spent"
    assert await intake.enters("012345", scope=other_contact) == "spent"
    assert await intake.enters("012345", scope=other_intake) == "spent"
    assert await intake.enters("012345", scope=someone_else) == "refused"
    assert await intake.enters("012345") == "verified"


async def test_a_new_code_replaces_the_old_one(intake: Intake) -> None:
    await intake.sends("111111")
    await intake.sends("222222", at=NOON + timedelta(minutes=1))
    later = NOON + timedelta(minutes=2)
    assert await intake.enters("111111", at=later) == "refused"
    assert await intake.enters("222222", at=later) == "verified"


async def test_three_codes_are_sent_in_an_hour(intake: Intake) -> None:
    sent = [await intake.sends("111111", at=NOON + timedelta(minutes=m)) for m in (0, 20, 40, 59, 60)]
    assert sent == ["111111", "111111", "111111", None, "111111"]


async def test_sending_counts_per_customer_over_conversations_and_at_once(database: Database, vault: Vault) -> None:
    customer_id = f"T-{uuid4().hex}"
    intakes = [await start_intake(database, vault, customer_id) for _ in range(6)]
    sent = await asyncio.gather(*(intake.sends("111111") for intake in intakes))
    assert sorted(code or "" for code in sent) == ["", "", "", "111111", "111111", "111111"]


async def test_no_code_stands_in_the_database(intake: Intake) -> None:
    await intake.sends("731906")
    async with intake.database.sessions() as session:
        rows = await session.scalars(select(OneTimeCodeRow).where(OneTimeCodeRow.intake_id == intake.scope.intake_id))
        digests = [row.digest for row in rows]
        stored = await session.scalar(sql("SELECT count(*) FROM one_time_codes t WHERE t::text LIKE '%731906%'"))
    assert len(digests) == 1
    assert stored == 0


async def test_submitting_twice_at_once_makes_one_case(intake: Intake) -> None:
    submitted = await asyncio.gather(*(intake.submits() for _ in range(5)))
    assert len({case.case_no for case in submitted}) == 1
    assert sorted(case.is_repeat for case in submitted) == [False, True, True, True, True]
    async with intake.database.sessions() as session:
        made = select(func.count()).select_from(CaseRow).where(CaseRow.intake_id == intake.scope.intake_id)
        assert await session.scalar(made) == 1


async def test_a_repeated_submission_has_nothing_left_to_do(intake: Intake) -> None:
    first, again = await intake.submits(), await intake.submits()
    assert [step.step for step in first.steps] == ["change_address", "assign_review"]
    assert again.steps == ()
    assert (again.case_no, again.due_on) == (first.case_no, first.due_on)


async def test_a_case_keeps_the_values_that_apply(intake: Intake) -> None:
    case_no = (await intake.submits()).case_no
    async with intake.database.sessions() as session:
        cases = await list_cases(session, intake.vault, customer_id=intake.scope.customer_id, limit=10)
        history = await list_history(session, case_no)
    assert [case.case_no for case in cases] == [case_no]
    assert cases[0].fields["new_address"] == "東京都新宿区西新宿1-2-3"
    assert (cases[0].status, cases[0].queue, cases[0].is_waiting) == ("open", "endorsement", True)
    assert [(entry.step, entry.outcome) for entry in history] == [("submitted", "accepted")]


async def test_a_submitted_draft_is_no_longer_open(intake: Intake) -> None:
    await intake.submits()
    async with intake.database.sessions() as session:
        assert await find_open_draft(session, intake.vault, intake.scope.conversation_id) is None


@pytest.mark.parametrize("status", [IntakeStatus.handed_off, IntakeStatus.paused, IntakeStatus.answered])
async def test_a_draft_that_is_not_open_makes_no_case(status: IntakeStatus, intake: Intake) -> None:
    closed = intake.draft.model_copy(update={"status": status})
    async with intake.database.sessions.begin() as session:
        await save_draft(session, intake.vault, closed, at=NOON)
    with pytest.raises(IntakeClosedError):
        await replace(intake, draft=closed).submits()
