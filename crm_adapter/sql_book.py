"""Writing many whole records at once. Each statement locks rows in id order, so that two imports never deadlock."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from crm_adapter.model import Book
from crm_adapter.port import VersionConflictError
from crm_adapter.rows import Values, claim_values, customer_values, policy_values
from crm_adapter.tables import AgencyRow, ClaimRow, CustomerRow, PolicyRow
from database.vault import Vault


async def save_book(session: AsyncSession, vault: Vault, book: Book) -> None:
    """Insert or replace in the order the foreign keys need. Raise VersionConflictError."""
    await _save(session, AgencyRow, "agency_code", [asdict(agency) for agency in book.agencies])
    customers = [customer_values(vault, customer) for customer in book.customers]
    await _save_versioned(session, CustomerRow, "customer_id", customers)
    policies = [policy_values(vault, policy) for policy in book.policies]
    await _save_versioned(session, PolicyRow, "policy_no", policies)
    await _save(session, ClaimRow, "claim_no", [claim_values(vault, claim) for claim in book.claims])


async def _save(session: AsyncSession, row: type[Any], key: str, records: Sequence[Values]) -> None:
    if records:
        statement = insert(row)
        changes = {name: statement.excluded[name] for name in records[0] if name != key}
        await session.execute(
            statement.on_conflict_do_update(index_elements=[key], set_=changes),
            sorted(records, key=lambda record: record[key]),
        )


async def _save_versioned(
    session: AsyncSession, row: type[CustomerRow | PolicyRow], key: str, records: Sequence[Values]
) -> None:
    if not records:
        return
    statement = insert(row)
    changes = {name: statement.excluded[name] for name in records[0] if name != key}
    saved = await session.execute(
        statement.on_conflict_do_update(
            index_elements=[key], set_=changes, where=row.version == statement.excluded.version - 1
        ).returning(row.version),
        sorted(records, key=lambda record: record[key]),
    )
    if len(saved.all()) != len(records):
        raise VersionConflictError("A record changed since it was read.")
