"""What a supervisor decides: taking over, reassigning, closing a contact; and rights that are withdrawn."""

import asyncio
from datetime import UTC, datetime

import pytest

from conversation.model import ConversationId, HolderKind
from gateway.desk import acts, passing
from gateway.desk.acts import Who
from gateway.desk.passing import Target
from handoff.errors import (
    AgentNotAvailableError,
    AlreadyTakenError,
    NotInWrapUpError,
    NotYourConversationError,
    OfferExpiredError,
    QueueClosedError,
    QueueNotFoundError,
    QueueWithoutAgentsError,
)
from handoff.model import Presence
from handoff.serving import FILE_CONTACT_TASK, ServingState, WrapUp
from handoff.transfer import list_participants
from tests.integration.handoff.scene import House

FORCED = WrapUp("complaint", "closed_by_supervisor", by="supervisor")
STANDINGS = ("with the bot", "waiting", "offered", "served", "with a guest", "wrapped", "overdue")


async def standing(house: House, who: Who, where: str) -> ConversationId:
    """A contact that stands there; `who` is the agent, where one is needed."""

    async def with_a_guest() -> ConversationId:
        served, guest = await house.served_by(who), await house.agent()
        await passing.transfer(house.floor, who, served, Target(agent_id=guest.agent_id), "warm", epoch=None)
        await acts.accept(house.floor, guest, (await house.offer(served)).offer_id)
        return served

    async def offered() -> ConversationId:
        return (await house.offered_to(who)).conversation_id

    begin = {
        "with the bot": house.contact,
        "waiting": house.waits,
        "offered": offered,
        "served": lambda: house.served_by(who),
        "with a guest": with_a_guest,
        "wrapped": lambda: house.wrapped_by(who),
        "overdue": lambda: house.overdue_by(who),
    }
    return await begin[where]()


async def nothing_is_left(house: House, conversation_id: ConversationId) -> None:
    """No place, no offer, no guest."""
    assert await house.entry(conversation_id) is None
    assert await house.open_offers() == []
    async with house.database.sessions() as session:
        assert await list_participants(session, conversation_id) == []


@pytest.mark.parametrize("where", STANDINGS)
async def test_a_contact_is_taken_over_from_wherever_it_is(house: House, where: str) -> None:
    who, supervisor = await house.agent(), await house.agent("監督 次郎", presence=Presence.away, places=0)
    conversation_id = await standing(house, who, where)
    before = await house.state(conversation_id)
    await passing.take(house.floor, supervisor, conversation_id)
    state = await house.state(conversation_id)
    assert (state.epoch, state.contact_id) == (before.epoch + 1, before.contact_id)
    assert (state.holder.kind, state.holder.name) == (HolderKind.agent, str(supervisor.agent_id))
    assignment = await house.assignment(conversation_id)
    assert assignment is not None
    assert (assignment.agent_id, assignment.state) == (supervisor.agent_id, ServingState.serving)
    await nothing_is_left(house, conversation_id)
    assert (await house.look_at(who)).load == {}
    assert (await house.said(conversation_id))[-1].startswith("担当の監督が承ります。")
    unchanged = await house.everything()
    with pytest.raises(AlreadyTakenError):
        await passing.take(house.floor, supervisor, conversation_id)
    with pytest.raises(NotYourConversationError):
        await acts.end(house.floor, who, conversation_id, epoch=None)
    assert await house.everything() == unchanged


async def test_a_place_survives_a_take_over(house: House) -> None:
    supervisor = await house.agent(presence=Presence.away)
    conversation_id = await house.waits("accident")
    entered_at = house.clock()
    house.clock.turn(seconds=30)
    other = await house.agent()
    await passing.take(house.floor, supervisor, conversation_id)
    await passing.transfer(house.floor, supervisor, conversation_id, Target("accident"), "cold", epoch=None)
    assert (await house.place(conversation_id)).entered_at == entered_at
    assert await house.floor.route() == 1
    assert (await house.offer(conversation_id)).agent_id == other.agent_id


async def test_two_supervisors_at_once_take_it_one_after_the_other(house: House) -> None:
    supervisors = [await house.agent() for _ in range(2)]
    conversation_id = await house.waits()
    await asyncio.gather(*(passing.take(house.floor, who, conversation_id) for who in supervisors))
    assert (await house.state(conversation_id)).epoch == 3
    loads = [(await house.look_at(who)).load for who in supervisors]
    assert sorted(map(len, loads)) == [0, 1]


