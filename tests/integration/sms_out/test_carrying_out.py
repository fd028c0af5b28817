"""Deliveries whose outcome nobody knows: nothing twice, nothing lost, and an end for everything."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from random import Random
from uuid import UUID

import pytest
from procrastinate.jobs import Job
from sqlalchemy import update

from conversation import events as ev
from conversation.deliveries import DeliveryRow, TimedMessage
from conversation.log import list_events
from conversation.messages import Receipt
from conversation.model import ConversationId
from gateway.delivery import LIFETIMES, MOST_ATTEMPTS, STALE, DeliveryRetries
from tests.integration.sms_out.scene import DIED, NOON, Counter

pytestmark = pytest.mark.integration

NUMBER = "+819000000001"
UNKNOWN, BUSY = Receipt("unknown"), Receipt("busy", error_code="20429")


async def outcomes(counter: Counter, delivery_id: UUID) -> Sequence[str]:
    """What the log says became of it."""
    conversation_id = ConversationId((await counter.row(delivery_id)).conversation_id)
    async with counter.database.sessions() as session:
        logged = await list_events(session, counter.vault, conversation_id, kinds=("delivery.concluded",))
    return [entry.event.outcome for entry in logged if isinstance(entry.event, ev.DeliveryConcluded)]


async def test_ambiguous_outcomes_and_dying_workers_make_no_duplicates(counter: Counter) -> None:
    chance, usual = Random(7), (Receipt("sent", "SM"), True)  # noqa: S311
    odd = [(UNKNOWN, True), (UNKNOWN, False), (DIED, True), (DIED, False), (BUSY, False)]
    counter.carrier.script = [chance.choice(odd) if chance.random() < 0.1 else usual for _ in range(300)]
    staged = [await counter.stage(f"+8190{n:04d}0000") for n in range(100)]
    oddities = len(counter.carrier.script) - counter.carrier.script.count(usual)
    for _ in range(6):
        for delivery_id in staged:
            await counter.carry_out(delivery_id)
        counter.clock.turn(seconds=11)
    assert oddities > 20
    assert counter.carrier.times_sent() == {str(delivery_id): 1 for delivery_id in staged}
    assert {(await counter.row(delivery_id)).state for delivery_id in staged} == {"sent"}


async def test_a_worker_taken_for_dead_sends_nothing_twice(counter: Counter) -> None:
    delivery_id = await counter.stage(NUMBER)
    states = await asyncio.gather(*(counter.carry_out(delivery_id) for _ in range(4)))
    counter.clock.turn(seconds=11)
    assert await counter.carry_out(delivery_id) == "sent"
    assert set(states) <= {"sent", "sending", "unknown", "delivery_unknown"}
    assert counter.carrier.times_sent() == {str(delivery_id): 1}


async def test_the_time_of_the_attempt_outlives_every_reconciling(counter: Counter) -> None:
    counter.carrier.script = [(UNKNOWN, True)]
    delivery_id = await counter.stage(NUMBER)
    for _ in range(3):
        assert await counter.carry_out(delivery_id) == "delivery_unknown"
        assert (await counter.row(delivery_id)).attempted_at == NOON
        counter.clock.turn(seconds=3)
    counter.clock.turn(seconds=3)
    assert await counter.carry_out(delivery_id) == "sent"
    assert await outcomes(counter, delivery_id) == ["unknown", "sent"]


async def test_what_was_absent_is_handed_over_with_a_new_time(counter: Counter) -> None:
    counter.carrier.script = [(UNKNOWN, False), (UNKNOWN, True)]
    delivery_id = await counter.stage(NUMBER)
    await counter.carry_out(delivery_id)
    counter.clock.turn(seconds=11)
    assert await counter.carry_out(delivery_id) == "delivery_unknown"
    assert (await counter.row(delivery_id)).attempted_at == NOON + timedelta(seconds=11)
    counter.clock.turn(seconds=5)
    assert await counter.carry_out(delivery_id) == "delivery_unknown"
    counter.clock.turn(seconds=6)
    assert await counter.carry_out(delivery_id) == "sent"
    assert counter.carrier.times_sent() == {str(delivery_id): 1}


async def test_a_report_of_the_carrier_settles_what_nobody_knew(counter: Counter) -> None:
    counter.carrier.script = [(UNKNOWN, True)]
    delivery_id = await counter.stage(NUMBER)
    await counter.carry_out(delivery_id)
    async with counter.database.sessions.begin() as session:
        bound = update(DeliveryRow).where(DeliveryRow.id == delivery_id)
        await session.execute(bound.values(provider_message_id="SM1", provider_status="sent"))
    assert await counter.carry_out(delivery_id) == "sent"
    assert (await counter.row(delivery_id)).provider_message_id == "SM1"


async def test_a_busy_carrier_is_tried_again_and_the_log_says_nothing_of_it(counter: Counter) -> None:
    counter.carrier.script = [(BUSY, False)]
    delivery_id = await counter.stage(NUMBER)
    assert await counter.carry_out(delivery_id) == "delivery_busy"
    waiting = await counter.row(delivery_id)
    assert (waiting.state, waiting.error_code) == ("pending", "20429")
    assert await counter.carry_out(delivery_id) == "sent"
    assert (await counter.row(delivery_id)).error_code is None
    assert await outcomes(counter, delivery_id) == ["sent"]


@pytest.mark.parametrize(("receipt", "is_accepted"), [(BUSY, False), (UNKNOWN, False)])
async def test_a_stale_message_is_not_sent_any_more(counter: Counter, receipt: Receipt, is_accepted: bool) -> None:
    counter.carrier.script = [(receipt, is_accepted)]
    delivery_id = await counter.stage(NUMBER)
    await counter.carry_out(delivery_id)
    counter.clock.now += STALE
    assert await counter.carry_out(delivery_id) == "failed"
    assert (await counter.row(delivery_id)).error_code == "expired"
    assert counter.carrier.accepted == []


async def test_what_was_accepted_long_ago_is_sent_all_the_same(counter: Counter) -> None:
    counter.carrier.script = [(UNKNOWN, True)]
    delivery_id = await counter.stage(NUMBER)
    await counter.carry_out(delivery_id)
    counter.clock.now += STALE
    assert await counter.carry_out(delivery_id) == "sent"


@pytest.mark.parametrize("purpose", [*LIFETIMES, "reply"])
async def test_nothing_is_sent_after_what_it_is_worth(counter: Counter, purpose: str) -> None:
    lifetime = LIFETIMES.get(purpose, STALE)
    early, late = [await counter.stage(NUMBER, purpose) for _ in range(2)]
    counter.clock.now += lifetime - timedelta(seconds=1)
    assert await counter.carry_out(early) == "sent"
    counter.clock.turn(seconds=1)
    assert await counter.carry_out(late) == "failed"
    assert (await counter.row(late)).error_code == "expired"
    (message,) = counter.carrier.accepted
    assert isinstance(message, TimedMessage)
    assert message.expires_at == NOON + lifetime


async def test_the_reason_of_a_failure_is_kept(counter: Counter) -> None:
    counter.carrier.script = [(Receipt("failed", error_code="21614"), False)]
    delivery_id = await counter.stage(NUMBER)
    assert await counter.carry_out(delivery_id) == "failed"
    assert (await counter.row(delivery_id)).error_code == "21614"
    assert await outcomes(counter, delivery_id) == ["failed"]


def wait_after(attempts: int, *, random: float) -> float | None:
    job = Job(id=1, queue="q", lock=None, queueing_lock=None, task_name="deliver", attempts=attempts)
    decision = DeliveryRetries(lambda: random, lambda: NOON).get_retry_decision(exception=Exception(), job=job)
    assert decision is None or decision.retry_at is not None
    return None if decision is None else (decision.retry_at - NOON).total_seconds()


def test_retries_grow_apart_and_never_all_come_at_once() -> None:
    assert [wait_after(attempts, random=1) for attempts in range(5)] == [2, 4, 8, 16, 32]
    assert wait_after(0, random=0) == 1
    assert wait_after(60, random=1) == 300
    assert wait_after(MOST_ATTEMPTS, random=1) is None
    # They reach past the time after which the delivery itself gives up.
    assert sum(wait_after(attempts, random=0) or 0 for attempts in range(MOST_ATTEMPTS)) > 24 * 3600
