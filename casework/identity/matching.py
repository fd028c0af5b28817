"""Comparing a claim with the customer's record: pure, and the same work whether anything matches or not."""

import hmac
from collections.abc import Sequence

from casework.intakes.draft import IdentityClaim
from crm_adapter.model import Customer
from crm_adapter.normalise import kana_key, name_key, policy_no_key

ITEMS_NEEDED = 2


def matching_customer(
    claim: IdentityClaim, candidates: Sequence[tuple[Customer, frozenset[str]]], needed: int = ITEMS_NEEDED
) -> Customer | None:
    """The one candidate whose name and at least `needed` items agree while nothing given disagrees.

    A single item is enough only where it is a policy number. A candidate comes with its policy numbers, as keys. Two
    matching candidates are as good as none.
    """
    if claim.items() < needed or (claim.items() < ITEMS_NEEDED and claim.policy_no is None):
        return None
    matching = [customer for customer, policy_nos in candidates if _matches(claim, customer, policy_nos)]
    return matching[0] if len(matching) == 1 else None


def _matches(claim: IdentityClaim, customer: Customer, policy_nos: frozenset[str]) -> bool:
    given = claim.name or ""
    is_named = _same(name_key(given), name_key(customer.name)) | _same(kana_key(given), kana_key(customer.name_kana))
    checks = [
        claim.policy_no is None or policy_no_key(claim.policy_no) in policy_nos,
        claim.birth_date is None or _same(claim.birth_date, _iso(customer)),
        claim.phone is None or _same(claim.phone, customer.phone or ""),
    ]
    return is_named and all(checks)


def _iso(customer: Customer) -> str:
    return customer.birth_date.isoformat() if customer.birth_date else ""


def _same(given: str, stored: str) -> bool:
    return hmac.compare_digest(given.encode(), stored.encode()) and bool(given)
