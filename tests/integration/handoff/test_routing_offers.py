"""Routing: who is offered what, once each and never more than an agent's places, however many gateways decide."""

import asyncio
from collections import Counter
from dataclasses import replace

import pytest

from conversation.model import Channel
from gateway.background import Background
from gateway.desk import acts, passing
from gateway.desk.passing import Target
from handoff.agents import equip
from handoff.model import Presence
from handoff.queueing import ROUTE_TASK
from handoff.serving import WrapUp
from tests.integration.handoff.scene import House, another_gateway


async def test_concurrent_routing_offers_each_contact_once_and_nobody_too_much(house: House) -> None:
    agents = [await house.agent(places=places) for places in (1, 2, 3)]
    for _ in range(10):
        await house.waits()
    made = await asyncio.gather(*(floor.route() for floor in [house.floor, house.other_floor] * 4))
    offers = await house.open_offers()
    assert sum(made) == len(offers) == 6
    assert len({offer.conversation_id for offer in offers}) == 6
    assert Counter(offer.agent_id for offer in offers) == {agents[i].agent_id: i + 1 for i in range(3)}
    assert len(house.notices.offers) == 6
    assert await house.floor.route() == 0


async def test_routing_and_accepting_at_once_never_exceed_the_places(house: House) -> None:
    who = await house.agent(places=2)
    for _ in range(6):
        await house.waits()
    await house.floor.route()
    offers = await house.open_offers()
    await asyncio.gather(
        *(acts.accept(house.floor, who, offer.offer_id) for offer in offers),
        *(house.other_floor.route() for _ in range(4)),
    )
    assert await house.open_offers() == []
    assert (await house.look_at(who)).load == {Channel.webchat: 2}


async def test_contacts_that_come_one_by_one_go_round(house: House) -> None:
    agents = []
    for _ in range(3):
        agents.append(await house.agent())
        house.clock.turn(seconds=1)
    served = []
    for _ in range(6):
        house.clock.turn(seconds=1)
        conversation_id = await house.waits()
        await house.floor.route()
        offer = await house.offer(conversation_id)
        served.append(offer.agent_id)
        await acts.accept(house.floor, next(a for a in agents if a.agent_id == offer.agent_id), offer.offer_id)
    assert served == [agent.agent_id for agent in agents] * 2


async def test_who_was_idle_longest_is_next(house: House) -> None:
    first = await house.agent()
    house.clock.turn(seconds=1)
    second = await house.agent()
    conversation_id = await house.served_by(first)
    house.clock.turn(seconds=1)
    await acts.finish(house.floor, first, conversation_id, WrapUp("other", "answered"))
    for expected in (second, first, second):
        house.clock.turn(seconds=1)
        waiting = await house.waits()
        await house.floor.route()
        assert (await house.offer(waiting)).agent_id == expected.agent_id


async def test_who_was_given_a_contact_by_a_colleague_is_not_idle_longest(house: House) -> None:
    agents = []
    for _ in range(3):
        agents.append(await house.agent())
        house.clock.turn(seconds=1)
    receiver, other, giver = agents
    served = await house.served_by(giver)
    house.clock.turn(seconds=1)
    await passing.transfer(house.floor, giver, served, Target(agent_id=receiver.agent_id), "cold", epoch=None)
    house.clock.turn(seconds=1)
    waiting = await house.waits()
    await house.floor.route()
    assert (await house.offer(waiting)).agent_id == other.agent_id


async def test_whom_the_free_agent_rejected_does_not_hide_who_waits_behind(house: House) -> None:
    who = await house.agent(places=1)
    await house.agent(places=0)
    rejected = await house.offered_to(who)
    await acts.reject(house.floor, who, rejected.offer_id)
    house.clock.turn(seconds=1)
    behind = await house.waits()
    assert await house.floor.route() == 1
    assert (await house.offer(behind)).agent_id == who.agent_id


@pytest.mark.parametrize("presence", [Presence.away, Presence.offline])
async def test_nobody_is_offered_anything_who_is_not_available(house: House, presence: Presence) -> None:
    await house.agent(presence=presence)
    await house.agent(skills=(), places=0)
    await house.waits()
    assert await house.floor.route() == 0


async def test_an_agent_without_the_skill_is_not_offered_the_contact(house: House) -> None:
    await house.agent(skills=("endorsement",))
    await house.waits("accident")
    assert await house.floor.route() == 0


async def test_an_agent_whose_desk_is_silent_is_not_offered_anything(house: House) -> None:
    await house.agent()
    await house.waits()
    house.clock.turn(seconds=60, microseconds=1)
    assert await house.floor.route() == 0


async def test_a_kick_routes_in_the_background(house: House) -> None:
    await house.agent()
    await house.waits()
    background = Background()
    floor = replace(another_gateway(house.floor), background=background)
    floor.kick()
    floor.kick()
    await background.stop(grace_seconds=5)
    assert len(await house.open_offers()) == 1


async def test_a_smaller_capacity_takes_nothing_away_and_gives_nothing_more(house: House) -> None:
    who = await house.agent(places=2)
    served = [await house.served_by(who), await house.served_by(who)]
    async with house.database.sessions.begin() as session:
        await equip(session, who.agent_id, skills=None, capacity={Channel.webchat: 1})
    await acts.finish(house.floor, who, served[0], WrapUp("other", "answered"))
    await house.waits()
    assert await house.floor.route() == 0
    assert (await house.look_at(who)).load == {Channel.webchat: 1}
    assert [job.task for job in house.jobs.deferred].count(ROUTE_TASK) == 3
