"""Text messages of the simulated carrier, kept in PostgreSQL: sent ones once per reference, received ones by sid."""

import hashlib
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select, tuple_
from sqlalchemy.dialects.postgresql import insert

from conversation.messages import OutboundMessage
from database.engine import Sessions
from database.vault import Vault
from gateway.carrier.tables import CarrierMessageRow

CONTENT = "carrier_messages.content"
SEARCHED_AT_MOST = 2_000


@dataclass(frozen=True)
class CarriedMessage:
    """`reference` is ours for what we sent, the message sid for what a telephone sent."""

    to: str = field(repr=False)
    body: str = field(repr=False)
    sent_at: datetime
    reference: str
    direction: str
    sender: str = field(repr=False)


def sid_of(reference: str) -> str:
    """The message sid of what we sent: the same for the same reference."""
    return "SM" + hashlib.sha256(reference.encode()).hexdigest()[:32]


class SimulatedTexts:
    def __init__(self, sessions: Sessions, vault: Vault, clock: Callable[[], datetime], number: str) -> None:
        self._sessions, self._vault, self._clock, self._number = sessions, vault, clock, number

    async def add_outbound(self, message: OutboundMessage) -> bool:
        """Whether it was carried now; a reference that is known is not carried again."""
        return await self._add(message.reference, "outbound", message.address, self._number, message.text)

    async def add_inbound(self, sender: str, body: str) -> str:
        """The new message's sid."""
        message_sid = f"SM{secrets.token_hex(16)}"
        await self._add(message_sid, "inbound", self._number, sender, body)
        return message_sid

    async def has(self, reference: str) -> bool:
        async with self._sessions() as session:
            return await session.get(CarrierMessageRow, reference) is not None

    async def list_recent(self, limit: int, *directions: str) -> Sequence[CarriedMessage]:
        """Newest first."""
        statement = select(CarrierMessageRow).where(CarrierMessageRow.direction.in_(directions))
        async with self._sessions() as session:
            rows = await session.scalars(statement.order_by(CarrierMessageRow.sent_at.desc()).limit(limit))
            return [self._opened(row) for row in rows]

    async def list_inbound(
        self, limit: int, *, since: datetime, until: datetime, before: CarriedMessage | None
    ) -> Sequence[CarriedMessage]:
        """Newest first; those that come after `before`, the last one listed."""
        place = (CarrierMessageRow.sent_at, CarrierMessageRow.reference)
        statement = select(CarrierMessageRow).where(
            CarrierMessageRow.direction == "inbound", CarrierMessageRow.sent_at.between(since, until)
        )
        if before is not None:
            statement = statement.where(tuple_(*place) < (before.sent_at, before.reference))
        async with self._sessions() as session:
            rows = await session.scalars(statement.order_by(*(column.desc() for column in place)).limit(limit))
            return [self._opened(row) for row in rows]

    async def thread(self, number: str, limit: int) -> Sequence[CarriedMessage]:
        """Both directions, oldest first, of the newest messages of the trial only."""
        recent = await self.list_recent(SEARCHED_AT_MOST, "inbound", "outbound")
        of_number = [m for m in recent if number in {m.to, m.sender}]
        return of_number[:limit][::-1]

    async def _add(self, reference: str, direction: str, to: str, sender: str, body: str) -> bool:
        content = self._vault.seal_json(CONTENT, reference, {"to": to, "from": sender, "body": body})
        row = {"reference": reference, "direction": direction, "content": content, "sent_at": self._clock()}
        statement = insert(CarrierMessageRow).values(row).on_conflict_do_nothing()
        async with self._sessions.begin() as session:
            added = await session.scalar(statement.returning(CarrierMessageRow.reference))
        return added is not None

    def _opened(self, row: CarrierMessageRow) -> CarriedMessage:
        content = self._vault.open_json(CONTENT, row.reference, row.content)
        sender = content.get("from", self._number)
        return CarriedMessage(content["to"], content["body"], row.sent_at, row.reference, row.direction, sender)
