"""Accidents reported by text message and by telephone, as in web chat: the same questions, the same case."""

from collections.abc import AsyncIterator

import pytest

from tests.journeys.accident_script import SCRIPTS, AccidentScript
from tests.journeys.script import LINES, case_no_of, channel_name, say_lines
from tests.sim.duty import Duty, on_duty
from tests.sim.kept_sessions import KeptSessions, returning_staff
from tests.sim.polling import eventually
from tests.sim.speaker import Comes
from tests.sim.stack import Stack
from tests.sim.staff import Staff

pytestmark = [pytest.mark.journeys, pytest.mark.parametrize("comes", LINES, ids=channel_name)]
TO_A_CASE = [script for script in SCRIPTS if script.reason is None]
TO_A_PERSON = [script for script in SCRIPTS if script.reason is not None]


@pytest.fixture
async def staff(stack: Stack, kept: KeptSessions) -> AsyncIterator[Staff]:
    async with returning_staff(stack.url, "agent1@demo.example", kept) as staff:
        yield staff


@pytest.fixture
async def duty(stack: Stack, kept: KeptSessions) -> AsyncIterator[Duty]:
    async with on_duty(stack.url, kept) as duty:
        yield duty


@pytest.mark.parametrize("script", TO_A_CASE, ids=lambda script: script.name)
async def test_a_report_becomes_a_case(stack: Stack, staff: Staff, comes: Comes, script: AccidentScript) -> None:
    async with comes(stack.url) as customer:
        done = await say_lines(customer, script.lines)
        assert script.department in done["text"]
        case_no = case_no_of(done["text"])
        said = customer.transcript()
        assert [words for words in script.never_asked if words in said] == []
    case = await eventually(lambda: staff.get(f"/api/cases/{case_no}"), lambda case: case["status"] == "in_review")
    kept = (case["procedure"], case["priority"], case["department"])
    assert kept == (script.procedure, script.priority, script.department)
    assert {name: case["fields"].get(name) for name in script.fields} == dict(script.fields)
    (contact,) = (await staff.get("/api/contacts", q=case_no))["items"]
    assert (contact["channel"], contact["verification_level"]) == (customer.channel, "L0")


@pytest.mark.parametrize("script", TO_A_PERSON, ids=lambda script: script.name)
async def test_whoever_is_in_danger_reaches_a_person(
    stack: Stack, duty: Duty, comes: Comes, script: AccidentScript
) -> None:
    async with comes(stack.url) as customer:
        await say_lines(customer, script.lines)
        conversation_id, accepted = await duty.takes_over()
        assert accepted["packet"]["reason"] == script.reason
        await customer.meets_agent()
        await duty.agent.writes(conversation_id, "事故受付の佐藤です。お怪我の具合はいかがですか。", accepted["epoch"])
        await customer.until_said("事故受付の佐藤です")
        await duty.agent.post(f"/conversations/{conversation_id}/end")
        contact = await duty.wraps_up(conversation_id)
    assert contact["channel"] == customer.channel
    assert [segment["kind"] for segment in contact["segments"]] == ["bot", "queue", "agent", "wrap_up"]
