"""The repairs every conversation needs, on every channel: nothing said is lost, and nobody is stuck."""

from collections.abc import AsyncIterator

import pytest

from tests.journeys.script import CHANNELS, TARO, TARO_MOVES, Lines, case_no_of, channel_name, say_lines, written
from tests.sim.kept_sessions import KeptSessions, returning_staff
from tests.sim.speaker import Comes
from tests.sim.stack import Stack
from tests.sim.staff import Staff

pytestmark = [pytest.mark.journeys, pytest.mark.parametrize("comes", CHANNELS, ids=channel_name)]

CODE, BLOCK, *LAST = TARO_MOVES
TO_THE_DATE: Lines = (*TARO, CODE, BLOCK)
WHEN = "お引越しの日"


@pytest.fixture
async def staff(stack: Stack, kept: KeptSessions) -> AsyncIterator[Staff]:
    async with returning_staff(stack.url, "agent1@demo.example", kept) as staff:
        yield staff


async def test_two_requests_in_one_sentence(stack: Stack, comes: Comes) -> None:
    both = ("住所変更と、あと契約内容の確認もお願いします", "続けてご契約内容の確認を承ります")
    async with comes(stack.url) as taro:
        await say_lines(taro, (both, *TARO[1:], *TARO_MOVES))
        done = await taro.says("はい")
        assert case_no_of(done["text"])
        for part in ("続けて、ご契約内容の確認を承ります", "現在有効なご契約", "ほかにご用件"):
            assert part in done["text"], taro.transcript()
        assert "お名前を" not in done["text"]


async def test_one_more_request_in_the_middle(stack: Stack, staff: Staff, comes: Comes) -> None:
    more = ("あと折り返し電話もほしいんだけど", WHEN)
    with_more: Lines = (*TO_THE_DATE, more, *LAST)
    async with comes(stack.url) as taro:
        await say_lines(taro, with_more)
        assert "折り返しのお電話も承ります" in taro.transcript()
        await say_lines(taro, (("はい", "お電話番号"), ("090-0000-0001", "時間帯"), ("明日の午前中", "ご用件")))
        done = await say_lines(taro, (("満期の件です", "よろしいですか"), ("はい", "受付番号")))
    case = await staff.get(f"/api/cases/{case_no_of(done['text'])}")
    assert case["procedure"] == "callback"


async def test_an_answer_and_a_request_in_one_sentence(stack: Stack, comes: Comes) -> None:
    async with comes(stack.url) as taro:
        await say_lines(taro, (*TO_THE_DATE, ("12月1日です。あと折り返し電話もください", "お車")))


async def test_turning_to_another_and_back(stack: Stack, comes: Comes) -> None:
    lines: Lines = (
        *TO_THE_DATE,
        ("先に折り返し電話をお願いします", "お電話番号"),
        ("090-0000-0001", "時間帯"),
        ("明日の午前中", "ご用件"),
        ("満期の件です", "よろしいですか"),
        ("はい", WHEN),
        ("12月1日です", "お車"),
    )
    async with comes(stack.url) as taro:
        await say_lines(taro, lines)
        assert "住所変更に戻ります" in taro.transcript()


async def test_an_interruption_and_back(stack: Stack, comes: Comes) -> None:
    lines: Lines = (
        *TO_THE_DATE,
        ("控除証明書はいつ届きますか?", WHEN),
        ("今日はいい天気ですね", WHEN),
        ("ありがとう", WHEN),
        ("あなたはロボットですか", WHEN),
        ("12月1日です", "お車"),
    )
    async with comes(stack.url) as taro:
        await say_lines(taro, lines)


@pytest.mark.parametrize("said", ["もう一度お願いします", "聞き取れませんでした", "ゆっくり言ってください"])
async def test_the_question_again(stack: Stack, comes: Comes, said: str) -> None:
    async with comes(stack.url) as customer:
        await say_lines(customer, (("住所変更をお願いします", "お名前"), (said, "お名前"), (said, "お名前")))


