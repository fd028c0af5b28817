"""The place in a queue: who comes first, when a queue is closed, when it overflows, and what is promised."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from conversation.errors import StaleEpochError
from conversation.log import lock_conversation
from conversation.model import ConversationId, HolderKind
from gateway.desk import acts
from gateway.desk.alive import take_leave_of
from gateway.desk.placing import place, wait_in_queue
from handoff.agents import note_seen
from handoff.errors import QueueNotFoundError
from handoff.queueing import ROUTE_TASK, Entry, enqueue
from handoff.tables import PromiseRow
from tests.integration.handoff.scene import House


async def place_in_line(house: House, conversation_id: ConversationId) -> int:
    entry, state = await house.place(conversation_id), await house.state(conversation_id)
    async with house.database.sessions() as session:
        wait = await wait_in_queue(
            session, house.floor, conversation_id, state, entry.queue, entry.rank_at, at=house.clock()
        )
    return wait.position


async def told_on_entering(house: House, queue: str) -> tuple[ConversationId, str]:
    conversation_id = await house.contact()
    async with house.database.sessions.begin() as session:
        log = await lock_conversation(session, house.vault, conversation_id)
        told = await place(session, house.floor, log, queue, "asked_for", at=house.clock())
        entry = Entry(queue, "asked_for")
        await enqueue(session, log, house.floor.rules, house.jobs, entry, at=house.clock())
    return conversation_id, told


async def promised(house: House, conversation_id: ConversationId) -> list[datetime]:
    async with house.database.sessions() as session:
        query = select(PromiseRow.due_at).where(PromiseRow.conversation_id == conversation_id)
        return list(await session.scalars(query))


async def test_entering_a_queue_raises_the_epoch_and_defers_routing(house: House) -> None:
    conversation_id = await house.waits("general")
    state, entry = await house.state(conversation_id), await house.place(conversation_id)
    assert (state.epoch, state.holder.kind, state.holder.name) == (1, HolderKind.queue, "general")
    assert (entry.epoch, entry.contact_id, entry.offer_id) == (1, state.contact_id, None)
    assert (entry.entered_at, entry.rank_at) == (house.clock(), house.clock())
    assert [job.at for job in house.jobs.of(ROUTE_TASK)] == [None]


async def test_a_queue_that_does_not_exist_is_refused_and_nothing_changes(house: House) -> None:
    conversation_id = await house.contact()
    before = await house.everything()
    with pytest.raises(QueueNotFoundError):
        await house.enqueue(conversation_id, Entry("nowhere", "asked_for"))
    assert await house.everything() == before


async def test_a_decision_of_an_earlier_holder_puts_nobody_into_a_queue(house: House) -> None:
    conversation_id = await house.waits()
    before = await house.everything()
    with pytest.raises(StaleEpochError):
        await house.enqueue(conversation_id, Entry("accident", "asked_for"), decided_under=0)
    assert await house.everything() == before


async def test_who_came_first_is_offered_first_and_a_head_start_is_finite(house: House) -> None:
    patient = await house.waits("general")
    house.clock.turn(seconds=90)
    ordinary = await house.waits("general")
    house.clock.turn(seconds=29)
    complaining = await house.waits("general", "complaint")
    house.clock.turn(seconds=2)
    late = await house.waits("general", "complaint")
    assert [await place_in_line(house, each) for each in (patient, complaining, late, ordinary)] == [2, 1, 3, 4]
    await house.agent(places=4)
    await house.floor.route()
    assert [offer.conversation_id for offer in house.notices.offers] == [complaining, patient, late, ordinary]


async def test_the_queue_and_the_reason_add_their_head_starts(house: House) -> None:
    conversation_id = await house.waits("accident", "complaint")
    assert (await house.place(conversation_id)).rank_at == house.clock() - timedelta(seconds=600 + 120)


async def test_equal_places_have_one_order_everywhere(house: House) -> None:
    waiting = sorted([await house.waits() for _ in range(4)], key=lambda each: each.int)
    assert [await place_in_line(house, each) for each in waiting] == [1, 2, 3, 4]
    await house.agent(places=4)
    await house.floor.route()
    assert [offer.conversation_id for offer in house.notices.offers] == waiting


async def test_after_its_time_agents_of_the_overflow_queue_may_take_it_too(house: House) -> None:
    conversation_id = await house.waits("endorsement")
    overflows_at = house.clock() + timedelta(seconds=300)
    assert [job.at for job in house.jobs.of(ROUTE_TASK)] == [None, overflows_at]
    generalist = await house.agent(skills=())
    house.clock.turn(seconds=299)
    async with house.database.sessions.begin() as session:
        await note_seen(session, [generalist.agent_id], at=house.clock())
    assert await house.floor.route() == 0
    house.clock.turn(seconds=1)
    assert await house.floor.route() == 1
    offer = await house.offer(conversation_id)
    assert (offer.agent_id, offer.queue) == (generalist.agent_id, "endorsement")


async def test_a_closed_queue_is_not_routed_and_is_routed_after_its_opening(house: House) -> None:
    house.clock.now = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
    conversation_id, told = await told_on_entering(house, "endorsement")
    opens = datetime(2026, 11, 25, 0, 0, tzinfo=UTC)
    assert "11月25日（水）9時" in told
    assert opens in [job.at for job in house.jobs.of(ROUTE_TASK)]
    await house.agent()
    assert await house.floor.route() == 0
    house.clock.now = opens - timedelta(microseconds=1)
    who = await house.agent()
    assert await house.floor.route() == 0
    house.clock.now = opens
    assert await house.floor.route() == 1
    assert (await house.offer(conversation_id)).agent_id == who.agent_id


@pytest.mark.parametrize(
    ("at", "due"),
    [
        ("2026-11-24T16:59:59.999999+09:00", "2026-11-25T10:00:00+09:00"),
        ("2026-11-24T10:00:00+09:00", "2026-11-24T11:00:00+09:00"),
        ("2026-11-24T17:00:00+09:00", "2026-11-25T10:00:00+09:00"),
        ("2026-11-24T23:59:59.999999+09:00", "2026-11-25T10:00:00+09:00"),
        ("2026-11-25T00:00:00+09:00", "2026-11-25T10:00:00+09:00"),
        ("2026-11-25T08:59:59.999999+09:00", "2026-11-25T10:00:00+09:00"),
        ("2026-12-30T17:00:00+09:00", "2027-01-04T10:00:00+09:00"),
        ("2026-12-31T23:59:59.999999+09:00", "2027-01-04T10:00:00+09:00"),
        ("2027-01-01T00:00:00+09:00", "2027-01-04T10:00:00+09:00"),
        ("2028-02-28T23:59:00+09:00", "2028-02-29T10:00:00+09:00"),
    ],
)
async def test_where_nobody_can_serve_an_answer_is_promised_by_a_time(house: House, at: str, due: str) -> None:
    house.clock.now = datetime.fromisoformat(at).astimezone(UTC)
    conversation_id, told = await told_on_entering(house, "endorsement")
    assert await promised(house, conversation_id) == [datetime.fromisoformat(due)]
    assert "までに、担当者からこのチャットでお返事いたします" in told


async def test_an_emergency_that_must_wait_again_keeps_its_head_start(house: House) -> None:
    who = await house.agent()
    urgent = await house.waits("accident", reason="emergency")
    before = await house.place(urgent)
    assert await house.floor.route() == 1
    await acts.accept(house.floor, who, (await house.offer(urgent)).offer_id)
    house.clock.turn(seconds=61)
    await take_leave_of(house.floor, who.agent_id)
    assert (await house.place(urgent)).rank_at == before.rank_at
