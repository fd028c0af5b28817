"""Passing a contact on: its place is kept, the giver is spared, and a refusal changes nothing at all."""

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from conversation.errors import StaleEpochError
from conversation.model import HolderKind
from gateway.desk import acts, passing
from gateway.desk.passing import Mode, Target
from handoff.errors import (
    AgentNotAvailableError,
    HandoffError,
    NotYourConversationError,
    QueueClosedError,
    QueueNotFoundError,
    QueueWithoutAgentsError,
)
from handoff.model import AgentId, Presence
from tests.integration.handoff.passing_on import pass_on, refused
from tests.integration.handoff.scene import House


async def test_to_a_queue_the_place_is_kept_and_the_giver_spared(house: House) -> None:
    giver, other = await house.agent(), await house.agent(presence=Presence.away)
    served = await house.served_by(giver)
    entered_at = house.clock()
    house.clock.turn(seconds=20)
    await pass_on(house, giver, served, Target("accident"), epoch=2)
    place = await house.place(served)
    assert (place.queue, place.reason, place.entered_at) == ("accident", "transferred", entered_at)
    assert place.excluded_agent_ids == [giver.agent_id]
    assert await house.assignment(served) is None
    assert (await house.state(served)).epoch == 3
    assert (await house.said(served))[-1] == house.floor.words.serving.transferred
    assert await house.floor.route() == 0
    await acts.set_presence(house.floor, other, Presence.available)
    assert await house.floor.route() == 1
    assert (await house.offer(served)).agent_id == other.agent_id


async def test_an_unknown_queue_is_refused(house: House) -> None:
    giver = await house.agent()
    served = await house.served_by(giver)
    await refused(house, giver, served, Target("nowhere"), QueueNotFoundError)
    await refused(house, giver, served, Target(), QueueNotFoundError)
    await refused(house, giver, served, Target("nowhere"), QueueNotFoundError, "warm")


async def test_a_closed_queue_is_refused_with_its_reason(house: House) -> None:
    house.clock.now = datetime(2027, 1, 1, 3, 0, tzinfo=UTC)
    giver = await house.agent()
    await house.agent()
    served = await house.served_by(giver)
    for mode in ("cold", "warm", "consult"):
        await refused(house, giver, served, Target("endorsement"), QueueClosedError, mode)
    with pytest.raises(QueueClosedError) as refusal:
        await pass_on(house, giver, served, Target("endorsement"))
    assert (refusal.value.reason, refusal.value.opens_at) == ("年末年始", "2027-01-04T09:00:00+09:00")


@pytest.mark.parametrize(
    ("colleague", "silent_seconds"),
    [({"skills": ("endorsement",)}, 0), ({"presence": Presence.offline}, 0), ({}, 60.000001)],
)
async def test_a_queue_without_agents_is_refused(
    house: House, colleague: dict[str, Any], silent_seconds: float
) -> None:
    await house.agent(**colleague)
    house.clock.turn(seconds=silent_seconds)
    giver = await house.agent()
    served = await house.served_by(giver)
    for mode in ("cold", "warm", "consult"):
        await refused(house, giver, served, Target("accident"), QueueWithoutAgentsError, mode)


async def test_what_one_does_not_hold_cannot_be_passed_on(house: House) -> None:
    giver, other = await house.agent(), await house.agent()
    served, wrapped = await house.served_by(giver), await house.wrapped_by(giver)
    waiting = await house.waits()
    for target in (Target("general"), Target(agent_id=other.agent_id)):
        await refused(house, other, served, target, NotYourConversationError)
        await refused(house, giver, wrapped, target, NotYourConversationError)
        await refused(house, giver, waiting, target, NotYourConversationError)
    await refused(house, other, served, Target(agent_id=giver.agent_id), NotYourConversationError, "warm")


async def test_a_transfer_decided_on_an_old_screen_is_refused(house: House) -> None:
    giver, other = await house.agent(), await house.agent()
    served = await house.served_by(giver)
    before = await house.everything()
    for mode in ("cold", "warm"):
        with pytest.raises(StaleEpochError):
            await pass_on(house, giver, served, Target(agent_id=other.agent_id), mode, epoch=1)
    assert await house.everything() == before


