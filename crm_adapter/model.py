"""The words of the customer's record. Every type is immutable; what may identify a person never shows in a repr."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

CustomerId = NewType("CustomerId", str)
PolicyNo = NewType("PolicyNo", str)
AgencyCode = NewType("AgencyCode", str)
ClaimNo = NewType("ClaimNo", str)
CaseNo = NewType("CaseNo", str)
ContactId = NewType("ContactId", UUID)
HouseholdId = NewType("HouseholdId", str)

Clock = Callable[[], datetime]


class Line(StrEnum):
    """Line of business (種目)."""

    motor = "motor"
    fire = "fire"
    earthquake = "earthquake"
    personal_accident = "personal_accident"
    liability = "liability"


class PolicyStatus(StrEnum):
    in_force = "in_force"
    expired = "expired"
    cancelled = "cancelled"


class ClaimStatus(StrEnum):
    """How far a claim is; it never says whether anything will be paid."""

    reported = "reported"
    investigating = "investigating"
    settling = "settling"
    closed = "closed"


@dataclass(frozen=True)
class Customer:
    """A person or company (顧客). `name` is as printed, `phone` E.164, `postal_code` seven digits.

    `phone_registered_on` is None when the number came with the record and its age is not known.
    """

    customer_id: CustomerId
    name: str = field(repr=False)
    name_kana: str = field(repr=False)
    birth_date: date | None = field(repr=False)
    postal_code: str = field(repr=False)
    address: str = field(repr=False)
    phone: str | None = field(repr=False)
    phone_registered_on: date | None
    email: str | None = field(repr=False)
    agency_code: AgencyCode | None
    is_company: bool
    household_id: HouseholdId | None = None
    version: int = 1


@dataclass(frozen=True)
class Policy:
    """A policy (契約). Mail goes to its own mailing address, or to the customer's where it has none."""

    policy_no: PolicyNo
    customer_id: CustomerId
    line: Line
    product: str
    inception_date: date
    expiry_date: date
    status: PolicyStatus
    premium_yen: int
    payment_mode: str
    insured_object: str = field(repr=False)
    earthquake_premium_yen: int | None
    agency_code: AgencyCode | None
    mailing_postal_code: str | None = field(default=None, repr=False)
    mailing_address: str | None = field(default=None, repr=False)
    version: int = 1


@dataclass(frozen=True)
class Claim:
    """A claim (保険金請求) and the claims office that answers for it."""

    claim_no: ClaimNo
    policy_no: PolicyNo
    line: Line
    occurred_on: date
    reported_on: date
    status: ClaimStatus
    office: str
    office_phone: str | None
    description: str = field(repr=False)


@dataclass(frozen=True)
class Agency:
    """An insurance agency (代理店); `phone` is E.164."""

    agency_code: AgencyCode
    name: str
    phone: str
    postal_code: str
    address: str


@dataclass(frozen=True)
class CaseRecord:
    """What the customer's record keeps of a case (案件). A record with an older `updated_at` never overwrites."""

    case_no: CaseNo
    customer_id: CustomerId | None
    procedure: str
    status: str
    policy_nos: tuple[PolicyNo, ...]
    summary: str = field(repr=False)
    opened_at: datetime
    updated_at: datetime


@dataclass(frozen=True)
class ContactRecord:
    """What the customer's record keeps of a contact (コンタクト). An older `updated_at` never overwrites."""

    contact_id: ContactId
    customer_id: CustomerId | None
    channel: str
    direction: str
    contact_reason: str | None
    disposition: str | None
    case_nos: tuple[CaseNo, ...]
    summary: str = field(repr=False)
    started_at: datetime
    ended_at: datetime | None
    updated_at: datetime


@dataclass(frozen=True)
class AddressChange:
    """An address change (住所変更) to be recorded once per `reference`.

    The listed policies get the new mailing address. With `is_new_home` the customer's registered address
    follows, and every policy not listed keeps the address its mail went to until now.
    """

    reference: str
    customer_id: CustomerId
    policy_nos: tuple[PolicyNo, ...]
    postal_code: str = field(repr=False)
    address: str = field(repr=False)
    effective_on: date
    is_new_home: bool = True


@dataclass(frozen=True)
class AddressChangeReceipt:
    """The answer to an address change; the same reference is always answered with the first receipt."""

    reference: str
    customer_id: CustomerId
    policy_nos: tuple[PolicyNo, ...]
    effective_on: date
    recorded_at: datetime


@dataclass(frozen=True)
class Book:
    """Whole records to be written together (契約ファイル)."""

    agencies: tuple[Agency, ...] = ()
    customers: tuple[Customer, ...] = ()
    policies: tuple[Policy, ...] = ()
    claims: tuple[Claim, ...] = ()
