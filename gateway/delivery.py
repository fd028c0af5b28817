"""Carrying out staged deliveries: send once, and reconcile whatever was interrupted before sending again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog

from conversation import events as ev
from conversation.deliveries import begin_delivery, conclude_delivery
from conversation.log import lock_conversation
from conversation.messages import DeliveryChannel, Receipt
from conversation.model import Channel, ConversationId
from database.engine import Sessions
from database.vault import Vault

logger = structlog.get_logger()


class DeliveryUnknownError(Exception):
    """The provider's answer is missing; the job is tried again and reconciles first."""

    code = "delivery_unknown"


@dataclass(frozen=True)
class DeliveryDesk:
    sessions: Sessions
    vault: Vault
    channels: Mapping[Channel, DeliveryChannel]
    clock: Callable[[], datetime]


async def carry_out_delivery(desk: DeliveryDesk, delivery_id: UUID) -> None:
    """Idempotent. Raises DeliveryUnknownError when it must be tried again."""
    async with desk.sessions.begin() as session:
        staged = await begin_delivery(session, desk.vault, delivery_id, at=desk.clock())
    if staged is None:
        return
    channel = desk.channels[staged.message.channel]
    receipt = Receipt("absent")
    if staged.state == "unknown":
        receipt = await channel.reconcile(staged.message)
    if receipt.outcome == "absent":
        receipt = await channel.deliver(staged.message)
    async with desk.sessions.begin() as session:
        is_first = await conclude_delivery(
            session,
            delivery_id,
            state=receipt.outcome,
            provider_message_id=receipt.provider_message_id,
            at=desk.clock(),
        )
        if not is_first:
            return
        log = await lock_conversation(session, desk.vault, ConversationId(staged.conversation_id))
        concluded = ev.DeliveryConcluded.model_validate({"delivery_id": delivery_id, "outcome": receipt.outcome})
        await log.append(concluded, at=desk.clock())
    logger.info("delivery_concluded", delivery_id=str(delivery_id), outcome=receipt.outcome)
    if receipt.outcome == "unknown":
        raise DeliveryUnknownError(str(delivery_id))
