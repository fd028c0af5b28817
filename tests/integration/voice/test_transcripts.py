"""What caller and agent say to each other is written down: while they talk, once, and not what must stay unwritten."""

import json
from dataclasses import replace

import httpx2
import pytest

from conversation import events as ev
from gateway.channels.voice.canned import MOST_TRIES, patience
from gateway.channels.voice.control import CallControl
from gateway.channels.voice.following import agent_took_over
from gateway.channels.voice.scene import Device
from gateway.channels.voice.telephones import VoiceDesk
from gateway.channels.voice.transcription import PAUSED
from gateway.desk.acts import Who
from handoff.promises import PromiseState, list_promises
from tests.integration.voice.scene import BROKEN, PUBLIC, Caller, Line, application, heard, quick

pytestmark = pytest.mark.integration

CALLERS, AGENTS = "inbound_track", "outbound_track"


async def ringing(line: Line, who: Who, caller: Caller | None = None) -> Caller:
    """The agent has accepted and their device rings."""
    caller = caller or line.caller()
    line.bot.answer = BROKEN
    await caller.dials()
    await caller.says("担当者につないで")
    await line.accept(who, await caller.conversation())
    await caller.goes_to(caller.heard.leads_to)
    assert caller.heard.verb == "Dial"
    return caller


async def is_answered(caller: Caller) -> None:
    await caller.line.ask(
        "/twilio/voice/status", CallSid="CA" + "0" * 32, ParentCallSid=caller.call_sid, CallStatus="in-progress"
    )
    assert (await caller.line.call(caller.call_sid)).state == "talking"


async def is_written(caller: Caller, number: int, track: str, text: str) -> None:
    await caller.line.ask(
        "/twilio/voice/transcription",
        CallSid=caller.call_sid,
        TranscriptionSid="GT1",
        TranscriptionEvent="transcription-content",
        Track=track,
        SequenceId=str(number),
        TranscriptionData=json.dumps({"transcript": text}),
    )


async def said_by_caller(caller: Caller) -> list[str]:
    received = await caller.events("message.received")
    return [each.text for each in received if isinstance(each, ev.MessageReceived)][1:]


async def said_by_agent(caller: Caller) -> list[str]:
    posted = [each for each in await caller.events("message.posted") if isinstance(each, ev.MessagePosted)]
    return [each.text for each in posted if each.author_kind == "agent"]


async def test_sentences_of_the_talk_enter_the_log_once(line: Line) -> None:
    caller = await ringing(line, await line.agent())
    await is_answered(caller)
    for _ in range(2):
        await is_written(caller, 2, CALLERS, "もしもし")
        await is_written(caller, 3, AGENTS, "検査です")
    assert await said_by_caller(caller) == ["もしもし"]
    assert await said_by_agent(caller) == ["検査です"]
    await caller.leg_ends("completed")
    await is_written(caller, 4, AGENTS, "では")
    await is_written(caller, 5, CALLERS, "ありがとう")
    assert (await line.house.holder(await caller.conversation()))[0] == "none"
    assert await said_by_caller(caller) == ["もしもし"]
    assert await said_by_agent(caller) == ["検査です"]


async def test_nobody_talks_before_the_agent_answers(line: Line) -> None:
    caller = await ringing(line, await line.agent())
    await is_written(caller, 2, AGENTS, "担当者におつなぎいたします")
    await is_written(caller, 3, CALLERS, "はい")
    assert (await said_by_caller(caller), await said_by_agent(caller)) == ([], [])
    assert await caller.events("call.connected") == []
    assert (await line.call(caller.call_sid)).state == "dialling"


async def test_a_callback_is_not_kept_by_what_is_overheard(line: Line) -> None:
    who, caller = await line.agent(), line.caller()
    line.bot.answer = BROKEN
    await caller.dials()
    await caller.says("担当者につないで")
    await caller.presses("1")
    conversation_id = await caller.conversation()
    await line.accept(who, conversation_id)
    await agent_took_over(line.desk, conversation_id)
    back = await line.live_call(conversation_id)
    assert back is not None
    customer = Caller(line, back.call_sid, caller.number)
    await customer.goes_to(line.carrier.placed[-1][1])
    assert customer.heard.verb == "Dial"
    await is_written(customer, 2, AGENTS, "お待たせいたしました")
    async with line.house.database.sessions() as session:
        promises = await list_promises(
            session, line.house.vault, state=PromiseState.open, limit=10, conversation_id=conversation_id
        )
    assert "callback" in [each.kind.value for each in promises]
    assert await customer.events("call.connected") == []


