"""Upserts of cases and contacts; a record that arrives late never overwrites a later one."""

from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from crm_adapter.model import CaseRecord, ContactRecord, CustomerId
from crm_adapter.normalise import is_record_id
from crm_adapter.port import CustomerNotFoundError
from crm_adapter.record_rows import case_values, contact_values
from crm_adapter.tables import CaseRow, ContactRow, CustomerRow
from database.vault import Vault


async def record_case(session: AsyncSession, vault: Vault, record: CaseRecord) -> None:
    await _require_customer(session, record.customer_id)
    await _upsert(session, CaseRow, "case_no", case_values(vault, record))


async def record_contact(session: AsyncSession, vault: Vault, record: ContactRecord) -> None:
    await _require_customer(session, record.customer_id)
    await _upsert(session, ContactRow, "contact_id", contact_values(vault, record))


async def _upsert(session: AsyncSession, row: type[CaseRow | ContactRow], key: str, values: dict[str, Any]) -> None:
    statement = insert(row).values(values)
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=[key],
            set_={name: statement.excluded[name] for name in values if name != key},
            where=row.updated_at <= statement.excluded.updated_at,
        )
    )


async def _require_customer(session: AsyncSession, customer_id: CustomerId | None) -> None:
    if customer_id is None:
        return
    if not is_record_id(customer_id) or await session.get(CustomerRow, customer_id) is None:
        raise CustomerNotFoundError("There is no such customer.")
