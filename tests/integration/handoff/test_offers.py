"""Offers: accepted once, rejected, missed or taken back, and one way only to end."""

import asyncio
from dataclasses import replace
from uuid import uuid4

import pytest

from conversation import events as ev
from conversation.model import HolderKind
from gateway.desk import acts, passing
from handoff.errors import OfferExpiredError, OfferNotFoundError
from handoff.model import Presence
from handoff.offers import EXPIRE_OFFER_TASK
from handoff.serving import ServingState
from handoff.supervision import end_waiting
from tests.integration.handoff.scene import House


async def test_accepting_raises_the_epoch_by_one_and_tells_the_customer(house: House) -> None:
    who = await house.agent("検査 花子")
    offer = await house.offered_to(who)
    before = await house.state(offer.conversation_id)
    accepted = await acts.accept(house.floor, who, offer.offer_id)
    assert accepted.epoch == before.epoch + 1 == (await house.state(offer.conversation_id)).epoch
    assert await house.holder(offer.conversation_id) == (HolderKind.agent, str(who.agent_id))
    assert await house.entry(offer.conversation_id) is None
    assert await house.ended(offer) == "accepted"
    assert (await house.said(offer.conversation_id))[-1].startswith("担当の検査が承ります。")


async def test_one_offer_accepted_in_many_tabs_has_one_holder_and_one_epoch(house: House) -> None:
    who = await house.agent()
    offer = await house.offered_to(who)
    floors = [house.floor, house.other_floor] * 4
    accepted = await asyncio.gather(*(acts.accept(floor, who, offer.offer_id) for floor in floors))
    assert {each.epoch for each in accepted} == {2}
    assert len(await house.events(offer.conversation_id, "holder.changed")) == 2
    assert len(await house.said(offer.conversation_id)) == 1
    assignment = await house.assignment(offer.conversation_id)
    assert assignment is not None
    assert (assignment.agent_id, assignment.state) == (who.agent_id, ServingState.serving)
    assert assignment.entered_at == offer.made_at


async def test_another_agents_offer_is_not_found(house: House) -> None:
    who = await house.agent()
    offer = await house.offered_to(who)
    other = await house.agent()
    before = await house.everything()
    for act in (acts.accept, acts.reject):
        with pytest.raises(OfferNotFoundError):
            await act(house.floor, other, offer.offer_id)
        with pytest.raises(OfferNotFoundError):
            await act(house.floor, who, uuid4())
    assert await house.everything() == before


async def test_an_offer_cannot_be_accepted_from_the_moment_it_expires(house: House) -> None:
    who = await house.agent()
    offer = await house.offered_to(who)
    house.clock.now = offer.expires_at
    before = await house.everything()
    with pytest.raises(OfferExpiredError):
        await acts.accept(house.floor, who, offer.offer_id)
    assert await house.everything() == before


async def test_a_missed_offer_silences_the_agent_and_keeps_the_place(house: House) -> None:
    who = await house.agent()
    offer = await house.offered_to(who)
    place = await house.place(offer.conversation_id)
    assert [job.at for job in house.jobs.of(EXPIRE_OFFER_TASK)] == [offer.expires_at]
    house.clock.now = offer.expires_at
    await acts.expire_offer(house.floor, offer.offer_id)
    after = await house.place(offer.conversation_id)
    assert (after.rank_at, after.entered_at, after.offer_id) == (place.rank_at, place.entered_at, None)
    assert (await house.look_at(who)).presence is Presence.not_responding
    assert house.notices.presences[-1] == (who.agent_id, Presence.not_responding)
    assert await house.floor.route() == 0
    await acts.set_presence(house.floor, who, Presence.available)
    assert await house.floor.route() == 1
    with pytest.raises(OfferExpiredError):
        await acts.accept(house.floor, who, offer.offer_id)


async def test_whoever_routes_between_finds_the_agent_who_missed_an_offer_silent(house: House) -> None:
    """The end of the offer and the silence of its agent are one decision."""
    who = await house.agent()
    offer = await house.offered_to(who)
    house.clock.now = offer.expires_at
    await asyncio.gather(acts.expire_offer(house.floor, offer.offer_id), *(house.other_floor.route() for _ in range(6)))
    assert await house.open_offers() == []
    assert (await house.look_at(who)).presence is Presence.not_responding


