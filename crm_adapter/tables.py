"""The tables of the built-in CRM. Personal data is sealed; blind indexes beside it find it again."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, LargeBinary, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from crm_adapter.model import ClaimStatus, Line, PolicyStatus
from database.base import Base


def _one_of(column: str, values: type[StrEnum], name: str) -> CheckConstraint:
    return CheckConstraint(f"{column} IN ({', '.join(repr(value.value) for value in values)})", name=name)


class AgencyRow(Base):
    __tablename__ = "crm_agencies"

    agency_code: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    phone: Mapped[str] = mapped_column(Text)
    postal_code: Mapped[str] = mapped_column(Text)
    address: Mapped[str] = mapped_column(Text)


class CustomerRow(Base):
    """`personal` seals everything that identifies; `agency_code` may name an agency that is not on file."""

    __tablename__ = "crm_customers"
    __table_args__ = (CheckConstraint("version > 0", name="version_counts_up"),)

    customer_id: Mapped[str] = mapped_column(Text, primary_key=True)
    personal: Mapped[bytes] = mapped_column(LargeBinary)
    name_index: Mapped[bytes] = mapped_column(LargeBinary, index=True)
    kana_index: Mapped[bytes | None] = mapped_column(LargeBinary, index=True)
    phone_index: Mapped[bytes | None] = mapped_column(LargeBinary, index=True)
    email_index: Mapped[bytes | None] = mapped_column(LargeBinary, index=True)
    name_birth_index: Mapped[bytes | None] = mapped_column(LargeBinary, index=True)
    kana_birth_index: Mapped[bytes | None] = mapped_column(LargeBinary, index=True)
    agency_code: Mapped[str | None] = mapped_column(Text, index=True)
    is_company: Mapped[bool]
    household_id: Mapped[str | None] = mapped_column(Text, index=True)
    version: Mapped[int]


class PolicyRow(Base):
    __tablename__ = "crm_policies"
    __table_args__ = (
        _one_of("line", Line, "line_known"),
        _one_of("status", PolicyStatus, "status_known"),
        CheckConstraint("expiry_date >= inception_date", name="expires_after_inception"),
        CheckConstraint("premium_yen >= 0", name="premium_not_negative"),
        CheckConstraint("earthquake_premium_yen >= 0", name="earthquake_premium_not_negative"),
        CheckConstraint("version > 0", name="version_counts_up"),
    )

    policy_no: Mapped[str] = mapped_column(Text, primary_key=True)
    policy_no_key: Mapped[str] = mapped_column(Text, unique=True)
    customer_id: Mapped[str] = mapped_column(Text, ForeignKey("crm_customers.customer_id"), index=True)
    line: Mapped[str] = mapped_column(Text)
    product: Mapped[str] = mapped_column(Text)
    inception_date: Mapped[date]
    expiry_date: Mapped[date] = mapped_column(index=True)
    status: Mapped[str] = mapped_column(Text)
    premium_yen: Mapped[int] = mapped_column(BigInteger)
    payment_mode: Mapped[str] = mapped_column(Text)
    earthquake_premium_yen: Mapped[int | None] = mapped_column(BigInteger)
    agency_code: Mapped[str | None] = mapped_column(Text, index=True)
    personal: Mapped[bytes] = mapped_column(LargeBinary)
    version: Mapped[int]


class ClaimRow(Base):
    __tablename__ = "crm_claims"
    __table_args__ = (
        _one_of("line", Line, "line_known"),
        _one_of("status", ClaimStatus, "status_known"),
        CheckConstraint("reported_on >= occurred_on", name="reported_after_loss"),
    )

    claim_no: Mapped[str] = mapped_column(Text, primary_key=True)
    policy_no: Mapped[str] = mapped_column(Text, ForeignKey("crm_policies.policy_no"), index=True)
    line: Mapped[str] = mapped_column(Text)
    occurred_on: Mapped[date]
    reported_on: Mapped[date]
    status: Mapped[str] = mapped_column(Text)
    office: Mapped[str] = mapped_column(Text)
    office_phone: Mapped[str | None] = mapped_column(Text)
    description: Mapped[bytes] = mapped_column(LargeBinary)


class CaseRow(Base):
    __tablename__ = "crm_cases"

    case_no: Mapped[str] = mapped_column(Text, primary_key=True)
    customer_id: Mapped[str | None] = mapped_column(Text, ForeignKey("crm_customers.customer_id"), index=True)
    procedure: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text)
    policy_nos: Mapped[list[str]] = mapped_column(ARRAY(Text))
    summary: Mapped[bytes] = mapped_column(LargeBinary)
    opened_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class ContactRow(Base):
    __tablename__ = "crm_contacts"

    contact_id: Mapped[UUID] = mapped_column(primary_key=True)
    customer_id: Mapped[str | None] = mapped_column(Text, ForeignKey("crm_customers.customer_id"), index=True)
    channel: Mapped[str] = mapped_column(Text)
    direction: Mapped[str] = mapped_column(Text)
    contact_reason: Mapped[str | None] = mapped_column(Text)
    disposition: Mapped[str | None] = mapped_column(Text)
    case_nos: Mapped[list[str]] = mapped_column(ARRAY(Text))
    summary: Mapped[bytes] = mapped_column(LargeBinary)
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    updated_at: Mapped[datetime]


class AddressChangeRow(Base):
    """Never updated: the first use of a reference is the answer to every later one."""

    __tablename__ = "crm_address_changes"

    reference: Mapped[str] = mapped_column(Text, primary_key=True)
    customer_id: Mapped[str] = mapped_column(Text, ForeignKey("crm_customers.customer_id"), index=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    recorded_at: Mapped[datetime]
