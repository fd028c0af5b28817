"""Guests: invited to a warm transfer or a consultation, joining, and leaving nothing behind."""

import asyncio

import pytest

from conversation.errors import StaleEpochError
from conversation.model import ConversationId, HolderKind
from gateway.desk import acts, passing
from gateway.desk.acts import Who
from gateway.desk.passing import Mode, Target
from handoff.errors import (
    AgentNotAvailableError,
    InvitationOpenError,
    NobodyJoinedError,
    NotYourConversationError,
    OfferExpiredError,
)
from handoff.model import Presence
from handoff.serving import ServingState, WrapUp
from handoff.tables import ParticipantRow
from handoff.transfer import list_participants
from tests.integration.handoff.passing_on import pass_on, refused
from tests.integration.handoff.scene import House


async def guests(house: House, conversation_id: ConversationId) -> list[ParticipantRow]:
    async with house.database.sessions() as session:
        return await list_participants(session, conversation_id)


async def invited(house: House, mode: Mode = "warm") -> tuple[Who, Who, ConversationId]:
    """The giver, the guest and what is served."""
    giver, guest = await house.agent("検査 花子"), await house.agent("確認 太郎")
    served = await house.served_by(giver)
    await pass_on(house, giver, served, Target(agent_id=guest.agent_id), mode)
    return giver, guest, served


async def joined(house: House, mode: Mode = "warm") -> tuple[Who, Who, ConversationId]:
    giver, guest, served = await invited(house, mode)
    await acts.accept(house.floor, guest, (await house.offer(served)).offer_id)
    return giver, guest, served


async def test_an_invitation_keeps_the_giver_the_holder(house: House) -> None:
    giver, guest, served = await invited(house)
    offer = await house.offer(served)
    assert (offer.agent_id, offer.purpose) == (guest.agent_id, "join")
    assert await house.holder(served) == (HolderKind.agent, str(giver.agent_id))
    assert (await house.state(served)).epoch == 2
    assert [(row.agent_id, row.joined_at) for row in await guests(house, served)] == [(guest.agent_id, None)]
    with pytest.raises(NobodyJoinedError):
        await passing.complete(house.floor, giver, served, epoch=None, receiver_name=guest.name)


@pytest.mark.parametrize("has_joined", [False, True])
async def test_while_a_guest_is_there_the_giver_neither_ends_nor_passes_on(house: House, has_joined: bool) -> None:
    giver, _, served = await {False: invited, True: joined}[has_joined](house)
    third = await house.agent()
    for mode in ("cold", "warm", "consult"):
        await refused(house, giver, served, Target(agent_id=third.agent_id), InvitationOpenError, mode)
    await refused(house, giver, served, Target("general"), InvitationOpenError)
    before = await house.everything()
    with pytest.raises(InvitationOpenError):
        await acts.end(house.floor, giver, served, epoch=None)
    with pytest.raises(InvitationOpenError):
        await acts.finish(house.floor, giver, served, WrapUp("other", "answered"))
    with pytest.raises(InvitationOpenError):
        await passing.hand_back_to_bot(house.floor, giver, served, epoch=None)
    assert await house.everything() == before


async def test_a_warm_transfer_completed_makes_the_guest_the_holder(house: House) -> None:
    giver, guest, served = await joined(house)
    entered_at = house.clock()
    assert [event.purpose for event in await house.events(served, "participant.joined")] == ["warm"]
    house.clock.turn(seconds=9)
    await passing.complete(house.floor, giver, served, epoch=2, receiver_name=guest.name)
    assert await house.holder(served) == (HolderKind.agent, str(guest.agent_id))
    assert await guests(house, served) == []
    assignment = await house.assignment(served)
    assert assignment is not None
    assert (assignment.agent_id, assignment.state) == (guest.agent_id, ServingState.serving)
    assert (assignment.entered_at, assignment.began_at) == (entered_at, house.clock())
    assert [(await house.look_at(who)).load for who in (giver, guest)] == [{}, {"webchat": 1}]
    assert (await house.said(served))[-1].startswith("担当の確認が承ります。")
    with pytest.raises(NotYourConversationError):
        await passing.complete(house.floor, giver, served, epoch=None, receiver_name=guest.name)


