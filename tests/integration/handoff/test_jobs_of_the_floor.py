"""The floor's timers through the real job queue: they exist with their decision, and a replay changes nothing."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from procrastinate import RetryStrategy
from sqlalchemy import text

from conversation.model import HolderKind
from gateway.desk import acts
from gateway.desk.timers import register_timers
from gateway.jobs import JobQueue
from handoff.model import Presence
from handoff.offers import EXPIRE_OFFER_TASK
from handoff.queueing import ROUTE_TASK, Entry
from handoff.serving import EXPIRE_WRAP_UP_TASK, FILE_CONTACT_TASK, ServingState, WrapUp
from tests.integration.handoff.scene import CrashError, House

LONG_AGO = datetime(2024, 11, 26, 1, 0, tzinfo=UTC)


@pytest.fixture
async def queue(house: House) -> AsyncIterator[JobQueue]:
    """Its jobs are of a time long ago, so that each is due when the worker looks."""
    house.clock.now = LONG_AGO
    house.as_owner("DELETE FROM procrastinate_jobs")
    queue = JobQueue(house.owner_url)
    house.floor = replace(house.floor, jobs=queue)
    register_timers(queue.app, house.floor, RetryStrategy(max_attempts=2))
    async with queue.app.open_async():
        yield queue


async def work(queue: JobQueue) -> None:
    """Everything that is due now."""
    await queue.app.run_worker_async(wait=False, install_signal_handlers=False, delete_jobs="never")


async def jobs(house: House, status: str) -> list[str]:
    query = text("SELECT task_name FROM procrastinate_jobs WHERE status::text = :status ORDER BY id")
    async with house.database.sessions() as session:
        return list(await session.scalars(query, {"status": status}))


async def test_routing_and_expiry_run_as_jobs(house: House, queue: JobQueue) -> None:
    who = await house.agent()
    conversation_id = await house.waits()
    assert await jobs(house, "todo") == [ROUTE_TASK]
    await work(queue)
    offer = await house.offer(conversation_id)
    house.clock.now = offer.expires_at
    house.as_owner("UPDATE procrastinate_jobs SET status = 'todo'")
    await work(queue)
    assert await house.ended(offer) == "expired"
    assert (await house.look_at(who)).presence is Presence.not_responding
    assert await jobs(house, "failed") == []


@pytest.mark.usefixtures("queue")
async def test_a_decision_that_was_not_committed_leaves_no_job(house: House) -> None:
    conversation_id = await house.contact()
    with pytest.raises(CrashError):
        await house.enqueue(conversation_id, Entry("endorsement", "asked_for"), is_lost=True)
    assert await jobs(house, "todo") == []
    assert await house.holder(conversation_id) == (HolderKind.bot, None)
    await house.enqueue(conversation_id, Entry("endorsement", "asked_for"))
    assert await jobs(house, "todo") == [ROUTE_TASK, ROUTE_TASK]


async def test_every_job_replayed_twice_changes_nothing(house: House, queue: JobQueue) -> None:
    who = await house.agent()
    served, wrapped = await house.served_by(who), await house.wrapped_by(who)
    closed = await house.wrapped_by(who)
    await acts.finish(house.floor, who, closed, WrapUp("other", "answered"))
    house.clock.turn(seconds=house.floor.rules.wrap_up_seconds)
    house.as_owner("DELETE FROM procrastinate_jobs WHERE task_name = :task", task=FILE_CONTACT_TASK)
    await work(queue)
    assignment = await house.assignment(wrapped)
    assert assignment is not None
    assert assignment.state is ServingState.overdue
    before = await house.everything()
    for _ in range(2):
        house.as_owner("UPDATE procrastinate_jobs SET status = 'todo'")
        await work(queue)
    after = await house.everything()
    del before["procrastinate_jobs"], after["procrastinate_jobs"]
    assert after == before
    assert {ROUTE_TASK, EXPIRE_OFFER_TASK, EXPIRE_WRAP_UP_TASK} == set(await jobs(house, "succeeded"))
    assert (await house.holder(served))[1] == str(who.agent_id)


async def test_one_offers_timer_in_two_workers_goes_off_once(house: House) -> None:
    who = await house.agent()
    offer = await house.offered_to(who)
    house.clock.now = offer.expires_at
    floors = [house.floor, house.other_floor] * 3
    await asyncio.gather(*(acts.expire_offer(floor, offer.offer_id) for floor in floors))
    assert len(await house.events(offer.conversation_id, "offer.ended")) == 1
    assert house.notices.ended == [(offer, "expired")]
