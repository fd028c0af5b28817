"""Calls of the simulated carrier, kept in PostgreSQL: any process may redirect a call that another one began."""

import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from database.engine import Sessions
from database.vault import Vault
from gateway.carrier.port import CarrierError
from gateway.carrier.tables import CarrierCallRow

CONTENT = "carrier_calls.content"
LIVE = ("ringing", "in-progress")
RINGS_AT_MOST = 20
# Twilio's codes: nothing of this name; the call is not in a state for this.
NOT_FOUND, NOT_LIVE = "20404", "21220"
DIALS = re.compile(r"<Dial\b([^>]*)>")
IS_RECORDED = re.compile(r"""\brecord=["']record-""")


@dataclass(frozen=True)
class SimulatedCall:
    """`url` is what is fetched on answering and `status_url` who is told, both for calls we placed."""

    call_sid: str
    direction: str
    status: str
    recording: str
    sender: str = field(repr=False)
    to: str = field(repr=False)
    url: str | None
    status_url: str | None
    started_at: datetime

    @property
    def is_live(self) -> bool:
        return self.status in LIVE

    @property
    def is_inbound(self) -> bool:
        return self.direction == "inbound"


class SimulatedCalls:
    """The rows. Whatever changes a call locks it."""

    def __init__(self, sessions: Sessions, vault: Vault, clock: Callable[[], datetime]) -> None:
        self._sessions, self._vault, self._clock = sessions, vault, clock

    async def add(
        self, direction: str, *, sender: str, to: str, url: str | None = None, status_url: str | None = None
    ) -> str:
        call_sid, now = f"CA{secrets.token_hex(16)}", self._clock()
        content = {"from": sender, "to": to, "url": url, "status_url": status_url}
        async with self._sessions.begin() as session:
            session.add(
                CarrierCallRow(
                    call_sid=call_sid,
                    content=self._vault.seal_json(CONTENT, call_sid, content),
                    direction=direction,
                    status="ringing",
                    recording="off",
                    started_at=now,
                    updated_at=now,
                )
            )
        return call_sid

    async def find(self, call_sid: str) -> SimulatedCall | None:
        async with self._sessions() as session:
            row = await session.get(CarrierCallRow, call_sid)
            return None if row is None else self._opened(row)

    async def ringing(self) -> Sequence[SimulatedCall]:
        """Calls we placed that nobody has picked up, newest first."""
        statement = select(CarrierCallRow).where(
            CarrierCallRow.direction == "outbound", CarrierCallRow.status == "ringing"
        )
        async with self._sessions() as session:
            rows = await session.scalars(statement.order_by(CarrierCallRow.started_at.desc()).limit(RINGS_AT_MOST))
            return [self._opened(row) for row in rows]

    async def redirect(self, call_sid: str, url: str) -> None:
        """Raise CarrierError."""
        async with self._sessions.begin() as session:
            row = await _live(session, call_sid)
            row.redirect_url, row.updated_at = url, self._clock()

    async def take_redirect(self, call_sid: str) -> str | None:
        """The URL to fetch now, once; None when there is none, and after the end of the call."""
        async with self._sessions.begin() as session:
            row = await session.scalar(_locked(call_sid))
            if row is None or row.status not in LIVE:
                return None
            url, row.redirect_url = row.redirect_url, None
            return url

    async def pick_up(self, call_sid: str) -> SimulatedCall:
        """Raise CarrierError; picking up what is answered already is no error."""
        async with self._sessions.begin() as session:
            row = await _live(session, call_sid)
            row.status, row.updated_at = "in-progress", self._clock()
            return self._opened(row)

    async def end(self, call_sid: str) -> SimulatedCall | None:
        """The call as it was when this ended it; None when it had ended. Raise CarrierError for an unknown call."""
        async with self._sessions.begin() as session:
            row = await session.scalar(_locked(call_sid))
            if row is None:
                raise CarrierError("no_such_call", NOT_FOUND)
            if row.status not in LIVE:
                return None
            call = self._opened(row)
            row.status = "completed" if call.is_inbound or row.status == "in-progress" else "canceled"
            row.recording, row.redirect_url, row.updated_at = "off", None, self._clock()
            return call

    async def set_recording(self, call_sid: str, state: str) -> None:
        """`on` or `paused`. Raise CarrierError: what is not recorded cannot be paused, and no call is no recording."""
        async with self._sessions.begin() as session:
            row = await session.scalar(_locked(call_sid))
            if row is None or row.recording == "off":
                raise CarrierError("refused", NOT_FOUND)
            row.recording, row.updated_at = state, self._clock()

    async def note_instructions(self, call_sid: str, twiml: str) -> None:
        """The call is up once it was told what to do; a Dial says whether it is recorded."""
        dial = DIALS.search(twiml)
        async with self._sessions.begin() as session:
            row = await session.scalar(_locked(call_sid))
            if row is None or row.status not in LIVE:
                return
            row.status = "in-progress"
            if dial is not None:
                row.recording = "on" if IS_RECORDED.search(dial[1]) else "off"

    def _opened(self, row: CarrierCallRow) -> SimulatedCall:
        content = self._vault.open_json(CONTENT, row.call_sid, row.content)
        return SimulatedCall(
            call_sid=row.call_sid,
            direction=row.direction,
            status=row.status,
            recording=row.recording,
            sender=content["from"],
            to=content["to"],
            url=content["url"],
            status_url=content["status_url"],
            started_at=row.started_at,
        )


def _locked(call_sid: str) -> Select[CarrierCallRow]:
    return select(CarrierCallRow).where(CarrierCallRow.call_sid == call_sid).with_for_update()


async def _live(session: AsyncSession, call_sid: str) -> CarrierCallRow:
    row = await session.scalar(_locked(call_sid))
    if row is None:
        raise CarrierError("no_such_call", NOT_FOUND)
    if row.status not in LIVE:
        raise CarrierError("call_not_live", NOT_LIVE)
    return row
