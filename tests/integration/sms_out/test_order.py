"""Deliveries of one conversation go out one after the other, also when one has to be tried again."""

import pytest
from procrastinate import RetryStrategy

from database.engine import Database
from gateway.jobs import JobQueue

pytestmark = pytest.mark.integration


class CarrierBusyError(Exception):
    """The first try of a job."""


async def test_jobs_of_one_lock_wait_for_the_one_before(sms_database: Database, sms_url: str) -> None:
    queue, begun, done = JobQueue(sms_url), list[str](), list[str]()

    @queue.app.task(name="send", retry=RetryStrategy(max_attempts=3))
    async def send(reference: str) -> None:
        begun.append(reference)
        if begun.count(reference) == 1:
            raise CarrierBusyError
        done.append(reference)

    async with queue.app.open_async():
        async with sms_database.sessions.begin() as session:
            for reference in ("first", "second", "third"):
                await queue.defer(session, "send", lock="conversation", reference=reference)
        await queue.app.run_worker_async(wait=False, concurrency=1, install_signal_handlers=False)
    assert begun == ["first", "first", "second", "second", "third", "third"]
    assert done == ["first", "second", "third"]


async def test_jobs_that_share_no_lock_do_not_wait_for_each_other(sms_database: Database, sms_url: str) -> None:
    queue, begun = JobQueue(sms_url), list[str]()

    @queue.app.task(name="send_once", retry=RetryStrategy(max_attempts=1, wait=3600))
    async def send_once(reference: str) -> None:
        begun.append(reference)
        raise CarrierBusyError

    async with queue.app.open_async():
        async with sms_database.sessions.begin() as session:
            await queue.defer(session, "send_once", lock="one", reference="one")
            await queue.defer(session, "send_once", lock="other", reference="other")
            await queue.defer(session, "send_once", lock="one", reference="behind")
        await queue.app.run_worker_async(wait=False, concurrency=1, install_signal_handlers=False)
    assert begun == ["one", "other"]
