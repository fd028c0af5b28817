"""Who has gone silent: agents whose desk is closed, customers who left, timers that never went off."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from conversation.log import lock_conversation
from conversation.model import ConversationId, HolderKind
from gateway.desk import acts, passing
from gateway.desk.acts import Who
from gateway.desk.alive import beat, end_abandoned, mend_orphans, take_leave_of
from gateway.desk.passing import Target
from gateway.desk.placing import place
from handoff.errors import OfferExpiredError
from handoff.model import Presence
from handoff.queueing import Entry, enqueue, find_entry, note_customers_seen
from handoff.serving import ServingState
from handoff.transfer import list_participants
from tests.integration.handoff.recording import Screens
from tests.integration.handoff.scene import House

VANISHED = 60
ABANDONED = 600


async def beat_after(house: House, *, customers: set[ConversationId] | None = None, **by: float) -> None:
    house.clock.turn(**by)
    await beat(house.floor, Screens(customers=customers or set()))


@pytest.mark.parametrize("presence", [Presence.away, Presence.offline])
async def test_who_is_no_longer_available_gives_up_offers_in_place(house: House, presence: Presence) -> None:
    who = await house.agent()
    offer = await house.offered_to(who)
    place = await house.place(offer.conversation_id)
    served = await house.served_by(who)
    house.clock.turn(seconds=5)
    await acts.set_presence(house.floor, who, presence)
    after = await house.place(offer.conversation_id)
    assert (after.rank_at, after.entered_at, after.offer_id) == (place.rank_at, place.entered_at, None)
    assert after.excluded_agent_ids == []
    assert [(each.offer_id, why) for each, why in house.notices.ended] == [(offer.offer_id, "rescinded")]
    with pytest.raises(OfferExpiredError):
        await acts.accept(house.floor, who, offer.offer_id)
    assert await house.holder(served) == (HolderKind.agent, str(who.agent_id))
    assert await house.floor.route() == 0


async def test_choosing_the_same_presence_again_does_not_begin_anew(house: House) -> None:
    who = await house.agent()
    since = (await house.look_at(who)).since
    house.clock.turn(seconds=30)
    assert await acts.set_presence(house.floor, who, Presence.available) == since
    assert (await house.look_at(who)).last_seen_at == house.clock()


async def test_offers_and_presence_at_once_leave_no_offer_to_who_is_away(house: House) -> None:
    giver, receiver = await house.agent(), await house.agent()
    served = await house.served_by(giver)
    for _ in range(2):
        await house.waits(excluded_agent_ids=frozenset({giver.agent_id}))
    await asyncio.gather(
        house.floor.route(),
        acts.set_presence(house.other_floor, receiver, Presence.away),
        passing.transfer(house.floor, giver, served, Target(agent_id=receiver.agent_id), "warm", epoch=None),
        house.other_floor.route(),
        return_exceptions=True,
    )
    assert await house.open_offers() == []
    assert (await house.look_at(receiver)).load == {}


async def test_a_desk_is_not_given_up_before_its_time_nor_while_it_is_connected(house: House) -> None:
    silent, present = await house.agent(), await house.agent()
    served = [await house.served_by(silent), await house.served_by(present)]
    house.clock.turn(seconds=VANISHED)
    await beat(house.floor, Screens(desks={present.agent_id}, customers=set(served)))
    assert [(await house.holder(each))[0] for each in served] == [HolderKind.agent] * 2
    house.clock.turn(microseconds=1)
    await beat(house.floor, Screens(desks={present.agent_id}))
    assert [(await house.holder(each))[0] for each in served] == [HolderKind.queue, HolderKind.agent]


async def test_what_a_vanished_agent_had_waits_again_in_its_old_place(house: House) -> None:
    who = await house.agent(places=4)
    early = await house.waits()
    house.clock.turn(seconds=3)
    served = await house.served_by(who, "accident", reason="complaint")
    entered_at = house.clock()
    wrapped = await house.wrapped_by(who)
    house.clock.turn(seconds=3)
    offer = await house.offered_to(who)
    told = len(await house.said(served))
    await beat_after(house, seconds=VANISHED, microseconds=1)
    place = await house.place(served)
    assert (place.queue, place.entered_at, place.reason) == ("accident", entered_at, "agent_vanished")
    assert place.rank_at == entered_at - timedelta(seconds=600 + 120)
    assert (await house.said(served))[told:] == [house.floor.words.serving.agent_vanished]
    assert await house.ended(offer) == "rescinded"
    assert (await house.look_at(who)).presence is Presence.offline
    assert await house.holder(wrapped) == (HolderKind.none, str(who.agent_id))
    assignment = await house.assignment(wrapped)
    assert assignment is not None
    assert assignment.state is ServingState.wrapping
    other = await house.agent(places=1)
    await house.floor.route()
    assert (await house.offer(served)).agent_id == other.agent_id
    assert (await house.place(early)).offer_id is None


async def test_a_vanished_agent_is_taken_leave_of_once_by_all_gateways(house: House) -> None:
    who = await house.agent()
    served = await house.served_by(who)
    house.clock.turn(seconds=VANISHED, microseconds=1)
    await asyncio.gather(*(take_leave_of(floor, who.agent_id) for floor in (house.floor, house.other_floor)))
    assert (await house.state(served)).epoch == 3
    assert (await house.said(served)).count(house.floor.words.serving.agent_vanished) == 1
    before = await house.everything()
    await take_leave_of(house.floor, who.agent_id)
    assert await house.everything() == before


async def test_a_vanished_agent_who_comes_back_cannot_write_where_they_were(house: House) -> None:
    who = await house.agent()
    served = await house.served_by(who)
    await beat_after(house, seconds=VANISHED, microseconds=1)
    before = await house.everything()
    with pytest.raises(acts.NotYourConversationError):
        await acts.end(house.floor, who, served, epoch=None)
    assert await house.everything() == before


async def test_a_guest_who_vanishes_leaves_even_if_they_had_gone_offline(house: House) -> None:
    giver, guest = await house.agent(), await house.agent()
    served = await invited(house, giver, guest)
    await acts.accept(house.floor, guest, (await house.offer(served)).offer_id)
    await acts.set_presence(house.floor, guest, Presence.offline)
    house.clock.turn(seconds=VANISHED, microseconds=1)
    await beat(house.floor, Screens(desks={giver.agent_id}))
    async with house.database.sessions() as session:
        assert await list_participants(session, served) == []
    assert await house.holder(served) == (HolderKind.agent, str(giver.agent_id))
    assert [event.agent_id for event in await house.events(served, "participant.left")] == [str(guest.agent_id)]


async def test_when_the_holder_vanishes_the_invitation_ends_too(house: House) -> None:
    giver, guest = await house.agent(), await house.agent()
    served = await invited(house, giver, guest)
    offer = await house.offer(served)
    house.clock.turn(seconds=VANISHED, microseconds=1)
    await beat(house.floor, Screens(desks={guest.agent_id}))
    assert (await house.holder(served))[0] is HolderKind.queue
    assert await house.ended(offer) is not None
    with pytest.raises(OfferExpiredError):
        await acts.accept(house.floor, guest, offer.offer_id)


async def invited(house: House, giver: Who, guest: Who) -> ConversationId:
    served = await house.served_by(giver)
    await passing.transfer(house.floor, giver, served, Target(agent_id=guest.agent_id), "warm", epoch=None)
    return served


async def test_a_customer_who_left_the_queue_is_abandoned(house: House) -> None:
    who = await house.agent()
    conversation_id = (await house.offered_to(who)).conversation_id
    offer = await house.offer(conversation_id)
    contact_id = (await house.state(conversation_id)).contact_id
    await beat_after(house, seconds=ABANDONED)
    assert await house.entry(conversation_id) is not None
    await beat_after(house, microseconds=1)
    assert await house.entry(conversation_id) is None
    state, contact = await house.state(conversation_id), await house.contact_log(conversation_id)
    assert (state.holder.kind, state.contact_id) == (HolderKind.bot, None)
    assert (contact.disposition, contact.ended_at) == ("abandoned", house.clock())
    assert [job.arguments for job in house.jobs.of("file_contact")] == [{"contact_id": str(contact_id)}]
    assert await house.ended(offer) in {"rescinded", "expired"}
    before = await house.everything()
    await end_abandoned(house.floor, conversation_id)
    assert await house.everything() == before


async def test_a_customer_who_is_still_connected_is_never_abandoned(house: House) -> None:
    conversation_id = await house.waits()
    for _ in range(3):
        await beat_after(house, customers={conversation_id}, seconds=ABANDONED + 1)
    assert await house.holder(conversation_id) == (HolderKind.queue, "general")


async def test_a_customer_seen_by_another_gateway_in_between_is_not_abandoned(house: House) -> None:
    conversation_id = await house.waits()
    house.clock.turn(seconds=ABANDONED, microseconds=1)
    async with house.database.sessions.begin() as session:
        await note_customers_seen(session, {conversation_id}, at=house.clock())
    await end_abandoned(house.floor, conversation_id)
    assert await house.holder(conversation_id) == (HolderKind.queue, "general")


async def test_noting_who_is_there_never_waits_for_an_entry_that_is_being_changed(house: House) -> None:
    changing, waiting = await house.waits(), await house.waits()
    house.clock.turn(seconds=10)
    async with house.database.sessions.begin() as routing, house.database.sessions.begin() as session:
        entry = await find_entry(routing, changing)
        assert entry is not None
        entry.preferred_agent_id = None
        entry.excluded_agent_ids = [changing]
        await routing.flush()
        await note_customers_seen(session, {changing, waiting}, at=house.clock())
    assert (await house.place(waiting)).seen_at == house.clock()


async def test_who_was_promised_an_answer_may_close_the_screen(house: House) -> None:
    house.clock.now = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
    conversation_id = await house.contact()
    async with house.database.sessions.begin() as session:
        log = await lock_conversation(session, house.vault, conversation_id)
        await place(session, house.floor, log, "endorsement", "asked_for", at=house.clock())
        entry = Entry("endorsement", "asked_for")
        await enqueue(session, log, house.floor.rules, house.jobs, entry, at=house.clock())
    await beat_after(house, hours=13)
    assert await house.holder(conversation_id) == (HolderKind.queue, "endorsement")
    await house.agent()
    assert await house.floor.route() == 1


async def test_timers_whose_jobs_are_lost_go_off_with_the_next_beat(house: House) -> None:
    who = await house.agent()
    wrapped = await house.wrapped_by(who)
    house.clock.turn(seconds=house.floor.rules.wrap_up_seconds - 1)
    await acts.set_presence(house.floor, who, Presence.available)
    offer = await house.offered_to(who)
    await beat_after(house, customers={offer.conversation_id})
    assert await house.ended(offer) is None
    house.clock.turn(seconds=30)
    await beat(house.other_floor, Screens({who.agent_id}, {offer.conversation_id}))
    assert await house.ended(offer) == "expired"
    assert (await house.look_at(who)).presence is Presence.not_responding
    assignment = await house.assignment(wrapped)
    assert assignment is not None
    assert assignment.state is ServingState.overdue


@pytest.mark.parametrize(("queue", "mended"), [("accident", "accident"), ("gone", "general")])
async def test_an_orphan_is_given_its_place_again(house: House, queue: str, mended: str) -> None:
    conversation_id = await house.waits("accident")
    entered_at = house.clock()
    house.as_owner("DELETE FROM queue_entries")
    house.as_owner("UPDATE conversations SET holder_name = :queue WHERE id = :id", queue=queue, id=conversation_id)
    house.clock.turn(seconds=30)
    found = await asyncio.gather(mend_orphans(house.floor), mend_orphans(house.other_floor))
    assert max(found) == 1
    place = await house.place(conversation_id)
    assert (place.queue, place.entered_at, place.offer_id) == (mended, entered_at, None)
    assert (await house.state(conversation_id)).epoch == 1
    assert await mend_orphans(house.floor) == 0
    await house.agent()
    assert await house.floor.route() == 1


async def test_a_queue_that_is_gone_holds_up_nobody_whose_agent_vanished(house: House) -> None:
    who = await house.agent()
    served = await house.served_by(who)
    house.as_owner("UPDATE assignments SET queue = 'gone'")
    await beat_after(house, seconds=VANISHED, microseconds=1)
    assert await house.holder(served) == (HolderKind.queue, "general")
