"""An answer that is not there yet, and a caller who is writing: both are waited for, neither for ever."""

from uuid import uuid4

import pytest

from conversation import events as ev
from conversation.log import lock_conversation
from tests.integration.handoff.scene import House
from tests.integration.voice.scene import Caller, Line, answering
from tests.integration.voice.test_relay import SILENT

pytestmark = pytest.mark.integration

WRITING = 60


async def link_sent(house: House, caller: Caller) -> None:
    conversation_id = await caller.conversation()
    async with house.database.sessions.begin() as session:
        log = await lock_conversation(session, house.vault, conversation_id)
        await log.append(ev.LinkIssued(link_id=uuid4(), purpose="continue"), at=house.clock())


async def test_news_between_two_turns_are_told_once_and_lead_on(house: House) -> None:
    async with answering(house, SILENT, answer_seconds=0.05) as line:
        caller = line.caller()
        await caller.dials()
        addresses = [(await caller.says("住所を変えたいです")).leads_to]
        addresses.append((await caller.goes_to(addresses[-1])).leads_to)
        conversation_id = await caller.conversation()
        await house.customer_writes(conversation_id, "写真を送りました")
        line.bot.may_speak.set()
        await line.desk.turns.wait_for(conversation_id)
        told = []
        for _ in range(5):
            answer = await caller.goes_to(addresses[-1])
            told.append(answer.said)
            addresses.append(answer.leads_to)
            house.clock.turn(seconds=3)
        assert len(set(addresses)) == len(addresses)
        assert len([said for said in told if "承りました" in said]) == 1
    assert addresses[-1].startswith(("/twilio/voice/queue", "/twilio/voice/message"))


async def test_a_late_answer_that_itself_asks_for_patience_is_no_circle(house: House) -> None:
    async with answering(house, SILENT, answer_seconds=0.05) as line:
        caller = line.caller()
        await caller.dials()
        late = "/twilio/voice/poll?step=1&n=1&of=hear.1&late=1"
        heard = await caller.says("住所を変えたいです")
        addresses = [(await caller.goes_to(late)).leads_to]
        assert addresses[0] == heard.leads_to
        for _ in range(5):
            addresses.append((await caller.goes_to(addresses[-1])).leads_to)
            house.clock.turn(seconds=3)
        assert len(set(addresses)) == len(addresses)


async def test_after_the_end_no_step_asks_for_patience(house: House) -> None:
    async with answering(house, SILENT, answer_seconds=0.05) as line:
        caller = line.caller()
        await caller.dials()
        step = caller.heard.leads_to
        assert (await caller.says("住所を変えたいです")).verb == "Redirect"
        line.bot.may_speak.set()
        await line.desk.turns.wait_for(await caller.conversation())
        await caller.hangs_up()
        assert (await caller.goes_to(step)).verb == "Hangup"


async def test_who_got_a_link_may_be_silent_and_then_the_ladder_begins(line: Line) -> None:
    caller, words = line.caller(), line.desk.voice.words
    await caller.dials()
    await caller.says("住所を変えたいです")
    await link_sent(line.house, caller)
    for _ in range(2):
        line.house.clock.turn(seconds=WRITING)
        quiet = await caller.is_silent()
        assert (quiet.verb, quiet.said) == ("Gather", "")
    line.house.clock.turn(seconds=2 * WRITING)
    assert (await caller.is_silent()).said.startswith(words.repeat)
    assert (await caller.is_silent()).said.startswith(words.are_you_there)
    assert (await caller.is_silent()).verb == "Hangup"


async def test_what_comes_from_the_page_is_a_sign_of_life(line: Line) -> None:
    caller = line.caller()
    await caller.dials()
    await caller.says("住所を変えたいです")
    await link_sent(line.house, caller)
    line.house.clock.turn(seconds=2 * WRITING)
    turn_id = await line.house.customer_writes(await caller.conversation(), "東京都")
    line.desk.turns.kick(await caller.conversation(), turn_id)
    await line.desk.turns.wait_for(await caller.conversation())
    assert "承りました" in (await caller.is_silent()).said
    line.house.clock.turn(seconds=2 * WRITING)
    assert (await caller.is_silent()).said == ""


async def test_who_speaks_after_the_link_is_asked_as_before(line: Line) -> None:
    caller = line.caller()
    await caller.dials()
    await link_sent(line.house, caller)
    await caller.says("やはり電話でお願いします")
    assert (await caller.is_silent()).said.startswith(line.desk.voice.words.repeat)
