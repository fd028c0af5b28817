"""The built-in CRM on PostgreSQL. Every call is one transaction of its own."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select

from crm_adapter import sql_search
from crm_adapter.model import (
    AddressChange,
    AddressChangeReceipt,
    Agency,
    AgencyCode,
    Book,
    CaseRecord,
    Claim,
    Clock,
    ContactRecord,
    Customer,
    CustomerId,
    Policy,
    PolicyNo,
)
from crm_adapter.normalise import is_record_id, policy_no_key
from crm_adapter.port import CustomerNotFoundError, PolicyNotFoundError
from crm_adapter.record_rows import case_from, contact_from
from crm_adapter.rows import claim_from, customer_from, policy_from
from crm_adapter.sql_addresses import change_address
from crm_adapter.sql_book import save_book
from crm_adapter.sql_records import record_case, record_contact
from crm_adapter.tables import AgencyRow, CaseRow, ClaimRow, ContactRow, CustomerRow, PolicyRow
from database.engine import Sessions
from database.vault import Vault


class SqlCrm:
    """Implements Crm and BookStore."""

    def __init__(self, sessions: Sessions, vault: Vault, clock: Clock) -> None:
        self._sessions = sessions
        self._vault = vault
        self._clock = clock

    async def get_customer(self, customer_id: CustomerId) -> Customer:
        async with self._sessions() as session:
            row = await session.get(CustomerRow, customer_id) if is_record_id(customer_id) else None
        if row is None:
            raise CustomerNotFoundError("There is no such customer.")
        return customer_from(self._vault, row)

    async def find_customer_by_policy_no(self, policy_no: str) -> Customer | None:
        found = await self._customers(sql_search.by_policy_no(policy_no), limit=1)
        return found[0] if found else None

    async def find_customers_by_phone(self, phone: str) -> Sequence[Customer]:
        return await self._customers(sql_search.by_phone(self._vault, phone))

    async def find_customers_by_name_and_birth_date(self, name: str, birth_date: date) -> Sequence[Customer]:
        return await self._customers(sql_search.by_name_and_birth_date(self._vault, name, birth_date))

    async def search_customers(self, q: str, limit: int = 20) -> Sequence[Customer]:
        return await self._customers(sql_search.by_anything(self._vault, q), limit)

    async def get_policy(self, policy_no: str) -> Policy:
        policy = await self.find_policy(policy_no)
        if policy is None:
            raise PolicyNotFoundError("There is no such policy.")
        return policy

    async def find_policy(self, policy_no: str) -> Policy | None:
        statement = select(PolicyRow).where(PolicyRow.policy_no_key == policy_no_key(policy_no))
        async with self._sessions() as session:
            row = await session.scalar(statement)
        return policy_from(self._vault, row) if row else None

    async def list_policies(self, customer_id: CustomerId) -> Sequence[Policy]:
        if not is_record_id(customer_id):
            return []
        statement = select(PolicyRow).where(PolicyRow.customer_id == customer_id).order_by(PolicyRow.policy_no)
        async with self._sessions() as session:
            return [policy_from(self._vault, row) for row in await session.scalars(statement)]

    async def list_claims(self, customer_id: CustomerId) -> Sequence[Claim]:
        if not is_record_id(customer_id):
            return []
        statement = (
            select(ClaimRow)
            .join(PolicyRow, PolicyRow.policy_no == ClaimRow.policy_no)
            .where(PolicyRow.customer_id == customer_id)
            .order_by(ClaimRow.occurred_on.desc(), ClaimRow.claim_no)
        )
        async with self._sessions() as session:
            return [claim_from(self._vault, row) for row in await session.scalars(statement)]

    async def list_cases(self, customer_id: CustomerId, limit: int = 100) -> Sequence[CaseRecord]:
        if not is_record_id(customer_id):
            return []
        statement = (
            select(CaseRow)
            .where(CaseRow.customer_id == customer_id)
            .order_by(CaseRow.opened_at.desc(), CaseRow.case_no)
            .limit(limit)
        )
        async with self._sessions() as session:
            return [case_from(self._vault, row) for row in await session.scalars(statement)]

    async def list_contacts(self, customer_id: CustomerId, limit: int = 100) -> Sequence[ContactRecord]:
        if not is_record_id(customer_id):
            return []
        statement = (
            select(ContactRow)
            .where(ContactRow.customer_id == customer_id)
            .order_by(ContactRow.started_at.desc(), ContactRow.contact_id)
            .limit(limit)
        )
        async with self._sessions() as session:
            return [contact_from(self._vault, row) for row in await session.scalars(statement)]

    async def find_agency(self, agency_code: AgencyCode) -> Agency | None:
        async with self._sessions() as session:
            row = await session.get(AgencyRow, agency_code) if is_record_id(agency_code) else None
        if row is None:
            return None
        return Agency(AgencyCode(row.agency_code), row.name, row.phone, row.postal_code, row.address)

    async def change_address(self, change: AddressChange) -> AddressChangeReceipt:
        async with self._sessions.begin() as session:
            return await change_address(session, self._vault, change, self._clock())

    async def record_case(self, record: CaseRecord) -> None:
        async with self._sessions.begin() as session:
            await record_case(session, self._vault, record)

    async def record_contact(self, record: ContactRecord) -> None:
        async with self._sessions.begin() as session:
            await record_contact(session, self._vault, record)

    async def find_customers(self, customer_ids: Sequence[CustomerId]) -> Mapping[CustomerId, Customer]:
        statement = select(CustomerRow).where(CustomerRow.customer_id.in_(customer_ids))
        async with self._sessions() as session:
            rows = await session.scalars(statement)
            return {CustomerId(row.customer_id): customer_from(self._vault, row) for row in rows}

    async def find_policies(self, policy_nos: Sequence[PolicyNo]) -> Mapping[PolicyNo, Policy]:
        asked = {policy_no_key(policy_no): policy_no for policy_no in policy_nos}
        statement = select(PolicyRow).where(PolicyRow.policy_no_key.in_(asked))
        async with self._sessions() as session:
            rows = await session.scalars(statement)
            return {asked[row.policy_no_key]: policy_from(self._vault, row) for row in rows}

    async def save_book(self, book: Book) -> None:
        async with self._sessions.begin() as session:
            await save_book(session, self._vault, book)

    async def _customers(self, lookups: list[sql_search.Lookup], limit: int | None = None) -> list[Customer]:
        if not lookups:
            return []
        found = select(CustomerRow).where(sql_search.any_of(lookups))
        statement = found.order_by(CustomerRow.customer_id).limit(limit)
        async with self._sessions() as session:
            return [customer_from(self._vault, row) for row in await session.scalars(statement)]
