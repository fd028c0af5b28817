"""Reading cases back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from casework.cases.submit import FIELDS, history_row
from casework.errors import CaseNotFoundError
from casework.tables import CaseHistoryRow, CaseRow
from database.vault import Vault


@dataclass(frozen=True)
class Case:
    """A submitted procedure. `fields` are bare JSON values by field name."""

    case_no: str
    procedure: str
    status: str
    queue: str | None
    department: str | None
    priority: str
    customer_id: str | None
    conversation_id: UUID
    contact_id: UUID | None
    fields: Mapping[str, Any] = field(repr=False)
    opened_at: datetime
    due_at: datetime | None
    updated_at: datetime

    @property
    def is_waiting(self) -> bool:
        return self.status in {"open", "in_review"}


@dataclass(frozen=True)
class CaseHistory:
    at: datetime
    step: str
    outcome: str


async def get_case(session: AsyncSession, vault: Vault, case_no: str) -> Case:
    """Raise CaseNotFoundError."""
    row = await session.get(CaseRow, case_no)
    if row is None:
        raise CaseNotFoundError("There is no such case.")
    return _case(vault, row)


async def list_cases_of_customer(
    session: AsyncSession, vault: Vault, customer_id: str, *, limit: int
) -> Sequence[Case]:
    """Newest first."""
    rows = await session.scalars(
        select(CaseRow).where(CaseRow.customer_id == customer_id).order_by(CaseRow.opened_at.desc()).limit(limit)
    )
    return [_case(vault, row) for row in rows]


async def list_cases(
    session: AsyncSession,
    vault: Vault,
    *,
    procedure: str | None = None,
    status: str | None = None,
    customer_id: str | None = None,
    before: str | None = None,
    limit: int,
) -> Sequence[Case]:
    """Newest case number first; `before` continues after that number."""
    query = select(CaseRow).order_by(CaseRow.case_no.desc()).limit(limit)
    for column, wanted in (
        (CaseRow.procedure, procedure),
        (CaseRow.status, status),
        (CaseRow.customer_id, customer_id),
    ):
        if wanted is not None:
            query = query.where(column == wanted)
    if before is not None:
        query = query.where(CaseRow.case_no < before)
    return [_case(vault, row) for row in await session.scalars(query)]


async def list_history(session: AsyncSession, case_no: str) -> Sequence[CaseHistory]:
    rows = await session.scalars(
        select(CaseHistoryRow).where(CaseHistoryRow.case_no == case_no).order_by(CaseHistoryRow.at)
    )
    return [CaseHistory(row.at, row.step, row.outcome) for row in rows]


async def record_step(
    session: AsyncSession, case_no: str, *, step: str, outcome: str, status: str | None, at: datetime
) -> None:
    """Note a fulfilment step, and the status it leads to."""
    session.add(history_row(case_no, step, outcome, at))
    if status is not None:
        await session.execute(
            update(CaseRow)
            .where(CaseRow.case_no == case_no)
            .values(status=status, updated_at=at)
            .execution_options(synchronize_session=False)
        )


def _case(vault: Vault, row: CaseRow) -> Case:
    return Case(
        case_no=row.case_no,
        procedure=row.procedure,
        status=row.status,
        queue=row.queue,
        department=row.department,
        priority=row.priority,
        customer_id=row.customer_id,
        conversation_id=row.conversation_id,
        contact_id=row.contact_id,
        fields=vault.open_json(FIELDS, row.case_no, row.fields),
        opened_at=row.opened_at,
        due_at=row.due_at,
        updated_at=row.updated_at,
    )
