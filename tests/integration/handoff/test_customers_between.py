"""The customer who writes while people change: who answers, and who no longer may."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from casework.intakes.draft import IntakeStatus
from casework.intakes.store import find_open_draft, open_draft, save_draft
from conversation.model import ConversationId, HolderKind, TurnId
from conversation.turns import HandoffWish, TurnResult, record_result
from gateway.desk import acts, passing
from gateway.turns import run_turn
from handoff.errors import OfferExpiredError
from handoff.queueing import Entry
from handoff.serving import ServingState, WrapUp
from tests.integration.handoff.scene import PROCEDURES, House
from tests.integration.handoff.turn_scene import BOT_SAYS, talking
from tests.sim.scripted_bot import Answer, saying

SILENT = Answer(saying({"text": BOT_SAYS}).body, is_silent=True)


async def answered_contact(house: House) -> ConversationId:
    async with talking(house) as talk:
        conversation_id = await house.contact()
        await talk.finish_turns(conversation_id)
    return conversation_id


@asynccontextmanager
async def answering(house: House, conversation_id: ConversationId) -> AsyncIterator[TurnId]:
    """The bot has been asked and answers only when the block has ended."""
    turn_id = await house.customer_writes(conversation_id)
    async with talking(house, SILENT) as talk, asyncio.TaskGroup() as tasks:
        tasks.create_task(run_turn(talk.desk, turn_id))
        await talk.bot.question_came.wait()
        yield turn_id
        talk.bot.may_speak.set()


async def test_what_the_bot_decided_before_an_agent_accepted_is_not_said(house: House) -> None:
    who, conversation_id = await house.agent(), await answered_contact(house)
    async with answering(house, conversation_id):
        await house.enqueue(conversation_id, Entry("general", "asked_for"))
        await house.floor.route()
        await acts.accept(house.floor, who, (await house.offer(conversation_id)).offer_id)
    assert BOT_SAYS not in (await house.said(conversation_id))[1:]
    assert await house.holder(conversation_id) == (HolderKind.agent, str(who.agent_id))


async def test_what_the_bot_decided_before_a_supervisor_took_over_is_not_said(house: House) -> None:
    who, conversation_id = await house.agent(), await answered_contact(house)
    async with answering(house, conversation_id):
        await passing.take(house.floor, who, conversation_id)
    assert BOT_SAYS not in (await house.said(conversation_id))[1:]


async def test_a_waiting_customer_who_writes_hears_where_they_stand(house: House) -> None:
    await house.agent(places=0)
    await house.waits()
    house.clock.turn(seconds=1)
    conversation_id = await house.waits()
    async with talking(house) as talk:
        await talk.finish_turns(conversation_id)
        assert talk.bot.asked == []
    said = await house.said(conversation_id)
    assert "ただいま2番目" in said[-1]
    assert await house.holder(conversation_id) == (HolderKind.queue, "general")


async def test_a_callback_instead_ends_the_waiting_and_the_offer(house: House) -> None:
    who = await house.agent()
    offer = await house.offered_to(who)
    async with talking(house) as talk:
        await talk.finish_turns(offer.conversation_id)
        await talk.customer_says(offer.conversation_id, "折り返しお電話をください")
        assert [asked["message"] for asked in talk.bot.asked] == ["折り返しお電話をください"]
    assert await house.holder(offer.conversation_id) == (HolderKind.bot, None)
    assert await house.entry(offer.conversation_id) is None
    with pytest.raises(OfferExpiredError):
        await acts.accept(house.floor, who, offer.offer_id)
    assert (await house.said(offer.conversation_id))[-1] == BOT_SAYS
    assert house.notices.ended == [(offer, "rescinded")]


async def test_a_callback_and_an_acceptance_at_once_leave_one_holder(house: House) -> None:
    who = await house.agent()
    offer = await house.offered_to(who)
    async with talking(house) as talk:
        await talk.finish_turns(offer.conversation_id)
        turn_id = await house.customer_writes(offer.conversation_id, "折り返しお電話をください")
        accepted, _ = await asyncio.gather(
            acts.accept(house.other_floor, who, offer.offer_id), run_turn(talk.desk, turn_id), return_exceptions=True
        )
    holder, _ = await house.holder(offer.conversation_id)
    assert (holder, isinstance(accepted, OfferExpiredError)) in {(HolderKind.agent, False), (HolderKind.bot, True)}
    assert (await house.state(offer.conversation_id)).epoch == 2


async def test_back_at_the_bot_only_later_messages_are_answered(house: House) -> None:
    who = await house.agent()
    async with talking(house) as talk:
        served = await house.served_by(who)
        await talk.finish_turns(served)
        to_agent = await house.customer_writes(served, "担当の方へ")
        await passing.hand_back_to_bot(house.floor, who, served, epoch=2)
        assert await run_turn(talk.desk, to_agent)
        assert talk.bot.asked == []
        await talk.customer_says(served, "自動応答の方へ")
        assert [asked["message"] for asked in talk.bot.asked] == ["自動応答の方へ"]
    assert (await house.said(served))[-2:] == [house.floor.words.serving.handed_back, BOT_SAYS]
    assert await house.holder(served) == (HolderKind.bot, None)
    assert await house.assignment(served) is None


async def test_back_at_the_bot_the_draft_is_open_again(house: House) -> None:
    who = await house.agent()
    served = await house.served_by(who)
    procedure = PROCEDURES["address_change"]
    async with house.database.sessions.begin() as session:
        draft = await open_draft(session, house.vault, served, procedure, opening_text="", at=house.clock())
        left = draft.model_copy(update={"status": IntakeStatus.handed_off, "misses": 2})
        await save_draft(session, house.vault, left, at=house.clock())
    await passing.hand_back_to_bot(house.floor, who, served, epoch=None)
    async with house.database.sessions() as session:
        opened = await find_open_draft(session, house.vault, served)
    assert opened is not None
    assert (opened.intake_id, opened.misses) == (draft.intake_id, 0)
    assert [event.intake_id for event in await house.events(served, "intake.opened")] == [draft.intake_id]


async def test_who_writes_during_the_wrap_up_has_the_same_agent_again(house: House) -> None:
    who = await house.agent()
    async with talking(house) as talk:
        wrapped = await house.wrapped_by(who)
        await talk.finish_turns(wrapped)
        assert talk.bot.asked == []
    assert await house.holder(wrapped) == (HolderKind.agent, str(who.agent_id))
    assignment = await house.assignment(wrapped)
    assert assignment is not None
    assert (assignment.agent_id, assignment.state) == (who.agent_id, ServingState.serving)
    assert assignment.wrap_up_ends_at is None
    assert (await house.look_at(who)).load == {"webchat": 1}
    assert (await house.state(wrapped)).epoch == 4
    house.clock.turn(seconds=house.floor.rules.wrap_up_seconds)
    await acts.end_wrap_up_time(house.floor, wrapped)
    assert (await house.state(wrapped)).epoch == 4


async def test_who_writes_after_its_time_waits_for_the_same_agent_first(house: House) -> None:
    who = await house.agent()
    async with talking(house) as talk:
        overdue = await house.overdue_by(who)
        contact_id = (await house.state(overdue)).contact_id
        other = await house.agent()
        await acts.set_presence(house.floor, who, acts.Presence.available)
        await talk.finish_turns(overdue)
        assert talk.bot.asked == []
    place = await house.place(overdue)
    assert (place.queue, place.reason, place.entered_at) == ("general", "customer_wrote", house.clock())
    assert (place.preferred_agent_id, place.contact_id) == (who.agent_id, contact_id)
    assert await house.assignment(overdue) is None
    assert await house.floor.route() == 1
    offer = await house.offer(overdue)
    assert offer.agent_id == who.agent_id
    await acts.reject(house.floor, who, offer.offer_id)
    await house.floor.route()
    assert (await house.offer(overdue)).agent_id == other.agent_id


async def test_a_turn_that_runs_twice_resumes_the_talk_once(house: House) -> None:
    who = await house.agent()
    async with talking(house) as talk:
        wrapped = await house.wrapped_by(who)
        turns = await talk.turns_of(wrapped)
        await asyncio.gather(*(run_turn(talk.desk, turn_id) for turn_id in turns * 3))
    assert (await house.state(wrapped)).epoch == 4


async def test_what_the_bot_decided_before_the_contact_was_closed_is_not_said(house: House) -> None:
    conversation_id = await answered_contact(house)
    wish = HandoffWish(reason="asked_for", queue="general")
    async with answering(house, conversation_id) as turn_id:
        async with house.database.sessions.begin() as session:
            result = TurnResult(say=(BOT_SAYS,), contact_reason="renewal", handoff=wish)
            assert await record_result(session, house.vault, turn_id, result)
        await passing.force(house.floor, conversation_id, WrapUp("other", "answered", by="supervisor"))
    assert await house.holder(conversation_id) == (HolderKind.bot, None)
    assert len(await house.said(conversation_id)) == 1
