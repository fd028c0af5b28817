"""The CRM in memory, for a console and for tests: it answers exactly as the built-in one does."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from crm_adapter.addresses import change_content, moved_customer, moved_policies, receipt_of
from crm_adapter.model import (
    AddressChange,
    AddressChangeReceipt,
    Agency,
    AgencyCode,
    Book,
    CaseNo,
    CaseRecord,
    Claim,
    ClaimNo,
    Clock,
    ContactId,
    ContactRecord,
    Customer,
    CustomerId,
    Policy,
    PolicyNo,
)
from crm_adapter.normalise import email_key, kana_key, name_key, phone_key, policy_no_key
from crm_adapter.port import (
    CustomerNotFoundError,
    PolicyNotFoundError,
    ReferenceConflictError,
    VersionConflictError,
)


class MemoryCrm:
    """Implements Crm and BookStore; nothing is kept beyond the process."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._agencies: dict[AgencyCode, Agency] = {}
        self._customers: dict[CustomerId, Customer] = {}
        self._policies: dict[str, Policy] = {}
        self._claims: dict[ClaimNo, Claim] = {}
        self._cases: dict[CaseNo, CaseRecord] = {}
        self._contacts: dict[ContactId, ContactRecord] = {}
        self._changes: dict[str, tuple[dict[str, Any], AddressChangeReceipt]] = {}

    async def get_customer(self, customer_id: CustomerId) -> Customer:
        if customer_id not in self._customers:
            raise CustomerNotFoundError("There is no such customer.")
        return self._customers[customer_id]

    async def find_customer_by_policy_no(self, policy_no: str) -> Customer | None:
        policy = await self.find_policy(policy_no)
        return self._customers[policy.customer_id] if policy else None

    async def find_customers_by_phone(self, phone: str) -> Sequence[Customer]:
        key = phone_key(phone)
        return self._where(lambda customer: key is not None and customer.phone == key)

    async def find_customers_by_name_and_birth_date(self, name: str, birth_date: date) -> Sequence[Customer]:
        return self._where(lambda customer: customer.birth_date == birth_date and _is_called(customer, name))

    async def search_customers(self, q: str, limit: int = 20) -> Sequence[Customer]:
        text = q.strip()
        phone, email = phone_key(text), email_key(text)
        owner = await self.find_customer_by_policy_no(text)

        def is_match(customer: Customer) -> bool:
            return (
                customer.customer_id == text
                or customer == owner
                or (phone is not None and customer.phone == phone)
                or (customer.email is not None and email_key(customer.email) == email)
                or _is_called(customer, text)
            )

        return self._where(is_match)[:limit]

    async def get_policy(self, policy_no: str) -> Policy:
        policy = await self.find_policy(policy_no)
        if policy is None:
            raise PolicyNotFoundError("There is no such policy.")
        return policy

    async def find_policy(self, policy_no: str) -> Policy | None:
        return self._policies.get(policy_no_key(policy_no))

    async def list_policies(self, customer_id: CustomerId) -> Sequence[Policy]:
        own = (policy for policy in self._policies.values() if policy.customer_id == customer_id)
        return sorted(own, key=lambda policy: policy.policy_no)

    async def list_claims(self, customer_id: CustomerId) -> Sequence[Claim]:
        own = {policy.policy_no for policy in await self.list_policies(customer_id)}
        claims = sorted(self._claims.values(), key=lambda claim: claim.claim_no)
        found = (claim for claim in claims if claim.policy_no in own)
        return sorted(found, key=lambda claim: claim.occurred_on, reverse=True)

    async def list_cases(self, customer_id: CustomerId, limit: int = 100) -> Sequence[CaseRecord]:
        cases = sorted(self._cases.values(), key=lambda case: case.case_no)
        own = (case for case in cases if case.customer_id == customer_id)
        return sorted(own, key=lambda case: case.opened_at, reverse=True)[:limit]

    async def list_contacts(self, customer_id: CustomerId, limit: int = 100) -> Sequence[ContactRecord]:
        contacts = sorted(self._contacts.values(), key=lambda contact: contact.contact_id)
        own = (contact for contact in contacts if contact.customer_id == customer_id)
        return sorted(own, key=lambda contact: contact.started_at, reverse=True)[:limit]

    async def find_agency(self, agency_code: AgencyCode) -> Agency | None:
        return self._agencies.get(agency_code)

    async def change_address(self, change: AddressChange) -> AddressChangeReceipt:
        customer = await self.get_customer(change.customer_id)
        content = change_content(change)
        if change.reference in self._changes:
            first, receipt = self._changes[change.reference]
            if first != content:
                raise ReferenceConflictError("The reference was used before with another content.")
            return receipt
        moved = moved_policies(customer, await self.list_policies(change.customer_id), change)
        self._customers[customer.customer_id] = moved_customer(customer, change)
        self._policies |= {policy_no_key(policy.policy_no): policy for policy in moved}
        receipt = receipt_of(change, self._clock())
        self._changes[change.reference] = (content, receipt)
        return receipt

    async def record_case(self, record: CaseRecord) -> None:
        self._require_customer(record.customer_id)
        stored = self._cases.get(record.case_no)
        if stored is None or stored.updated_at <= record.updated_at:
            self._cases[record.case_no] = record

    async def record_contact(self, record: ContactRecord) -> None:
        self._require_customer(record.customer_id)
        stored = self._contacts.get(record.contact_id)
        if stored is None or stored.updated_at <= record.updated_at:
            self._contacts[record.contact_id] = record

    async def find_customers(self, customer_ids: Sequence[CustomerId]) -> Mapping[CustomerId, Customer]:
        return {key: self._customers[key] for key in customer_ids if key in self._customers}

    async def find_policies(self, policy_nos: Sequence[PolicyNo]) -> Mapping[PolicyNo, Policy]:
        keys = {policy_no: policy_no_key(policy_no) for policy_no in policy_nos}
        return {number: self._policies[key] for number, key in keys.items() if key in self._policies}

    async def save_book(self, book: Book) -> None:
        customers = {customer.customer_id: customer for customer in book.customers}
        policies = {policy_no_key(policy.policy_no): policy for policy in book.policies}
        _require_next_versions(self._customers, customers)
        _require_next_versions(self._policies, policies)
        self._agencies |= {agency.agency_code: agency for agency in book.agencies}
        self._customers |= customers
        self._policies |= policies
        self._claims |= {claim.claim_no: claim for claim in book.claims}

    def _where(self, is_match: Callable[[Customer], bool]) -> list[Customer]:
        found = (customer for customer in self._customers.values() if is_match(customer))
        return sorted(found, key=lambda customer: customer.customer_id)

    def _require_customer(self, customer_id: CustomerId | None) -> None:
        if customer_id is not None and customer_id not in self._customers:
            raise CustomerNotFoundError("There is no such customer.")


def _is_called(customer: Customer, name: str) -> bool:
    kana = kana_key(name)
    return name_key(customer.name) == name_key(name) or (kana != "" and kana_key(customer.name_kana) == kana)


def _require_next_versions(stored: Mapping[Any, Any], records: Mapping[Any, Any]) -> None:
    for key, record in records.items():
        if key in stored and record.version != stored[key].version + 1:
            raise VersionConflictError("A record changed since it was read.")
