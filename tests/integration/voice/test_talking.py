"""A caller and the bot: greeting, questions and answers, keys, silence, mishearing."""

import asyncio
from dataclasses import replace

import pytest

from conversation import events as ev
from tests.integration.handoff.scene import House
from tests.integration.voice.scene import BOT_SAYS, Line, answering
from tests.sim.scripted_bot import saying

pytestmark = pytest.mark.integration


async def test_the_caller_is_greeted_and_listened_to(line: Line) -> None:
    caller = line.caller()
    answer = await caller.dials()
    assert "録音" in answer.said
    assert (answer.verb, answer.leads_to) == ("Gather", "/twilio/voice/hear?step=1")
    opened, started = await caller.events("contact.opened", "call.started")
    assert isinstance(opened, ev.ContactOpened)
    assert opened.channel == "voice"
    assert isinstance(started, ev.CallStarted)
    assert started.call_sid == caller.call_sid


async def test_the_same_call_is_answered_alike(line: Line) -> None:
    caller = line.caller()
    first = await caller.dials()
    assert (await caller.dials()).document == first.document
    assert len(await caller.events("call.started")) == 1


async def test_a_call_that_comes_in_twice_at_once_is_one(line: Line) -> None:
    caller = line.caller()
    first, second = await asyncio.gather(caller.dials(), caller.dials())
    assert first.document == second.document
    assert len(await caller.events("call.started")) == 1


async def test_a_question_is_answered(line: Line) -> None:
    caller = line.caller()
    await caller.dials()
    answer = await caller.says("住所を変えたいです")
    assert answer.said == BOT_SAYS
    assert answer.leads_to == "/twilio/voice/hear?step=2"
    assert line.bot.asked[-1]["message"] == "住所を変えたいです"
    (received,) = await caller.events("message.received")
    assert isinstance(received, ev.MessageReceived)
    assert (received.channel, received.text) == ("voice", "住所を変えたいです")


async def test_a_key_chooses(house: House) -> None:
    buttons = [{"title": "自動車", "payload": "自動車保険"}, {"title": "火災", "payload": "火災保険"}]
    async with answering(house, saying({"text": "どちらのご契約ですか。", "buttons": buttons})) as line:
        caller = line.caller()
        await caller.dials()
        await caller.says("契約のことです")
        await caller.presses("2")
        assert line.bot.asked[-1]["message"] == "火災保険"


async def test_nought_asks_for_a_person(line: Line) -> None:
    caller = line.caller()
    await caller.dials()
    await caller.presses("0")
    (received,) = await caller.events("message.received")
    assert isinstance(received, ev.MessageReceived)
    assert (received.text, received.dtmf) == (line.desk.voice.keys.person, "0")
    assert (await line.house.place(await caller.conversation())).reason == "asked_for"


async def test_a_repeated_step_is_one_turn_and_one_answer(line: Line) -> None:
    caller = line.caller()
    await caller.dials()
    step = caller.heard.leads_to
    first = await caller.says("こんにちは")
    again = await caller.goes_to(step, SpeechResult="こんにちは", Confidence="0.9")
    assert again.document == first.document
    assert len(line.bot.asked) == 1


async def test_two_requests_of_one_step_are_one_turn(line: Line) -> None:
    caller = line.caller()
    await caller.dials()
    step = caller.heard.leads_to
    answers = await asyncio.gather(*(caller.goes_to(step, SpeechResult="はい", Confidence="0.9") for _ in range(2)))
    assert len({answer.document for answer in answers}) == 1
    assert len(line.bot.asked) == 1
    assert len(await caller.events("message.received")) == 1


async def test_a_step_heard_otherwise_keeps_its_first_words(line: Line) -> None:
    caller = line.caller()
    await caller.dials()
    step = caller.heard.leads_to
    first = await caller.says("はい")
    assert (await caller.goes_to(step, SpeechResult="いいえ", Confidence="0.9")).document == first.document
    assert len(await caller.events("message.received")) == 1


async def test_silence_climbs_the_ladder_and_ends_with_a_link(line: Line) -> None:
    caller, words = line.caller(), line.desk.voice.words
    await caller.dials()
    await caller.says("こんにちは")
    assert (await caller.is_silent()).said == f"{words.repeat}{BOT_SAYS}"
    assert (await caller.is_silent()).said.startswith(words.are_you_there)
    goodbye = await caller.is_silent()
    assert goodbye.verb == "Hangup"
    assert line.links.sent == ["continue"]
    (ended,) = await caller.events("call.ended")
    assert isinstance(ended, ev.CallEnded)
    assert ended.by == "service"
    assert len(await caller.events("contact.closed")) == 1