async def test_an_offer_does_not_expire_early_or_twice(house: House) -> None:
    who = await house.agent()
    offer = await house.offered_to(who)
    await acts.expire_offer(house.floor, offer.offer_id)
    assert await house.ended(offer) is None
    house.clock.now = offer.expires_at
    await acts.expire_offer(house.floor, offer.offer_id)
    await acts.set_presence(house.floor, who, Presence.available)
    before = await house.everything()
    await asyncio.gather(*(acts.expire_offer(house.other_floor, offer.offer_id) for _ in range(3)))
    assert await house.everything() == before


async def test_expiry_and_acceptance_at_once_leave_one_outcome(house: House) -> None:
    who = await house.agent()
    offer = await house.offered_to(who)
    late = replace(house.other_floor, clock=lambda: offer.expires_at)
    accepted, _ = await asyncio.gather(
        acts.accept(house.floor, who, offer.offer_id), acts.expire_offer(late, offer.offer_id), return_exceptions=True
    )
    holder, _ = await house.holder(offer.conversation_id)
    outcome = await house.ended(offer)
    assert (holder, outcome, isinstance(accepted, OfferExpiredError)) in {
        (HolderKind.agent, "accepted", False),
        (HolderKind.queue, "expired", True),
    }


async def test_a_rejected_contact_keeps_its_place_and_is_not_offered_again(house: House) -> None:
    who = await house.agent()
    await house.agent(places=0)  # A colleague who is busy, but there.
    offer = await house.offered_to(who)
    place = await house.place(offer.conversation_id)
    await acts.reject(house.floor, who, offer.offer_id)
    await acts.reject(house.floor, who, offer.offer_id)
    after = await house.place(offer.conversation_id)
    assert (after.rank_at, after.entered_at, after.offer_id) == (place.rank_at, place.entered_at, None)
    assert after.excluded_agent_ids == [who.agent_id]
    assert (await house.look_at(who)).presence is Presence.available
    assert await house.floor.route() == 0
    with pytest.raises(OfferExpiredError):
        await acts.accept(house.floor, who, offer.offer_id)
    other = await house.agent()
    assert await house.floor.route() == 1
    assert (await house.offer(offer.conversation_id)).agent_id == other.agent_id


async def test_a_rejected_contact_comes_back_when_nobody_else_is_there(house: House) -> None:
    who = await house.agent()
    offer = await house.offered_to(who)
    await acts.reject(house.floor, who, offer.offer_id)
    assert await house.floor.route() == 1
    assert (await house.offer(offer.conversation_id)).agent_id == who.agent_id


async def test_an_accepted_offer_cannot_be_rejected(house: House) -> None:
    who = await house.agent()
    offer = await house.offered_to(who)
    await acts.accept(house.floor, who, offer.offer_id)
    with pytest.raises(OfferExpiredError):
        await acts.reject(house.floor, who, offer.offer_id)
    assert await house.holder(offer.conversation_id) == (HolderKind.agent, str(who.agent_id))


async def test_an_offer_ends_when_somebody_takes_the_conversation_over(house: House) -> None:
    who, supervisor = await house.agent(), await house.agent(presence=Presence.away)
    offer = await house.offered_to(who)
    await passing.take(house.floor, supervisor, offer.conversation_id)
    with pytest.raises(OfferExpiredError):
        await acts.accept(house.floor, who, offer.offer_id)
    assert (await house.ended(offer), house.notices.ended) == ("rescinded", [(offer, "rescinded")])
    assert await house.holder(offer.conversation_id) == (HolderKind.agent, str(supervisor.agent_id))


async def test_an_offer_ends_when_the_customer_stops_waiting(house: House) -> None:
    who = await house.agent()
    offer = await house.offered_to(who)
    async with acts.locked(house.floor, offer.conversation_id) as (session, log):
        ended, _ = await end_waiting(session, log, at=house.clock())
        assert [each.offer_id for each in ended] == [offer.offer_id]
        back = ev.HolderChanged(holder=HolderKind.bot, reason="callback_instead")
        await log.append(back, at=house.clock())
    with pytest.raises(OfferExpiredError):
        await acts.accept(house.floor, who, offer.offer_id)
    assert await house.entry(offer.conversation_id) is None
    assert (await house.look_at(who)).load == {}


async def test_accepting_again_after_the_talk_was_passed_on_is_refused(house: House) -> None:
    who = await house.agent()
    offer = await house.offered_to(who)
    await acts.accept(house.floor, who, offer.offer_id)
    await passing.hand_back_to_bot(house.floor, who, offer.conversation_id, epoch=None)
    with pytest.raises(OfferExpiredError):
        await acts.accept(house.floor, who, offer.offer_id)
    assert await house.holder(offer.conversation_id) == (HolderKind.bot, None)
