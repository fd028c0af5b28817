"""Calls end in every state, by anybody, and are reported late, twice, out of order or not at all."""

import pytest

from conversation import events as ev
from gateway.channels.voice.status import end_lost_calls
from handoff.serving import FILE_CONTACT_TASK
from tests.integration.handoff.scene import House
from tests.integration.voice.scene import BOT_SAYS, BROKEN, Caller, Line, answering
from tests.sim.scripted_bot import saying

pytestmark = pytest.mark.integration


async def ended_by(caller: Caller) -> list[str]:
    return [each.by for each in await caller.events("call.ended") if isinstance(each, ev.CallEnded)]


async def test_hanging_up_on_the_bot_closes_the_contact(line: Line) -> None:
    caller = line.caller()
    await caller.dials()
    await caller.says("こんにちは")
    await caller.hangs_up()
    assert await ended_by(caller) == ["customer"]
    contact = await line.house.contact_log(await caller.conversation())
    assert contact.ended_at is not None
    assert {"contact_id": str(contact.contact_id)} in [job.arguments for job in line.house.jobs.of(FILE_CONTACT_TASK)]


async def test_hanging_up_in_the_queue_is_giving_up(line: Line) -> None:
    await line.agent()
    caller = await _waiting(line)
    await caller.hangs_up()
    conversation_id = await caller.conversation()
    assert await line.house.entry(conversation_id) is None
    assert (await line.house.contact_log(conversation_id)).disposition == "abandoned"
    assert (await line.house.holder(conversation_id))[0] == "bot"


async def test_hanging_up_while_the_agents_device_rings_begins_the_wrap_up(line: Line) -> None:
    who = await line.agent()
    caller = await _waiting(line)
    await line.accept(who, await caller.conversation())
    await caller.goes_to(caller.heard.leads_to)
    path = caller.heard.leads_to
    await caller.hangs_up()
    assert await line.house.holder(await caller.conversation()) == ("none", str(who.agent_id))
    assert (await caller.goes_to(path, DialCallStatus="no-answer", CallStatus="completed")).verb == "Hangup"
    assert await ended_by(caller) == ["customer"]


async def test_hanging_up_on_the_agent_is_the_callers_end(line: Line) -> None:
    who = await line.agent()
    caller = await _waiting(line)
    await line.accept(who, await caller.conversation())
    await caller.goes_to(caller.heard.leads_to)
    await caller.leg_ends("completed", CallStatus="completed")
    await caller.hangs_up()
    assert await ended_by(caller) == ["customer"]
    assert await line.house.holder(await caller.conversation()) == ("none", str(who.agent_id))


async def test_hanging_up_on_the_beep_keeps_what_was_promised(line: Line) -> None:
    caller = await _waiting(line)
    assert caller.heard.verb == "Record"
    await caller.hangs_up()
    assert await line.house.entry(await caller.conversation()) is not None
    assert (await line.call(caller.call_sid)).wants_callback


async def test_the_last_words_are_answered_before_the_contact_closes(house: House) -> None:
    async with answering(house, saying({"text": BOT_SAYS}), answer_seconds=1.0) as line:
        caller = line.caller()
        await caller.dials()
        await caller.says("はい、申し込みます")
        await caller.hangs_up()
        kinds = [each.kind for each in await house.events(await caller.conversation())]
        assert kinds.index("message.posted") < kinds.index("contact.closed")


@pytest.mark.parametrize(("status", "by"), [("completed", "customer"), ("failed", "carrier"), ("canceled", "customer")])
async def test_a_report_counts_once(line: Line, status: str, by: str) -> None:
    caller = line.caller()
    await caller.dials()
    await caller.hangs_up(status)
    await caller.hangs_up("completed")
    await caller.hangs_up("in-progress")
    assert await ended_by(caller) == [by]


async def test_steps_after_the_end_hang_up(line: Line) -> None:
    caller = line.caller()
    await caller.dials()
    step = caller.heard.leads_to
    await caller.hangs_up()
    assert (await caller.goes_to(step, SpeechResult="もしもし", Confidence="0.9")).verb == "Hangup"
    assert await caller.events("message.received") == []


async def test_a_report_of_an_unknown_call_is_acknowledged(line: Line) -> None:
    await line.caller().hangs_up()
    unknown = {"CallSid": "CA" + "9" * 32}
    await line.ask("/twilio/voice/recording", **unknown, RecordingSid="RE9", RecordingStatus="completed")
    await line.ask(
        "/twilio/voice/transcription",
        **unknown,
        TranscriptionEvent="transcription-content",
        Track="inbound_track",
        SequenceId="1",
        TranscriptionData='{"transcript": "はい"}',
    )


async def test_a_report_before_the_call_is_no_obstacle(line: Line) -> None:
    caller = line.caller()
    await caller.hangs_up("ringing")
    assert (await caller.dials()).verb == "Gather"


async def test_a_step_of_an_unknown_call_is_answered_as_a_new_one(line: Line) -> None:
    caller = line.caller()
    answer = await caller.goes_to("/twilio/voice/hear?step=7", SpeechResult="もしもし", Confidence="0.9")
    assert answer.leads_to == "/twilio/voice/hear?step=1"


async def test_a_call_whose_end_was_never_reported_is_ended(line: Line) -> None:
    caller = line.caller()
    await caller.dials()
    line.house.clock.turn(minutes=6)
    assert await end_lost_calls(line.desk) > 0
    assert await ended_by(caller) == ["carrier"]
    assert await end_lost_calls(line.desk) == 0


async def test_two_calls_of_one_number_are_two_conversations(line: Line) -> None:
    first = line.caller()
    second = line.caller(first.number)
    await first.dials()
    await second.dials()
    assert await first.conversation() != await second.conversation()
    await first.says("一人目です")
    assert await second.events("message.received") == []


async def test_the_next_call_of_a_number_is_a_new_contact_of_one_conversation(line: Line) -> None:
    first = line.caller()
    second = line.caller(first.number)
    await first.dials()
    await first.hangs_up()
    await second.dials()
    assert await first.conversation() == await second.conversation()
    assert len(await second.events("contact.opened")) == 2


@pytest.mark.parametrize("sender", ["", "anonymous", "+266696687", "sip:someone@example.com", "client:someone"])
async def test_without_a_number_every_call_is_its_own(line: Line, sender: str) -> None:
    first = line.caller()
    second = line.caller()
    first.number = second.number = sender
    assert (await first.dials()).verb == "Gather"
    await first.hangs_up()
    await second.dials()
    assert await first.conversation() != await second.conversation()
    assert (await line.call(first.call_sid)).caller is None


async def _waiting(line: Line) -> Caller:
    caller = line.caller()
    line.bot.answer = BROKEN
    await caller.dials()
    await caller.says("担当者につないで")
    return caller
