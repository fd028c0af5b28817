"""From the bot to a person: the queue, the agent's device, the wrap-up; callbacks and messages where nobody can."""

import pytest

from conversation import events as ev
from conversation.log import list_events
from conversation.model import ConversationId
from gateway.carrier.port import CarrierUnavailableError
from gateway.channels.voice.following import CallOutlet, agent_took_over
from gateway.channels.voice.speech import spoken
from gateway.channels.voice.telephones import BrowserDevices
from gateway.desk import acts
from gateway.desk.acts import Who
from gateway.desk.passing import Target, hand_back_to_bot, take, transfer
from handoff.promises import PromiseState, list_promises
from tests.integration.voice.scene import BROKEN, Caller, Line

pytestmark = pytest.mark.integration


def _client_of(who: Who) -> str:
    client = BrowserDevices().device_of(str(who.agent_id)).client
    assert client
    return client


async def waiting(line: Line, number: str | None = None) -> Caller:
    """A caller whom the bot could not answer."""
    caller = line.caller(number)
    line.bot.answer = BROKEN
    await caller.dials()
    await caller.says("担当者につないで")
    return caller


async def connected(line: Line, who: Who) -> Caller:
    """The agent has accepted and their device rings."""
    caller = await waiting(line)
    await line.accept(who, await caller.conversation())
    await caller.goes_to(caller.heard.leads_to)
    return caller


async def promises_of(line: Line, conversation_id: ConversationId) -> list[str]:
    async with line.house.database.sessions() as session:
        found = await list_promises(
            session, line.house.vault, state=PromiseState.open, limit=10, conversation_id=conversation_id
        )
    return [promise.kind.value for promise in found]


async def test_the_caller_hears_where_they_stand_and_waits(line: Line) -> None:
    await line.agent()
    caller = await waiting(line)
    assert "おつなぎまで" in caller.heard.said
    assert line.desk.voice.words.callback_offer in caller.heard.said
    assert caller.heard.leads_to == "/twilio/voice/queue?step=2"
    assert (await caller.goes_to(caller.heard.leads_to)).said in line.desk.voice.words.waiting


async def test_a_changed_place_is_told(line: Line) -> None:
    await line.agent()
    first = await waiting(line)
    line.house.clock.turn(seconds=1)
    second = await waiting(line)
    await second.goes_to(second.heard.leads_to)
    await first.hangs_up()
    told = await second.goes_to(second.heard.leads_to)
    assert told.said.startswith(line.desk.voice.words.waiting_position.format(position=1))


async def test_an_agent_takes_over_and_the_call_leaves_the_loop_at_once(line: Line) -> None:
    who = await line.agent()
    caller = await waiting(line)
    conversation_id = await caller.conversation()
    await line.accept(who, conversation_id)
    await agent_took_over(line.desk, conversation_id)
    ((call_sid, path),) = line.carrier.redirected
    assert call_sid == caller.call_sid
    answer = await caller.goes_to(path)
    assert answer.verb == "Dial"
    assert _client_of(who) in answer.document
    assert "担当の検査が承ります" in answer.said
    await agent_took_over(line.desk, conversation_id)
    assert len(line.carrier.redirected) == 1


async def test_the_outlet_follows_a_change_of_holder(line: Line) -> None:
    who = await line.agent()
    caller = await waiting(line)
    conversation_id = await caller.conversation()
    await line.accept(who, conversation_id)
    state, outlet = await line.house.state(conversation_id), CallOutlet(line.desk)
    async with line.house.database.sessions() as session:
        logged = await list_events(session, line.house.vault, conversation_id)
    spoken_only = [entry for entry in logged if entry.event.kind == "message.posted"]
    outlet.kick(conversation_id, spoken_only, state)
    await line.desk.floor.background.stop(grace_seconds=2.0)
    assert line.carrier.redirected == []
    outlet.kick(conversation_id, logged, state)
    await line.desk.floor.background.stop(grace_seconds=2.0)
    assert [call_sid for call_sid, _ in line.carrier.redirected] == [caller.call_sid]


