"""A person and help in danger wait for nothing that may hang: not for the bot, and not behind others in a queue."""

from dataclasses import replace

import pytest

from casework.intakes.store import find_desk_draft, find_open_draft, open_draft
from conversation import events as ev
from conversation.model import Channel
from gateway.channels.voice.speech import spoken
from tests.integration.handoff.scene import House
from tests.integration.voice.scene import BOT_SAYS, Line, answering
from tests.integration.voice.test_calls_waiting import waiting
from tests.integration.voice.test_relay import SILENT, relayed
from tests.sim.scripted_bot import saying

pytestmark = pytest.mark.integration

IN_DANGER = [
    {"Digits": "9"},
    {"SpeechResult": "人がけがをして倒れています。救急車を呼んでください", "Confidence": "0.9"},
    {"SpeechResult": "救急車", "Confidence": "0.01"},
]


@pytest.mark.parametrize("heard", IN_DANGER)
async def test_danger_is_answered_while_the_bot_hangs(house: House, heard: dict[str, str]) -> None:
    async with answering(house, SILENT) as line:
        await line.agent()
        caller = line.caller()
        await caller.dials()
        step = caller.heard.leads_to
        answer = await caller.goes_to(step, **heard)
        said = line.desk.reception.emergency.said_to(heard.get("SpeechResult", ""), Channel.voice)
        assert answer.said.startswith(spoken(said))
        assert answer.leads_to.startswith("/twilio/voice/queue?step=")
        assert line.bot.asked == []
        entry = await line.house.place(await caller.conversation())
        assert (entry.queue, entry.reason) == ("accident", "emergency")
        (received,) = await caller.events("message.received")
        assert isinstance(received, ev.MessageReceived)
        (noted,) = await caller.events("contact.reason_noted")
        assert isinstance(noted, ev.ContactReasonNoted)
        assert noted.contact_reason == "accident_report"
        assert (await caller.goes_to(step, **heard)).document == answer.document


async def test_nought_is_a_person_while_the_bot_hangs(house: House) -> None:
    async with answering(house, SILENT) as line:
        await line.agent()
        caller = line.caller()
        await caller.dials()
        answer = await caller.presses("0")
        assert answer.said.startswith(line.desk.reception.handed_off)
        assert line.bot.asked == []
        entry = await line.house.place(await caller.conversation())
        assert (entry.queue, entry.reason) == ("general", "asked_for")


async def test_nought_takes_the_open_draft_along_to_its_queue(line: Line) -> None:
    caller, house = line.caller(), line.house
    await caller.dials()
    conversation_id = await caller.conversation()
    procedure = line.desk.floor.procedures["accident_report"]
    async with house.database.sessions.begin() as session:
        drafted = await open_draft(
            session, house.vault, conversation_id, procedure, opening_text="事故です", at=house.clock()
        )
    await caller.presses("0")
    async with house.database.sessions() as session:
        assert await find_open_draft(session, house.vault, conversation_id) is None
        kept = await find_desk_draft(session, house.vault, conversation_id)
    assert kept is not None
    assert (kept.intake_id, kept.status) == (drafted.intake_id, "handed_off")
    assert (await house.place(conversation_id)).queue == procedure.queue


async def test_a_turn_that_hangs_says_nothing_after_an_emergency(house: House) -> None:
    async with answering(house, SILENT, answer_seconds=0.05) as line:
        await line.agent()
        caller = line.caller()
        await caller.dials()
        step = caller.heard.leads_to
        await caller.says("住所を変えたいです")
        assert "Redirect" in caller.heard.verb
        await line.bot.question_came.wait()
        again = line.caller(caller.number)
        again.call_sid, again.heard = caller.call_sid, replace(caller.heard, leads_to=step.replace("=1", "=90"))
        await again.presses("9")
        line.bot.may_speak.set()
        await line.desk.turns.wait_for(await caller.conversation())
        assert BOT_SAYS not in await line.house.said(await caller.conversation())


async def test_a_choice_is_no_emergency(house: House) -> None:
    buttons = [{"title": f"{number}番", "payload": f"{number}番目"} for number in range(1, 10)]
    async with answering(house, saying({"text": "どれですか。", "buttons": buttons})) as line:
        caller = line.caller()
        await caller.dials()
        await caller.says("選びます")
        await caller.presses("9")
        assert line.bot.asked[-1]["message"] == "9番目"


async def test_over_a_socket_danger_leaves_it_at_once(house: House) -> None:
    async with relayed(house, SILENT) as scene:
        await scene.line.agent()
        async with scene.call() as (caller, relay):
            await relay.says("救急車を呼んでください")
            assert await relay.is_let_go() == "queue"
        answer = await caller.goes_to("/twilio/voice/relay-ended?step=1")
        assert answer.said.startswith("すぐにこのお電話を切って、119番へおかけください。")
        assert scene.line.bot.asked == []


async def test_nine_in_the_queue_is_an_emergency_before_everybody(line: Line) -> None:
    await line.agent()
    caller = await waiting(line)
    assert line.desk.voice.words.emergencies_first in caller.heard.said
    conversation_id = await caller.conversation()
    before = await line.house.place(conversation_id)
    line.house.clock.turn(seconds=30)
    answer = await caller.presses("9")
    assert answer.said.startswith(spoken(line.desk.reception.emergency.say_by_voice))
    assert line.desk.voice.words.emergencies_first not in answer.said
    after = await line.house.place(conversation_id)
    assert (after.queue, after.reason, after.entered_at) == ("accident", "emergency", before.entered_at)
    assert after.rank_at < before.rank_at
    again = await caller.presses("9")
    assert again.said.startswith(spoken(line.desk.reception.emergency.say_by_voice))
    assert (await line.house.place(conversation_id)).rank_at == after.rank_at


@pytest.mark.parametrize("said", ["父が倒れて意識がないんです", "もう死にたいです"])
async def test_in_danger_without_anybody_there_is_no_beep_and_the_contact_waits_on(line: Line, said: str) -> None:
    caller = line.caller()
    await caller.dials()
    answer = await caller.says(said)
    assert answer.verb == "Hangup"
    assert answer.said.endswith(line.desk.voice.words.nobody_in_danger)
    assert "発信音" not in answer.said
    await caller.hangs_up()
    assert (await line.call(caller.call_sid)).wants_callback
    assert (await line.house.place(await caller.conversation())).reason == "emergency"


async def test_any_other_key_in_the_queue_says_what_there_is_to_press(line: Line) -> None:
    await line.agent()
    caller = await waiting(line)
    words = line.desk.voice.words
    told = await caller.presses("5")
    assert told.said.startswith(words.waiting_position.format(position=1))
    assert told.said.endswith(f"{words.callback_offer}{words.emergencies_first}")
