"""Status callbacks of what we sent: each binds the carrier's message to its delivery and moves it forward only.

A callback may come before the answer to the request that sent the message, and then it is that answer.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy import select

from conversation import events as ev
from conversation.deliveries import CONTENT, DeliveryRow
from conversation.log import lock_conversation
from conversation.model import ConversationId
from database.vault import Vault
from gateway.channels.sms.budget import opt_out
from gateway.channels.sms.inbound import SmsDesk
from gateway.channels.sms.sending import RECIPIENT_OPTED_OUT

logger = structlog.get_logger()

_RANKS = {"accepted": 0, "queued": 1, "sending": 2, "sent": 3, "delivered": 4, "read": 5}
_LOST = frozenset({"undelivered", "failed"})
STATUSES = frozenset(_RANKS) | _LOST
# On the way there is nothing to tell anybody.
_TOLD = frozenset({"sent", "delivered", "read"}) | _LOST


class UnknownDeliveryError(Exception):
    """No delivery is waiting for this callback."""

    code = "delivery_not_found"


@dataclass(frozen=True)
class Reported:
    """What a callback says; `status` is one of STATUSES."""

    message_sid: str
    status: str
    error_code: str | None = None


def advance(current: str | None, reported: str) -> str:
    """The status after a report. What was lost stays lost, and what arrived was not lost."""
    if current is None:
        return reported
    if current in _LOST:
        return current
    if reported in _LOST:
        return current if _RANKS[current] >= _RANKS["delivered"] else reported
    return max(current, reported, key=_rank)


async def note_status(desk: SmsDesk, delivery_id: UUID, reported: Reported) -> None:
    """Idempotent. Raise UnknownDeliveryError."""
    at = desk.clock()
    async with desk.sessions.begin() as session:
        row = await session.scalar(select(DeliveryRow).where(DeliveryRow.id == delivery_id).with_for_update())
        if row is None:
            raise UnknownDeliveryError
        if row.provider_message_id not in {None, reported.message_sid}:
            logger.warning("carrier_report_ignored", code="message_sid_differs", delivery_id=str(delivery_id))
            return
        events = _applied(row, reported, at)
        if not events:
            return
        await session.flush()
        log = await lock_conversation(session, desk.vault, ConversationId(row.conversation_id))
        # After the conversation, as where a customer writes STOP: in the other order each would wait for the other.
        if reported.error_code == RECIPIENT_OPTED_OUT:
            await opt_out(session, desk.vault, _number_of(desk.vault, row), at=at)
        logged = await log.append(*events, at=at)
    desk.background.start(desk.notices.logged(log.conversation_id, logged, log.state), name="notice")


def _rank(status: str) -> int:
    return _RANKS[status]


def _applied(row: DeliveryRow, reported: Reported, at: datetime) -> list[ev.Event]:
    """The row as the report leaves it, and what of it is to be logged."""
    events: list[ev.Event] = []
    row.provider_message_id = reported.message_sid
    if row.state not in {"sent", "failed"}:
        # The carrier has it, whatever became of the answer: it must not be sent again.
        row.state, row.updated_at = "sent", at
        events.append(ev.DeliveryConcluded(delivery_id=row.id, outcome="sent"))
    before, row.provider_status = row.provider_status, advance(row.provider_status, reported.status)
    if row.provider_status == before:
        return events
    if row.provider_status in _LOST:
        row.error_code = reported.error_code
    if row.provider_status in _TOLD:
        told = {"delivery_id": row.id, "status": row.provider_status, "error_code": row.error_code}
        events.append(ev.DeliveryUpdated.model_validate(told))
    return events


def _number_of(vault: Vault, row: DeliveryRow) -> str:
    number: str = vault.open_json(CONTENT, row.id, row.content)["address"]
    return number
