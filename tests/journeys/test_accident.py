"""Accidents are reported in web chat: a person at once where it is urgent, a case with its desk and time otherwise."""

import re
from collections.abc import AsyncIterator
from datetime import datetime

import pytest

from tests.journeys.accident_script import NEXT_DAY_MOTOR, ON_SCENE_WITH_INJURY, SCRIPTS, AccidentScript
from tests.journeys.script import say_lines
from tests.sim.customer import Customer
from tests.sim.desk import DeskAgent
from tests.sim.polling import eventually
from tests.sim.stack import Stack
from tests.sim.staff import Staff

pytestmark = pytest.mark.journeys
TO_A_CASE = [script for script in SCRIPTS if script.reason is None]
TO_A_PERSON = [script for script in SCRIPTS if script.reason is not None]


@pytest.fixture
async def staff(stack: Stack) -> AsyncIterator[Staff]:
    signed_in = await Staff.signed_in(stack.url)
    yield signed_in
    await signed_in.close()


@pytest.mark.parametrize("script", TO_A_CASE, ids=lambda script: script.name)
async def test_a_report_becomes_a_case(stack: Stack, staff: Staff, script: AccidentScript) -> None:
    async with Customer(stack.url) as customer:
        done = await say_lines(customer, script.lines)
        assert script.department in done["text"]
        case_no = case_no_of(done["text"])
        said = customer.transcript()
        assert [words for words in script.never_asked if words in said] == []
    case = await eventually(lambda: staff.get(f"/api/cases/{case_no}"), lambda case: case["status"] == "in_review")
    assert (case["procedure"], case["priority"], case["department"]) == (
        script.procedure,
        script.priority,
        script.department,
    )
    assert {name: case["fields"].get(name) for name in script.fields} == dict(script.fields)
    assert "customer_id" not in case
    assert datetime.fromisoformat(case["due_at"]) > datetime.fromisoformat(case["opened_at"])
    listed = await staff.get("/api/cases", procedure=script.procedure)
    assert case_no in [item["case_no"] for item in listed["items"] if item["priority"] == script.priority]


@pytest.mark.parametrize("script", TO_A_PERSON, ids=lambda script: script.name)
async def test_whoever_is_in_danger_reaches_a_person(stack: Stack, script: AccidentScript) -> None:
    async with Customer(stack.url) as customer:
        await say_lines(customer, script.lines)
        await customer.until_holder("queue")
        assert [words for words in script.never_asked if words in customer.transcript()] == []


async def test_when_it_happened_is_a_moment_in_japan(stack: Stack, staff: Staff) -> None:
    async with Customer(stack.url) as customer:
        done = await say_lines(customer, NEXT_DAY_MOTOR.lines)
    case = await staff.get(f"/api/cases/{case_no_of(done['text'])}")
    moment = datetime.fromisoformat(case["fields"]["occurred_at"])
    assert case["fields"]["occurred_at"].endswith("T20:00:00+09:00")
    assert moment < datetime.fromisoformat(case["opened_at"])


async def test_an_accident_interrupts_another_procedure_which_waits(stack: Stack) -> None:
    async with Customer(stack.url) as customer:
        await say_lines(customer, (("住所変更をお願いします", "お名前"), ("佐藤花子です", "証券番号")))
        told = await customer.says("すみません、さっき駐車場で車をぶつけてしまいました")
        assert "119番" in told["text"]
        assert "ご状況" in told["text"]
        answered = await customer.says("もう安全な場所です")
        assert "ご本人さま" in answered["text"]


async def test_a_misunderstanding_is_repeated_once(stack: Stack) -> None:
    async with Customer(stack.url) as customer:
        await say_lines(customer, (("車をぶつけてしまいました", "ご状況"), ("ほげほげぴよぴよ", "ご状況")))
        await customer.says("ふがふがほげぴよ")
        await customer.until_holder("queue")


AT_THE_DESK = {
    "reporter_relation": "ご契約者本人",
    "reporter_name": "佐藤花子",
    "reporter_phone": "090-0000-0001",
    "occurred_at": "さっき",
    "location": "港区の駅前の交差点",
    "circumstances": "右折のときに接触しました",
    "injury_details": "相手の方が首を痛めました",
    "passengers": "いいえ",
    "police_reported": "はい",
    "police_station": "わからない",
    "drivable": "はい",
    "counterparty": "わからない",
    "counterparty_plate": "わからない",
    "photos": "なし",
    "policy_no": "わからない",
}


async def test_what_was_said_on_scene_is_on_the_agents_desk_and_is_finished_there(stack: Stack) -> None:
    async with DeskAgent(stack.url, "agent1@demo.example") as agent, Customer(stack.url) as customer:
        async with DeskAgent(stack.url, "supervisor@demo.example") as supervisor:
            await supervisor.clear_queues()
        await agent.put("/presence", {"presence": "available"})
        conversation_id = customer.session["conversation_id"]
        await say_lines(customer, ON_SCENE_WITH_INJURY.lines)
        accepted = await agent.accepts(conversation_id)
        packet = accepted["packet"]
        known = {
            field["name"]: field["value"] for field in packet["intake"]["fields"] if field.get("value") is not None
        }
        assert (packet["reason"], packet["intake"]["procedure"]) == ("emergency", "accident_report")
        assert {"situation": "on_scene", "line": "motor", "injured": True}.items() <= known.items()
        await agent.put(f"/conversations/{conversation_id}/draft/fields/accident_kind", {"text": "車どうしの事故"})
        for name, text in AT_THE_DESK.items():
            await agent.put(f"/conversations/{conversation_id}/draft/fields/{name}", {"text": text})
        opened = await agent.post(f"/conversations/{conversation_id}/draft/submit")
        case = await agent.get(f"/cases/{opened['case_no']}")
        assert (case["priority"], case["fields"]["injured"]) == ("urgent", True)
        await agent.post(f"/conversations/{conversation_id}/end")
        done = {"contact_reason": "accident_report", "disposition": "case_opened"}
        await agent.post(f"/conversations/{conversation_id}/wrap-up", done)
        await agent.put("/presence", {"presence": "offline"})


def case_no_of(text: str) -> str:
    found = re.search(r"T\d{11}", text)
    assert found, text
    return found.group()
