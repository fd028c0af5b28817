"""Customers, policies and claims to rows and back: what is sealed, and which blind indexes stand beside it."""

from datetime import date
from typing import Any

from crm_adapter.model import (
    AgencyCode,
    Claim,
    ClaimNo,
    ClaimStatus,
    Customer,
    CustomerId,
    HouseholdId,
    Line,
    Policy,
    PolicyNo,
    PolicyStatus,
)
from crm_adapter.normalise import email_key, kana_key, name_key, policy_no_key
from crm_adapter.tables import ClaimRow, CustomerRow, PolicyRow
from database.vault import Vault

Values = dict[str, Any]


def birth_key(key: str, birth_date: date) -> str:
    return f"{key}|{birth_date.isoformat()}"


def index_of(vault: Vault, column: str, key: str | None) -> bytes | None:
    """None for an empty key: nobody is ever found by nothing."""
    return vault.index(f"crm_customers.{column}", key) if key else None


def customer_values(vault: Vault, customer: Customer) -> Values:
    personal = {
        "name": customer.name,
        "name_kana": customer.name_kana,
        "birth_date": customer.birth_date.isoformat() if customer.birth_date else None,
        "postal_code": customer.postal_code,
        "address": customer.address,
        "phone": customer.phone,
        "phone_registered_on": customer.phone_registered_on.isoformat() if customer.phone_registered_on else None,
        "email": customer.email,
    }
    name, kana, born = name_key(customer.name), kana_key(customer.name_kana), customer.birth_date
    return {
        "customer_id": customer.customer_id,
        "personal": vault.seal_json("crm_customers.personal", customer.customer_id, personal),
        "name_index": index_of(vault, "name_index", name),
        "kana_index": index_of(vault, "kana_index", kana),
        "phone_index": index_of(vault, "phone_index", customer.phone),
        "email_index": index_of(vault, "email_index", customer.email and email_key(customer.email)),
        "name_birth_index": index_of(vault, "name_birth_index", birth_key(name, born) if born else None),
        "kana_birth_index": index_of(vault, "kana_birth_index", birth_key(kana, born) if born and kana else None),
        "agency_code": customer.agency_code,
        "is_company": customer.is_company,
        "household_id": customer.household_id,
        "version": customer.version,
    }


def customer_from(vault: Vault, row: CustomerRow) -> Customer:
    personal = vault.open_json("crm_customers.personal", row.customer_id, row.personal)
    return Customer(
        customer_id=CustomerId(row.customer_id),
        name=personal["name"],
        name_kana=personal["name_kana"],
        birth_date=_date(personal["birth_date"]),
        postal_code=personal["postal_code"],
        address=personal["address"],
        phone=personal["phone"],
        phone_registered_on=_date(personal["phone_registered_on"]),
        email=personal["email"],
        agency_code=AgencyCode(row.agency_code) if row.agency_code else None,
        is_company=row.is_company,
        household_id=HouseholdId(row.household_id) if row.household_id else None,
        version=row.version,
    )


def policy_values(vault: Vault, policy: Policy) -> Values:
    personal = {
        "insured_object": policy.insured_object,
        "mailing_postal_code": policy.mailing_postal_code,
        "mailing_address": policy.mailing_address,
    }
    return {
        "policy_no": policy.policy_no,
        "policy_no_key": policy_no_key(policy.policy_no),
        "customer_id": policy.customer_id,
        "line": policy.line.value,
        "product": policy.product,
        "inception_date": policy.inception_date,
        "expiry_date": policy.expiry_date,
        "status": policy.status.value,
        "premium_yen": policy.premium_yen,
        "payment_mode": policy.payment_mode,
        "earthquake_premium_yen": policy.earthquake_premium_yen,
        "agency_code": policy.agency_code,
        "personal": vault.seal_json("crm_policies.personal", policy.policy_no, personal),
        "version": policy.version,
    }


def policy_from(vault: Vault, row: PolicyRow) -> Policy:
    personal = vault.open_json("crm_policies.personal", row.policy_no, row.personal)
    return Policy(
        policy_no=PolicyNo(row.policy_no),
        customer_id=CustomerId(row.customer_id),
        line=Line(row.line),
        product=row.product,
        inception_date=row.inception_date,
        expiry_date=row.expiry_date,
        status=PolicyStatus(row.status),
        premium_yen=row.premium_yen,
        payment_mode=row.payment_mode,
        insured_object=personal["insured_object"],
        earthquake_premium_yen=row.earthquake_premium_yen,
        agency_code=AgencyCode(row.agency_code) if row.agency_code else None,
        mailing_postal_code=personal["mailing_postal_code"],
        mailing_address=personal["mailing_address"],
        version=row.version,
    )


def claim_values(vault: Vault, claim: Claim) -> Values:
    return {
        "claim_no": claim.claim_no,
        "policy_no": claim.policy_no,
        "line": claim.line.value,
        "occurred_on": claim.occurred_on,
        "reported_on": claim.reported_on,
        "status": claim.status.value,
        "office": claim.office,
        "office_phone": claim.office_phone,
        "description": vault.seal("crm_claims.description", claim.claim_no, claim.description),
    }


def claim_from(vault: Vault, row: ClaimRow) -> Claim:
    return Claim(
        claim_no=ClaimNo(row.claim_no),
        policy_no=PolicyNo(row.policy_no),
        line=Line(row.line),
        occurred_on=row.occurred_on,
        reported_on=row.reported_on,
        status=ClaimStatus(row.status),
        office=row.office,
        office_phone=row.office_phone,
        description=vault.open("crm_claims.description", row.claim_no, row.description),
    )


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