async def test_a_landline_gets_no_text_message(line: Line) -> None:
    caller = line.caller("+81300000009")
    await caller.dials()
    for _ in range(3):
        await caller.is_silent()
    assert caller.heard.said == line.desk.voice.words.goodbye
    assert line.links.sent == []


async def test_being_heard_leaves_the_ladder(line: Line) -> None:
    caller, words = line.caller(), line.desk.voice.words
    await caller.dials()
    await caller.is_silent()
    await caller.is_silent()
    await caller.says("はい")
    assert (await caller.is_silent()).said.startswith(words.repeat)


async def test_what_was_posted_meanwhile_is_said_instead_of_a_reproach(line: Line) -> None:
    caller = line.caller()
    await caller.dials()
    await line.house.customer_writes(await caller.conversation(), "写真を送りました")
    await line.desk.turns.sweep()
    line.house.clock.turn(seconds=11)
    await line.desk.turns.sweep()
    await line.desk.turns.wait_for(await caller.conversation())
    assert (await caller.is_silent()).said == BOT_SAYS
    assert (await line.call(caller.call_sid)).silences == 0


async def test_low_confidence_asks_again_then_goes_on_then_finds_a_person(line: Line) -> None:
    await line.agent()
    caller, words = line.caller(), line.desk.voice.words
    await caller.dials()
    assert (await caller.says("もごもご", 0.1)).said == words.not_heard
    assert line.bot.asked == []
    await caller.says("ほにゃらら", 0.1)
    assert line.bot.asked[-1]["message"] == "ほにゃらら"
    answer = await caller.says("むにゃむにゃ", 0.1)
    assert answer.said.startswith(words.not_heard_person)
    assert (await line.call(caller.call_sid)).state == "waiting"


async def test_a_late_bot_is_bridged_and_its_answer_fetched(house: House) -> None:
    silent = saying({"text": BOT_SAYS})
    async with answering(house, replace(silent, is_silent=True), answer_seconds=0.05) as line:
        caller = line.caller()
        await caller.dials()
        first = await caller.says("住所を変えたいです")
        assert first.said == line.desk.voice.words.holding[0]
        assert first.leads_to == "/twilio/voice/poll?step=2&n=1"
        second = await caller.goes_to(first.leads_to)
        assert second.leads_to == "/twilio/voice/poll?step=3&n=2"
        line.bot.may_speak.set()
        await line.desk.turns.wait_for(await caller.conversation())
        answer = await caller.goes_to(second.leads_to)
        assert (answer.said, answer.verb) == (BOT_SAYS, "Gather")
        assert len(line.bot.asked) == 1


async def test_a_bot_that_never_answers_makes_way_for_a_person(house: House) -> None:
    async with answering(house, replace(saying({"text": BOT_SAYS}), is_silent=True), answer_seconds=0.05) as line:
        await line.agent()
        caller = line.caller()
        await caller.dials()
        await caller.says("住所を変えたいです")
        house.clock.turn(seconds=13)
        answer = await caller.goes_to(caller.heard.leads_to)
        assert line.desk.voice.words.connecting in answer.said
        assert (await house.holder(await caller.conversation()))[0] == "queue"
        line.bot.may_speak.set()
        await line.desk.turns.wait_for(await caller.conversation())
        assert BOT_SAYS not in await house.said(await caller.conversation())


async def test_a_long_answer_is_cut_and_continued(house: House) -> None:
    long = "。".join(f"これは{number}番目の長い説明の文でございます" for number in range(20)) + "。"
    async with answering(house, saying({"text": long})) as line:
        caller = line.caller()
        await caller.dials()
        first = await caller.says("説明して")
        assert line.desk.voice.words.more in first.said
        assert "19番目" not in first.said
        while "19番目" not in caller.heard.said:
            before = caller.heard.said
            await caller.says("続き")
            assert caller.heard.said != before
        assert len(line.bot.asked) == 1


async def test_slowly_and_once_more_are_done_without_the_bot(line: Line) -> None:
    caller = line.caller()
    await caller.dials()
    await caller.says("こんにちは")
    assert (await caller.says("もう一度お願いします")).said == BOT_SAYS
    slow = await caller.says("ゆっくりお願いします。")
    assert f"{line.desk.voice.slow_rate}%" in slow.document
    assert (await caller.presses("*")).said == BOT_SAYS
    assert len(line.bot.asked) == 1
