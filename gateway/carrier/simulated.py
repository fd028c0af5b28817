"""The trial's carrier: it delivers at once to a telephone that anybody on this machine may look at."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from conversation.messages import OutboundMessage, Receipt
from database.engine import Sessions
from database.vault import Vault
from gateway.carrier.tables import CarrierMessageRow

CONTENT = "carrier_messages.content"


@dataclass(frozen=True)
class CarriedMessage:
    to: str
    body: str
    sent_at: datetime


class SimulatedCarrier:
    """A carrier that honours the reference: the same one is delivered once."""

    def __init__(self, sessions: Sessions, vault: Vault, clock: Callable[[], datetime]) -> None:
        self._sessions, self._vault, self._clock = sessions, vault, clock

    async def deliver(self, message: OutboundMessage) -> Receipt:
        content = self._vault.seal_json(CONTENT, message.reference, {"to": message.address, "body": message.text})
        row = {"reference": message.reference, "content": content, "sent_at": self._clock()}
        async with self._sessions.begin() as session:
            await session.execute(insert(CarrierMessageRow).values(row).on_conflict_do_nothing())
        return Receipt("sent", provider_message_id=f"SIM{message.reference}")

    async def reconcile(self, message: OutboundMessage) -> Receipt:
        async with self._sessions() as session:
            row = await session.get(CarrierMessageRow, message.reference)
        return Receipt("absent") if row is None else Receipt("sent", provider_message_id=f"SIM{message.reference}")

    async def list_recent(self, limit: int) -> Sequence[CarriedMessage]:
        """Newest first."""
        async with self._sessions() as session:
            rows = await session.scalars(
                select(CarrierMessageRow).order_by(CarrierMessageRow.sent_at.desc()).limit(limit)
            )
        opened = [(self._vault.open_json(CONTENT, row.reference, row.content), row.sent_at) for row in rows]
        return [CarriedMessage(content["to"], content["body"], sent_at) for content, sent_at in opened]
