"""Counting failed checks per policyholder, conversation and caller, over all channels.

Counting and judging happen under advisory locks on the subjects, in one transaction, so parallel guesses queue up
and no restart forgets one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import NAMESPACE_OID, uuid5

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from casework.identity.matrix import AttemptLimits
from casework.tables import IdentityAttemptRow
from database.vault import Vault

SUBJECT = "identity_attempts.subject"


@dataclass(frozen=True)
class Subject:
    """What a failure counts against: at most `limit` within `window`."""

    index: bytes
    limit: int
    window: timedelta


def subjects_of(
    vault: Vault, limits: AttemptLimits, *, conversation: str, caller: str, customers: Sequence[str]
) -> list[Subject]:
    """The conversation, the caller's address and every policyholder the claim points to."""
    return [
        Subject(_index(vault, "conversation", conversation), limits.per_conversation, timedelta(days=36_500)),
        Subject(_index(vault, "caller", caller), limits.per_caller_1h, timedelta(hours=1)),
        *(
            Subject(_index(vault, "customer", customer), limits.per_policyholder_24h, timedelta(hours=24))
            for customer in sorted(customers)
        ),
    ]


async def lock_subjects(session: AsyncSession, subjects: Sequence[Subject]) -> None:
    """Held until the transaction ends; sorted, so that two transactions cannot wait for each other."""
    for subject in sorted(subjects, key=lambda item: item.index):
        key = int.from_bytes(subject.index[:8], "big", signed=True)
        await session.execute(select(func.pg_advisory_xact_lock(key)))


async def count_failures(session: AsyncSession, subjects: Sequence[Subject], *, at: datetime) -> Mapping[bytes, int]:
    counts: dict[bytes, int] = {}
    for subject in subjects:
        counts[subject.index] = (
            await session.scalar(
                select(func.count())
                .select_from(IdentityAttemptRow)
                .where(IdentityAttemptRow.subject == subject.index, IdentityAttemptRow.at > at - subject.window)
            )
            or 0
        )
    return counts


def is_exhausted(subjects: Sequence[Subject], counts: Mapping[bytes, int]) -> bool:
    """Whether any subject has used up its attempts."""
    return any(counts[subject.index] >= subject.limit for subject in subjects)


async def record_failure(session: AsyncSession, subjects: Sequence[Subject], *, attempt: str, at: datetime) -> None:
    """Count the attempt once for each subject, however often it is recorded."""
    rows = [
        {"id": uuid5(NAMESPACE_OID, f"{attempt}|{subject.index.hex()}"), "subject": subject.index, "at": at}
        for subject in subjects
    ]
    await session.execute(insert(IdentityAttemptRow).values(rows).on_conflict_do_nothing())


def _index(vault: Vault, kind: str, value: str) -> bytes:
    return vault.index(SUBJECT, f"{kind}:{value}")
