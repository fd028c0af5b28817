"""The address change in the built-in CRM: the customer's row is locked first, then the reference is taken."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from crm_adapter.addresses import change_content, moved_customer, moved_policies, receipt_of
from crm_adapter.model import AddressChange, AddressChangeReceipt, Book, Customer
from crm_adapter.normalise import is_record_id
from crm_adapter.port import CustomerNotFoundError, ReferenceConflictError
from crm_adapter.rows import customer_from, policy_from
from crm_adapter.sql_book import save_book
from crm_adapter.tables import AddressChangeRow, CustomerRow, PolicyRow
from database.vault import Vault


async def change_address(
    session: AsyncSession, vault: Vault, change: AddressChange, now: datetime
) -> AddressChangeReceipt:
    """Take part in the caller's transaction; idempotent by reference."""
    customer = await _lock_customer(session, vault, change)
    content = vault.seal_json("crm_address_changes.content", change.reference, change_content(change))
    taken = await session.scalar(
        insert(AddressChangeRow)
        .values(reference=change.reference, customer_id=change.customer_id, content=content, recorded_at=now)
        .on_conflict_do_nothing()
        .returning(AddressChangeRow.reference)
    )
    if taken is None:
        return await _first_receipt(session, vault, change)
    statement = (
        select(PolicyRow)
        .where(PolicyRow.customer_id == change.customer_id)
        .order_by(PolicyRow.policy_no)
        .with_for_update(key_share=True)
    )
    policies = [policy_from(vault, row) for row in await session.scalars(statement)]
    moved = moved_policies(customer, policies, change)
    customers = (moved_customer(customer, change),) if change.is_new_home else ()
    await save_book(session, vault, Book(customers=customers, policies=tuple(moved)))
    return receipt_of(change, now)


async def _lock_customer(session: AsyncSession, vault: Vault, change: AddressChange) -> Customer:
    # FOR NO KEY UPDATE: cases and contacts that refer to the customer may be written meanwhile.
    statement = select(CustomerRow).where(CustomerRow.customer_id == change.customer_id).with_for_update(key_share=True)
    row = await session.scalar(statement) if is_record_id(change.customer_id) else None
    if row is None:
        raise CustomerNotFoundError("There is no such customer.")
    return customer_from(vault, row)


async def _first_receipt(session: AsyncSession, vault: Vault, change: AddressChange) -> AddressChangeReceipt:
    first = await session.get_one(AddressChangeRow, change.reference)
    content = vault.open_json("crm_address_changes.content", change.reference, first.content)
    if content != change_content(change):
        raise ReferenceConflictError("The reference was used before with another content.")
    return receipt_of(change, first.recorded_at)
