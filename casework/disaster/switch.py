"""Switching the disaster mode on and off, in the database, for every process at once.

There is one mode: setting it again replaces the one before, which stays as history.
"""

from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

import structlog
from sqlalchemy import func, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from casework.disaster.model import DisasterMode
from casework.disaster.tables import DisasterModeRow
from database.engine import Sessions

logger = structlog.get_logger()

# Any fixed number: two who set the mode at once do so one after the other.
SWITCH_LOCK = 7_760_005
CACHED_SECONDS = 1.0


async def set_mode(session: AsyncSession, mode: DisasterMode) -> DisasterMode | None:
    """Switch the mode on; the one it replaces, if one was on."""
    replaced = await end_mode(session, by=mode.begun_by, at=mode.begun_at)
    session.add(
        DisasterModeRow(
            id=uuid4(),
            name=mode.name,
            areas=list(mode.areas),
            reason=mode.reason,
            begun_at=mode.begun_at,
            begun_by=mode.begun_by,
            ends_at=mode.ends_at,
        )
    )
    await session.flush()
    return replaced


async def end_mode(session: AsyncSession, *, by: str, at: datetime) -> DisasterMode | None:
    """Switch it off; what was on, or None when nothing was."""
    await session.execute(select(func.pg_advisory_xact_lock(SWITCH_LOCK)))
    present = await read_mode(session, at=at)
    await session.execute(
        update(DisasterModeRow)
        .where(DisasterModeRow.ended_at.is_(None))
        .values(ended_at=func.least(DisasterModeRow.ends_at, at), ended_by=by)
        .execution_options(synchronize_session=False)
    )
    return present


async def read_mode(session: AsyncSession, *, at: datetime) -> DisasterMode | None:
    """The mode that is on at this moment."""
    row = await session.scalar(
        select(DisasterModeRow)
        .where(DisasterModeRow.ended_at.is_(None), DisasterModeRow.ends_at > at)
        .order_by(DisasterModeRow.begun_at.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )
    if row is None:
        return None
    return DisasterMode(row.name, tuple(row.areas), row.reason, row.begun_at, row.begun_by, row.ends_at)


class DisasterWatch:
    """The mode as every turn and call asks for it: read again after a second, and never a reason to fail.

    When the database cannot be read, what was read last counts until its end.
    """

    def __init__(self, reads: Sessions, clock: Callable[[], datetime], monotonic: Callable[[], float]) -> None:
        self._reads, self._clock, self._monotonic = reads, clock, monotonic
        self._known: DisasterMode | None = None
        self._read_at: float | None = None

    async def present(self) -> DisasterMode | None:
        now = self._clock()
        if self._read_at is None or self._monotonic() - self._read_at >= CACHED_SECONDS:
            await self._read(now)
        return self._known if self._known is not None and self._known.is_on(now) else None

    async def _read(self, now: datetime) -> None:
        try:
            async with self._reads() as session:
                self._known = await read_mode(session, at=now)
        except (SQLAlchemyError, OSError) as error:
            logger.warning("disaster_mode_not_read", error=type(error).__name__)
        self._read_at = self._monotonic()
