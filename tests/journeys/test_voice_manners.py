"""What is special to the telephone: silence, words not understood as sound, keys, and hanging up at any moment."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any

import pytest

from tests.journeys.script import CALL_BACK, TARO, case_no_of, say_lines
from tests.sim.duty import Duty, on_duty
from tests.sim.kept_sessions import KeptSessions
from tests.sim.polling import eventually
from tests.sim.stack import Stack
from tests.sim.telephone import Caller
from tests.sim.texter import Texter, unassigned_mobile

pytestmark = pytest.mark.journeys


@pytest.fixture
async def duty(stack: Stack, kept: KeptSessions) -> AsyncIterator[Duty]:
    async with on_duty(stack.url, kept) as duty:
        yield duty


def marks_of(contact: Mapping[str, Any], kind: str) -> list[Mapping[str, Any]]:
    return [mark for mark in contact["marks"] if mark["kind"] == kind]


async def test_the_greeting_says_who_records_and_how_to_speak(stack: Stack) -> None:
    async with Caller(stack.url) as caller:
        for said in ("みなと海上火災", "録音", "9を押して", "0を押して"):
            assert said in caller.greeting


@pytest.mark.parametrize("prefix", ["60", "70", "80", "90"])
async def test_silence_is_asked_about_and_then_ends_the_call_with_a_link(stack: Stack, prefix: str) -> None:
    async with Caller(stack.url, f"+81{prefix}{unassigned_mobile()[5:]}") as caller:
        await say_lines(caller, TARO)
        for expected in ("もう一度申し上げます", "つながっております", "SMSでお送りします"):
            assert expected in (await caller.keeps_silent())["text"], caller.transcript()
        assert caller.is_over
        async with Texter(stack.url, caller.number) as mobile:
            assert "/c/" in (await mobile.until_said("続き"))["text"]


async def test_the_ladder_begins_anew_with_every_word(stack: Stack) -> None:
    async with Caller(stack.url) as caller:
        await caller.says("住所を変更したいです")
        for text in ("佐藤花子です", "A123456789"):
            await caller.keeps_silent()
            await caller.keeps_silent()
            await caller.says(text)
        assert not caller.is_over


async def test_who_withholds_the_number_is_promised_a_person_instead_of_a_link(stack: Stack, duty: Duty) -> None:
    async with Caller(stack.url, is_withheld=True) as caller:
        await caller.says("住所を変更したいです")
        for _ in range(3):
            last = await caller.keeps_silent()
        assert "申し伝えます" in last["text"]
    promised = (await duty.supervisor.get("/promises", limit="200"))["items"]
    assert any("途中でお電話が切れた" in promise["text"] for promise in promised)


async def test_what_was_hardly_heard_is_asked_again(stack: Stack) -> None:
    async with Caller(stack.url) as caller:
        await caller.says("住所を変更したいです")
        unsure = await caller.says("さとう花壇です", confidence=0.1)
        assert "聞き取れませんでした" in unsure["text"]
        await say_lines(caller, (("佐藤花子です", "証券番号"), ("A123456789", "生年月日")))
        assert "聞き取れませんでした" in (await caller.says("昭和ごにょ", confidence=0.2))["text"]


async def test_who_is_never_heard_well_reaches_a_person(stack: Stack, duty: Duty) -> None:
    async with Caller(stack.url) as caller:
        await caller.says("住所を変更したいです")
        for _ in range(5):
            await caller.says("ごにょごにょ", confidence=0.1)
        _, accepted = await duty.takes_over()
        assert accepted["packet"]["reason"] == "not_understood"


async def test_words_repeated_and_spoken_slowly_on_request(stack: Stack) -> None:
    async with Caller(stack.url) as caller:
        await caller.says("住所を変更したいです")
        assert "お名前" in (await caller.says("もう一度お願いします"))["text"]
        assert "お名前" in (await caller.presses("*"))["text"]
        slower = await caller.says("ゆっくりお願いします")
        assert "ゆっくりお話しいたします" in slower["text"]
        assert "お名前" in slower["text"]


async def test_keys_answer_what_keys_can_answer(stack: Stack) -> None:
    async with Caller(stack.url) as hanako:
        await say_lines(hanako, (("住所を変更したいです", "お名前"), ("佐藤花子です", "証券番号")))
        pressed = (
            ("1", "生年月日"),
            ("19800505#", "お電話番号"),
            ("09000000001", "住所を変更するご契約を"),
            ("2", "郵便番号"),
            ("1050011", "港区芝公園"),
        )
        for keys, expected in pressed:
            assert expected in (await hanako.presses(keys))["text"], hanako.transcript()
        await say_lines(hanako, (("4丁目2の8", "お引越しの日"),))
        for keys, expected in (("20261201#", "お車"), ("2", "よろしいですか"), ("1", "受付番号")):
            assert expected in (await hanako.presses(keys))["text"], hanako.transcript()


@pytest.mark.parametrize(("keys", "expected"), [("9", "119番"), ("5", ""), ("#", ""), ("12345", "")])
async def test_any_key_at_the_beginning_is_answered(stack: Stack, keys: str, expected: str) -> None:
    async with Caller(stack.url) as caller:
        answer = await caller.presses(keys)
        assert answer["text"]
        assert expected in answer["text"]


@pytest.mark.parametrize(
    "lines", [(), CALL_BACK[:1], TARO[:3], CALL_BACK], ids=["greeting", "phone", "birth", "summary"]
)
async def test_zero_is_a_person_at_any_time(stack: Stack, duty: Duty, lines: tuple[tuple[str, str], ...]) -> None:
    async with Caller(stack.url) as caller:
        await say_lines(caller, lines)
        assert "引き継ぎました" in (await caller.presses("0"))["text"]
        _, accepted = await duty.takes_over()
        assert accepted["packet"]["reason"] == "asked_for"


async def test_numbers_are_read_digit_by_digit(stack: Stack) -> None:
    async with Caller(stack.url) as caller:
        summary = await say_lines(caller, CALL_BACK)
        assert "ゼロキューゼロゼロゼロゼロゼロゼロゼロゼロイチ" in summary["text"].replace("、", "")
        done = await caller.says("はい")
        assert case_no_of(done["text"]).startswith("T26")
        assert not any(char in done["text"] for char in "【】「」（）・")


async def listening(caller: Caller, _: Duty) -> None:
    await caller.says("住所を変更したいです")


async def waiting(caller: Caller, duty: Duty) -> None:
    await caller.says("担当者につないで")
    await duty.offered()


async def ringing(caller: Caller, duty: Duty) -> None:
    await caller.says("担当者につないで")
    await duty.takes_over()
    await caller.follows()
    assert caller.at.name == "Dial"


async def talking(caller: Caller, duty: Duty) -> None:
    await caller.says("担当者につないで")
    await duty.takes_over()
    await caller.meets_agent()


async def leaving_a_message(caller: Caller, duty: Duty) -> None:
    await duty.agent.put("/presence", {"presence": "offline"})
    await caller.says("担当者につないで")
    assert caller.at.name == "Record"


@pytest.mark.parametrize("reach", [listening, waiting, ringing, talking, leaving_a_message], ids=lambda f: f.__name__)
async def test_hanging_up_at_any_moment_is_kept_as_the_callers(
    stack: Stack, duty: Duty, reach: Callable[[Caller, Duty], Awaitable[None]]
) -> None:
    async with Caller(stack.url) as caller:
        await reach(caller, duty)
    contact = await eventually(lambda: duty.latest_contact("voice"), lambda contact: marks_of(contact, "call.ended"))
    (ended,) = marks_of(contact, "call.ended")
    assert ended["by"] == "customer"
    assert [mark["kind"] for mark in contact["marks"]].count("call.started") == 1


async def test_an_agent_hangs_up_and_wraps_up(stack: Stack, duty: Duty) -> None:
    async with Caller(stack.url) as caller:
        await caller.says("担当者につないで")
        conversation_id, _ = await duty.takes_over()
        await caller.meets_agent()
        paused = await duty.agent.post(f"/conversations/{conversation_id}/call/recording", {"paused": True})
        assert paused["is_recording_paused"] is True
        await duty.agent.post(f"/conversations/{conversation_id}/call/hang-up")
        await caller.until_over()
        contact = await duty.wraps_up(conversation_id)
    assert [mark["by"] for mark in marks_of(contact, "call.ended")] == ["agent"]
    assert [segment["kind"] for segment in contact["segments"]] == ["bot", "queue", "agent", "wrap_up"]


async def test_an_agent_who_does_not_answer_gives_the_caller_back(stack: Stack, duty: Duty) -> None:
    async with Caller(stack.url) as caller:
        await caller.says("担当者につないで")
        await duty.takes_over()
        await caller.follows()
        heard = await caller.line.agent_does_not_answer()
        # Nobody else works here: a message may be left.
        assert any("担当者がすぐに電話に出られません" in sentence for sentence in heard), heard


async def test_a_callback_keeps_the_place(stack: Stack, duty: Duty) -> None:
    async with Caller(stack.url) as caller:
        told = await caller.says("担当者につないで")
        assert "折り返し" in told["text"]
        accepted = await caller.presses("1")
        assert "承知いたしました" in accepted["text"]
        assert caller.is_over
        conversation_id, _ = await duty.takes_over()
        assert "折り返しのお電話を差し上げました" in await caller.picks_up()
        await caller.meets_agent()
        await caller.tells("はい、聞こえます")
        await duty.agent.hears(conversation_id, "はい、聞こえます")
        await duty.agent.post(f"/conversations/{conversation_id}/end")
        contact = await duty.wraps_up(conversation_id)
    assert [segment["kind"] for segment in contact["segments"]] == ["bot", "queue", "agent", "wrap_up"]
    assert [mark["direction"] for mark in marks_of(contact, "call.started")] == ["inbound", "outbound"]
