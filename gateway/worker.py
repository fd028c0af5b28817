"""Background work through procrastinate: deliveries, fulfilment, the floor's timers, closing and filing contacts.

Deliveries wait for a carrier and run beside the rest, never in its way. The jobs of a worker that died without a word
are taken up within `STALLED_SECONDS` and two looks.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from procrastinate import App, RetryStrategy
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Job, Status
from sqlalchemy import func, select

from bot.actions.effects import FULFIL_TASK
from conversation.closing import close_if_idle, list_idle_conversations
from conversation.deliveries import DELIVER_TASK, Jobs
from conversation.log import lock_conversation
from database.engine import Sessions
from database.vault import Vault
from gateway.channels.sms.inbound import SmsDesk
from gateway.channels.sms.poller import poll_missed
from gateway.contact_index import register_indexing
from gateway.delivery import DeliveryDesk, DeliveryRetries, carry_out_delivery
from gateway.desk.floor import Floor
from gateway.desk.timers import register_timers
from gateway.filing import FilingDesk, file_contact
from gateway.fulfilment import FulfilmentDesk, fulfil_case
from gateway.jobs import DEFAULT_QUEUE, SMS_QUEUE, JobQueue, queue_of
from handoff.serving import FILE_CONTACT_TASK

logger = structlog.get_logger()

# Four heartbeats may be late; together with a look and a fetch it is under twenty seconds.
HEARTBEAT_SECONDS, STALLED_SECONDS, LOOK_SECONDS, FETCH_SECONDS = 3.0, 12, 5.0, 2.0
REST_SECONDS = 2.0
# Of a process that stops; what is not done by then is done again by another.
GRACE_SECONDS = 4.0
# Any fixed number: only one process at a time looks for the jobs of the dead.
STALLED_LOCK = 7_760_002
RETRIES = RetryStrategy(max_attempts=8, exponential_wait=3)


@dataclass(frozen=True)
class Lane:
    """Jobs of one queue, so many at once."""

    queue: str
    concurrency: int


# One of the first lane is often taken by a long poll.
LANES = (Lane(DEFAULT_QUEUE, 5), Lane(SMS_QUEUE, 10))


@dataclass(frozen=True)
class WorkerDesk:
    deliveries: DeliveryDesk
    delivery_retries: DeliveryRetries
    sms: SmsDesk
    fulfilment: FulfilmentDesk
    filing: FilingDesk
    floor: Floor
    sessions: Sessions
    vault: Vault
    jobs: Jobs
    clock: Callable[[], datetime]
    contact_idle: timedelta


class Worker:
    """The tasks of this product, and the loops that run them."""

    def __init__(self, queue: JobQueue, desk: WorkerDesk, *, rest_seconds: float = REST_SECONDS) -> None:
        self._queue, self._desk, self._rest_seconds = queue, desk, rest_seconds
        self._running: set[Lane] = set()
        self._register()

    @property
    def is_running(self) -> bool:
        """Whether every lane runs."""
        return self._running == set(LANES)

    async def run(self) -> None:
        """Until cancelled; a database that goes away only interrupts it. The queue must be open."""
        async with asyncio.TaskGroup() as group:
            for lane in LANES:
                group.create_task(self._run_lane(lane), name=f"worker_{lane.queue}")
            group.create_task(self._look_for_stalled(), name="worker_stalled")

    async def _run_lane(self, lane: Lane) -> None:
        """Procrastinate also ends without an error, when one of its own tasks has lost the database."""
        while True:
            error_name = None
            try:
                await self._run_once(lane)
            except Exception as error:  # noqa: BLE001  # Nobody else would start it again in this process.
                error_name = type(error).__name__
            logger.warning("worker_interrupted", queue=lane.queue, error=error_name)
            await asyncio.sleep(self._rest_seconds)

    async def _run_once(self, lane: Lane) -> None:
        self._running.add(lane)
        try:
            await self._queue.app.run_worker_async(
                queues=[lane.queue],
                name=lane.queue,
                concurrency=lane.concurrency,
                install_signal_handlers=False,
                delete_jobs="successful",
                fetch_job_polling_interval=FETCH_SECONDS,
                update_heartbeat_interval=HEARTBEAT_SECONDS,
                shutdown_graceful_timeout=GRACE_SECONDS,
            )
        finally:
            self._running.discard(lane)

    async def _look_for_stalled(self) -> None:
        while True:
            try:
                await retry_stalled_jobs(self._queue.app, self._desk.sessions)
            except Exception as error:  # noqa: BLE001  # A database that is away must not end it.
                logger.warning("stalled_jobs_not_read", error=type(error).__name__)
            await asyncio.sleep(LOOK_SECONDS)

    def _register(self) -> None:
        app, desk = self._queue.app, self._desk

        @app.task(name=DELIVER_TASK, queue=queue_of(DELIVER_TASK), retry=desk.delivery_retries)
        async def deliver(delivery_id: str) -> None:
            # Not aside: a carrier that hangs must not hold a place others need.
            await desk.floor.background.foreground.calm()
            await carry_out_delivery(desk.deliveries, UUID(delivery_id))

        @app.task(name=FULFIL_TASK, retry=RETRIES)
        async def fulfil(case_no: str) -> None:
            await fulfil_case(desk.fulfilment, case_no)

        @app.task(name=FILE_CONTACT_TASK, retry=RETRIES)
        async def file(contact_id: str) -> None:
            await file_contact(desk.filing, UUID(contact_id))

        register_indexing(app, desk.filing.index, RETRIES)
        register_timers(app, desk.floor, RETRIES)

        @app.periodic(cron="* * * * *")
        @app.task(name="close_idle_contacts", queueing_lock="close_idle_contacts")
        async def close_idle(timestamp: int) -> None:
            del timestamp
            await close_idle_contacts(desk)

        @app.periodic(cron="* * * * *")
        @app.task(name="poll_missed_sms", queueing_lock="poll_missed_sms")
        async def poll_missed_sms(timestamp: int) -> None:
            del timestamp
            await poll_missed(desk.sms)


async def retry_stalled_jobs(app: App, sessions: Sessions) -> int:
    """Jobs of a worker that died are done again: every task here is idempotent. Returns how many there were."""
    async with sessions.begin() as session:
        # Two that look at once would both start a job again, the second one while it runs already.
        if not await session.scalar(select(func.pg_try_advisory_xact_lock(STALLED_LOCK))):
            return 0
        stalled = list(await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS))
        for job in stalled:
            await _retry(app, job)
    return len(stalled)


async def _retry(app: App, job: Job) -> None:
    try:
        await app.job_manager.retry_job(job)
    except UniqueViolation:
        # The same periodic job waits already: this one has nothing left to do.
        await app.job_manager.finish_job(job, status=Status.FAILED, delete_job=True)
    except ConnectorException as error:
        # Its worker lives after all and has concluded it meanwhile; or the database is away.
        logger.warning("stalled_job_not_retried", task=job.task_name, error=type(error).__name__)


async def close_idle_contacts(desk: WorkerDesk) -> int:
    """Close contacts that nobody has continued; returns how many."""
    now = desk.clock()
    async with desk.sessions() as session:
        idle = await list_idle_conversations(session, at=now, idle=desk.contact_idle)
    for conversation_id in idle:
        async with desk.sessions.begin() as session:
            log = await lock_conversation(session, desk.vault, conversation_id)
            closed = await close_if_idle(session, log, at=now, idle=desk.contact_idle)
            if closed is not None:
                await desk.jobs.defer(session, FILE_CONTACT_TASK, contact_id=str(closed.contact_id))
    return len(idle)
