"""Submitting a draft: one intake becomes one case, however often and from wherever it is submitted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import jpholiday
from sqlalchemy import Sequence as DatabaseSequence
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from casework.errors import IntakeClosedError
from casework.intakes.draft import Draft, IntakeStatus
from casework.intakes.questions import open_values
from casework.intakes.store import save_draft
from casework.procedures.conditions import applies
from casework.procedures.spec import FulfilmentStep, Outcome, Procedure
from casework.tables import CaseHistoryRow, CaseRow
from conversation.model import ContactId, ConversationId
from database.base import Base
from database.vault import Vault

JST = ZoneInfo("Asia/Tokyo")
FIELDS = "cases.fields"
CASE_NUMBERS = DatabaseSequence("case_numbers", metadata=Base.metadata)
END_OF_OFFICE_HOURS = time(17)
WEEKDAYS = 5
TURN_OF_THE_YEAR = frozenset({(12, 31), (1, 1), (1, 2), (1, 3)})


@dataclass(frozen=True)
class SubmittedCase:
    """`due_on` is a business day in Japan; `steps` are still to be carried out."""

    case_no: str
    outcome: Outcome
    due_on: date | None
    steps: tuple[FulfilmentStep, ...]
    is_repeat: bool = False


async def submit_draft(
    session: AsyncSession,
    vault: Vault,
    draft: Draft,
    procedure: Procedure,
    *,
    conversation_id: ConversationId,
    contact_id: ContactId | None,
    customer_id: str | None,
    at: datetime,
) -> SubmittedCase:
    """Open the case of this draft, or return the one it already has.

    The caller holds the conversation's lock. Raises IntakeClosedError when the draft was handed off.
    """
    known = await session.scalar(select(CaseRow).where(CaseRow.intake_id == draft.intake_id))
    outcome, steps = plan_of(draft, procedure)
    due_on = business_day(at.astimezone(JST).date(), outcome.due_days) if outcome.due_days else None
    if known is not None:
        return SubmittedCase(known.case_no, outcome, due_on, (), is_repeat=True)
    if draft.status is not IntakeStatus.open:
        raise IntakeClosedError("The intake is no longer open.")
    number = await session.scalar(CASE_NUMBERS)
    case_no = case_no_of(at, int(number or 0))
    session.add(
        CaseRow(
            case_no=case_no,
            intake_id=draft.intake_id,
            conversation_id=conversation_id,
            contact_id=contact_id,
            procedure=draft.procedure,
            procedure_version=draft.version,
            status="open",
            queue=outcome.queue,
            customer_id=customer_id,
            fields=vault.seal_json(FIELDS, case_no, open_values(draft, procedure)),
            opened_at=at,
            due_at=datetime.combine(due_on, END_OF_OFFICE_HOURS, JST) if due_on else None,
            updated_at=at,
        )
    )
    await session.flush()
    session.add(history_row(case_no, "submitted", "accepted", at))
    await save_draft(session, vault, draft.model_copy(update={"status": IntakeStatus.submitted}), at=at)
    return SubmittedCase(case_no, outcome, due_on, steps)


def plan_of(draft: Draft, procedure: Procedure) -> tuple[Outcome, tuple[FulfilmentStep, ...]]:
    return plan_of_values(open_values(draft, procedure), draft.lines(), procedure)


def plan_of_values(
    values: Mapping[str, Any], lines: frozenset[str], procedure: Procedure
) -> tuple[Outcome, tuple[FulfilmentStep, ...]]:
    """The first outcome that applies, and the steps that do."""
    outcome = next(item for item in procedure.outcomes if applies(item.when, values, lines))
    return outcome, tuple(step for step in procedure.fulfilment if applies(step.when, values, lines))


def outcome_sentence(case: SubmittedCase, procedure: Procedure) -> str:
    """What the customer is told of how the case goes on."""
    due = f"{case.due_on.month}月{case.due_on.day}日" if case.due_on else ""
    return case.outcome.say.format(due=due, department=procedure.department, case_no=case.case_no)


def business_day(start: date, days: int) -> date:
    """`days` business days after `start`; weekends, Japanese holidays and the turn of the year do not count."""
    day = start
    while days > 0:
        day += timedelta(days=1)
        is_closed = (day.month, day.day) in TURN_OF_THE_YEAR or jpholiday.is_holiday(day)
        if day.weekday() < WEEKDAYS and not is_closed:
            days -= 1
    return day


def case_no_of(at: datetime, number: int) -> str:
    """`T` + year and month in Japan + running number + Luhn check digit, so that one wrong digit is noticed."""
    digits = f"{at.astimezone(JST):%y%m}{number:06d}"
    total = sum(sum(divmod(int(digit) * (1 + index % 2), 10)) for index, digit in enumerate(digits))
    return f"T{digits}{(10 - total % 10) % 10}"


def history_row(case_no: str, step: str, outcome: str, at: datetime) -> CaseHistoryRow:
    row_id: UUID = uuid4()
    return CaseHistoryRow(id=row_id, case_no=case_no, at=at, step=step, outcome=outcome)
