"""A policyholder changes an address in web chat, and the contact and the case are found afterwards."""

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.journeys.script import ANSWERS, HANAKO, REST, TARO, TARO_MOVES, case_no_of, say_lines
from tests.sim.customer import Customer
from tests.sim.polling import eventually
from tests.sim.stack import Stack
from tests.sim.staff import Staff

pytestmark = pytest.mark.journeys


@pytest.fixture
async def staff(stack: Stack) -> AsyncIterator[Staff]:
    signed_in = await Staff.signed_in(stack.url)
    yield signed_in
    await signed_in.close()


async def test_address_is_changed_on_the_right_policies(stack: Stack, staff: Staff) -> None:
    async with Customer(stack.url) as hanako:
        await say_lines(hanako, (*HANAKO, *REST))
        aside = await hanako.says("控除証明書はいつ届きますか?")
        assert "お引越しの日" in aside["text"], "the open question comes back after the digression"
        summary = await say_lines(hanako, ANSWERS)
        assert "東京都港区芝公園4丁目2-8 芝パークハイツ301" in summary["text"]
        done = await hanako.says("はい、お願いします")
        case_no = case_no_of(done["text"])
        conversation_id = hanako.session["conversation_id"]

    case: dict[str, Any] = await eventually(
        lambda: staff.get(f"/api/cases/{case_no}"), lambda case: case["status"] == "in_review"
    )
    assert case["procedure"] == "address_change"
    assert case["customer_id"] == "C000001"
    fields = case["fields"]
    assert sorted(fields["policy_nos"]) == ["A123456789", "F234567890"]
    assert fields["new_postal_code"] == "1050011"
    assert fields["new_address"] == "東京都港区芝公園4丁目2-8 芝パークハイツ301"
    assert fields["moved_on"].endswith("-12-01")
    assert fields["risk_location_changes"] is True

    contacts = await staff.get("/api/contacts", q=case_no)
    (contact,) = contacts["items"]
    assert contact["conversation_id"] == conversation_id
    assert contact["channel"] == "webchat"
    assert contact["contact_reason"] == "address_change"
    assert contact["verification_level"] in {"L2", 2}
    detail = await staff.get(f"/api/contacts/{contact['contact_id']}")
    assert detail["segments"][0]["kind"] == "bot"
    assert any("［氏名］です" in message["text"] for message in detail["transcript"])

    customer = await staff.get("/api/customers/C000001")
    changed = [p for p in customer["policies"] if p["policy_no"] in fields["policy_nos"]]
    assert changed


async def test_status_is_told_later(stack: Stack) -> None:
    async with Customer(stack.url) as taro:
        await say_lines(taro, (*TARO, *TARO_MOVES))
        case_no = case_no_of((await taro.says("はい"))["text"])
        token = taro.token
    async with Customer(stack.url, token=token) as returned:
        told = await returned.says("手続きの状況を知りたいのですが")
        assert case_no in told["text"]


async def test_nobody_is_met_with_silence_when_identity_is_locked(stack: Stack) -> None:
    async with Customer(stack.url) as stranger:
        answer = await stranger.says("住所変更したい")
        for _ in range(3):
            await stranger.says("鈴木一郎")
            await stranger.says("A111222333")
            answer = await stranger.says("1975年11月24日")
        assert "担当者" in answer["text"]
        await stranger.until_holder("queue")
        text = stranger.transcript()
        assert "生年月日が" not in text, "no hint which item failed"


async def test_a_code_to_the_registered_number_raises_the_level(stack: Stack) -> None:
    async with Customer(stack.url) as misaki:
        await misaki.says("住所変更")
        await say_lines(misaki, (("鈴木一郎", "証券番号"), ("A111222333", "生年月日"), ("1975/11/23", "郵便番号")))
        await say_lines(
            misaki, (("1600022", "新宿"), ("1-1-1", "お引越しの日"), ("今日", "お車"), ("いいえ", "よろしい"))
        )
        sent = await misaki.says("電話番号も変わりました")
        assert "確認コード" in sent["text"]
        code = await eventually(lambda: _code_sent(stack), bool)
        answer = await misaki.says(code)
        assert "新しいお電話番号" in answer["text"]
        summary = await misaki.says("080-0000-9999")
        assert "080-0000-9999" in summary["text"]


async def test_danger_comes_before_everything_else(stack: Stack) -> None:
    async with Customer(stack.url) as customer:
        await customer.says("住所変更をお願いします")
        answer = await customer.says("すみません、父の意識がないんです")
        assert "119番" in answer["text"]
        await customer.until_holder("queue")


async def _code_sent(stack: Stack) -> str:
    items = stack.get_json("/demo/api/sms")
    assert isinstance(items, dict)
    bodies = [item["body"] for item in items["items"] if "確認コード" in item["body"]]
    found = re.search(r"\d{6}", bodies[0]) if bodies else None
    return found.group() if found else ""
