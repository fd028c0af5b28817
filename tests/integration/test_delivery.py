"""Carrying out deliveries: sent once, and an interrupted one is reconciled before anything is sent again."""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

import pytest
from conversation_builders import NOON, start_conversation

from conversation.deliveries import DeliveryRow, begin_delivery, stage_delivery
from conversation.log import list_events, lock_conversation
from conversation.messages import OutboundMessage, Receipt
from conversation.model import Channel, ConversationId
from database.engine import Database
from database.vault import Vault
from gateway.carrier.simulated import SimulatedCarrier
from gateway.delivery import DeliveryDesk, DeliveryUnknownError, carry_out_delivery

pytestmark = pytest.mark.integration


class NoJobs:
    async def defer(self, *_: object, **__: object) -> None: ...


@dataclass
class RecordingCarrier:
    """Answers as it is told and keeps what it was asked to send."""

    on_deliver: Receipt = field(default_factory=lambda: Receipt("sent", "P1"))
    on_reconcile: Receipt = field(default_factory=lambda: Receipt("unknown"))
    delivered: list[str] = field(default_factory=list)

    async def deliver(self, message: OutboundMessage) -> Receipt:
        self.delivered.append(message.reference)
        return self.on_deliver

    async def reconcile(self, message: OutboundMessage) -> Receipt:
        del message
        return self.on_reconcile


async def staged(database: Database, vault: Vault) -> tuple[ConversationId, UUID]:
    conversation_id = await start_conversation(database, vault)
    async with database.sessions.begin() as session:
        log = await lock_conversation(session, vault, conversation_id)
        delivery_id = await stage_delivery(
            session,
            vault,
            NoJobs(),
            log,
            channel=Channel.sms,
            address="+819000001234",
            text="確認コードは123456です。",
            purpose="one_time_code",
            at=NOON,
        )
    return conversation_id, delivery_id


def desk(database: Database, vault: Vault, carrier: RecordingCarrier | SimulatedCarrier) -> DeliveryDesk:
    return DeliveryDesk(database.sessions, vault, {Channel.sms: carrier}, lambda: NOON)


async def interrupt(database: Database, vault: Vault, delivery_id: UUID) -> None:
    """A worker took the delivery and died before the provider's answer was kept."""
    async with database.sessions.begin() as session:
        assert await begin_delivery(session, vault, delivery_id, at=NOON) is not None


async def state_of(database: Database, delivery_id: UUID) -> str:
    async with database.sessions() as session:
        return (await session.get_one(DeliveryRow, delivery_id)).state


async def test_a_delivery_is_sent_once_however_often_its_job_runs(database: Database, vault: Vault) -> None:
    carrier = RecordingCarrier()
    conversation_id, delivery_id = await staged(database, vault)
    for _ in range(3):
        await carry_out_delivery(desk(database, vault, carrier), delivery_id)
    assert carrier.delivered == [str(delivery_id)]
    async with database.sessions() as session:
        concluded = await list_events(session, vault, conversation_id, kinds=("delivery.concluded",))
    assert len(concluded) == 1


async def test_an_interrupted_delivery_that_was_accepted_is_not_sent_again(database: Database, vault: Vault) -> None:
    carrier = RecordingCarrier(on_reconcile=Receipt("sent", "P9"))
    _, delivery_id = await staged(database, vault)
    await interrupt(database, vault, delivery_id)
    await carry_out_delivery(desk(database, vault, carrier), delivery_id)
    assert carrier.delivered == []
    assert await state_of(database, delivery_id) == "sent"


async def test_an_interrupted_delivery_that_never_arrived_is_sent(database: Database, vault: Vault) -> None:
    carrier = RecordingCarrier(on_reconcile=Receipt("absent"))
    _, delivery_id = await staged(database, vault)
    await interrupt(database, vault, delivery_id)
    await carry_out_delivery(desk(database, vault, carrier), delivery_id)
    assert carrier.delivered == [str(delivery_id)]


async def test_an_outcome_nobody_knows_is_tried_later_and_not_sent_blindly(database: Database, vault: Vault) -> None:
    carrier = RecordingCarrier(on_reconcile=Receipt("unknown"))
    _, delivery_id = await staged(database, vault)
    await interrupt(database, vault, delivery_id)
    with pytest.raises(DeliveryUnknownError):
        await carry_out_delivery(desk(database, vault, carrier), delivery_id)
    assert carrier.delivered == []
    assert await state_of(database, delivery_id) == "unknown"


async def test_the_simulated_carrier_delivers_a_reference_once(database: Database, vault: Vault) -> None:
    carrier = SimulatedCarrier(database.sessions, vault, lambda: NOON)
    message = OutboundMessage(Channel.sms, "+819000001234", str(uuid4()), "一度だけ")
    assert (await carrier.reconcile(message)).outcome == "absent"
    first, second = await carrier.deliver(message), await carrier.deliver(message)
    assert first == second
    assert (await carrier.reconcile(message)).outcome == "sent"
    assert [m.body for m in await carrier.list_recent(50)].count("一度だけ") == 1
