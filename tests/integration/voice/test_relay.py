"""A call over a WebSocket: the same turns as by webhooks, and the webhooks again when it ends, however it ends."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import aiohttp
import httpx2
import pytest

from conversation import events as ev
from gateway.channels.twilio.signature import SignatureCheck
from gateway.channels.voice.relay import Pace
from gateway.channels.voice.relay_routes import relay_router
from gateway.channels.voice.voice_file import Engine, VoiceFile
from tests.integration.handoff.scene import House
from tests.integration.voice.scene import BOT_SAYS, PUBLIC, TOKEN, Caller, Line, answering, application
from tests.sim.polling import eventually
from tests.sim.relay_caller import RELAY, RelayCaller, RelayCarrier, relay_carrier
from tests.sim.scripted_bot import Answer, saying

pytestmark = pytest.mark.integration

ENDED = "/twilio/voice/relay-ended?step=1"
AT_ONCE = 1e6
CALM = Pace(digit_pause=0.05, grace=600.0, goodbye=0.2)
IMPATIENT = Pace(setup=0.2, grace=0.0, goodbye=0.2, letters_per_second=AT_ONCE)
SILENT = replace(saying({"text": BOT_SAYS}), is_silent=True)


@dataclass
class Relayed:
    line: Line
    carrier: RelayCarrier

    @asynccontextmanager
    async def call(self) -> AsyncIterator[tuple[Caller, RelayCaller]]:
        """A call that was answered, and the socket it talks over."""
        caller = self.line.caller()
        await caller.dials()
        async with self.carrier.connects() as relay:
            await relay.sets_up(caller.call_sid)
            yield caller, relay


def listening(voice: VoiceFile, **changed: object) -> VoiceFile:
    fast = voice.listening.model_copy(update=changed)
    return voice.model_copy(update={"listening": fast, "engine": Engine.conversation_relay})


@asynccontextmanager
async def relayed(
    house: House, answer: Answer | None = None, *, pace: Pace = CALM, hears: float = 6, **seconds: float
) -> AsyncIterator[Relayed]:
    async with answering(house, answer, **seconds) as line:
        desk = replace(line.desk, voice=listening(line.desk.voice, seconds=hears, number_seconds=hears))
        app = application(desk)
        app.include_router(relay_router(desk, SignatureCheck((TOKEN,), PUBLIC), pace=pace))
        async with (
            httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=PUBLIC) as http,
            relay_carrier(app, public_base_url=PUBLIC, token=TOKEN) as carrier,
        ):
            yield Relayed(replace(line, desk=desk, http=http), carrier)


async def test_the_call_is_answered_with_a_socket(house: House) -> None:
    async with relayed(house) as scene:
        answer = await scene.line.caller().dials()
        assert 'url="wss://counter.example/twilio/voice/relay"' in answer.document
        assert f'action="{PUBLIC}{ENDED}"' in answer.document
        assert "録音" in answer.document


async def test_a_prompt_is_a_turn_and_its_answer_is_spoken(house: House) -> None:
    async with relayed(house) as scene, scene.call() as (caller, relay):
        await relay.says("住所を変えたいです")
        assert await relay.hears() == BOT_SAYS
        assert relay.frames[-1]["interruptible"] is True
        assert scene.line.bot.asked[-1]["message"] == "住所を変えたいです"
        (received,) = await caller.events("message.received")
        assert isinstance(received, ev.MessageReceived)
        assert received.channel == "voice"


async def test_an_answer_goes_sentence_by_sentence(house: House) -> None:
    async with (
        relayed(house, saying({"text": "承知しました。お名前をお願いします。"})) as scene,
        scene.call() as (_, relay),
    ):
        await relay.says("住所を変えたいです")
        await relay.hears()
        tokens = [(frame["token"], frame["last"]) for frame in relay.frames]
        assert tokens == [("承知しました。", False), ("お名前をお願いします。", True)]


async def test_what_is_still_being_said_is_no_turn(house: House) -> None:
    async with relayed(house) as scene, scene.call() as (_, relay):
        await relay.is_saying("住所")
        await relay.says("住所を変えたいです")
        await relay.hears()
        assert [asked["message"] for asked in scene.line.bot.asked] == ["住所を変えたいです"]


async def test_two_sentences_in_a_row_are_two_turns_in_order(house: House) -> None:
    async with relayed(house) as scene, scene.call() as (_, relay):
        await relay.says("住所を変えたいです")
        await relay.says("電話番号も変わりました")
        await relay.hears()
        await relay.hears()
        asked = [each["message"] for each in scene.line.bot.asked]
        assert asked == ["住所を変えたいです", "電話番号も変わりました"]


async def test_a_key_chooses_and_choices_are_offered(house: House) -> None:
    buttons = [{"title": "自動車", "payload": "自動車保険"}, {"title": "火災", "payload": "火災保険"}]
    answer = saying({"text": "どちらのご契約ですか。", "buttons": buttons})
    async with relayed(house, answer) as scene, scene.call() as (_, relay):
        await relay.says("契約のことです")
        assert "火災、は2を押してください。" in await relay.hears()
        await relay.presses("2")
        await relay.hears()
        assert scene.line.bot.asked[-1]["message"] == "火災保険"


@pytest.mark.parametrize("keys", ["1500041#", "1500041"], ids=["finish_key", "pause"])
async def test_digits_are_collected(house: House, keys: str) -> None:
    # With ten choices no single key is the whole answer.
    buttons = [{"title": name, "payload": name} for name in "甲乙丙丁戊己庚辛壬癸"]
    answer = saying({"text": "番号をお願いします。", "buttons": buttons})
    async with relayed(house, answer) as scene, scene.call() as (_, relay):
        await relay.says("住所を変えたいです")
        await relay.hears()
        await relay.presses(keys)
        await relay.hears()
        assert [each["message"] for each in scene.line.bot.asked][1:] == ["1500041"]


async def test_nought_asks_for_a_person(house: House) -> None:
    async with relayed(house) as scene, scene.call() as (caller, relay):
        await relay.presses("0")
        assert await relay.is_let_go() == "queue"
        assert (await house.holder(await caller.conversation()))[0] == "queue"


async def test_what_was_interrupted_is_in_the_log_and_can_be_asked_for(house: House) -> None:
    answer = saying({"text": "一つ目のご説明です。二つ目のご説明です。三つ目のご説明です。"})
    async with relayed(house, answer) as scene, scene.call() as (caller, relay):
        await relay.says("説明して")
        await relay.hears()
        await relay.interrupts("一つ目のご説明です。二つ目の")
        await relay.says("続き")
        assert await relay.hears() == "二つ目のご説明です。三つ目のご説明です。"
        assert len(await caller.events("message.posted")) == 1
        assert len(scene.line.bot.asked) == 1


async def test_a_late_answer_is_bridged_and_then_told(house: House) -> None:
    async with relayed(house, SILENT, answer_seconds=0.05) as scene, scene.call() as (_, relay):
        await relay.says("住所を変えたいです")
        assert await relay.hears() == scene.line.desk.voice.words.holding[0]
        assert relay.frames[-1]["preemptible"] is True
        scene.line.bot.may_speak.set()
        await eventually(relay.hears, lambda said: said == BOT_SAYS)
        assert len(scene.line.bot.asked) == 1


async def test_a_bot_that_never_answers_makes_way_for_a_person(house: House) -> None:
    async with relayed(house, SILENT, answer_seconds=0.05) as scene:
        await scene.line.agent()
        async with scene.call() as (caller, relay):
            await relay.says("住所を変えたいです")
            await relay.hears()
            house.clock.turn(seconds=13)
            assert await relay.is_let_go() == "queue"
        answer = await caller.goes_to(ENDED, SessionStatus="ended", HandoffData='{"reason":"queue"}')
        assert scene.line.desk.voice.words.connecting in answer.said
        assert answer.leads_to.startswith("/twilio/voice/queue?step=")
        assert (await caller.goes_to(ENDED)).document == answer.document
        assert (await house.holder(await caller.conversation()))[0] == "queue"


async def test_a_step_that_hangs_is_borne_with_and_then_left_to_the_webhooks(house: House) -> None:
    async with relayed(house, SILENT, answer_seconds=30.0, all_seconds=1.0) as scene, scene.call() as (_, relay):
        words = scene.line.desk.voice.words
        await relay.says("住所を変えたいです")
        assert await relay.hears() == words.holding[0]
        assert await relay.hears() == words.technical_difficulty
        assert await relay.is_let_go() == "trouble"


async def test_silence_climbs_the_ladder_and_says_goodbye(house: House) -> None:
    async with relayed(house, pace=IMPATIENT, hears=0.05) as scene, scene.call() as (caller, relay):
        words = scene.line.desk.voice.words
        assert (await relay.hears()).startswith(words.repeat)
        assert (await relay.hears()).startswith(words.are_you_there)
        assert await relay.is_let_go() == "goodbye"
        goodbye = await caller.goes_to(ENDED)
        assert (goodbye.verb, goodbye.said) == ("Hangup", words.goodbye_with_link)
        assert scene.line.links.sent == ["continue"]
        assert len(await caller.events("contact.closed")) == 1


async def test_what_was_posted_meanwhile_is_said_without_being_asked(house: House) -> None:
    attentive = replace(CALM, look_again=0.05, letters_per_second=AT_ONCE)
    async with relayed(house, pace=attentive) as scene, scene.call() as (caller, relay):
        await house.customer_writes(await caller.conversation(), "写真を送りました")
        await scene.line.desk.turns.sweep()
        house.clock.turn(seconds=11)
        await scene.line.desk.turns.sweep()
        assert await relay.hears() == BOT_SAYS


async def test_a_lost_socket_goes_on_by_webhooks_with_the_open_question(house: House) -> None:
    async with relayed(house) as scene:
        async with scene.call() as (caller, relay):
            await relay.says("住所を変えたいです")
            await relay.hears()
        answer = await caller.goes_to(ENDED, SessionStatus="failed", ErrorCode="64105")
        assert (answer.verb, answer.said) == ("Gather", BOT_SAYS)
        assert (await caller.says("はい")).said == BOT_SAYS
        assert scene.line.bot.asked[-1]["message"] == "はい"


async def test_a_socket_that_never_came_is_greeted_by_webhook(house: House) -> None:
    async with relayed(house) as scene:
        caller = scene.line.caller()
        await caller.dials()
        answer = await caller.goes_to(ENDED, SessionStatus="failed", ErrorCode="64102")
        assert answer.said.startswith(scene.line.desk.voice.words.greeting)
        assert answer.verb == "Gather"


async def test_words_heard_before_the_socket_was_lost_are_answered_by_webhook(house: House) -> None:
    async with relayed(house, SILENT, answer_seconds=0.3) as scene:
        async with scene.call() as (caller, relay):
            await relay.says("住所を変えたいです")
            await scene.line.bot.question_came.wait()
        await caller.goes_to(ENDED, SessionStatus="failed")
        scene.line.bot.may_speak.set()
        await scene.line.desk.turns.wait_for(await caller.conversation())
        assert (await caller.goes_to(caller.heard.leads_to)).said == BOT_SAYS


async def test_hanging_up_ends_the_call_once(house: House) -> None:
    async with relayed(house) as scene:
        async with scene.call() as (caller, relay):
            await relay.says("こんにちは")
            await relay.hears()
        await caller.hangs_up()
        assert (await caller.goes_to(ENDED, CallStatus="completed")).verb == "Hangup"
        (ended,) = await caller.events("call.ended")
        assert isinstance(ended, ev.CallEnded)
        assert ended.by == "customer"


async def test_a_call_that_was_hung_up_elsewhere_lets_go_of_its_socket(house: House) -> None:
    async with relayed(house) as scene, scene.call() as (caller, relay):
        await relay.says("こんにちは")
        await relay.hears()
        await caller.hangs_up()
        await relay.says("もしもし")
        assert await relay.is_let_go() == "gone"
        assert len(scene.line.bot.asked) == 1


@pytest.mark.parametrize(
    "signed_for", [f"wss://elsewhere.example{RELAY}", f"{PUBLIC}/twilio/voice", f"ws://counter.example{RELAY}"]
)
async def test_a_handshake_that_is_not_the_carriers_is_refused(house: House, signed_for: str) -> None:
    async with relayed(house) as scene:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            async with scene.carrier.connects(signed_for=signed_for):
                pass
        assert refused.value.status == 403


async def test_either_scheme_of_our_address_may_be_signed(house: House) -> None:
    async with relayed(house) as scene:
        caller = scene.line.caller()
        await caller.dials()
        async with scene.carrier.connects(signed_for=f"{PUBLIC}{RELAY}") as relay:
            await relay.sets_up(caller.call_sid)
            await relay.says("こんにちは")
            assert await relay.hears() == BOT_SAYS


async def test_an_unknown_call_is_let_go(house: House) -> None:
    async with relayed(house) as scene, scene.carrier.connects() as relay:
        await relay.sets_up("CA00000000000000000000000000000000")
        assert await relay.is_let_go() == "refused"


async def test_a_call_has_one_socket(house: House) -> None:
    async with relayed(house) as scene, scene.call() as (caller, relay):
        await relay.says("こんにちは")
        await relay.hears()
        async with scene.carrier.connects() as second:
            await second.sets_up(caller.call_sid)
            assert await second.is_let_go() == "refused"
        await relay.says("はい")
        assert await relay.hears() == BOT_SAYS


async def test_whoever_never_says_which_call_it_is_is_let_go(house: House) -> None:
    async with relayed(house, pace=IMPATIENT) as scene, scene.carrier.connects() as relay:
        assert await relay.is_let_go() == "trouble"


@pytest.mark.parametrize(
    "frame",
    [
        "",
        "no json",
        "[]",
        '{"type":"prompt"}',
        '{"type":"prompt","voicePrompt":5,"last":true}',
        '{"type":"info","name":"agentSpeaking"}',
        '{"type":"dtmf","digit":"12"}',
        '{"type":"error","description":"Invalid message"}',
        '{"type":"prompt","voicePrompt":"' + "あ" * 30_000 + '","last":true}',
    ],
    ids=["empty", "text", "list", "no_words", "number", "unknown", "two_digits", "error", "large"],
)
async def test_a_bent_frame_changes_nothing(house: House, frame: str) -> None:
    async with relayed(house) as scene, scene.call() as (caller, relay):
        await relay.sends(frame)
        await relay.says("こんにちは")
        assert await relay.hears() == BOT_SAYS
        assert len(await caller.events("message.received")) == 1
