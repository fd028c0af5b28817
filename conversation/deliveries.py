"""Staged deliveries: decided in the transaction that caused them, carried out after its commit, never twice.

`pending -> sending -> sent | failed | unknown`, back to `pending` when the provider surely did not accept it, and
`unknown -> sent | failed | sending` only by reconciling with the provider. `attempted_at` is when the message was last
handed to the provider, which reconciling must know.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Integer, LargeBinary, String, case, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from conversation import events as ev
from conversation.log import ConversationLog
from conversation.messages import OutboundMessage
from conversation.model import Channel
from database.base import Base
from database.vault import Vault

CONTENT = "deliveries.content"
DELIVER_TASK = "deliver"


class DeliveryRow(Base):
    __tablename__ = "deliveries"
    __table_args__ = (
        CheckConstraint("state IN ('pending','sending','sent','failed','unknown')", name="state_is_known"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    conversation_id: Mapped[UUID] = mapped_column(index=True)
    channel: Mapped[str] = mapped_column(String(8))
    purpose: Mapped[str] = mapped_column(String(40))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(String(8))
    attempts: Mapped[int] = mapped_column(Integer)
    provider_message_id: Mapped[str | None] = mapped_column(String(64), index=True)
    provider_status: Mapped[str | None] = mapped_column(String(16))
    error_code: Mapped[str | None] = mapped_column(String(32))
    attempted_at: Mapped[datetime | None]
    staged_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class Jobs(Protocol):
    """Background work that exists only if the caller's transaction commits."""

    async def defer(
        self,
        session: AsyncSession,
        task: str,
        *,
        at: datetime | None = None,
        lock: str | None = None,
        **arguments: Any,  # noqa: ANN401  # JSON values.
    ) -> None:
        """Not before `at`, if given; such a timer survives restarts and goes off up to two seconds late.

        Jobs of one `lock` run one after the other, in the order of their commits, also when one is tried again.
        """


@dataclass(frozen=True, kw_only=True)
class TimedMessage(OutboundMessage):
    """A message that is worth nothing after `expires_at`: from then on nobody may send or carry it."""

    expires_at: datetime


@dataclass(frozen=True)
class StagedDelivery:
    """`state` is `pending`, or `unknown` when it may have been accepted already; `is_noted` when the log says so.

    `provider_message_id` is known of a message whose fate is not, when the provider has reported on it meanwhile.
    """

    delivery_id: UUID
    conversation_id: UUID
    state: str
    message: OutboundMessage
    staged_at: datetime
    is_noted: bool
    provider_message_id: str | None


async def stage_delivery(
    session: AsyncSession,
    vault: Vault,
    jobs: Jobs,
    log: ConversationLog,
    *,
    channel: Channel,
    address: str,
    text: str,
    purpose: str,
    at: datetime,
) -> UUID:
    """Stage a message to an address; the log notes that it was staged, not what it says.

    Deliveries of one conversation go out one after the other.
    """
    delivery_id = uuid4()
    session.add(
        DeliveryRow(
            id=delivery_id,
            conversation_id=log.conversation_id,
            channel=channel,
            purpose=purpose,
            content=vault.seal_json(CONTENT, delivery_id, {"address": address, "text": text}),
            state="pending",
            attempts=0,
            staged_at=at,
            updated_at=at,
        )
    )
    await session.flush()
    await log.append(ev.DeliveryStaged(delivery_id=delivery_id, channel=channel, purpose=purpose), at=at)
    await jobs.defer(session, DELIVER_TASK, lock=str(log.conversation_id), delivery_id=str(delivery_id))
    return delivery_id


async def begin_delivery(
    session: AsyncSession, vault: Vault, delivery_id: UUID, *, at: datetime
) -> StagedDelivery | None:
    """Take the delivery for sending; None when it is concluded already.

    A delivery found in `sending` was interrupted: its outcome is not known, so it comes back as `unknown`.
    """
    row = await session.scalar(select(DeliveryRow).where(DeliveryRow.id == delivery_id).with_for_update())
    if row is None or row.state in {"sent", "failed"}:
        return None
    found = row.state
    state = "pending" if found == "pending" else "unknown"
    row.state, row.attempts, row.updated_at = "sending", row.attempts + 1, at
    content = vault.open_json(CONTENT, row.id, row.content)
    message = OutboundMessage(
        Channel(row.channel),
        content["address"],
        str(row.id),
        content["text"],
        purpose=row.purpose,
        attempted_at=row.attempted_at,
    )
    if state == "pending":
        row.attempted_at = at
    is_noted = found == "unknown"
    return StagedDelivery(row.id, row.conversation_id, state, message, row.staged_at, is_noted, row.provider_message_id)


async def note_attempt(session: AsyncSession, delivery_id: UUID, *, at: datetime) -> bool:
    """Before what was reconciled as absent is handed over again; False when it is no longer being sent."""
    noted = await session.scalar(
        update(DeliveryRow)
        .where(DeliveryRow.id == delivery_id, DeliveryRow.state == "sending")
        .values(attempted_at=at)
        .returning(DeliveryRow.id)
        .execution_options(synchronize_session=False)
    )
    return noted is not None


async def conclude_delivery(
    session: AsyncSession,
    delivery_id: UUID,
    *,
    state: str,
    provider_message_id: str | None,
    at: datetime,
    error_code: str | None = None,
) -> bool:
    """Whether this was the conclusion: a delivery is concluded once. `pending` and `unknown` are tried again."""
    # A provider that reported first has told its id and its error already.
    is_silent = DeliveryRow.provider_status.is_(None)
    values = {
        "state": state,
        "provider_message_id": func.coalesce(provider_message_id, DeliveryRow.provider_message_id),
        "error_code": case((is_silent, error_code), else_=DeliveryRow.error_code),
        "updated_at": at,
    }
    concluded = await session.scalar(
        update(DeliveryRow)
        .where(DeliveryRow.id == delivery_id, DeliveryRow.state == "sending")
        .values(values)
        .returning(DeliveryRow.id)
        .execution_options(synchronize_session=False)
    )
    return concluded is not None
