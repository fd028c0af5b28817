"""Staged deliveries: decided in the transaction that caused them, carried out after its commit, never twice.

`pending -> sending -> sent | failed | unknown`, and `unknown -> sent | pending` only by reconciling with the provider.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Integer, LargeBinary, String, select, update
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
        **arguments: Any,  # noqa: ANN401  # JSON values.
    ) -> None:
        """Not before `at`, if given; such a timer survives restarts and goes off up to two seconds late."""


@dataclass(frozen=True)
class StagedDelivery:
    delivery_id: UUID
    conversation_id: UUID
    state: str
    message: OutboundMessage


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
    """Stage a message to an address; the log notes that it was staged, not what it says."""
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
    await jobs.defer(session, DELIVER_TASK, delivery_id=str(delivery_id))
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
    state = "pending" if row.state == "pending" else "unknown"
    row.state, row.attempts, row.updated_at = "sending", row.attempts + 1, at
    content = vault.open_json(CONTENT, row.id, row.content)
    message = OutboundMessage(Channel(row.channel), content["address"], str(row.id), content["text"])
    return StagedDelivery(row.id, row.conversation_id, state, message)


async def conclude_delivery(
    session: AsyncSession, delivery_id: UUID, *, state: str, provider_message_id: str | None, at: datetime
) -> bool:
    """Whether this was the conclusion: a delivery is concluded once."""
    concluded = await session.scalar(
        update(DeliveryRow)
        .where(DeliveryRow.id == delivery_id, DeliveryRow.state == "sending")
        .values(state=state, provider_message_id=provider_message_id, updated_at=at)
        .returning(DeliveryRow.id)
        .execution_options(synchronize_session=False)
    )
    return concluded is not None
