"""What an address change does to a customer and the policies, the same for every CRM that owns its records."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from crm_adapter.model import AddressChange, AddressChangeReceipt, Customer, Policy
from crm_adapter.normalise import policy_no_key
from crm_adapter.port import PolicyNotFoundError


def change_content(change: AddressChange) -> dict[str, Any]:
    """What must be equal for a repeated reference to count as the same change."""
    return {
        "customer_id": change.customer_id,
        "policy_nos": sorted(policy_no_key(policy_no) for policy_no in change.policy_nos),
        "postal_code": change.postal_code,
        "address": change.address,
        "effective_on": change.effective_on.isoformat(),
        "is_new_home": change.is_new_home,
    }


def receipt_of(change: AddressChange, recorded_at: datetime) -> AddressChangeReceipt:
    return AddressChangeReceipt(
        change.reference,
        change.customer_id,
        tuple(sorted(change.policy_nos)),
        change.effective_on,
        recorded_at,
    )


def moved_customer(customer: Customer, change: AddressChange) -> Customer:
    """The customer at the registered address; unchanged unless it is a new home."""
    if not change.is_new_home:
        return customer
    return replace(
        customer,
        postal_code=change.postal_code,
        address=change.address,
        version=customer.version + 1,
    )


def moved_policies(customer: Customer, policies: Sequence[Policy], change: AddressChange) -> list[Policy]:
    """The policies that change, from the customer as it was. Raise PolicyNotFoundError for a number not among them."""
    listed = {policy_no_key(policy_no) for policy_no in change.policy_nos}
    if not listed <= {policy_no_key(policy.policy_no) for policy in policies}:
        raise PolicyNotFoundError("A listed policy is not one of this customer's.")
    moved = []
    for policy in policies:
        if policy_no_key(policy.policy_no) in listed:
            moved.append(_mailed_to(policy, change.postal_code, change.address))
        elif change.is_new_home and policy.mailing_address is None:
            moved.append(_mailed_to(policy, customer.postal_code, customer.address))
    return moved


def _mailed_to(policy: Policy, postal_code: str, address: str) -> Policy:
    return replace(policy, mailing_postal_code=postal_code, mailing_address=address, version=policy.version + 1)
