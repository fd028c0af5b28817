"""The same requests in web chat, by text message and by telephone: answered alike, and kept alike."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.journeys.script import (
    ANSWERS,
    CALL_BACK,
    CHANNELS,
    HANAKO,
    REST,
    TARO,
    TARO_MOVES,
    case_no_of,
    channel_name,
    say_lines,
)
from tests.sim.kept_sessions import KeptSessions, returning_staff
from tests.sim.polling import eventually
from tests.sim.speaker import Comes
from tests.sim.stack import Stack
from tests.sim.staff import Staff

pytestmark = [pytest.mark.journeys, pytest.mark.parametrize("comes", CHANNELS, ids=channel_name)]
DIGRESSION = "控除証明書はいつ届きますか?"


@pytest.fixture
async def staff(stack: Stack, kept: KeptSessions) -> AsyncIterator[Staff]:
    async with returning_staff(stack.url, "agent1@demo.example", kept) as staff:
        yield staff


async def test_an_address_is_changed(stack: Stack, staff: Staff, comes: Comes) -> None:
    async with comes(stack.url) as hanako:
        await say_lines(hanako, (*HANAKO, *REST, (DIGRESSION, "お引越しの日"), *ANSWERS))
        done = await hanako.says("はい、お願いします")
        case_no = case_no_of(done["text"])
    case: dict[str, Any] = await eventually(
        lambda: staff.get(f"/api/cases/{case_no}"), lambda case: case["status"] == "in_review"
    )
    assert (case["procedure"], case["customer_id"]) == ("address_change", "C000001")
    fields = case["fields"]
    assert sorted(fields["policy_nos"]) == ["A123456789", "F234567890"]
    assert fields["new_postal_code"] == "1050011"
    assert fields["new_address"] == "東京都港区芝公園4丁目2-8 芝パークハイツ301"
    assert fields["moved_on"].endswith("-12-01")
    assert fields["risk_location_changes"] is True

    (contact,) = (await staff.get("/api/contacts", q=case_no))["items"]
    assert contact["channel"] == hanako.channel
    assert (contact["contact_reason"], contact["verification_level"]) == ("address_change", "L2")
    assert contact["case_nos"] == [case_no]
    detail = await staff.get(f"/api/contacts/{contact['contact_id']}")
    assert [segment["kind"] for segment in detail["segments"]] == ["bot"]
    assert any("［氏名］です" in message["text"] for message in detail["transcript"])


async def test_an_answer_is_corrected_at_the_summary(stack: Stack, staff: Staff, comes: Comes) -> None:
    corrected = ("引っ越しの日を12月3日に直してください", "12月3日")
    async with comes(stack.url) as taro:
        await say_lines(taro, (*TARO, *TARO_MOVES, corrected))
        done = await taro.says("はい")
    case = await staff.get(f"/api/cases/{case_no_of(done['text'])}")
    assert case["fields"]["moved_on"].endswith("-12-03")


async def test_a_callback_is_arranged(stack: Stack, staff: Staff, comes: Comes) -> None:
    async with comes(stack.url) as customer:
        await say_lines(customer, CALL_BACK)
        done = await customer.says("はい")
    case = await staff.get(f"/api/cases/{case_no_of(done['text'])}")
    assert case["procedure"] == "callback"
    assert case["fields"]["phone"] == "+819000000001"


async def test_how_a_case_stands_is_told_to_whom_it_belongs(stack: Stack, comes: Comes) -> None:
    async with comes(stack.url) as taro:
        await say_lines(taro, (*TARO, *TARO_MOVES))
        done = await taro.says("はい")
        told = await taro.says("手続きの状況を知りたいのですが")
        assert case_no_of(told["text"]) == case_no_of(done["text"])
    async with comes(stack.url) as stranger:
        await say_lines(stranger, (("手続きの状況を知りたいのですが", "お名前"),))


async def test_small_talk_and_commands_open_nothing(stack: Stack, comes: Comes) -> None:
    lines = (
        ("こんにちは", "みなと海上火災"),
        ("ありがとう", "こちらこそ"),
        ("/talk_to_agent", "読み取れません"),
        ("こんにちは", "みなと海上火災"),
        ('/change_address{"a":1}', "読み取れません"),
    )
    async with comes(stack.url) as customer:
        await say_lines(customer, lines)


async def test_a_command_leaves_the_open_question(stack: Stack, comes: Comes) -> None:
    async with comes(stack.url) as hanako:
        *asked, birth_date = HANAKO
        await say_lines(hanako, (*asked, ("/restart", "生年月日"), birth_date))


async def test_no_hint_tells_which_answer_was_wrong(stack: Stack, comes: Comes) -> None:
    async with comes(stack.url) as stranger:
        await say_lines(stranger, (("住所変更したい", "お名前"), ("山田太郎", "証券番号")))
        await say_lines(stranger, (("A505050505", "生年月日"),))
        answer = await stranger.says("1968年8月16日")
        assert "確認" in answer["text"]
        assert "生年月日が" not in stranger.transcript()
