"""Checking a claim against the record (L1 and L2). The answer is verified, refused or locked, never why."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncSession

from casework.identity.attempts import (
    count_failures,
    is_exhausted,
    lock_subjects,
    record_failure,
    subjects_of,
)
from casework.identity.matching import ITEMS_NEEDED, matching_customer
from casework.identity.matrix import AttemptLimits
from casework.intakes.draft import IdentityClaim
from conversation.model import ConversationId
from crm_adapter.model import Customer, CustomerId
from crm_adapter.normalise import policy_no_key
from crm_adapter.port import Crm
from database.vault import Vault


@dataclass(frozen=True)
class Checked:
    outcome: Literal["verified", "refused", "locked"]
    customer_id: CustomerId | None = None


Candidates = list[tuple[Customer, frozenset[str]]]


async def find_candidates(crm: Crm, claim: IdentityClaim) -> Candidates:
    """Everybody the claim may mean. Runs before the transaction: no lock is held while the CRM is asked."""
    found: dict[str, Customer] = {}
    if claim.policy_no is not None:
        owner = await crm.find_customer_by_policy_no(claim.policy_no)
        found |= {owner.customer_id: owner} if owner else {}
    if claim.phone is not None:
        found |= {customer.customer_id: customer for customer in await crm.find_customers_by_phone(claim.phone)}
    if claim.name is not None and claim.birth_date is not None:
        born = date.fromisoformat(claim.birth_date)
        named = await crm.find_customers_by_name_and_birth_date(claim.name, born)
        found |= {customer.customer_id: customer for customer in named}
    return [
        (customer, frozenset(policy_no_key(policy.policy_no) for policy in await crm.list_policies(CustomerId(key))))
        for key, customer in found.items()
    ]


async def check_claim(
    session: AsyncSession,
    vault: Vault,
    limits: AttemptLimits,
    claim: IdentityClaim,
    candidates: Candidates,
    *,
    conversation_id: ConversationId,
    caller: str,
    attempt: str,
    at: datetime,
    needed: int = ITEMS_NEEDED,
) -> Checked:
    """Judge the claim unless its attempts are used up; a failure is counted in the caller's transaction.

    `attempt` names this try: trying it again, as after a crash, counts once.
    """
    subjects = subjects_of(
        vault,
        limits,
        conversation=str(conversation_id),
        caller=caller,
        customers=[customer.customer_id for customer, _ in candidates],
    )
    await lock_subjects(session, subjects)
    if is_exhausted(subjects, await count_failures(session, subjects, at=at)):
        return Checked("locked")
    customer = matching_customer(claim, candidates, needed)
    if customer is not None:
        return Checked("verified", customer.customer_id)
    await record_failure(session, subjects, attempt=attempt, at=at)
    if is_exhausted(subjects, await count_failures(session, subjects, at=at)):
        return Checked("locked")
    return Checked("refused")
