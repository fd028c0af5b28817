"""What is special to text messages: words that stop and resume them, numbered choices, links for what is too long."""

import re

import pytest

from tests.journeys.script import ANSWERS, HANAKO, REST, TARO, say_lines
from tests.sim.polling import eventually
from tests.sim.stack import Stack
from tests.sim.texter import Texter

pytestmark = pytest.mark.journeys
LINK = re.compile(r"http://\S+/c/[\w-]{20,}")


def refusals(stack: Stack) -> int:
    """How many messages were not sent because somebody does not want any."""
    return stack.log_of("gateway").count('"code": "opted_out"')


async def refused_again(stack: Stack, before: int) -> None:
    async def count() -> int:
        return refusals(stack)

    await eventually(count, lambda now: now > before)


@pytest.mark.parametrize(("stop", "resume"), [("STOP", "START"), ("停止", "再開"), ("　ストップ。", "ＵＮＳＴＯＰ")])
async def test_nothing_is_sent_until_it_is_wanted_again(stack: Stack, stop: str, resume: str) -> None:
    async with Texter(stack.url) as customer:
        await say_lines(customer, (("住所を変更したいです", "お名前"), (stop, "停止しました")))
        refused = refusals(stack)
        await customer.tells("佐藤花子です")
        await refused_again(stack, refused)
        await say_lines(customer, ((resume, "再開しました"), ("A123456789です", "生年月日")))
        assert [body for body in await customer.received() if "証券番号" in body] == []


async def test_stopping_again_is_not_confirmed_again(stack: Stack) -> None:
    async with Texter(stack.url) as customer:
        await say_lines(customer, (("こんにちは", "停止"), ("停止", "停止しました")))
        await customer.tells("停止")
        await say_lines(customer, (("再開", "再開しました"),))
        assert sum("停止しました" in body for body in await customer.received()) == 1


async def test_help_tells_how_to_reach_a_person(stack: Stack) -> None:
    async with Texter(stack.url) as customer:
        await say_lines(customer, (("HELP", "担当者"), ("ヘルプ", "停止")))


async def test_choices_are_numbered_and_taken_by_their_number(stack: Stack) -> None:
    lines = (
        ("住所を変更したいです", "お名前"),
        ("佐藤花子", "1 わからない"),
        ("A123456789", "生年月日"),
        ("S55.5.5", "1 すべて"),
        ("②", "郵便番号"),
        ("1050011", "港区芝公園"),
        ("4-2-8", "お引越しの日"),
        ("昨日", "お車"),
        ("2番です", "よろしいですか"),
        ("1", "受付番号はT"),
    )
    async with Texter(stack.url) as hanako:
        await say_lines(hanako, lines)


async def test_every_answer_fits_three_parts_but_what_is_read_back(stack: Stack) -> None:
    async with Texter(stack.url) as hanako:
        summary = await say_lines(hanako, (*HANAKO, *REST, *ANSWERS))
        await say_lines(hanako, (("はい", "受付番号"),))
        longer = [body for body in await hanako.received() if len(body) > 3 * 67]
    assert longer in ([], [summary["text"]])
    assert "芝公園4丁目2-8 芝パークハイツ301" in summary["text"]
    assert len(summary["text"]) <= 8 * 67


async def test_the_way_out_is_told_once(stack: Stack) -> None:
    async with Texter(stack.url) as taro:
        await say_lines(taro, TARO)
        assert [n for n, body in enumerate(await taro.received()) if "配信停止" in body] == [0]


async def test_a_picture_is_asked_for_by_link(stack: Stack) -> None:
    async with Texter(stack.url) as customer:
        await customer.says("こんにちは")
        picture = {"NumMedia": "1", "MediaUrl0": "https://api.twilio.com/media/ME1", "MediaContentType0": "image/jpeg"}
        answer = await customer.says("", **picture)
        assert "写真" in answer["text"]
        assert LINK.search(answer["text"])


async def test_the_same_message_twice_is_one(stack: Stack) -> None:
    async with Texter(stack.url) as customer:
        for _ in range(3):
            assert await customer.send("こんにちは", message_sid="SM" + "ab" * 15 + customer.number[-2:]) == 200
        await say_lines(customer, (("ありがとう", "こんにちは"),))
        answers = await eventually(customer.received, lambda bodies: len(bodies) >= 2)
        assert ["こんにちは" in body for body in answers] == [True, False]
