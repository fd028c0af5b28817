"""A step that failed, or that two ask for, loses nothing: how a leg ended, what was pressed, what was recorded."""

from dataclasses import dataclass, replace

import pytest

from conversation import events as ev
from gateway.carrier.port import CarrierUnavailableError
from gateway.channels.voice.following import agent_took_over
from gateway.channels.voice.status import end_lost_calls
from tests.integration.handoff.scene import House
from tests.integration.voice.scene import Caller, Heard, Line, RecordingCarrier, answering
from tests.integration.voice.test_calls_faults import BrokenSessions, with_database
from tests.integration.voice.test_calls_waiting import connected, waiting
from tests.sim.scripted_bot import saying

pytestmark = pytest.mark.integration


async def fails(line: Line, caller: Caller, **params: str) -> str:
    """What the caller asks for while the database is away; where that leads."""
    async with with_database(line, BrokenSessions()) as stuck:
        victim = Caller(stuck, caller.call_sid, caller.number, caller.heard)
        return (await victim.goes_to(victim.heard.leads_to, **params)).leads_to


async def test_an_agent_who_hung_up_is_not_rung_again(line: Line) -> None:
    caller = await connected(line, await line.agent())
    again = await fails(line, caller, DialCallStatus="completed")
    assert (await caller.goes_to(again)).verb == "Hangup"


async def test_an_agent_who_did_not_answer_is_not_rung_again(line: Line) -> None:
    who = await line.agent()
    caller = await connected(line, who)
    await line.agent("検査 次郎")
    again = await fails(line, caller, DialCallStatus="no-answer")
    assert "queue?step=" in (await caller.goes_to(again)).leads_to
    assert (await line.house.look_at(who)).presence == "not_responding"


async def test_a_message_is_not_lost(line: Line) -> None:
    caller = await waiting(line)
    again = await fails(line, caller, RecordingSid="RE7", RecordingDuration="9", Digits="#")
    assert (await caller.goes_to(again)).said == line.desk.voice.words.voicemail_thanks
    (recorded,) = await caller.events("call.recorded")
    assert isinstance(recorded, ev.CallRecorded)
    assert (recorded.recording_sid, recorded.seconds, recorded.is_voicemail) == ("RE7", 9, True)


async def test_a_callback_that_was_asked_for_is_not_lost(line: Line) -> None:
    await line.agent()
    caller = await waiting(line)
    again = await fails(line, caller, Digits="1")
    assert (await caller.goes_to(again)).verb == "Hangup"
    assert (await line.call(caller.call_sid)).wants_callback


async def test_a_carried_recording_is_checked_like_any_other(line: Line) -> None:
    caller = await waiting(line)
    bent = await line.post("/twilio/voice/message?step=2&recording=../x", {"CallSid": caller.call_sid})
    assert (bent.status_code, bent.json()["error"]["code"]) == (400, "malformed")


@pytest.mark.parametrize(("source", "is_voicemail"), [("DialVerb", False), ("RecordVerb", True)])
async def test_the_source_tells_a_message_from_a_talk(line: Line, source: str, is_voicemail: bool) -> None:
    caller = await connected(line, await line.agent())
    await caller.leg_ends("no-answer")
    assert (await line.call(caller.call_sid)).state == "voicemail"
    await line.ask(
        "/twilio/voice/recording",
        CallSid=caller.call_sid,
        RecordingSid="RE8",
        RecordingStatus="completed",
        RecordingSource=source,
    )
    (recorded,) = await caller.events("call.recorded")
    assert isinstance(recorded, ev.CallRecorded)
    assert recorded.is_voicemail is is_voicemail


@dataclass
class SlowCarrier(RecordingCarrier):
    """The caller's own round of waiting comes between our decision and the carrier's obedience."""

    caller: Caller | None = None
    met: Heard | None = None

    async def redirect_call(self, call_sid: str, url: str) -> None:
        assert self.caller is not None
        self.met = await self.caller.is_silent()
        await super().redirect_call(call_sid, url)


async def test_a_round_of_waiting_beside_a_redirect_does_not_ring_the_agent_too(line: Line) -> None:
    who = await line.agent()
    caller = await waiting(line)
    await line.accept(who, await caller.conversation())
    carrier = SlowCarrier(caller=caller)
    await agent_took_over(replace(line.desk, carrier=carrier), await caller.conversation())
    ((_, target),) = carrier.redirected
    assert carrier.met is not None
    assert (carrier.met.verb, carrier.met.leads_to) == ("Redirect", target)
    assert (await caller.goes_to(target)).verb == "Dial"
    assert (await line.call(caller.call_sid)).state == "dialling"


async def test_what_takes_long_to_say_is_waited_for(house: House) -> None:
    long = "".join(f"{number}番目の項目は、ご登録のとおりでございます。" for number in range(70))
    async with answering(house, saying({"text": long, "custom": {"expects": {"kind": "confirmation"}}})) as line:
        caller = line.caller()
        await caller.dials()
        await caller.says("確認してください")
        expected = (await line.call(caller.call_sid)).expected_back_at
        assert expected is not None
        assert (expected - line.house.clock()).total_seconds() > len(caller.heard.said) / 6
        line.house.clock.turn(minutes=3)
        await end_lost_calls(line.desk)
        assert (await line.call(caller.call_sid)).state == "listening"


async def test_a_call_that_was_taken_for_lost_goes_on(line: Line) -> None:
    caller = line.caller()
    await caller.dials()
    line.house.clock.turn(minutes=30)
    await end_lost_calls(line.desk)
    assert (await line.call(caller.call_sid)).state == "ended"
    assert (await caller.says("もしもし")).verb == "Gather"
    assert len(line.bot.asked) == 1
    assert (await line.call(caller.call_sid)).state == "listening"
    kinds = [each.kind for each in await line.house.events(await caller.conversation())]
    assert kinds.count("contact.opened") == 2
    await caller.hangs_up()
    ended = [each.by for each in await caller.events("call.ended") if isinstance(each, ev.CallEnded)]
    assert ended == ["carrier", "customer"]


async def test_a_redirect_the_carrier_refused_only_delays_the_talk(line: Line) -> None:
    who = await line.agent()
    caller = await waiting(line)
    await line.accept(who, await caller.conversation())
    line.carrier.refusal = CarrierUnavailableError()
    await agent_took_over(line.desk, await caller.conversation())
    assert (await caller.is_silent()).verb == "Redirect"
    assert (await caller.is_silent()).verb == "Dial"
