"""Documents asked for in web chat, by text message and by telephone: certificates, proofs for the taxes, renewals.

A policy has one open reissue and one open renewal at a time, so each channel is about another policy of the shop.
"""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.journeys.script import CHANNELS, Lines, case_no_of, channel_name, say_lines
from tests.sim.kept_sessions import KeptSessions, returning_staff
from tests.sim.speaker import Comes
from tests.sim.stack import Stack
from tests.sim.staff import Staff

pytestmark = [pytest.mark.journeys, pytest.mark.parametrize("comes", CHANNELS, ids=channel_name)]
POLICY = {
    "Customer": ("自動車保険", "A700100200"),
    "Texter": ("火災保険", "F700100201"),
    "Caller": ("賠償責任保険", "L700100202"),
}
SHOP: Lines = (
    ("株式会社みなと商店です", "証券番号"),
    ("A700100200です", "お電話番号"),
)
SHOP_PHONE = "03-0000-0004"
HANAKO: Lines = (("佐藤花子です", "証券番号"), ("A123456789です", "生年月日"))
HANAKO_BORN = "昭和55年5月5日"
ICHIRO: Lines = (("鈴木一郎です", "証券番号"), ("A111222333です", "生年月日"))
ICHIRO_BORN = "1975年11月23日"
REGISTERED = "ご登録のご住所"
READ_BACK = "よろしいですか"


@pytest.fixture
async def staff(stack: Stack, kept: KeptSessions) -> AsyncIterator[Staff]:
    async with returning_staff(stack.url, "agent1@demo.example", kept) as staff:
        yield staff


async def fields_of(staff: Staff, case_no: str) -> dict[str, Any]:
    case: dict[str, Any] = await staff.get(f"/api/cases/{case_no}")
    return {"procedure": case["procedure"], "customer_id": case["customer_id"], **case["fields"]}


async def test_a_lost_certificate_is_issued_again_but_only_once(stack: Stack, staff: Staff, comes: Comes) -> None:
    line, policy_no = POLICY[channel_name(comes)]
    opening = f"{line}の証券をなくしたので再発行してほしい"
    lines = (
        (opening, "お名前"),
        *SHOP,
        (SHOP_PHONE, "Web証券"),
        ("紙でお願いします", REGISTERED),
        ("はい", READ_BACK),
    )
    async with comes(stack.url) as shop:
        await say_lines(shop, lines)
        case_no = case_no_of((await shop.says("はい"))["text"])
        again = await shop.says(opening)
        assert "すでに承って" in again["text"], shop.transcript()
        assert case_no_of(again["text"]) == case_no
    assert await fields_of(staff, case_no) == {
        "procedure": "policy_reissue",
        "customer_id": "C000004",
        "policy_nos": [policy_no],
        "reason": "lost",
        "delivery": "post",
        "address_is_current": True,
    }


async def test_a_moved_policyholder_changes_the_address_next(stack: Stack, comes: Comes) -> None:
    lines = (
        ("控除証明書を再発行してください", "お名前"),
        *HANAKO,
        (HANAKO_BORN, "何年分"),
        ("去年の分です", "電子データ"),
        ("はがきで", REGISTERED),
        ("引っ越しました", READ_BACK),
        ("はい", "ご契約を"),
    )
    async with comes(stack.url) as hanako:
        done = await say_lines(hanako, lines)
        assert "住所" in done["text"]


async def test_a_deduction_certificate_is_issued_again(stack: Stack, staff: Staff, comes: Comes) -> None:
    lines = (
        ("控除証明書をなくしたのでもう一度ほしいんですが", "お名前"),
        *HANAKO,
        (HANAKO_BORN, "何年分"),
        ("令和7年です", "電子データ"),
        ("電子データで", READ_BACK),
    )
    async with comes(stack.url) as hanako:
        await say_lines(hanako, lines)
        case_no = case_no_of((await hanako.says("はい"))["text"])
    fields = await fields_of(staff, case_no)
    assert fields["policy_nos"] == ["E345678901"]
    assert (fields["tax_year"], fields["kind"], fields["delivery"]) == (2025, "reissue", "electronic")


async def test_without_earthquake_cover_the_reason_is_told(stack: Stack, comes: Comes) -> None:
    lines = (("控除証明書がほしいです", "お名前"), *ICHIRO, (ICHIRO_BORN, "地震保険の保険料"))
    async with comes(stack.url) as ichiro:
        answer = await say_lines(ichiro, lines)
        assert "担当者" in answer["text"]


async def test_papers_need_a_name_and_a_policy_number(stack: Stack, staff: Staff, comes: Comes) -> None:
    lines = (
        ("約款とパンフレットを送ってください", "お名前"),
        ("佐藤花子です", "証券番号"),
        ("A123456789です", "郵送と電子データ"),
        ("郵送で", REGISTERED),
        ("はい", READ_BACK),
    )
    async with comes(stack.url) as hanako:
        await say_lines(hanako, lines)
        case_no = case_no_of((await hanako.says("はい"))["text"])
        asked = await hanako.says("証券の再発行もお願いします")
        assert "お名前" in asked["text"], hanako.transcript()
    fields = await fields_of(staff, case_no)
    assert (fields["customer_id"], fields["documents"]) == ("C000001", ["pamphlet", "terms"])
    (contact,) = (await staff.get("/api/contacts", q=case_no))["items"]
    assert contact["verification_level"] == "L1"


async def test_papers_for_another_policy_number_are_refused(stack: Stack, comes: Comes) -> None:
    lines = (
        ("約款を送ってください", "お名前"),
        ("佐藤花子です", "証券番号"),
        ("F444555666です", "確認ができませんでした"),
    )
    async with comes(stack.url) as stranger:
        await say_lines(stranger, lines)


async def test_a_renewal_is_wished_and_no_premium_is_quoted(stack: Stack, staff: Staff, comes: Comes) -> None:
    line, policy_no = POLICY[channel_name(comes)]
    lines = (
        (f"{line}の更新の手続きをお願いします", "お名前"),
        *SHOP,
        (SHOP_PHONE, "満期のあとは"),
        ("説明を聞いてから決めます", "お電話番号"),
        (SHOP_PHONE, "時間帯"),
        ("明日の午前中", READ_BACK),
    )
    async with comes(stack.url) as shop:
        await say_lines(shop, lines)
        done = await shop.says("はい")
        assert "円" not in shop.transcript()
    fields = await fields_of(staff, case_no_of(done["text"]))
    assert (fields["policy_nos"], fields["wish"]) == ([policy_no], "explain")


async def test_a_missing_notice_is_looked_up(stack: Stack, comes: Comes) -> None:
    lines = (
        ("契約内容のお知らせがまだ届いていません", "お名前"),
        *HANAKO,
        (HANAKO_BORN, "2年以上"),
        ("書類のご請求", "どの書類"),
    )
    async with comes(stack.url) as hanako:
        await say_lines(hanako, lines)


async def test_a_claim_is_told_with_its_office(stack: Stack, comes: Comes) -> None:
    lines = (("先日の事故の件はどうなっていますか", "お名前"), *ICHIRO, (ICHIRO_BORN, "担当は"))
    async with comes(stack.url) as ichiro:
        told = await say_lines(ichiro, lines)
        assert "円" not in told["text"]