@pytest.mark.parametrize("where", STANDINGS)
async def test_a_contact_is_closed_wherever_it_is(house: House, where: str) -> None:
    who = await house.agent()
    conversation_id = await standing(house, who, where)
    contact_id = (await house.state(conversation_id)).contact_id
    assert await passing.force(house.floor, conversation_id, FORCED) == contact_id
    state, contact = await house.state(conversation_id), await house.contact_log(conversation_id)
    assert (state.holder.kind, state.contact_id) == (HolderKind.bot, None)
    assert (contact.contact_reason, contact.disposition) == ("complaint", "closed_by_supervisor")
    assert contact.ended_at == house.clock()
    assert await house.assignment(conversation_id) is None
    await nothing_is_left(house, conversation_id)
    assert (await house.look_at(who)).load == {}
    assert [job.arguments for job in house.jobs.of(FILE_CONTACT_TASK)] == [{"contact_id": str(contact_id)}]
    before = await house.everything()
    with pytest.raises(NotInWrapUpError):
        await passing.force(house.floor, conversation_id, FORCED)
    with pytest.raises(NotInWrapUpError):
        await passing.take(house.floor, who, conversation_id)
    assert await house.everything() == before


async def test_an_offer_of_a_closed_contact_cannot_be_accepted(house: House) -> None:
    who = await house.agent()
    offer = await house.offered_to(who)
    await passing.force(house.floor, offer.conversation_id, FORCED)
    with pytest.raises(OfferExpiredError):
        await acts.accept(house.floor, who, offer.offer_id)
    assert house.notices.ended == [(offer, "rescinded")]


async def test_a_waiting_contact_is_offered_to_the_agent_the_supervisor_names(house: House) -> None:
    supervisor, first, named = [await house.agent() for _ in range(3)]
    offer = await house.offered_to(first)
    place = await house.place(offer.conversation_id)
    await passing.reassign(house.floor, supervisor, offer.conversation_id, Target(agent_id=named.agent_id))
    after, made = await house.place(offer.conversation_id), await house.offer(offer.conversation_id)
    assert (made.agent_id, after.offer_id, after.rank_at) == (named.agent_id, made.offer_id, place.rank_at)
    assert await house.ended(offer) == "rescinded"
    assert (await house.state(offer.conversation_id)).epoch == 1
    with pytest.raises(OfferExpiredError):
        await acts.accept(house.floor, first, offer.offer_id)
    await acts.accept(house.floor, named, made.offer_id)


async def test_a_waiting_contact_moves_to_another_queue_in_its_place(house: House) -> None:
    supervisor, who = await house.agent(presence=Presence.away), await house.agent()
    offer = await house.offered_to(who)
    house.clock.turn(seconds=20)
    await passing.reassign(house.floor, supervisor, offer.conversation_id, Target("accident"))
    place = await house.place(offer.conversation_id)
    assert (place.queue, place.entered_at, place.offer_id) == ("accident", offer.made_at, None)
    assert (await house.state(offer.conversation_id)).epoch == 2
    assert await house.ended(offer) == "rescinded"
    before = await house.everything()
    await passing.reassign(house.floor, supervisor, offer.conversation_id, Target("accident"))
    assert await house.everything() == before


@pytest.mark.parametrize("is_to_agent", [False, True])
async def test_a_served_contact_is_taken_from_its_agent(house: House, is_to_agent: bool) -> None:
    supervisor, who = await house.agent(presence=Presence.away), await house.agent()
    served = await house.served_by(who)
    other = await house.agent()
    target = {False: Target("accident"), True: Target(agent_id=other.agent_id)}[is_to_agent]
    await passing.reassign(house.floor, supervisor, served, target)
    assert (await house.holder(served))[0] is HolderKind.queue
    await house.floor.route()
    assert (await house.offer(served)).agent_id == other.agent_id
    (*_, changed) = await house.events(served, "holder.changed")
    assert changed.by == str(supervisor.agent_id)


async def test_reassigning_is_refused_as_transfers_are(house: House) -> None:
    house.clock.now = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
    supervisor, who = await house.agent(presence=Presence.away), await house.agent(skills=())
    full = await house.agent(skills=(), places=0)
    waiting, served = await house.waits(), await house.served_by(who)
    refusals = (
        (Target("endorsement"), QueueClosedError),
        (Target("nowhere"), QueueNotFoundError),
        (Target(agent_id=full.agent_id), AgentNotAvailableError),
    )
    before = await house.everything()
    for conversation_id in (waiting, served):
        for target, error in refusals:
            with pytest.raises(error):
                await passing.reassign(house.floor, supervisor, conversation_id, target)
    assert await house.everything() == before


async def test_nobody_is_moved_to_a_queue_that_nobody_serves(house: House) -> None:
    supervisor = await house.agent(skills=())
    waiting = await house.waits()
    before = await house.everything()
    with pytest.raises(QueueWithoutAgentsError):
        await passing.reassign(house.floor, supervisor, waiting, Target("accident"))
    assert await house.everything() == before


@pytest.mark.parametrize("where", ["with the bot", "wrapped", "overdue"])
async def test_what_neither_waits_nor_is_served_cannot_be_reassigned(house: House, where: str) -> None:
    who = await house.agent()
    conversation_id = await standing(house, who, where)
    supervisor, other = await house.agent(), await house.agent()
    before = await house.everything()
    for target in (Target("accident"), Target(agent_id=other.agent_id)):
        with pytest.raises(AlreadyTakenError):
            await passing.reassign(house.floor, supervisor, conversation_id, target)
    assert await house.everything() == before
