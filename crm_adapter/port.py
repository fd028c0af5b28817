"""The Crm port and its refusals. A search that finds nothing is an answer, never an error."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from crm_adapter.model import (
    AddressChange,
    AddressChangeReceipt,
    Agency,
    AgencyCode,
    Book,
    CaseRecord,
    Claim,
    ContactRecord,
    Customer,
    CustomerId,
    Policy,
    PolicyNo,
)


class CrmError(Exception):
    """Base of what a CRM refuses; the texts name record ids only."""

    code = "crm_error"


class CustomerNotFoundError(CrmError):
    code = "customer_not_found"


class PolicyNotFoundError(CrmError):
    """No such policy, or not this customer's: the two are not told apart."""

    code = "policy_not_found"


class ReferenceConflictError(CrmError):
    """The reference was used before with another content; nothing was changed."""

    code = "reference_conflict"


class VersionConflictError(CrmError):
    """A record changed since it was read; nothing was written."""

    code = "version_conflict"


class Crm(Protocol):
    """What the service needs from the customer's record. Typed words are normalised by the CRM, not the caller."""

    async def get_customer(self, customer_id: CustomerId) -> Customer:
        """Raise CustomerNotFoundError."""

    async def find_customer_by_policy_no(self, policy_no: str) -> Customer | None: ...

    async def find_customers_by_phone(self, phone: str) -> Sequence[Customer]: ...

    async def find_customers_by_name_and_birth_date(self, name: str, birth_date: date) -> Sequence[Customer]:
        """`name` may be the name or its kana."""

    async def search_customers(self, q: str, limit: int = 20) -> Sequence[Customer]:
        """Whole name, kana, phone, e-mail address, policy number or customer id; no partial matches."""

    async def get_policy(self, policy_no: str) -> Policy:
        """Raise PolicyNotFoundError."""

    async def find_policy(self, policy_no: str) -> Policy | None: ...

    async def list_policies(self, customer_id: CustomerId) -> Sequence[Policy]: ...

    async def list_claims(self, customer_id: CustomerId) -> Sequence[Claim]:
        """Newest first."""

    async def list_cases(self, customer_id: CustomerId, limit: int = 100) -> Sequence[CaseRecord]:
        """Newest first."""

    async def list_contacts(self, customer_id: CustomerId, limit: int = 100) -> Sequence[ContactRecord]:
        """Newest first."""

    async def find_agency(self, agency_code: AgencyCode) -> Agency | None: ...

    async def change_address(self, change: AddressChange) -> AddressChangeReceipt:
        """Idempotent by reference. Raise CustomerNotFoundError, PolicyNotFoundError or ReferenceConflictError."""

    async def record_case(self, record: CaseRecord) -> None:
        """Upsert by case_no. Raise CustomerNotFoundError."""

    async def record_contact(self, record: ContactRecord) -> None:
        """Upsert by contact_id. Raise CustomerNotFoundError."""


class BookStore(Protocol):
    """What an import needs of a CRM that owns its records: read and replace many whole records at once."""

    async def find_customers(self, customer_ids: Sequence[CustomerId]) -> Mapping[CustomerId, Customer]: ...

    async def find_policies(self, policy_nos: Sequence[PolicyNo]) -> Mapping[PolicyNo, Policy]:
        """By the policy number's key, so that another spelling of the same number is found; keyed as asked."""

    async def save_book(self, book: Book) -> None:
        """Insert or replace all of it, or nothing.

        A replaced customer or policy must carry the stored version + 1: raise VersionConflictError otherwise.
        """
