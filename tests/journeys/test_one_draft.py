"""One request over several channels: begun by telephone, added to in the browser, finished wherever it is finished."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.journeys.accident_script import NEXT_DAY_MOTOR
from tests.journeys.script import TARO, TARO_MOVES, Lines, case_no_of, say_lines
from tests.sim.kept_sessions import KeptSessions, returning_staff
from tests.sim.link import comes_by_link, link_in_texts, redeem, sends_photo
from tests.sim.refusals import check_error
from tests.sim.stack import Stack
from tests.sim.staff import Staff
from tests.sim.telephone import Caller
from tests.sim.texter import Texter

pytestmark = pytest.mark.journeys


@pytest.fixture
async def staff(stack: Stack, kept: KeptSessions) -> AsyncIterator[Staff]:
    async with returning_staff(stack.url, "supervisor@demo.example", kept) as staff:
        yield staff


def split_before(lines: Lines, answer_to: str) -> tuple[Lines, Lines]:
    """The lines up to the one whose answer asks this, and the rest."""
    asked = next(n for n, (_, expected) in enumerate(lines) if expected == answer_to)
    return lines[: asked + 1], lines[asked + 1 :]


async def contacts_of(staff: Staff, conversation_id: str) -> list[dict[str, Any]]:
    """Oldest first."""
    items = (await staff.get("/api/contacts", limit="100"))["items"]
    return sorted((c for c in items if c["conversation_id"] == conversation_id), key=lambda c: str(c["started_at"]))


async def goes_silent(caller: Caller) -> None:
    for _ in range(3):
        await caller.keeps_silent()
    assert caller.is_over


async def test_a_photo_comes_by_the_browser_while_the_call_goes_on(stack: Stack, staff: Staff) -> None:
    before, after = split_before(NEXT_DAY_MOTOR.lines, "お写真")
    async with Caller(stack.url) as caller, Texter(stack.url, caller.number) as mobile:
        await say_lines(caller, (*before, ("はい、あります", "証券番号")))
        visitor, admitted = await comes_by_link(stack.url, await link_in_texts(mobile, "写真は"))
        assert admitted["purpose"] == "photo"
        async with visitor:
            assert (await sends_photo(stack.url, visitor))["ok"]
            done = await say_lines(caller, after[1:])
            case_no = case_no_of(done["text"])
            assert (await sends_photo(stack.url, visitor))["ok"]
    case = await staff.get(f"/api/cases/{case_no}")
    conversation_id = admitted["conversation_id"]
    assert case["conversation_id"] == conversation_id
    (contact,) = await contacts_of(staff, conversation_id)
    assert (contact["channel"], contact["case_nos"]) == ("voice", [case_no])
    kept = await staff.get(f"/api/contacts/{contact['contact_id']}")
    assert sum(bool(message.get("attachments")) for message in kept["transcript"]) == 2


async def test_a_photo_comes_after_the_call_has_ended(stack: Stack, staff: Staff) -> None:
    before, after = split_before(NEXT_DAY_MOTOR.lines, "お写真")
    async with Caller(stack.url) as caller, Texter(stack.url, caller.number) as mobile:
        done = await say_lines(caller, (*before, ("はい、あります", "証券番号"), *after[1:]))
        token = await link_in_texts(mobile, "写真は")
    visitor, admitted = await comes_by_link(stack.url, token)
    async with visitor:
        ack = await sends_photo(stack.url, visitor)
        assert (await visitor.answer_after(ack["seq"]))["text"]
    contacts = await contacts_of(staff, admitted["conversation_id"])
    assert [contact["channel"] for contact in contacts] == ["voice", "webchat"]
    assert contacts[0]["case_nos"] == [case_no_of(done["text"])]


async def test_a_request_begun_by_telephone_is_finished_in_the_browser(stack: Stack, staff: Staff) -> None:
    async with Caller(stack.url) as taro, Texter(stack.url, taro.number) as mobile:
        await say_lines(taro, TARO)
        await goes_silent(taro)
        token = await link_in_texts(mobile, "続き")
    visitor, admitted = await comes_by_link(stack.url, token)
    assert admitted["purpose"] == "continue"
    async with visitor:
        done = await say_lines(visitor, (*TARO_MOVES, ("はい", "受付番号")))
        case_no = case_no_of(done["text"])
    case = await staff.get(f"/api/cases/{case_no}")
    assert case["conversation_id"] == admitted["conversation_id"]
    assert case["fields"]["policy_nos"] == ["A505050505"]
    assert case["fields"]["new_postal_code"] == "1500001"
    contacts = await contacts_of(staff, admitted["conversation_id"])
    assert [contact["channel"] for contact in contacts] == ["voice", "webchat"]
    assert [contact["verification_level"] for contact in contacts] == ["L2", "L2"]
    assert [contact["case_nos"] for contact in contacts] == [[], [case_no]]


async def test_a_request_begun_by_telephone_is_finished_by_text(stack: Stack, staff: Staff) -> None:
    again = (
        ("住所変更の続きをお願いします", "前回の続き"),
        ("はい", "お名前"),
        ("山田太郎", "証券番号"),
        ("A505050505", "生年月日"),
        ("1968年8月15日", "お引越しの日"),
    )
    async with Caller(stack.url) as taro:
        await say_lines(taro, (*TARO, *TARO_MOVES[:2]))
    async with Texter(stack.url, taro.number) as mobile:
        await say_lines(mobile, again[:4])
        assert "神宮前" not in mobile.transcript(), "nothing is read back before the identity is checked again"
        done = await say_lines(mobile, (*again[4:], *TARO_MOVES[2:], ("はい", "受付番号")))
        case_no = case_no_of(done["text"])
    case = await staff.get(f"/api/cases/{case_no}")
    assert case["fields"]["new_address"] == "東京都渋谷区神宮前1-2-3"
    contacts = await contacts_of(staff, case["conversation_id"])
    assert [contact["channel"] for contact in contacts] == ["voice", "sms"]
    assert [contact["case_nos"] for contact in contacts] == [[], [case_no]]


async def test_a_request_begun_by_text_is_finished_in_the_browser_and_by_text_again(stack: Stack, staff: Staff) -> None:
    async with Texter(stack.url) as mobile:
        await say_lines(mobile, TARO[:1])
        await mobile.says("", NumMedia="1", MediaUrl0="https://api.twilio.com/ME1", MediaContentType0="image/png")
        visitor, admitted = await comes_by_link(stack.url, await link_in_texts(mobile, "写真は"))
        async with visitor:
            await say_lines(visitor, (*TARO[1:], *TARO_MOVES[:2]))
        asked_again = await mobile.says("引っ越しの続きをお願いします")
        assert "1968" not in asked_again["text"]
        assert "神宮前" not in asked_again["text"], "what was said elsewhere is not read back without identity"
    contacts = await contacts_of(staff, admitted["conversation_id"])
    assert [contact["channel"] for contact in contacts] == ["sms", "webchat", "sms"]
    assert [contact["verification_level"] for contact in contacts][1:] == ["L2", "L0"]


async def test_who_was_verified_on_the_telephone_is_asked_again_by_text(stack: Stack) -> None:
    async with Caller(stack.url) as taro:
        await say_lines(taro, (*TARO, *TARO_MOVES, ("はい", "受付番号")))
    async with Texter(stack.url, taro.number) as mobile:
        asked = await mobile.says("手続きの状況を知りたいのですが")
        assert "お名前" in asked["text"]
        assert "受付番号T" not in asked["text"]
        lines = (("山田太郎", "証券番号"), ("A505050505", "生年月日"), ("1968年8月15日", "T26"))
        await say_lines(mobile, lines)


async def test_the_same_number_calling_again_is_asked_again(stack: Stack) -> None:
    async with Caller(stack.url) as first:
        await say_lines(first, TARO)
    async with Caller(stack.url, first.number) as second:
        answer = await second.says("手続きの状況を知りたいのですが")
        assert "お名前" in answer["text"]
        assert "山田" not in second.transcript()


async def test_a_link_admits_once(stack: Stack) -> None:
    async with Caller(stack.url) as caller, Texter(stack.url, caller.number) as mobile:
        await caller.says("住所を変更したいです")
        await goes_silent(caller)
        token = await link_in_texts(mobile, "続き")
    assert (await redeem(stack.url, token)).status_code == 200
    refused = await redeem(stack.url, token)
    assert refused.status_code == 410
    check_error(refused.json()["error"], "link_used")