async def test_one_contact_from_ring_to_wrap_up(line: Line) -> None:
    who = await line.agent()
    caller = await connected(line, who)
    assert caller.heard.verb == "Dial"
    await line.ask(
        "/twilio/voice/status", CallSid="CA" + "0" * 32, ParentCallSid=caller.call_sid, CallStatus="in-progress"
    )
    assert (await line.call(caller.call_sid)).state == "talking"
    goodbye = await caller.leg_ends("completed")
    assert (goodbye.verb, goodbye.said) == ("Hangup", line.desk.voice.words.goodbye)
    conversation_id = await caller.conversation()
    contact = await line.house.contact_log(conversation_id)
    assert [segment.kind.value for segment in contact.segments] == ["bot", "queue", "agent", "wrap_up"]
    (ended,) = await caller.events("call.ended")
    assert isinstance(ended, ev.CallEnded)
    assert ended.by == "agent"
    assert len(await caller.events("call.connected")) == 1
    await caller.hangs_up()
    assert len(await caller.events("call.ended")) == 1
    assert (await line.house.holder(conversation_id))[0] == "none"


async def test_an_agent_who_does_not_answer_gives_the_caller_back(line: Line) -> None:
    who = await line.agent()
    caller = await connected(line, who)
    await line.agent("検査 次郎")
    answer = await caller.leg_ends("no-answer")
    assert answer.said.startswith(line.desk.voice.words.not_answered)
    assert "queue?step=" in answer.leads_to
    assert (await line.house.holder(await caller.conversation()))[0] == "queue"
    assert (await line.house.look_at(who)).presence == "not_responding"


async def test_a_supervisor_who_takes_over_gets_the_caller_from_the_bot(line: Line) -> None:
    who = await line.agent()
    caller = line.caller()
    await caller.dials()
    await take(line.desk.floor, who, await caller.conversation())
    await agent_took_over(line.desk, await caller.conversation())
    assert (
        BrowserDevices().device_of(str(who.agent_id)).client
        or "" in (await caller.goes_to(line.carrier.redirected[-1][1])).document
    )


async def test_who_gives_the_talk_back_gives_the_caller_back(line: Line) -> None:
    who = await line.agent()
    caller = await connected(line, who)
    await hand_back_to_bot(line.desk.floor, who, await caller.conversation(), epoch=None)
    await agent_took_over(line.desk, await caller.conversation())
    answer = await caller.goes_to(line.carrier.redirected[-1][1])
    assert answer.verb == "Gather"
    assert line.desk.floor.words.serving.handed_back in answer.said


async def test_a_talk_ended_at_the_desk_ends_the_call(line: Line) -> None:
    who = await line.agent()
    caller = await connected(line, who)
    await acts.end(line.desk.floor, who, await caller.conversation(), epoch=None)
    await agent_took_over(line.desk, await caller.conversation())
    assert (await caller.goes_to(line.carrier.redirected[-1][1])).verb == "Hangup"
    ended = [each.by for each in await caller.events("call.ended") if isinstance(each, ev.CallEnded)]
    assert ended == ["agent"]
    assert (await line.house.holder(await caller.conversation()))[0] == "none"


async def test_a_transfer_takes_the_call_along(line: Line) -> None:
    who, other = await line.agent(), await line.agent("検査 次郎")
    caller = await waiting(line)
    conversation_id = await caller.conversation()
    await line.desk.floor.route()
    offer = await line.house.offer(conversation_id)
    first, second = (who, other) if offer.agent_id == who.agent_id else (other, who)
    await line.accept(first, conversation_id)
    await caller.goes_to(caller.heard.leads_to)
    await transfer(line.desk.floor, first, conversation_id, Target(agent_id=second.agent_id), "cold", epoch=None)
    await agent_took_over(line.desk, conversation_id)
    answer = await caller.goes_to(line.carrier.redirected[-1][1])
    assert "おつなぎ" in answer.said
    await line.accept(second, conversation_id)
    await agent_took_over(line.desk, conversation_id)
    assert (
        BrowserDevices().device_of(str(second.agent_id)).client
        or "" in (await caller.goes_to(line.carrier.redirected[-1][1])).document
    )


async def test_a_callback_keeps_the_place(line: Line) -> None:
    who = await line.agent()
    caller = await waiting(line)
    conversation_id = await caller.conversation()
    before = await line.house.place(conversation_id)
    told = await caller.presses("1")
    assert told.verb == "Hangup"
    number = line.desk.voice.words.callback_number.format(digits=caller.number[-4:])
    assert told.said.endswith(spoken(number))
    await caller.hangs_up()
    after = await line.house.place(conversation_id)
    assert (after.rank_at, after.queue) == (before.rank_at, before.queue)
    assert await promises_of(line, conversation_id) == ["callback"]

    await line.accept(who, conversation_id)
    await agent_took_over(line.desk, conversation_id)
    await agent_took_over(line.desk, conversation_id)
    ((number, path, status_path),) = line.carrier.placed
    assert (number, status_path) == (caller.number, f"/twilio/voice/status?conversation={conversation_id}")
    back = await line.live_call(conversation_id)
    assert back is not None
    customer = Caller(line, back.call_sid, caller.number)
    answer = await customer.goes_to(path)
    assert answer.said.startswith(line.desk.voice.words.called_back)
    assert _client_of(who) in answer.document
    await customer.leg_ends("completed")
    assert await promises_of(line, conversation_id) == []
    assert (await line.house.holder(conversation_id))[0] == "none"


