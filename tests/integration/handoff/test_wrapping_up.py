"""The end of the talk, the wrap-up and its time, and the customer who goes on writing."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest

from conversation.errors import StaleEpochError
from conversation.log import open_conversation
from conversation.model import ConversationId, HolderKind, SegmentKind
from gateway.desk import acts, passing
from gateway.desk.acts import Who
from handoff.errors import NotInWrapUpError, NotYourConversationError
from handoff.serving import EXPIRE_WRAP_UP_TASK, FILE_CONTACT_TASK, ServingState, WrapUp
from tests.integration.handoff.scene import House

DONE = WrapUp("address_change", "answered")


async def state_of(house: House, conversation_id: ConversationId) -> ServingState:
    assignment = await house.assignment(conversation_id)
    assert assignment is not None
    return assignment.state


async def test_the_end_of_the_talk_begins_the_wrap_up_with_its_time(house: House) -> None:
    who = await house.agent()
    served = await house.served_by(who)
    await acts.end(house.floor, who, served, epoch=2)
    assert await house.holder(served) == (HolderKind.none, str(who.agent_id))
    assert (await house.state(served)).epoch == 3
    assignment = await house.assignment(served)
    ends_at = house.clock() + timedelta(seconds=house.floor.rules.wrap_up_seconds)
    assert assignment is not None
    assert (assignment.state, assignment.wrap_up_ends_at) == (ServingState.wrapping, ends_at)
    (job,) = house.jobs.of(EXPIRE_WRAP_UP_TASK)
    assert (job.at, job.arguments) == (ends_at, {"conversation_id": str(served)})
    assert (await house.look_at(who)).load == {"webchat": 1}
    assert (await house.said(served))[-1] == house.floor.words.serving.talk_ended


async def test_only_the_holder_ends_it_and_only_on_a_current_screen(house: House) -> None:
    who, other = await house.agent(), await house.agent()
    served, wrapped = await house.served_by(who), await house.wrapped_by(who)
    before = await house.everything()
    with pytest.raises(NotYourConversationError):
        await acts.end(house.floor, other, served, epoch=None)
    with pytest.raises(StaleEpochError):
        await acts.end(house.floor, who, served, epoch=1)
    with pytest.raises(NotYourConversationError):
        await acts.end(house.floor, who, wrapped, epoch=None)
    assert await house.everything() == before


@pytest.mark.parametrize("begin", ["served_by", "wrapped_by", "overdue_by"])
async def test_the_wrap_up_closes_the_contact_with_its_codes(house: House, begin: str) -> None:
    who = await house.agent()
    conversation_id = await getattr(house, begin)(who)
    contact_id = (await house.state(conversation_id)).contact_id
    house.clock.turn(seconds=7)
    assert await acts.finish(house.floor, who, conversation_id, DONE) == contact_id
    state, contact = await house.state(conversation_id), await house.contact_log(conversation_id)
    assert (state.holder.kind, state.contact_id) == (HolderKind.bot, None)
    assert (contact.contact_reason, contact.disposition) == ("address_change", "answered")
    assert (contact.ended_at, contact.agent_ids) == (house.clock(), (str(who.agent_id),))
    assert [s.kind for s in contact.segments][:4] == [
        SegmentKind.bot,
        SegmentKind.queue,
        SegmentKind.agent,
        SegmentKind.wrap_up,
    ]
    assert await house.assignment(conversation_id) is None
    assert (await house.look_at(who)).load == {}
    assert [job.arguments for job in house.jobs.of(FILE_CONTACT_TASK)] == [{"contact_id": str(contact_id)}]
    before = await house.everything()
    with pytest.raises(NotInWrapUpError):
        await acts.finish(house.floor, who, conversation_id, DONE)
    assert await house.everything() == before


async def test_the_wrap_up_is_the_holders_and_needs_an_open_contact(house: House) -> None:
    who, other = await house.agent(), await house.agent()
    served, wrapped, overdue = await house.served_by(who), await house.wrapped_by(who), await house.overdue_by(who)
    waiting, with_bot, unopened = await house.waits(), await house.contact(), ConversationId(uuid4())
    async with house.database.sessions.begin() as session:
        await open_conversation(
            session, house.vault, conversation_id=unopened, bot_sender_id=uuid4().hex, at=house.clock()
        )
    before = await house.everything()
    for conversation_id in (served, wrapped, overdue):
        with pytest.raises(NotYourConversationError):
            await acts.finish(house.floor, other, conversation_id, DONE)
    for conversation_id in (waiting, with_bot, unopened):
        with pytest.raises(NotInWrapUpError):
            await acts.finish(house.floor, who, conversation_id, DONE)
    assert await house.everything() == before


async def test_a_wrap_up_done_in_two_tabs_closes_one_contact_once(house: House) -> None:
    who = await house.agent()
    wrapped = await house.wrapped_by(who)
    floors = (house.floor, house.other_floor)
    done = await asyncio.gather(*(acts.finish(floor, who, wrapped, DONE) for floor in floors), return_exceptions=True)
    assert sum(isinstance(each, NotInWrapUpError) for each in done) == 1
    assert len(await house.events(wrapped, "contact.closed")) == 1
    assert len(house.jobs.of(FILE_CONTACT_TASK)) == 1


async def test_time_over_frees_the_place_and_leaves_the_codes_owed(house: House) -> None:
    who = await house.agent(places=1)
    wrapped = await house.wrapped_by(who)
    await house.waits()
    house.clock.turn(seconds=house.floor.rules.wrap_up_seconds, microseconds=-1)
    await acts.set_presence(house.floor, who, acts.Presence.available)
    await acts.end_wrap_up_time(house.floor, wrapped)
    assert await state_of(house, wrapped) is ServingState.wrapping
    assert await house.floor.route() == 0
    house.clock.turn(microseconds=1)
    await acts.end_wrap_up_time(house.floor, wrapped)
    assert await state_of(house, wrapped) is ServingState.overdue
    assert await house.holder(wrapped) == (HolderKind.none, str(who.agent_id))
    assert await house.floor.route() == 1
    contact = await house.contact_log(wrapped)
    assert contact.ended_at is None
    assert contact.segments[-1].ended_at == house.clock()
    before = await house.everything()
    await acts.end_wrap_up_time(house.other_floor, wrapped)
    assert await house.everything() == before


async def test_an_old_timer_does_not_end_a_later_wrap_up(house: House) -> None:
    who = await house.agent()
    first = house.clock() + timedelta(seconds=house.floor.rules.wrap_up_seconds)
    wrapped = await house.wrapped_by(who)
    await passing.take(house.floor, who, wrapped)
    house.clock.turn(seconds=60)
    await acts.end(house.floor, who, wrapped, epoch=None)
    house.clock.now = first
    await acts.end_wrap_up_time(house.floor, wrapped)
    assert await state_of(house, wrapped) is ServingState.wrapping


async def test_a_timer_after_the_wrap_up_changes_nothing(house: House) -> None:
    who = await house.agent()
    wrapped = await house.wrapped_by(who)
    await acts.finish(house.floor, who, wrapped, DONE)
    house.clock.turn(seconds=house.floor.rules.wrap_up_seconds)
    before = await house.everything()
    await acts.end_wrap_up_time(house.floor, wrapped)
    assert await house.everything() == before


async def test_the_next_message_after_the_wrap_up_opens_another_contact(house: House) -> None:
    who = await house.agent()
    wrapped = await house.wrapped_by(who)
    closed = await acts.finish(house.floor, who, wrapped, DONE)
    house.clock.turn(seconds=1)
    await house.customer_writes(wrapped)
    state = await house.state(wrapped)
    assert state.contact_id not in {None, closed}
    assert state.holder.kind is HolderKind.bot


async def test_the_end_and_a_take_over_at_once_leave_one_holder(house: House) -> None:
    who, supervisor = await house.agent(), await house.agent()
    served = await house.served_by(who)
    await asyncio.gather(
        acts.end(house.floor, who, served, epoch=None),
        passing.take(house.other_floor, supervisor, served),
        return_exceptions=True,
    )
    assert await house.holder(served) == (HolderKind.agent, str(supervisor.agent_id))
    assert await state_of(house, served) is ServingState.serving
    assert await _owner(house, served) == supervisor


async def _owner(house: House, conversation_id: ConversationId) -> Who:
    assignment = await house.assignment(conversation_id)
    assert assignment is not None
    return Who(assignment.agent_id, "検査 花子")