async def test_corrections_at_any_time(stack: Stack, staff: Staff, comes: Comes) -> None:
    lines: Lines = (
        ("住所変更をお願いします", "お名前"),
        ("山田太郎です", "証券番号"),
        ("A505050505", "生年月日"),
        ("昭和43年8月15日", "郵便番号"),
        CODE,
        BLOCK,
        ("12月1日です", "お車"),
        ("あ、やっぱり引っ越しは12月3日でした", "お車"),
        ("いいえ", "よろしいですか"),
        ("5-6-7でした", "よろしいですか"),
    )
    async with comes(stack.url) as taro:
        await say_lines(taro, lines)
        done = await taro.says("はい")
    fields = (await staff.get(f"/api/cases/{case_no_of(done['text'])}"))["fields"]
    assert fields["moved_on"].endswith("-12-03")
    assert fields["new_address"].endswith("5-6-7")


async def test_a_question_that_shall_be_left_out(stack: Stack, comes: Comes) -> None:
    lines: Lines = (
        ("住所変更をお願いします", "お名前"),
        ("なぜ必要なんですか", "ご本人さまの確認をお願いして"),
        ("山田太郎", "証券番号"),
        ("飛ばしてください", "生年月日"),
        ("1968年8月15日", "お電話番号"),
    )
    async with comes(stack.url) as taro:
        await say_lines(taro, lines)


async def test_why_it_is_asked(stack: Stack, comes: Comes) -> None:
    lines: Lines = (*TO_THE_DATE, ("なんで必要なの?", WHEN), ("答えたくないです", WHEN), ("12月1日です", "お車"))
    async with comes(stack.url) as taro:
        await say_lines(taro, lines)
        assert "伺っております" in taro.transcript()


async def test_clarifying_once_then_a_person(stack: Stack, comes: Comes) -> None:
    async with comes(stack.url) as taro:
        await say_lines(taro, (*TO_THE_DATE, ("ほげほげ", "教えて"), ("ふがふが", "担当者におつなぎしましょうか")))
        await say_lines(taro, (("12月1日です", "お車"),))


async def test_stopping_and_taking_it_up_again(stack: Stack, comes: Comes) -> None:
    lines: Lines = (
        *TO_THE_DATE,
        ("やっぱり今日はやめます", "保存して"),
        ("前回の続きをお願いします", "前回の続きから進めますか"),
        ("はい", WHEN),
        ("12月1日です", "お車"),
    )
    async with comes(stack.url) as taro:
        await say_lines(taro, lines)


async def test_small_talk_outside_a_procedure(stack: Stack, comes: Comes) -> None:
    lines: Lines = (
        ("今日はいい天気ですね", "保険のお手続きとご質問"),
        ("ありがとう", "こちらこそ"),
        ("あなたは人間ですか", "自動応答"),
    )
    async with comes(stack.url) as customer:
        await say_lines(customer, lines)


async def test_after_a_case(stack: Stack, comes: Comes) -> None:
    async with comes(stack.url) as taro:
        await say_lines(taro, (*TARO, *TARO_MOVES))
        done = await taro.says("はい")
        number = case_no_of(done["text"])
        again = await taro.says("さっきの受付番号をもう一度教えてください")
        assert number in written(again["text"])
        await say_lines(taro, (("あります", "ご用件をお聞かせください"), ("折り返し電話をください", "お電話番号")))


async def test_nothing_else(stack: Stack, comes: Comes) -> None:
    async with comes(stack.url) as taro:
        await say_lines(taro, (*TARO, *TARO_MOVES, ("はい", "ほかにご用件"), ("ないです", "ありがとうございました")))


async def test_a_case_is_undone_by_a_person(stack: Stack, comes: Comes) -> None:
    async with comes(stack.url) as taro:
        await say_lines(taro, (*TARO, *TARO_MOVES, ("はい", "ほかにご用件")))
        told = await taro.says("やっぱりさっきの取り消してください")
        assert "取り消しや変更は、担当者が承ります" in told["text"]


async def test_a_person_is_asked_for_anywhere(stack: Stack, comes: Comes) -> None:
    async with comes(stack.url) as taro:
        await say_lines(taro, TO_THE_DATE)
        told = await taro.says("人と話したいです")
        assert "担当者に引き継ぎました" in told["text"]
