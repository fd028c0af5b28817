"""Text messages at the door: committed once, answered once, and refused with a code when they make no sense."""

import asyncio
from typing import Any

import pytest
from structlog.testing import capture_logs

from conversation import events as ev
from tests.integration.sms.scene import Scene, new_number, new_sid

pytestmark = pytest.mark.integration

EMPTY_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response/>'


def codes(logs: list[Any]) -> list[str]:
    return [entry["code"] for entry in logs if "code" in entry]


async def test_a_message_is_committed_and_given_to_the_bot(scene: Scene) -> None:
    number = new_number()
    answer = await scene.writes(number, "引っ越しました 🚚")
    assert (answer.status_code, answer.text) == (200, EMPTY_TWIML)
    assert answer.headers["content-type"].startswith("text/xml")
    assert await scene.received(number) == ["引っ越しました 🚚"]
    assert len(scene.turns.kicked) == 1


@pytest.mark.parametrize("days", [0, 400])
async def test_a_repeated_message_is_one_message_for_ever(scene: Scene, days: int) -> None:
    number, sid = new_number(), new_sid()
    await scene.writes(number, "こんにちは", sid=sid)
    scene.clock.turn(days=days)
    answers = [await scene.writes(number, "こんにちは", sid=sid) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {200}
    assert await scene.received(number) == ["こんにちは"]
    assert len(scene.turns.kicked) == 1


async def test_repetitions_at_once_are_one_message(scene: Scene) -> None:
    number, sid = new_number(), new_sid()
    answers = await asyncio.gather(*(scene.writes(number, "同時です", sid=sid) for _ in range(5)))
    assert {answer.status_code for answer in answers} == {200}
    assert await scene.received(number) == ["同時です"]
    assert len(await scene.conversations_of(number)) == 1


async def test_the_id_of_another_message_changes_nothing(scene: Scene) -> None:
    number, sid = new_number(), new_sid()
    await scene.writes(number, "はい", sid=sid)
    with capture_logs() as logs:
        answer = await scene.writes(number, "いいえ", sid=sid)
    assert (answer.status_code, codes(logs)) == (200, ["message_id_reused"])
    assert await scene.received(number) == ["はい"]


async def test_nothing_unsigned_comes_in(scene: Scene) -> None:
    number = new_number()
    fields = {"MessageSid": new_sid(), "From": number, "Body": "x"}
    answer = await scene.post("/twilio/sms", fields, signature="x")
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "signature_invalid")
    assert await scene.conversations_of(number) == set()


@pytest.mark.parametrize(
    "sid", ["", "SM1", "SM" + "g" * 32, "SM" + "0" * 32 + "NumMedia0", "SM" + "0" * 31 + "０", "CA" + "0" * 32]
)
async def test_a_message_id_of_another_form_is_malformed(scene: Scene, sid: str) -> None:
    number = new_number()
    fields = {"MessageSid": sid, "From": number, "Body": "x", "NumMedia": "0"}
    answer = await scene.post("/twilio/sms", fields)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "malformed")
    assert await scene.conversations_of(number) == set()


@pytest.mark.parametrize("left_out", ["MessageSid", "From", "Body"])
async def test_an_absent_field_is_no_statement(scene: Scene, left_out: str) -> None:
    fields = {"MessageSid": new_sid(), "From": new_number(), "Body": "x", "NumMedia": "0"}
    answer = await scene.post("/twilio/sms", {k: v for k, v in fields.items() if k != left_out})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "malformed")


@pytest.mark.parametrize("media", ["-1", "x", "", "1e3", "１", "9" * 5_000])
async def test_a_count_of_pictures_that_is_none_is_malformed(scene: Scene, media: str) -> None:
    answer = await scene.writes(new_number(), "x", NumMedia=media)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "malformed")


@pytest.mark.parametrize(("length", "status"), [(1_600, 200), (1_601, 400)])
async def test_a_message_has_1600_characters_at_most(scene: Scene, length: int, status: int) -> None:
    number = new_number()
    with capture_logs() as logs:
        answer = await scene.writes(number, "あ" * length)
    assert answer.status_code == status
    assert ("message_too_long" in codes(logs)) is (status == 400)


@pytest.mark.parametrize("sender", ["Toritsugi", "24365", "", "+0900001111", "09000001234", "whatsapp:+819000001234"])
async def test_a_sender_nobody_could_answer_opens_no_conversation(scene: Scene, sender: str) -> None:
    sid = new_sid()
    with capture_logs() as logs:
        answer = await scene.writes(sender, "広告", sid=sid)
    assert (answer.status_code, codes(logs)) == (200, ["sender_cannot_be_answered"])
    assert not await scene.is_received(sid)


@pytest.mark.parametrize("number", ["+81300001234", "+12025550123"])
async def test_landlines_and_foreign_numbers_are_heard(scene: Scene, number: str) -> None:
    text = f"こんにちは {new_sid()}"
    assert (await scene.writes(number, text)).status_code == 200
    assert text in await scene.received(number)


@pytest.mark.parametrize("body", ["", "  \n", "\u200b\ufeff"])
async def test_an_empty_message_is_told_so_by_its_turn(scene: Scene, body: str) -> None:
    number = new_number()
    assert (await scene.writes(number, body)).status_code == 200
    assert await scene.received(number) == [""]
    assert len(scene.turns.kicked) == 1


@pytest.mark.parametrize(
    "body", ["\x00", "</Say><Dial>+1900</Dial>", "/restart", "\u202eabc", "👨‍👩‍👧‍👦", "a\x0bb\ufffe"]
)
async def test_odd_characters_are_only_text(scene: Scene, body: str) -> None:
    number = new_number()
    answer = await scene.writes(number, f"x{body}")
    assert (answer.status_code, answer.text) == (200, EMPTY_TWIML)
    assert await scene.received(number) == [f"x{body}"]


async def test_the_log_of_the_process_holds_no_number_and_no_text(scene: Scene) -> None:
    number = new_number()
    with capture_logs() as logs:
        await scene.writes(number, "秘密の内容")
        await scene.writes(number, "秘密の内容" * 400)
        await scene.writes("秘密", "秘密の内容")
    assert number[3:] not in str(logs)
    assert "秘密" not in str(logs)


async def test_a_second_message_continues_the_conversation(scene: Scene) -> None:
    number = new_number()
    await scene.writes(number, "一つ目")
    await scene.writes(number, "二つ目")
    assert await scene.received(number) == ["一つ目", "二つ目"]
    opened = [event for event in await scene.log_of(number) if isinstance(event, ev.ContactOpened)]
    assert [event.channel for event in opened] == ["sms"]
