"""Background work through procrastinate: deliveries, fulfilment, the floor's timers, closing and filing contacts."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from procrastinate import App, RetryStrategy
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

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
from gateway.jobs import JobQueue
from handoff.serving import FILE_CONTACT_TASK

logger = structlog.get_logger()

CONCURRENCY = 4
STALLED_SECONDS = 60
REST_SECONDS = 2.0
RETRIES = RetryStrategy(max_attempts=8, exponential_wait=3)


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
    """The tasks of this product, and the loop that runs them."""

    def __init__(self, queue: JobQueue, desk: WorkerDesk, *, rest_seconds: float = REST_SECONDS) -> None:
        self._queue, self._desk, self._rest_seconds = queue, desk, rest_seconds
        self.is_running = False
        self._register()

    async def run(self) -> None:
        """Until cancelled; a database that goes away only interrupts it. The queue must be open."""
        while True:
            try:
                await self._run_once()
            except Exception as error:  # noqa: BLE001  # Nobody else would start it again in this process.
                logger.warning("worker_interrupted", error=type(error).__name__)
                await asyncio.sleep(self._rest_seconds)
            else:
                return

    async def _run_once(self) -> None:
        self.is_running = True
        try:
            await self._queue.app.run_worker_async(
                concurrency=CONCURRENCY,
                install_signal_handlers=False,
                delete_jobs="successful",
                fetch_job_polling_interval=2.0,
            )
        finally:
            self.is_running = False

    def _register(self) -> None:
        app, desk = self._queue.app, self._desk

        @app.task(name=DELIVER_TASK, retry=desk.delivery_retries)
        async def deliver(delivery_id: str) -> None:
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

        @app.periodic(cron="* * * * *")
        @app.task(name="retry_stalled_jobs", queueing_lock="retry_stalled_jobs")
        async def retry_stalled(timestamp: int) -> None:
            del timestamp
            await retry_stalled_jobs(app)


async def retry_stalled_jobs(app: App) -> int:
    """Jobs of a worker that died are done again: every task here is idempotent."""
    stalled = list(await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS))
    for job in stalled:
        try:
            await app.job_manager.retry_job(job)
        except UniqueViolation:
            # The same periodic job waits already: this one has nothing left to do.
            await app.job_manager.finish_job(job, status=Status.FAILED, delete_job=True)
    return len(stalled)


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
