"""Complaints and manners over the three channels: kept word for word, little asked, and a person where it is severe."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest

from tests.journeys.script import CHANNELS, HANAKO, case_no_of, channel_name, say_lines
from tests.sim.customer import Customer
from tests.sim.desk import DeskAgent
from tests.sim.kept_sessions import KeptSessions, returning_staff
from tests.sim.polling import eventually
from tests.sim.speaker import Comes
from tests.sim.stack import Stack
from tests.sim.staff import Staff

pytestmark = pytest.mark.journeys
over_channels = pytest.mark.parametrize("comes", CHANNELS, ids=channel_name)

APOLOGY = "誠に申し訳ございません"
TOLD = "先週電話したとき、担当者の言い方がひどくて、とても不愉快な思いをしました"


@pytest.fixture
async def staff(stack: Stack, kept: KeptSessions) -> AsyncIterator[Staff]:
    async with returning_staff(stack.url, "agent1@demo.example", kept) as staff:
        yield staff


async def case_of(staff: Staff, case_no: str) -> dict[str, Any]:
    case: dict[str, Any] = await eventually(
        lambda: staff.get(f"/api/cases/{case_no}"), lambda case: case["status"] == "in_review"
    )
    return case


@over_channels
async def test_a_complaint_is_kept_word_for_word(stack: Stack, staff: Staff, comes: Comes) -> None:
    async with comes(stack.url) as customer:
        await say_lines(customer, (("苦情を言いたいのですが", APOLOGY), (TOLD, "どのような対応")))
        await say_lines(customer, (("きちんと謝ってほしいです", "お返事"), ("電話でお願いします", "お名前")))
        await say_lines(customer, (("佐藤花子です", "お電話番号"),))
        done = await customer.says("090-0000-0001")
    case = await case_of(staff, case_no_of(done["text"]))
    fields = case["fields"]
    assert case["procedure"] == "complaint"
    assert fields["statement"] == f"苦情を言いたいのですが\n{TOLD}"
    assert (fields["about"], fields["desired_outcome"]) == ("handling", "きちんと謝ってほしいです")
    assert date.fromisoformat(fields["reply_by"]) == date.fromisoformat(case["due_at"][:10])
    register = (await staff.get("/api/cases", procedure="complaint"))["items"]
    assert case["case_no"] in [each["case_no"] for each in register]
    assert "までに" in done["text"]


@over_channels
async def test_a_complaint_inside_a_procedure_comes_first_and_the_procedure_goes_on(
    stack: Stack, staff: Staff, comes: Comes
) -> None:
    async with comes(stack.url) as customer:
        await say_lines(customer, HANAKO[:2])
        said = "それより、そちらの窓口の対応がひどくて困っています"
        await say_lines(customer, ((said, APOLOGY), ("特にない", "お返事")))
        back = await customer.says("いりません")
    assert "証券番号" in back["text"], customer.transcript()
    case = await case_of(staff, case_no_of(back["text"]))
    assert case["fields"]["statement"] == said


@over_channels
async def test_a_severe_complaint_goes_to_a_person_with_its_case(stack: Stack, staff: Staff, comes: Comes) -> None:
    said = "対応がひどすぎます。責任者を出してください"
    async with comes(stack.url) as customer:
        done = await customer.says(said)
    assert APOLOGY in done["text"], customer.transcript()
    case = await case_of(staff, case_no_of(done["text"]))
    assert (case["priority"], case["fields"]["statement"]) == ("urgent", said)
    assert case["fields"]["severity"] == "supervisor"


@over_channels
async def test_the_adr_centre_is_named_and_noted(stack: Stack, staff: Staff, comes: Comes) -> None:
    said = "対応がひどくて苦情を言いたいです。ほかの窓口はありませんか"
    async with comes(stack.url) as customer:
        await say_lines(customer, ((said, "ADR"), ("特にない", "お返事")))
        done = await customer.says("いりません")
    case = await case_of(staff, case_no_of(done["text"]))
    assert case["fields"]["adr_informed"] is True


@over_channels
async def test_anger_hears_one_apology_and_is_then_offered_a_person(stack: Stack, comes: Comes) -> None:
    async with comes(stack.url) as customer:
        await say_lines(customer, (HANAKO[0],))
        first = await customer.says("佐藤花子です。いい加減にしてほしい")
        second = await customer.says("A123456789です。さっさとしろ")
    assert first["text"].count("申し訳") == 1, customer.transcript()
    assert "証券番号" in first["text"]
    assert "生年月日" in second["text"]
    assert "担当者におつなぎすることもできます" in second["text"], customer.transcript()
    assert "申し訳" not in second["text"]


@over_channels
async def test_abuse_is_warned_of_and_then_passed_on_but_its_complaint_is_registered(
    stack: Stack, staff: Staff, comes: Comes
) -> None:
    async with comes(stack.url) as customer:
        await say_lines(customer, (("住所変更をお願いします", "お名前"), ("お前バカか", "お名前")))
        warned = await customer.says("話にならん、対応が最悪だ。お前らクズだな")
        ended = await customer.says("土下座しろ")
    assert "控えさせていただきます" in warned["text"], customer.transcript()
    assert "引き継" in ended["text"], customer.transcript()
    case = await case_of(staff, case_no_of(ended["text"]))
    assert "話にならん、対応が最悪だ。お前らクズだな" in case["fields"]["statement"]


async def test_the_desk_sees_the_signal_and_may_take_it_back(stack: Stack) -> None:
    async with Customer(stack.url) as customer, DeskAgent(stack.url, "supervisor@demo.example") as supervisor:
        await say_lines(customer, (("こんにちは", "みなと海上火災"),))
        await customer.says("ふざけるな、お前バカか")
        await customer.says("担当者につないで")
        conversation_id = customer.session["conversation_id"]
        path = f"/conversations/{conversation_id}"
        shown = await supervisor.get(path)
        assert {"angry", "harassment"} <= set(shown["signals"])
        assert shown["packet"]["signals"] == shown["signals"]
        assert shown["suggested_disposition"] == "harassment"
        queued = await supervisor.get(f"/queues/{shown['queue']}/entries")
        (entry,) = [each for each in queued["items"] if each["conversation_id"] == conversation_id]
        assert "harassment" in entry["signals"]
        cleared = await supervisor.post(
            f"{path}/signals", {"signal": "harassment", "is_set": False, "reason": "聞き間違いでした"}
        )
        assert (cleared["signals"], cleared.get("suggested_disposition")) == (["angry"], None)
        refused = await supervisor.ask("POST", f"{path}/signals", {"signal": "harassment", "reason": ""})
        assert refused.status_code == 422
        contact = await supervisor.get(f"/contacts/{shown['contact_id']}")
        marks = [mark for mark in contact["marks"] if mark["kind"] == "signal.noted"]
        assert ("harassment", True) in [(mark["signal"], mark["is_cleared"]) for mark in marks]


async def test_whoever_complains_again_hears_of_the_adr_centre_and_then_meets_a_person(
    stack: Stack, staff: Staff
) -> None:
    again = (
        ("先週頼んだ手続きの対応がひどいです。苦情です", APOLOGY),
        ("特にない", "お返事"),
        ("いりません", "受付番号"),
    )
    async with Customer(stack.url) as customer:
        await say_lines(customer, again)
        second = await customer.says(again[0][0])
        await say_lines(customer, again[1:])
        third = await customer.says("まだ苦情があります。対応がひどいです")
    assert "そんぽADRセンター" in second["text"], customer.transcript()
    assert "担当者に引き継ぎました" in third["text"], customer.transcript()
    case = await case_of(staff, case_no_of(third["text"]))
    assert (case["fields"]["third"], case["priority"]) == (True, "urgent")


async def test_whoever_stays_angry_meets_a_person(stack: Stack) -> None:
    async with Customer(stack.url) as customer:
        await say_lines(customer, HANAKO[:2])
        await say_lines(customer, (("ふざけるな", "証券番号"), ("いい加減にしろ", "担当者におつなぎすることも")))
        await say_lines(customer, (("さっさとしろ", "担当者に引き継ぎました"),))


async def test_abuse_of_an_agent_is_noticed_at_once(stack: Stack) -> None:
    async with Customer(stack.url) as customer, DeskAgent(stack.url, "supervisor@demo.example") as supervisor:
        await say_lines(customer, (("担当者につないで", "引き継"),))
        conversation_id = customer.session["conversation_id"]
        path = f"/conversations/{conversation_id}"
        await supervisor.post(f"{path}/take")
        await customer.meets_agent()
        await customer.tells("お前バカか、死ね")
        shown: dict[str, Any] = await eventually(lambda: supervisor.get(path), lambda shown: shown["signals"])
        assert shown["signals"] == ["harassment"]
        agents = (await supervisor.get("/agents"))["items"]
        mine = next(agent for agent in agents if agent["agent_id"] == supervisor.user["id"])
        assert mine["signals"] == {conversation_id: ["harassment"]}
        await supervisor.post(f"{path}/end")
        await supervisor.post(f"{path}/wrap-up", {"contact_reason": "other", "disposition": "harassment"})