async def test_joining_twice_changes_nothing_and_completing_needs_the_giver_and_the_epoch(house: House) -> None:
    giver, guest, served = await invited(house)
    offer = await house.offer(served)
    floors = [house.floor, house.other_floor] * 2
    await asyncio.gather(*(acts.accept(floor, guest, offer.offer_id) for floor in floors))
    before = await house.everything()
    assert len(await house.events(served, "participant.joined")) == 1
    with pytest.raises(NotYourConversationError):
        await passing.complete(house.floor, guest, served, epoch=None, receiver_name=guest.name)
    with pytest.raises(StaleEpochError):
        await passing.complete(house.floor, giver, served, epoch=1, receiver_name=guest.name)
    assert await house.everything() == before


@pytest.mark.parametrize("has_joined", [False, True])
async def test_a_guest_who_leaves_leaves_nothing_behind(house: House, has_joined: bool) -> None:
    giver, guest, served = await {False: invited, True: joined}[has_joined](house, "consult")
    await passing.leave_conversation(house.floor, guest, served)
    assert await guests(house, served) == []
    assert await house.open_offers() == []
    assert (await house.look_at(guest)).load == {}
    assert await house.holder(served) == (HolderKind.agent, str(giver.agent_id))
    with pytest.raises(NotYourConversationError):
        await passing.leave_conversation(house.floor, guest, served)
    await acts.end(house.floor, giver, served, epoch=2)


async def test_an_invitation_can_be_taken_back_by_its_giver_only(house: House) -> None:
    giver, guest, served = await invited(house)
    offer = await house.offer(served)
    with pytest.raises(NotYourConversationError):
        await passing.cancel_invitation(house.floor, guest, served)
    await passing.cancel_invitation(house.floor, giver, served)
    assert await house.ended(offer) == "rescinded"
    with pytest.raises(OfferExpiredError):
        await acts.accept(house.floor, guest, offer.offer_id)
    await passing.cancel_invitation(house.floor, giver, served)


@pytest.mark.parametrize("ending", ["rejects", "misses", "goes away"])
async def test_a_guest_who_does_not_come_frees_the_giver(house: House, ending: str) -> None:
    giver, guest, served = await invited(house)
    offer = await house.offer(served)
    house.clock.now = offer.expires_at
    await {
        "rejects": lambda: acts.reject(house.floor, guest, offer.offer_id),
        "misses": lambda: acts.expire_offer(house.floor, offer.offer_id),
        "goes away": lambda: acts.set_presence(house.floor, guest, Presence.away),
    }[ending]()
    assert await guests(house, served) == []
    with pytest.raises(OfferExpiredError):
        await acts.accept(house.floor, guest, offer.offer_id)
    assert await house.holder(served) == (HolderKind.agent, str(giver.agent_id))
    await acts.end(house.floor, giver, served, epoch=2)


async def test_a_queue_invites_its_free_agent_with_the_least_at_hand(house: House) -> None:
    giver, busy, free = await house.agent(), await house.agent(), await house.agent()
    await house.agent(skills=())
    await house.served_by(busy)
    served = await house.served_by(giver)
    await pass_on(house, giver, served, Target("accident"), "warm")
    assert (await house.offer(served)).agent_id == free.agent_id


async def test_a_queue_whose_agents_are_all_busy_invites_nobody(house: House) -> None:
    giver, busy = await house.agent(), await house.agent(places=1)
    await house.served_by(busy)
    served = await house.served_by(giver)
    await refused(house, giver, served, Target("accident"), AgentNotAvailableError, "warm")
