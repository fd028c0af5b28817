"""Somebody calls from a number that has called before: a number can be false, so they hear and inherit nothing."""

import pytest

from conversation import events as ev
from conversation.log import list_events, lock_conversation
from conversation.model import ConversationId
from gateway.api.marks import marks_among
from gateway.channels.voice.following import agent_took_over
from tests.integration.handoff.scene import House
from tests.integration.voice.scene import Caller, Line, answering
from tests.integration.voice.test_calls_waiting import waiting
from tests.integration.voice.test_relay import ENDED, relayed
from tests.sim.scripted_bot import saying

pytestmark = pytest.mark.integration

SECRET = "お名前は検査花子様ですね。よろしいですか。"
ANSWERS = [{"title": f"選択{number}", "payload": f"以前の{number}"} for number in range(1, 10)]
ASKING = saying({"text": SECRET, "buttons": ANSWERS})
MONTH = 86_400 * 30


async def calls_a_month_later(line: Line) -> Caller:
    """From a number whose former call ended with a question of the bot."""
    former = line.caller()
    await former.dials()
    assert "検査花子" in (await former.says("確認してください")).said
    await former.hangs_up()
    line.house.clock.turn(seconds=MONTH)
    caller = line.caller(former.number)
    await caller.dials()
    assert await caller.conversation() == await former.conversation()
    return caller


async def verify(house: House, conversation_id: ConversationId) -> None:
    async with house.database.sessions.begin() as session:
        log = await lock_conversation(session, house.vault, conversation_id)
        verified = ev.IdentityVerified(level=2, customer_id="C-0001", relation="self")
        await log.append(verified, at=house.clock())


@pytest.mark.parametrize("heard", [{}, {"Digits": "*"}, {"SpeechResult": "もう一度", "Confidence": "0.9"}])
async def test_the_former_question_is_not_said_again(house: House, heard: dict[str, str]) -> None:
    async with answering(house, ASKING) as line:
        caller = await calls_a_month_later(line)
        answer = await caller.goes_to(caller.heard.leads_to, **heard)
        assert "検査花子" not in answer.document
        assert "選択" not in answer.document
        assert line.desk.voice.words.how_to_speak in answer.said


@pytest.mark.parametrize(("key", "meant"), [("1", "1"), ("8", "8")])
async def test_the_former_choices_are_no_longer_in_force(house: House, key: str, meant: str) -> None:
    async with answering(house, ASKING) as line:
        caller = await calls_a_month_later(line)
        await caller.presses(key)
        assert line.bot.asked[-1]["message"] == meant


async def test_nine_is_an_emergency_and_not_a_former_choice(house: House) -> None:
    async with answering(house, ASKING) as line:
        caller = await calls_a_month_later(line)
        assert "119" in (await caller.presses("9")).document
        assert len(line.bot.asked) == 1


async def test_a_lost_socket_does_not_say_the_former_question(house: House) -> None:
    async with relayed(house, ASKING) as scene:
        async with scene.call() as (former, relay):
            await relay.says("確認してください")
            await relay.hears()
        await former.hangs_up()
        caller = scene.line.caller(former.number)
        await caller.dials()
        async with scene.carrier.connects() as relay:
            await relay.sets_up(caller.call_sid)
            await relay.presses("*")
            assert "検査花子" not in await relay.hears()
        answer = await caller.goes_to(ENDED, SessionStatus="failed", ErrorCode="64105")
        assert (answer.verb, answer.said) == ("Gather", scene.line.desk.voice.words.how_to_speak)


async def test_who_calls_again_keeps_the_place_and_nothing_that_was_proved(line: Line) -> None:
    who = await line.agent()
    caller = await waiting(line)
    conversation_id = await caller.conversation()
    await verify(line.house, conversation_id)
    await caller.presses("1")
    before = await line.house.place(conversation_id)
    another = line.caller(caller.number)
    await another.dials()
    state = await line.house.state(conversation_id)
    assert (state.level, state.customer_id) == (0, None)
    assert (await line.house.place(conversation_id)).rank_at == before.rank_at
    async with line.house.database.sessions() as session:
        logged = await list_events(session, line.house.vault, conversation_id)
        marks = await marks_among(session, logged)
    assert [mark.kind for mark in marks][-2:] == ["identity.lapsed", "call.started"]
    await line.accept(who, conversation_id)
    await agent_took_over(line.desk, conversation_id)
    assert (await another.goes_to(line.carrier.redirected[-1][1])).verb == "Dial"
    assert (await line.house.state(conversation_id)).level == 0


async def test_where_nothing_was_proved_nothing_lapses(line: Line) -> None:
    await line.agent()
    caller = await waiting(line)
    await caller.presses("1")
    await line.caller(caller.number).dials()
    assert await caller.events("identity.lapsed") == []
