"""The worker on the real job queue: a carrier that hangs holds up nothing else, and the jobs of the dead are done."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

import pytest
from conversation_builders import NOON, start_conversation
from procrastinate.jobs import Status
from sqlalchemy import text

from conversation.deliveries import DELIVER_TASK, DeliveryRow, begin_delivery, stage_delivery
from conversation.log import lock_conversation
from conversation.messages import OutboundMessage, Receipt
from conversation.model import Channel, ConversationId
from database.engine import Database
from database.vault import Vault
from gateway.background import Background
from gateway.delivery import DeliveryDesk, DeliveryRetries
from gateway.jobs import JobQueue
from gateway.worker import (
    FETCH_SECONDS,
    HEARTBEAT_SECONDS,
    LANES,
    LOOK_SECONDS,
    STALLED_SECONDS,
    Worker,
    WorkerDesk,
    retry_stalled_jobs,
)
from handoff.queueing import ROUTE_TASK
from tests.sim.polling import eventually

pytestmark = pytest.mark.integration

MANY = 3 * max(lane.concurrency for lane in LANES)


@dataclass
class Carrier:
    """Hangs until it may go on."""

    may_go_on: asyncio.Event = field(default_factory=asyncio.Event)
    asked: int = 0

    async def deliver(self, message: OutboundMessage) -> Receipt:
        self.asked += 1
        await self.may_go_on.wait()
        return Receipt("sent", f"SM{message.reference}")

    async def reconcile(self, message: OutboundMessage) -> Receipt:
        return Receipt("sent", f"SM{message.reference}")


@dataclass
class RoutingFloor:
    background: Background
    routed: int = 0

    async def route(self) -> None:
        self.routed += 1


@dataclass
class Shop:
    """A worker with its carrier and its floor; nothing else is asked of it."""

    database: Database
    vault: Vault
    queue: JobQueue
    carrier: Carrier
    floor: RoutingFloor
    worker: Worker

    async def stage(self) -> tuple[ConversationId, UUID]:
        conversation_id = await start_conversation(self.database, self.vault)
        async with self.database.sessions.begin() as session:
            log = await lock_conversation(session, self.vault, conversation_id)
            words = {"address": "+819000001234", "text": "承りました。", "purpose": "reply"}
            delivery_id = await stage_delivery(
                session, self.vault, self.queue, log, channel=Channel.sms, at=NOON, **words
            )
        return conversation_id, delivery_id

    async def route(self) -> None:
        async with self.database.sessions.begin() as session:
            await self.queue.defer(session, ROUTE_TASK)

    async def state_of(self, delivery_id: UUID) -> str:
        async with self.database.sessions() as session:
            return (await session.get_one(DeliveryRow, delivery_id)).state

    async def dies_over(self, conversation_id: ConversationId, *, seconds_ago: int) -> int:
        """A worker has taken the conversation's delivery and was last heard of so long ago: the job's id."""
        async with self.database.sessions.begin() as session:
            dead = text(
                "INSERT INTO procrastinate_workers (last_heartbeat)"
                " VALUES (now() - make_interval(secs => :ago)) RETURNING id"
            )
            worker_id = await session.scalar(dead, {"ago": seconds_ago})
            taken = text(
                "UPDATE procrastinate_jobs SET status = 'doing', worker_id = :worker WHERE lock = :lock RETURNING id"
            )
            job_id: int = await session.scalar(taken, {"worker": worker_id, "lock": str(conversation_id)})
        return job_id


@pytest.fixture
async def shop(database_url: str, database: Database, vault: Vault) -> AsyncIterator[Shop]:
    queue, carrier, floor = JobQueue(database_url), Carrier(), RoutingFloor(Background())
    desk: Any = SimpleNamespace(
        deliveries=DeliveryDesk(database.sessions, vault, {Channel.sms: carrier}, lambda: NOON),
        delivery_retries=DeliveryRetries(lambda: 0.0, lambda: NOON),
        filing=SimpleNamespace(index=None),
        floor=floor,
        sessions=database.sessions,
    )
    async with queue.app.open_async():
        await _forget_other_jobs(database)
        yield Shop(database, vault, queue, carrier, floor, Worker(queue, cast("WorkerDesk", desk), rest_seconds=0.1))
    await _forget_other_jobs(database)


async def _forget_other_jobs(database: Database) -> None:
    async with database.sessions.begin() as session:
        await session.execute(text("DELETE FROM procrastinate_periodic_defers"))
        await session.execute(text("DELETE FROM procrastinate_jobs"))


async def test_a_hanging_carrier_holds_up_no_timer(shop: Shop) -> None:
    staged = [await shop.stage() for _ in range(MANY)]
    running = asyncio.ensure_future(shop.worker.run())
    try:
        await eventually(lambda: _value(shop.carrier.asked), lambda asked: asked == LANES[1].concurrency)
        await shop.route()
        await eventually(lambda: _value(shop.floor.routed), bool, seconds=5)
        assert shop.worker.is_running
        assert shop.carrier.asked == LANES[1].concurrency
        shop.carrier.may_go_on.set()
        for _, delivery_id in staged:
            await eventually(lambda each=delivery_id: shop.state_of(each), lambda state: state == "sent")  # type: ignore[misc]
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert not shop.worker.is_running


@pytest.mark.parametrize(("seconds_ago", "status"), [(STALLED_SECONDS - 2, "doing"), (STALLED_SECONDS + 1, "todo")])
async def test_only_jobs_of_workers_long_silent_are_done_again(shop: Shop, seconds_ago: int, status: str) -> None:
    conversation_id, _ = await shop.stage()
    job_id = await shop.dies_over(conversation_id, seconds_ago=seconds_ago)
    await retry_stalled_jobs(shop.queue.app, shop.database.sessions)
    assert await shop.queue.app.job_manager.get_job_status_async(job_id) == Status(status)


async def test_what_a_dead_worker_was_sending_is_taken_up_and_reconciled(shop: Shop) -> None:
    conversation_id, delivery_id = await shop.stage()
    async with shop.database.sessions.begin() as session:
        assert await begin_delivery(session, shop.vault, delivery_id, at=NOON) is not None
    await shop.dies_over(conversation_id, seconds_ago=STALLED_SECONDS + 1)
    running = asyncio.ensure_future(shop.worker.run())
    try:
        within = LOOK_SECONDS + FETCH_SECONDS + 1
        await eventually(lambda: shop.state_of(delivery_id), lambda state: state == "sent", seconds=within)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert shop.carrier.asked == 0


def test_a_conversation_stands_still_for_twenty_seconds_at_most() -> None:
    assert STALLED_SECONDS + LOOK_SECONDS + FETCH_SECONDS < 20
    assert STALLED_SECONDS >= 3 * HEARTBEAT_SECONDS


async def test_deliveries_wait_in_a_queue_of_their_own(shop: Shop) -> None:
    conversation_id, _ = await shop.stage()
    await shop.route()
    async with shop.database.sessions() as session:
        rows = await session.execute(text("SELECT task_name, queue_name, lock FROM procrastinate_jobs ORDER BY id"))
    queues = [tuple(row) for row in rows]
    assert queues == [(DELIVER_TASK, "sms", str(conversation_id)), (ROUTE_TASK, "default", None)]


async def _value(value: int) -> int:
    return value