async def test_writing_ends_with_the_talk(line: Line) -> None:
    caller = await ringing(line, await line.agent())
    assert "<Stop>" not in caller.heard.document
    await line.agent("検査 次郎")
    answer = await caller.leg_ends("no-answer")
    assert '<Stop><Transcription name="counter"' in answer.document
    await is_written(caller, 2, CALLERS, "だれもいないの")
    assert await said_by_caller(caller) == []


async def test_while_the_recording_is_paused_only_the_fact_is_written(line: Line) -> None:
    who = await line.agent()
    caller = await ringing(line, who)
    await is_answered(caller)
    conversation_id, control = await caller.conversation(), CallControl(line.desk)
    await is_written(caller, 1, CALLERS, "もしもし")
    await control.pause_recording(who, conversation_id, is_paused=True)
    for number in (2, 3):
        await is_written(caller, number, CALLERS, "カード番号は4111です")
        await is_written(caller, number + 10, AGENTS, "4111ですね")
    await control.pause_recording(who, conversation_id, is_paused=False)
    await is_written(caller, 4, CALLERS, "有効期限は12月です")
    line.house.clock.turn(seconds=6)
    await is_written(caller, 5, CALLERS, "以上です")
    assert await said_by_caller(caller) == ["もしもし", PAUSED, "以上です"]
    assert await said_by_agent(caller) == [PAUSED]
    await control.pause_recording(who, conversation_id, is_paused=True)
    await is_written(caller, 6, CALLERS, "暗証番号は")
    assert await said_by_caller(caller) == ["もしもし", PAUSED, "以上です", PAUSED]


async def test_the_next_talk_is_recorded_again(line: Line) -> None:
    who = await line.agent()
    caller = await ringing(line, who)
    await is_answered(caller)
    conversation_id = await caller.conversation()
    await CallControl(line.desk).pause_recording(who, conversation_id, is_paused=True)
    second = await line.agent("検査 次郎")
    await caller.leg_ends("failed")
    assert (await line.call(caller.call_sid)).is_recording_paused
    await line.accept(second, conversation_id)
    assert (await caller.goes_to(caller.heard.leads_to)).verb == "Dial"
    assert not (await line.call(caller.call_sid)).is_recording_paused
    changes = [each for each in await caller.events("recording.paused") if isinstance(each, ev.RecordingPaused)]
    assert [each.is_paused for each in changes] == [True, False]


async def test_where_nobody_else_is_there_no_other_agent_is_announced(line: Line) -> None:
    caller = await ringing(line, await line.agent())
    answer, words = await caller.leg_ends("no-answer"), line.desk.voice.words
    assert answer.verb == "Record"
    assert answer.said == f"{words.not_answered_by_all}{words.voicemail_unknown}"


class OfficeTelephones:
    """Every agent is reached by a telephone."""

    def device_of(self, agent_id: str) -> Device:
        assert agent_id
        return Device(number="+81300000004")


@pytest.mark.parametrize(("sender", "caller_id"), [("anonymous", "+815000000000"), (None, None)])
async def test_a_withheld_number_is_no_obstacle_to_a_telephone(
    line: Line, sender: str | None, caller_id: str | None
) -> None:
    desk: VoiceDesk = replace(line.desk, devices=OfficeTelephones(), own_number="+815000000000")
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(application(desk)), base_url=PUBLIC) as http:
        office = replace(line, desk=desk, http=http)
        caller = await ringing(office, await office.agent(), office.caller(sender))
        assert caller.heard.attributes.get("callerId") == caller_id
        assert "+81300000004" in caller.heard.document


@pytest.mark.parametrize(("sender", "caller_id"), [("anonymous", "+815000000000"), ("+819000000001", None)])
async def test_a_withheld_number_is_no_obstacle_to_the_fallback(line: Line, sender: str, caller_id: str | None) -> None:
    voice = quick(line.desk.voice, fallback_number="+81300000001")
    desk = replace(line.desk, voice=voice, own_number="+815000000000")
    answer = heard(patience(desk, call_sid="CA1", sender=sender, late=MOST_TRIES, again="/"))
    assert (answer.verb, answer.attributes.get("callerId")) == ("Dial", caller_id)