async def test_to_an_agent_it_is_offered_at_once(house: House) -> None:
    giver, receiver = await house.agent(), await house.agent()
    served = await house.served_by(giver)
    entered_at = house.clock()
    house.clock.turn(seconds=20)
    await pass_on(house, giver, served, Target(agent_id=receiver.agent_id))
    offer, place = await house.offer(served), await house.place(served)
    assert (offer.agent_id, offer.purpose, house.notices.offers[-1]) == (receiver.agent_id, "serve", offer)
    assert (place.entered_at, place.offer_id, place.preferred_agent_id) == (
        entered_at,
        offer.offer_id,
        receiver.agent_id,
    )
    assert await house.floor.route() == 0
    await acts.accept(house.floor, receiver, offer.offer_id)
    assert await house.holder(served) == (HolderKind.agent, str(receiver.agent_id))
    assert (await house.look_at(giver)).load == {}


async def test_if_the_receiver_rejects_it_waits_for_anybody_but_the_giver(house: House) -> None:
    giver, receiver = await house.agent(), await house.agent()
    await house.agent(places=0)
    served = await house.served_by(giver)
    await pass_on(house, giver, served, Target(agent_id=receiver.agent_id))
    await acts.reject(house.floor, receiver, (await house.offer(served)).offer_id)
    assert await house.floor.route() == 0
    third = await house.agent()
    assert await house.floor.route() == 1
    assert (await house.offer(served)).agent_id == third.agent_id


@pytest.mark.parametrize("mode", ["cold", "warm", "consult"])
async def test_an_agent_who_cannot_take_it_is_refused(house: House, mode: Mode) -> None:
    giver, full = await house.agent(), await house.agent(places=1)
    await house.served_by(full)
    away, offline = await house.agent(presence=Presence.away), await house.agent(presence=Presence.offline)
    silent = await house.agent()
    missed = await house.offered_to(silent)
    house.clock.now = missed.expires_at
    await acts.expire_offer(house.floor, missed.offer_id)
    served = await house.served_by(giver)
    for who in (full, away, offline, silent, giver):
        await refused(house, giver, served, Target(agent_id=who.agent_id), AgentNotAvailableError, mode)
    await refused(house, giver, served, Target(agent_id=AgentId(uuid4())), AgentNotAvailableError, mode)


async def test_two_transfers_at_once_do_not_fill_one_place_twice(house: House) -> None:
    givers, receiver = [await house.agent() for _ in range(4)], await house.agent(places=1)
    served = [await house.served_by(giver) for giver in givers]
    target = Target(agent_id=receiver.agent_id)
    floors = [house.floor, house.other_floor] * 2
    done = await asyncio.gather(
        *(
            passing.transfer(floor, giver, conversation_id, target, mode, epoch=None)
            for floor, giver, conversation_id, mode in zip(
                floors, givers, served, ("cold", "warm", "cold", "consult"), strict=True
            )
        ),
        *(floor.route() for floor in floors),
        return_exceptions=True,
    )
    refusals = [each for each in done if isinstance(each, Exception)]
    assert [type(each) for each in refusals] == [AgentNotAvailableError] * 3
    assert (await house.look_at(receiver)).load == {"webchat": 1}


async def test_of_several_passings_at_once_one_is_done(house: House) -> None:
    giver, receiver = await house.agent(), await house.agent()
    served = await house.served_by(giver)
    done = await asyncio.gather(
        passing.transfer(house.floor, giver, served, Target(agent_id=receiver.agent_id), "cold", epoch=None),
        passing.transfer(house.other_floor, giver, served, Target("accident"), "cold", epoch=None),
        acts.end(house.other_floor, giver, served, epoch=None),
        passing.hand_back_to_bot(house.floor, giver, served, epoch=None),
        return_exceptions=True,
    )
    assert sum(isinstance(each, HandoffError) for each in done) == 3
    assert (await house.state(served)).epoch == 3
