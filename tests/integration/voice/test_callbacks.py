"""Callbacks are tried again, never two at once, and none is forgotten: not by a crash, a lost hint or a lost report."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from conversation import events as ev
from conversation.model import ConversationId
from gateway.carrier.port import CarrierUnavailableError
from gateway.channels.voice.callbacks import MOST_ATTEMPTS, TRIED_AGAIN_AFTER, call_back_the_forgotten
from gateway.channels.voice.calls import find_latest_call, save_call
from gateway.channels.voice.following import agent_took_over
from gateway.channels.voice.status import end_lost_calls
from gateway.desk import acts
from gateway.desk.acts import Who
from gateway.desk.passing import Target, transfer
from tests.integration.voice.scene import PUBLIC, Caller, Line
from tests.integration.voice.test_calls_waiting import promises_of, waiting

pytestmark = pytest.mark.integration
LATER = TRIED_AGAIN_AFTER + timedelta(seconds=1)


async def wanting(line: Line) -> Caller:
    """A caller who chose to be called back."""
    caller = await waiting(line)
    await caller.presses("1")
    line.house.clock.turn(seconds=1)
    return caller


async def called(line: Line, caller: Caller) -> Caller:
    """The customer of the latest call we placed, whose telephone rings."""
    back = await line.live_call(await caller.conversation())
    assert back is not None
    return Caller(line, back.call_sid, caller.number)


async def ringing(line: Line, who: Who) -> tuple[ConversationId, Caller]:
    caller = await wanting(line)
    conversation_id = await caller.conversation()
    await line.accept(who, conversation_id)
    await agent_took_over(line.desk, conversation_id)
    return conversation_id, await called(line, caller)


def later(line: Line) -> None:
    line.house.clock.turn(seconds=LATER.total_seconds())


async def test_a_missed_callback_is_tried_again_and_not_for_ever(line: Line) -> None:
    conversation_id, customer = await ringing(line, await line.agent())
    for attempt in range(1, MOST_ATTEMPTS + 1):
        assert len(line.carrier.placed) == attempt
        customer = await called(line, customer)
        await customer.hangs_up("no-answer")
        await call_back_the_forgotten(line.desk)
        assert len(line.carrier.placed) == attempt
        later(line)
        await call_back_the_forgotten(line.desk)
    assert len(line.carrier.placed) == MOST_ATTEMPTS
    assert await promises_of(line, conversation_id) == ["callback"]


async def test_an_attempt_the_carrier_did_not_take_is_tried_again(line: Line) -> None:
    who = await line.agent()
    caller = await wanting(line)
    await line.accept(who, await caller.conversation())
    line.carrier.refusal = CarrierUnavailableError()
    await agent_took_over(line.desk, await caller.conversation())
    line.carrier.refusal = None
    later(line)
    await call_back_the_forgotten(line.desk)
    assert [number for number, _, _ in line.carrier.placed] == [caller.number]


async def test_a_lost_hint_delays_a_callback_and_no_more(line: Line) -> None:
    who = await line.agent()
    caller = await wanting(line)
    await call_back_the_forgotten(line.desk)
    assert line.carrier.placed == []
    await line.accept(who, await caller.conversation())
    await call_back_the_forgotten(line.desk)
    await call_back_the_forgotten(line.desk)
    assert [number for number, _, _ in line.carrier.placed] == [caller.number]


async def test_a_crash_between_attempt_and_call_loses_no_callback(line: Line) -> None:
    who = await line.agent()
    caller = await wanting(line)
    conversation_id = await caller.conversation()
    await line.accept(who, conversation_id)
    now = line.house.clock()
    async with line.house.database.sessions.begin() as session:
        claimed = replace(await line.call(caller.call_sid), callback_attempts=1, callback_tried_at=now)
        await save_call(session, line.house.vault, claimed, at=now)
    await agent_took_over(line.desk, conversation_id)
    assert line.carrier.placed == []
    later(line)
    await call_back_the_forgotten(line.desk)
    assert len(line.carrier.placed) == 1


async def test_an_agent_who_leaves_while_it_rings_takes_nothing_along(line: Line) -> None:
    who, other = await line.agent(), await line.agent("検査 次郎")
    caller = await wanting(line)
    conversation_id = await caller.conversation()
    await line.desk.floor.route()
    offer = await line.house.offer(conversation_id)
    first, second = (who, other) if offer.agent_id == who.agent_id else (other, who)
    await acts.accept(line.desk.floor, first, offer.offer_id)
    await agent_took_over(line.desk, conversation_id)
    customer = await called(line, caller)
    await transfer(line.desk.floor, first, conversation_id, Target(agent_id=second.agent_id), "cold", epoch=None)
    await agent_took_over(line.desk, conversation_id)
    assert line.carrier.redirected == []
    await customer.hangs_up("no-answer")
    assert await line.house.entry(conversation_id) is not None
    assert await customer.events("call.ended") == await caller.events("call.ended")
    line.house.clock.turn(seconds=1)
    await line.accept(second, conversation_id)
    await agent_took_over(line.desk, conversation_id)
    assert len(line.carrier.placed) == 2


async def test_a_customer_who_answers_after_the_agent_left_waits_on(line: Line) -> None:
    who = await line.agent()
    conversation_id, customer = await ringing(line, who)
    await line.agent("検査 次郎")
    await transfer(line.desk.floor, who, conversation_id, Target(queue="general"), "cold", epoch=None)
    await agent_took_over(line.desk, conversation_id)
    answer = await customer.goes_to(line.carrier.placed[-1][1])
    assert "queue?step=" in answer.leads_to
    await customer.hangs_up()
    assert [each.by for each in await customer.events("call.ended") if isinstance(each, ev.CallEnded)][-1] == "customer"


async def test_a_talk_that_is_ended_stops_the_ringing(line: Line) -> None:
    who = await line.agent()
    conversation_id, customer = await ringing(line, who)
    await acts.end(line.desk.floor, who, conversation_id, epoch=None)
    await agent_took_over(line.desk, conversation_id)
    assert line.carrier.done == [("ended", customer.call_sid)]
    await customer.hangs_up("canceled")
    later(line)
    await call_back_the_forgotten(line.desk)
    assert len(line.carrier.placed) == 1


async def test_an_end_that_is_reported_before_the_row_is_there_is_a_missed_callback(line: Line) -> None:
    who = await line.agent()
    caller = await wanting(line)
    conversation_id = await caller.conversation()
    await line.accept(who, conversation_id)
    sid = f"CA{uuid4().hex}"
    path = f"/twilio/voice/status?conversation={conversation_id}"
    report = {"CallSid": sid, "CallStatus": "busy", "From": "+815000000000", "To": caller.number}
    for _ in range(2):
        assert (await line.post(path, report)).status_code == 200
    assert (await line.call(sid)).state == "ended"
    assert (await line.call(sid)).wants_callback
    said = await line.house.said(conversation_id)
    assert said.count(line.desk.voice.words.callback_missed) == 1


async def test_ringing_whose_end_was_never_reported_is_a_missed_callback(line: Line) -> None:
    conversation_id, customer = await ringing(line, await line.agent())
    line.house.clock.turn(seconds=90)
    await end_lost_calls(line.desk)
    assert (await line.call(customer.call_sid)).state == "dialling"
    line.house.clock.turn(seconds=60)
    await end_lost_calls(line.desk)
    assert (await line.call(customer.call_sid)).state == "ended"
    await call_back_the_forgotten(line.desk)
    assert len(line.carrier.placed) == 2
    async with line.house.database.sessions() as session:
        latest = await find_latest_call(session, line.house.vault, conversation_id)
    assert latest is not None
    assert latest.callback_attempts == 2


async def test_an_answered_callback_is_not_rung_for(line: Line) -> None:
    _, customer = await ringing(line, await line.agent())
    await customer.goes_to(line.carrier.placed[-1][1])
    line.house.clock.turn(minutes=3)
    await end_lost_calls(line.desk)
    call = await line.call(customer.call_sid)
    assert (call.state, call.rings_at_customer) == ("dialling", False)


async def test_the_addresses_of_a_callback_name_its_conversation(line: Line) -> None:
    conversation_id, _ = await ringing(line, await line.agent())
    ((_, answers_at, reports_to),) = line.carrier.placed
    assert not answers_at.startswith(PUBLIC)
    assert {answers_at.partition("?")[2], reports_to.partition("?")[2]} == {f"conversation={conversation_id}"}
