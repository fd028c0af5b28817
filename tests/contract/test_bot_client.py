"""The bot client against real answers of a real server: words, or one named reason why there are none."""

import asyncio
import json
from collections.abc import AsyncIterator

import httpx2
import pytest

from conversation.messages import Choice
from gateway.bot_client import LARGEST_ANSWER_BYTES, LONGEST_FOR_BOT, BotAnswer, BotClient, BotUnavailableError, for_bot
from tests.sim.bot_contract import ask, check_bot, client_of
from tests.sim.scripted_bot import Answer, ScriptedBot, saying, scripted_bot

pytestmark = pytest.mark.contract

HELLO = saying({"recipient_id": "s-1", "text": "承ります。"})
BUDGET_SECONDS = 5.0


@pytest.fixture
async def bot() -> AsyncIterator[ScriptedBot]:
    async with scripted_bot(HELLO) as running:
        yield running


@pytest.fixture
async def http() -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(timeout=BUDGET_SECONDS) as client:
        yield client


async def refusal(http: httpx2.AsyncClient, bot: ScriptedBot, within: float = BUDGET_SECONDS) -> str:
    with pytest.raises(BotUnavailableError) as refused:
        await ask(client_of(http, bot.url), "こんにちは", within=within)
    assert refused.value.code == "bot_unavailable"
    return refused.value.reason


async def test_the_scripted_bot_keeps_the_contract(bot: ScriptedBot, http: httpx2.AsyncClient) -> None:
    await check_bot(client_of(http, bot.url), "s-1")


async def test_the_question_carries_sender_text_and_turn(bot: ScriptedBot, http: httpx2.AsyncClient) -> None:
    await ask(client_of(http, bot.url), "住所変更", "s-42")
    (asked,) = bot.asked
    assert (asked["sender"], asked["message"]) == ("s-42", "住所変更")
    assert set(asked["metadata"]) == {"turn_id"}


