"""Submitting a draft: one intake becomes one case, however often and from wherever it is submitted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import Sequence as DatabaseSequence
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from casework.cases.due import due_at, no_earlier_than_wished, spoken_due
from casework.errors import IntakeClosedError
from casework.fields.parsed import ParseContext, Unclear
from casework.fields.time_windows import parse_time_window
from casework.intakes.applying import open_values
from casework.intakes.draft import Draft, IntakeStatus
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


@dataclass(frozen=True)
class SubmittedCase:
    """`due_at` is when the customer will have heard from us; `steps` are still to be carried out."""

    case_no: str
    outcome: Outcome
    due_at: datetime | None
    steps: tuple[FulfilmentStep, ...]
    is_repeat: bool = False

    @property
    def is_promised(self) -> bool:
        return self.outcome.is_promised

    @property
    def due_on(self) -> date | None:
        return self.due_at.date() if self.due_at is not None else None


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
    due_days: int | None = None,
) -> SubmittedCase:
    """Open the case of this draft, or return the one it already has.

    `due_days`: what is promised is promised so many business days later than today, where that is later than usual.
    The caller holds the conversation's lock. Raises IntakeClosedError when the draft was handed off.
    """
    known = await session.scalar(select(CaseRow).where(CaseRow.intake_id == draft.intake_id))
    outcome, steps = plan_of(draft, procedure)
    outcome = with_longer_due(outcome, due_days)
    if known is not None:
        due_before = known.due_at.astimezone(JST) if known.due_at is not None else None
        return SubmittedCase(known.case_no, outcome, due_before, (), is_repeat=True)
    if draft.status is not IntakeStatus.open:
        raise IntakeClosedError("The intake is no longer open.")
    number = await session.scalar(CASE_NUMBERS)
    case_no = case_no_of(at, int(number or 0))
    due = _due(draft, procedure, outcome, at.astimezone(JST))
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
            department=outcome.department or procedure.department,
            priority=outcome.priority,
            customer_id=customer_id,
            fields=vault.seal_json(FIELDS, case_no, _values(draft, procedure, due)),
            opened_at=at,
            due_at=due,
            updated_at=at,
        )
    )
    await session.flush()
    session.add(history_row(case_no, "submitted", "accepted", at))
    await save_draft(session, vault, draft.model_copy(update={"status": IntakeStatus.submitted}), at=at)
    return SubmittedCase(case_no, outcome, due, steps)


def _due(draft: Draft, procedure: Procedure, outcome: Outcome, at: datetime) -> datetime | None:
    """Never before the day on which the customer wishes to be called."""
    due = due_at(outcome, procedure.response_hours, at)
    wish = open_values(draft, procedure).get(procedure.due_not_before) if procedure.due_not_before else None
    if due is None or not isinstance(wish, str):
        return due
    parsed = parse_time_window(wish, ParseContext(today=at.date(), now=at, channel="webchat"))
    return due if isinstance(parsed, Unclear) else no_earlier_than_wished(due, parsed.value)


def _values(draft: Draft, procedure: Procedure, due: datetime | None) -> dict[str, Any]:
    """What the case keeps; the day of its answer stands in the procedure's own field for it."""
    values = open_values(draft, procedure)
    if procedure.due_field is None or due is None:
        return values
    return values | {procedure.due_field: due.date().isoformat()}


def plan_of(draft: Draft, procedure: Procedure) -> tuple[Outcome, tuple[FulfilmentStep, ...]]:
    return plan_of_values(open_values(draft, procedure), draft.facts(), procedure)


def with_longer_due(outcome: Outcome, days: int | None) -> Outcome:
    """The outcome promising no earlier than in `days` business days; what is urgent, or promises nothing, stays."""
    is_promised = bool(outcome.due_days or outcome.due_hours)
    if days is None or not is_promised or outcome.priority == "urgent" or outcome.due_days >= days:
        return outcome
    return outcome.model_copy(update={"due_days": days, "due_hours": 0})


def follow_ups_of(draft: Draft, procedure: Procedure) -> tuple[str, ...]:
    """The procedures that are taken up by themselves after this one."""
    values, facts = open_values(draft, procedure), draft.facts()
    return tuple(item.procedure for item in procedure.follow_ups if applies(item.when, values, facts))


def plan_of_values(
    values: Mapping[str, Any], facts: frozenset[str], procedure: Procedure
) -> tuple[Outcome, tuple[FulfilmentStep, ...]]:
    """The first outcome that applies, and the steps that do."""
    outcome = next(item for item in procedure.outcomes if applies(item.when, values, facts))
    return outcome, tuple(step for step in procedure.fulfilment if applies(step.when, values, facts))


def outcome_sentence(case: SubmittedCase, procedure: Procedure) -> str:
    """What the customer is told of how the case goes on."""
    department = case.outcome.department or procedure.department
    due = spoken_due(case.due_at, to_the_hour=bool(case.outcome.due_hours)) if case.due_at else ""
    return case.outcome.say.format(due=due, department=department, case_no=case.case_no)


def case_no_of(at: datetime, number: int) -> str:
    """`T` + year and month in Japan + running number + Luhn check digit, so that one wrong digit is noticed."""
    digits = f"{at.astimezone(JST):%y%m}{number:06d}"
    total = sum(sum(divmod(int(digit) * (1 + index % 2), 10)) for index, digit in enumerate(digits))
    return f"T{digits}{(10 - total % 10) % 10}"


def history_row(case_no: str, step: str, outcome: str, at: datetime) -> CaseHistoryRow:
    row_id: UUID = uuid4()
    return CaseHistoryRow(id=row_id, case_no=case_no, at=at, step=step, outcome=outcome)
