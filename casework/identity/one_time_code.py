"""One-time codes to the registered number (L3): single use, ten minutes, bound to one intake and to the
contact it was sent in.
"""

import hmac
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from casework.identity.matrix import CodeRules
from casework.tables import OneTimeCodeRow
from conversation.model import ContactId, ConversationId
from crm_adapter.model import Customer
from database.vault import Vault

DIGEST = "one_time_codes.digest"
SUBJECT = "one_time_codes.subject"

DrawCode = Callable[[int], str]


@dataclass(frozen=True)
class CodeScope:
    """What a code is good for, and nothing else."""

    intake_id: UUID
    conversation_id: ConversationId
    contact_id: ContactId | None
    customer_id: str


def draw_code(digits: int) -> str:
    return f"{secrets.randbelow(10**digits):0{digits}d}"


def may_receive_code(customer: Customer, rules: CodeRules, *, at: datetime) -> bool:
    """Only a mobile number that has been registered long enough; an unknown age means it came with the record."""
    mobile = customer.phone is not None and customer.phone.startswith(("+8160", "+8170", "+8180", "+8190"))
    registered = customer.phone_registered_on
    return mobile and (registered is None or (at.date() - registered).days >= rules.phone_registered_days)


async def issue_code(
    session: AsyncSession, vault: Vault, rules: CodeRules, scope: CodeScope, *, at: datetime, draw: DrawCode = draw_code
) -> str | None:
    """A new code, or None when the policyholder was sent as many as an hour allows."""
    subject = vault.index(SUBJECT, scope.customer_id)
    await session.execute(select(func.pg_advisory_xact_lock(int.from_bytes(subject[:8], "big", signed=True))))
    sent = await session.scalar(
        select(func.count())
        .select_from(OneTimeCodeRow)
        .where(OneTimeCodeRow.subject == subject, OneTimeCodeRow.sent_at > at - timedelta(hours=1))
    )
    if (sent or 0) >= rules.sends_per_hour:
        return None
    code = draw(rules.digits)
    session.add(
        OneTimeCodeRow(
            id=uuid4(),
            intake_id=scope.intake_id,
            conversation_id=scope.conversation_id,
            contact_id=scope.contact_id,
            subject=subject,
            digest=_digest(vault, scope, code),
            entries=0,
            sent_at=at,
            expires_at=at + timedelta(minutes=rules.valid_minutes),
        )
    )
    return code


async def was_code_sent(session: AsyncSession, scope: CodeScope) -> bool:
    """Whether there was a code in this contact, usable or not."""
    return bool(await session.scalar(select(exists().where(*_is_within(scope)))))


async def redeem_code(
    session: AsyncSession, vault: Vault, rules: CodeRules, scope: CodeScope, code: str, *, at: datetime
) -> Literal["verified", "refused", "exhausted", "spent"]:
    """`refused` and `exhausted` are wrong digits, the latter for the last time; `spent`: no usable code is left."""
    row = await session.scalar(
        select(OneTimeCodeRow)
        .where(*_is_within(scope))
        .order_by(OneTimeCodeRow.sent_at.desc())
        .limit(1)
        .with_for_update()
    )
    if row is None or row.used_at is not None or row.expires_at <= at or row.entries >= rules.entries:
        return "spent"
    row.entries += 1
    if hmac.compare_digest(row.digest, _digest(vault, scope, code)):
        row.used_at = at
        return "verified"
    return "exhausted" if row.entries >= rules.entries else "refused"


def _is_within(scope: CodeScope) -> Sequence[ColumnElement[bool]]:
    return (
        OneTimeCodeRow.intake_id == scope.intake_id,
        OneTimeCodeRow.conversation_id == scope.conversation_id,
        OneTimeCodeRow.contact_id.is_not_distinct_from(scope.contact_id),
    )


def _digest(vault: Vault, scope: CodeScope, code: str) -> bytes:
    bound_to = (scope.intake_id, scope.conversation_id, scope.contact_id, scope.customer_id)
    return vault.index(DIGEST, "|".join(str(part) for part in (*bound_to, code)))
