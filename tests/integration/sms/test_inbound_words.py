"""What the channel answers itself: opting out and in, help, and pictures."""

import asyncio

import pytest

from gateway.channels.sms.inbound import HELP, NO_PICTURES, RESUMED, STOPPED
from tests.integration.sms.scene import Scene, new_number, new_sid

pytestmark = pytest.mark.integration


@pytest.mark.parametrize("word", ["STOP", "停止。", "cancel"])
async def test_opting_out_is_confirmed_once_and_the_bot_hears_nothing(scene: Scene, word: str) -> None:
    number, sid = new_number(), new_sid()
    for _ in range(3):
        assert (await scene.writes(number, word, sid=sid)).status_code == 200
    await scene.writes(number, word)
    assert await scene.is_opted_out(number)
    assert await scene.staged(number) == [("opt_out_confirmation", STOPPED)]
    assert await scene.received(number) == [word, word]
    assert (scene.turns.kicked, await scene.posted(number)) == ([], [])


async def test_opting_in_again_is_confirmed(scene: Scene) -> None:
    number = new_number()
    await scene.writes(number, "停止")
    scene.clock.turn(minutes=1)
    await scene.writes(number, "再開")
    assert not await scene.is_opted_out(number)
    assert [text for _, text in await scene.staged(number)] == [STOPPED, RESUMED]


@pytest.mark.parametrize("stops", [1, 2])
async def test_an_old_word_repeated_undoes_nothing(scene: Scene, stops: int) -> None:
    number, sids = new_number(), [new_sid() for _ in range(stops)]
    for sid in sids:
        await scene.writes(number, "STOP", sid=sid)
    scene.clock.turn(minutes=1)
    await scene.writes(number, "START")
    scene.clock.turn(days=400)
    for sid in sids:
        await scene.writes(number, "STOP", sid=sid)
    assert not await scene.is_opted_out(number)
    assert len(await scene.staged(number)) == 2


async def test_the_same_word_twice_at_once_is_confirmed_once(scene: Scene) -> None:
    number, sid = new_number(), new_sid()
    await asyncio.gather(*(scene.writes(number, "停止", sid=sid) for _ in range(4)))
    assert await scene.staged(number) == [("opt_out_confirmation", STOPPED)]


async def test_what_a_crash_left_unanswered_is_answered_when_the_message_comes_again(scene: Scene) -> None:
    number, sid = new_number(), new_sid()
    # The first half of the work: the message is accepted, and the process dies before its answer.
    sms = scene.sent_before(number, "STOP", sid=sid)
    message = scene.as_message(sms)
    await scene.desk.intake.accept_from_line(message, needs_answer=False)
    await scene.writes(number, "STOP", sid=sid)
    assert await scene.is_opted_out(number)
    assert await scene.staged(number) == [("opt_out_confirmation", STOPPED)]


async def test_help_is_told_once_by_the_service(scene: Scene) -> None:
    number, sid = new_number(), new_sid()
    for _ in range(2):
        await scene.writes(number, "ヘルプ", sid=sid)
    assert await scene.posted(number) == [HELP]
    assert scene.turns.kicked == []
    assert "message.posted" in scene.notices.told


@pytest.mark.parametrize("word", ["YES", "はい", "解除", "停止してください"])
async def test_answers_reach_the_bot(scene: Scene, word: str) -> None:
    number = new_number()
    await scene.writes(number, word)
    assert len(scene.turns.kicked) == 1
    assert not await scene.is_opted_out(number)


@pytest.mark.parametrize(("body", "turns"), [("", 0), ("事故の写真です", 1)])
async def test_a_picture_is_asked_for_by_a_link(scene: Scene, body: str, turns: int) -> None:
    number, sid = new_number(), new_sid()
    for _ in range(2):
        await scene.writes(
            number, body, sid=sid, NumMedia="2", MediaUrl0="http://169.254.169.254/x", MediaContentType0="image/jpeg"
        )
    assert scene.links.issued == [("photo", None)]
    assert (await scene.received(number), await scene.posted(number)) == ([body], [])
    assert len(scene.turns.kicked) == turns


async def test_without_a_link_the_customer_is_told_to_write(scene: Scene) -> None:
    number, sid = new_number(), new_sid()
    scene.links.has_some = False
    for _ in range(2):
        await scene.writes(number, "", sid=sid, NumMedia="1")
    assert await scene.posted(number) == [NO_PICTURES]