@pytest.mark.parametrize("status", ["no-answer", "busy", "failed", "canceled"])
async def test_a_callback_nobody_answers_is_told_to_the_agent(line: Line, status: str) -> None:
    who = await line.agent()
    caller = await waiting(line)
    conversation_id = await caller.conversation()
    await caller.presses("1")
    await line.accept(who, conversation_id)
    await agent_took_over(line.desk, conversation_id)
    back = await line.live_call(conversation_id)
    assert back is not None
    await Caller(line, back.call_sid, caller.number).hangs_up(status)
    assert (await line.house.said(conversation_id))[-1] == line.desk.voice.words.callback_missed
    assert await promises_of(line, conversation_id) == ["callback"]
    assert (await line.house.holder(conversation_id)) == ("agent", str(who.agent_id))


async def test_a_carrier_that_is_away_places_no_callback(line: Line) -> None:
    who = await line.agent()
    caller = await waiting(line)
    conversation_id = await caller.conversation()
    await caller.presses("1")
    await line.accept(who, conversation_id)
    line.carrier.refusal = CarrierUnavailableError()
    await agent_took_over(line.desk, conversation_id)
    assert (await line.house.said(conversation_id))[-1] == line.desk.voice.words.callback_missed


async def test_who_calls_again_keeps_place_and_callback(line: Line) -> None:
    await line.agent()
    caller = await waiting(line)
    conversation_id = await caller.conversation()
    await caller.presses("1")
    again = line.caller(caller.number)
    await again.dials()
    assert await again.conversation() == conversation_id
    assert "queue?step=" in again.heard.leads_to
    await again.hangs_up()
    assert await line.house.entry(conversation_id) is not None
    assert (await line.call(again.call_sid)).wants_callback


async def test_a_withheld_number_cannot_be_called_back(line: Line) -> None:
    await line.agent()
    caller = await waiting(line, "anonymous")
    assert line.desk.voice.words.callback_offer not in caller.heard.said
    assert (await caller.presses("1")).verb == "Gather"


async def test_without_anybody_a_message_is_taken(line: Line) -> None:
    caller = await waiting(line)
    assert caller.heard.verb == "Record"
    assert line.desk.voice.words.voicemail_unknown in caller.heard.said
    path = caller.heard.leads_to
    thanks = await caller.goes_to(path, RecordingSid="RE1", RecordingDuration="12")
    assert (thanks.verb, thanks.said) == ("Hangup", line.desk.voice.words.voicemail_thanks)
    await caller.goes_to(path, RecordingSid="RE1", RecordingDuration="12")
    await line.ask("/twilio/voice/recording", CallSid=caller.call_sid, RecordingSid="RE1", RecordingStatus="completed")
    (recorded,) = await caller.events("call.recorded")
    assert isinstance(recorded, ev.CallRecorded)
    assert (recorded.is_voicemail, recorded.seconds) == (True, 12)
    conversation_id = await caller.conversation()
    assert "task" in await promises_of(line, conversation_id)
    assert await line.house.entry(conversation_id) is not None


async def test_a_message_that_ends_with_hanging_up_is_kept(line: Line) -> None:
    caller = await waiting(line)
    path = caller.heard.leads_to
    await caller.hangs_up()
    answer = await caller.goes_to(path, RecordingSid="RE2", RecordingDuration="7", CallStatus="completed")
    assert answer.verb == "Hangup"
    assert len(await caller.events("call.recorded")) == 1
    assert "task" in await promises_of(line, await caller.conversation())


async def test_nothing_said_is_no_message(line: Line) -> None:
    caller = await waiting(line)
    assert (await caller.is_silent()).verb == "Hangup"
    assert await caller.events("call.recorded") == []


async def test_who_has_waited_too_long_may_leave_a_message(line: Line) -> None:
    await line.agent()
    caller = await waiting(line)
    line.house.clock.turn(seconds=line.desk.voice.waiting.longest_seconds)
    assert (await caller.goes_to(caller.heard.leads_to)).verb == "Record"
