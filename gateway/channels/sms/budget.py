"""How many SMS may still be sent, and to whom none may: counted in PostgreSQL, so restarts and siblings count too.

Whoever counts a message holds the lock of its prefix and then the lock of the day; budgets are therefore never
exceeded, however many send at once. A message is counted once, by its delivery.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from database.vault import Vault
from gateway.channels.sms.sms_file import SmsFile
from gateway.channels.sms.tables import SentSmsRow, SmsOptOutRow

ONE_TIME_CODE = "one_time_code"
LAST_DIGITS = 4
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# Any fixed number: it only has to differ from the locks of the prefixes, which are digests.
DAY_LOCK = 7_760_001


@dataclass(frozen=True)
class Counted:
    """Messages sent lately: to this number and to its prefix within an hour, to everybody within a day."""

    number_hour: int
    prefix_hour: int
    day: int


def has_room(rules: SmsFile, purpose: str, counted: Counted) -> bool:
    hourly = rules.one_time_codes if purpose == ONE_TIME_CODE else rules.budgets
    return (
        counted.number_hour < hourly.per_number_hour
        and counted.prefix_hour < hourly.per_prefix_hour
        and counted.day < rules.budgets.per_day
    )


async def count_in(
    session: AsyncSession,
    vault: Vault,
    rules: SmsFile,
    delivery_id: UUID,
    number: str,
    *,
    purpose: str,
    segments: int,
    at: datetime,
) -> bool:
    """Count the message if there is room; True as well when it was counted before. Locks until the commit."""
    if await session.get(SentSmsRow, delivery_id) is not None:
        return True
    # Codes have budgets of their own: a conversation must not use them up.
    kind = ONE_TIME_CODE if purpose == ONE_TIME_CODE else "other"
    by_number = vault.index("sent_sms.number_index", f"{kind}|{number}")
    by_prefix = vault.index("sent_sms.prefix_index", f"{kind}|{number[:-LAST_DIGITS]}")
    await _lock(session, int.from_bytes(by_prefix[:8], "big", signed=True))
    hour_ago = SentSmsRow.sent_at > at - HOUR
    counted = Counted(
        await _count(session, SentSmsRow.number_index == by_number, hour_ago),
        await _count(session, SentSmsRow.prefix_index == by_prefix, hour_ago),
        0,
    )
    if not has_room(rules, purpose, counted):
        return False
    await _lock(session, DAY_LOCK)
    today = await _count(session, SentSmsRow.sent_at > at - DAY)
    if not has_room(rules, purpose, Counted(counted.number_hour, counted.prefix_hour, today)):
        return False
    row = {
        "delivery_id": delivery_id,
        "number_index": by_number,
        "prefix_index": by_prefix,
        "segments": segments,
        "sent_at": at,
    }
    await session.execute(insert(SentSmsRow).values(row).on_conflict_do_nothing())
    return True


def number_index(vault: Vault, number: str) -> bytes:
    """The index of a number (E.164) that wants no SMS."""
    return vault.index("sms_opt_outs.number_index", number)


async def opt_out(session: AsyncSession, vault: Vault, number: str, *, at: datetime) -> None:
    row = {"number_index": number_index(vault, number), "at": at}
    await session.execute(insert(SmsOptOutRow).values(row).on_conflict_do_nothing())


async def opt_in(session: AsyncSession, vault: Vault, number: str) -> None:
    await session.execute(delete(SmsOptOutRow).where(SmsOptOutRow.number_index == number_index(vault, number)))


async def is_opted_out(session: AsyncSession, vault: Vault, number: str) -> bool:
    return await session.get(SmsOptOutRow, number_index(vault, number)) is not None


async def _lock(session: AsyncSession, key: int) -> None:
    await session.execute(select(func.pg_advisory_xact_lock(key)))


async def _count(session: AsyncSession, *conditions: ColumnElement[bool]) -> int:
    return await session.scalar(select(func.count()).select_from(SentSmsRow).where(*conditions)) or 0