async def test_all_sentences_and_buttons_are_kept_in_order(bot: ScriptedBot, http: httpx2.AsyncClient) -> None:
    bot.answer = saying(
        {"text": "一つ目"},
        {"text": None, "image": "https://example.invalid/x.png"},
        {"text": "二つ目", "buttons": [{"title": "はい", "payload": "yes"}, {"title": "いいえ", "payload": "no"}]},
    )
    expected = BotAnswer(("一つ目", "二つ目"), (Choice(label="はい", value="yes"), Choice(label="いいえ", value="no")))
    assert await ask(client_of(http, bot.url), "こんにちは") == expected


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(b"[]"), "empty"),
        (saying({"recipient_id": "s-1"}), "empty"),
        (saying({"text": None}), "empty"),
        (saying({"text": ""}, {"text": " \n"}), "empty"),
        (Answer(b"<html>Traceback (most recent call last)</html>", 500, "text/html"), "bad_answer"),
        (Answer(HELLO.body, 500), "bad_answer"),
        (Answer(b"", 302), "bad_answer"),
        (Answer(b"<html>It works!</html>", content_type="text/html"), "bad_answer"),
        (Answer(b""), "bad_answer"),
        (Answer(b"null"), "bad_answer"),
        (Answer(b'{"text": "not a list"}'), "bad_answer"),
        (Answer(b'["text"]'), "bad_answer"),
        (Answer(b'[{"text": 5}]'), "bad_answer"),
        (Answer(b'[{"text": "\xff\xfe"}]'), "bad_answer"),
        (Answer(b'[{"text": "\\ud800"}]'), "bad_answer"),
        (Answer(b"[" * 100_000), "bad_answer"),
        (saying({"text": "あ", "buttons": [{"title": "はい"}]}), "bad_answer"),
        (saying({"text": "あ" * 3_400_000}), "bad_answer"),
        (Answer(b'[{"text": "' + b"a" * LARGEST_ANSWER_BYTES + b'"}]'), "bad_answer"),
        (Answer(HELLO.body, bytes_sent=0), "unreachable"),
        (Answer(HELLO.body, bytes_sent=10), "unreachable"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_no_words_have_a_reason(bot: ScriptedBot, http: httpx2.AsyncClient, answer: Answer, reason: str) -> None:
    bot.answer = answer
    assert await refusal(http, bot) == reason


async def test_a_large_answer_within_the_limit_is_taken(bot: ScriptedBot, http: httpx2.AsyncClient) -> None:
    bot.answer = saying({"text": "a" * (LARGEST_ANSWER_BYTES // 2)})
    answer = await ask(client_of(http, bot.url), "こんにちは")
    assert len(answer.say[0]) == LARGEST_ANSWER_BYTES // 2


async def test_silence_ends_with_the_budget(bot: ScriptedBot, http: httpx2.AsyncClient) -> None:
    bot.answer = Answer(is_silent=True)
    assert await refusal(http, bot, within=0.05) == "timeout"


async def test_a_bot_that_is_not_there_is_unreachable(http: httpx2.AsyncClient) -> None:
    async with scripted_bot(HELLO) as gone:
        pass
    assert await refusal(http, gone) == "unreachable"
    assert not await client_of(http, gone.url).is_ready()


async def test_a_bot_that_answers_errors_is_not_ready(bot: ScriptedBot, http: httpx2.AsyncClient) -> None:
    bot.answer = Answer(b"", 500)
    assert not await client_of(http, bot.url).is_ready()


async def test_errors_say_nothing_of_the_customer(bot: ScriptedBot, http: httpx2.AsyncClient) -> None:
    bot.answer = Answer(b"<html>", 500)
    with pytest.raises(BotUnavailableError) as refused:
        await ask(client_of(http, bot.url), "佐藤 花子です", "sender-secret")
    assert str(refused.value) == "bad_answer"


async def test_the_breaker_opens_and_tries_again_later(bot: ScriptedBot, http: httpx2.AsyncClient) -> None:
    now = [100.0]
    client = client_of(http, bot.url, limit=3, now=now)
    bot.answer = Answer(b"[]")
    reasons = [await reason_of(client) for _ in range(4)]
    assert reasons == ["empty", "empty", "empty", "resting"]
    assert len(bot.asked) == 3, "a resting bot is not asked"

    now.append(115.0)
    assert [await reason_of(client), await reason_of(client)] == ["empty", "resting"]

    now.append(130.0)
    bot.answer = HELLO
    assert (await ask(client, "こんにちは")).say == ("承ります。",)
    assert (await ask(client, "こんにちは")).say == ("承ります。",)


async def test_one_question_tries_while_the_others_rest_on(bot: ScriptedBot, http: httpx2.AsyncClient) -> None:
    now = [100.0]
    client = client_of(http, bot.url, limit=1, now=now)
    bot.answer = Answer(b"[]")
    assert await reason_of(client) == "empty"
    bot.answer = Answer(HELLO.body, is_silent=True)
    bot.question_came.clear()
    now.append(120.0)
    async with asyncio.TaskGroup() as tasks:
        trial = tasks.create_task(ask(client, "試し"))
        await bot.question_came.wait()
        assert await reason_of(client) == "resting"
        bot.may_speak.set()
    assert trial.result().say == ("承ります。",)


async def reason_of(client: BotClient) -> str:
    with pytest.raises(BotUnavailableError) as refused:
        await ask(client, "こんにちは")
    return refused.value.reason


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("/restart", "restart"),
        ("／restart", "restart"),
        ("//restart", "restart"),
        (" /greet", "greet"),
        ("\u3000/greet", "greet"),
        ("\n\t/greet", "greet"),
        ("/ /greet", "greet"),
        ("\u200b/restart", "restart"),
        ("\ufeff/restart", "restart"),
        ("\u2060\u200d/restart", "restart"),
        ("\u202e/restart", "restart"),
        ("\u00ad/restart", "restart"),
        ("\x00\x1b/restart", "restart"),
        ("\x85/restart", "restart"),
        ("\ud800/restart", "restart"),
        ("\ue000/restart", "restart"),
        ("/\u200b/restart", "restart"),
        ("⁄restart", "restart"),
        ("∕restart", "restart"),
        ("⧸restart", "restart"),
        ('/inform{"a":1}', 'inform{"a":1}'),
        ('／inform｛"a"：1｝', 'inform{"a":1}'),
        ("/", "…"),
        ("／ / /", "…"),
        ("", "…"),
        ("\u200b", "…"),
        ("ＡＢＣ１２３", "ABC123"),
        ("ｻﾄｳ ﾊﾅｺ", "サトウ ハナコ"),
        ("4/1に引っ越しました", "4/1に引っ越しました"),
        ("一行目\n二行目", "一行目\n二行目"),
        ("髙橋 トメ", "髙橋 トメ"),
    ],
)
def test_no_disguise_of_a_slash_reaches_the_bot(written: str, seen: str) -> None:
    assert for_bot(written) == seen


@pytest.mark.parametrize("written", ["あ" * 10_000, "\ufdfa" * 10_000, "/" * 10_000 + "restart"])
def test_the_bot_never_sees_more_than_its_limit(written: str) -> None:
    assert len(for_bot(written)) <= LONGEST_FOR_BOT
    assert json.dumps(for_bot(written)).encode()
