"""Background work: deliveries, fulfilment and closing quiet contacts, through procrastinate."""

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
from conversation.contacts import Contact
from conversation.deliveries import DELIVER_TASK
from conversation.log import lock_conversation
from crm_adapter import model as crm_model
from crm_adapter.port import Crm
from database.engine import Sessions
from database.vault import Vault
from gateway.delivery import DeliveryDesk, carry_out_delivery
from gateway.fulfilment import FulfilmentDesk, fulfil_case
from gateway.jobs import JobQueue

logger = structlog.get_logger()

CONCURRENCY = 4
STALLED_SECONDS = 60
REST_SECONDS = 2.0
RETRIES = RetryStrategy(max_attempts=8, exponential_wait=3)


@dataclass(frozen=True)
class WorkerDesk:
    deliveries: DeliveryDesk
    fulfilment: FulfilmentDesk
    sessions: Sessions
    vault: Vault
    crm: Crm
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

        @app.task(name=DELIVER_TASK, retry=RETRIES)
        async def deliver(delivery_id: str) -> None:
            await carry_out_delivery(desk.deliveries, UUID(delivery_id))

        @app.task(name=FULFIL_TASK, retry=RETRIES)
        async def fulfil(case_no: str) -> None:
            await fulfil_case(desk.fulfilment, case_no)

        @app.periodic(cron="* * * * *")
        @app.task(name="close_idle_contacts", queueing_lock="close_idle_contacts")
        async def close_idle(timestamp: int) -> None:
            del timestamp
            await close_idle_contacts(desk)

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
            await _tell_crm(desk, closed, now)
    return len(idle)


async def _tell_crm(desk: WorkerDesk, contact: Contact, now: datetime) -> None:
    if contact.customer_id is None:
        return
    await desk.crm.record_contact(
        crm_model.ContactRecord(
            contact_id=crm_model.ContactId(contact.contact_id),
            customer_id=crm_model.CustomerId(contact.customer_id),
            channel=contact.channel.value,
            direction=contact.direction.value,
            contact_reason=contact.contact_reason,
            disposition=contact.disposition,
            case_nos=tuple(crm_model.CaseNo(number) for number in contact.case_nos),
            summary="",
            started_at=contact.started_at,
            ended_at=now,
            updated_at=now,
        )
    )
