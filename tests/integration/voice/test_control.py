"""The agent's hand on the call: reading it, pausing the recording, hanging up; through the staff API."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, cast
from uuid import UUID, uuid4

import httpx2
import pytest
from fastapi import FastAPI

from conversation import events as ev
from conversation.model import Channel
from gateway.api.desk import StaffDesk
from gateway.api.refusals import install_refusals
from gateway.api.telephone import telephone_routes
from gateway.carrier.port import CarrierError, CarrierUnavailableError
from gateway.channels.voice.callbacks import MOST_ATTEMPTS
from gateway.channels.voice.control import CallControl
from gateway.desk import acts
from gateway.desk.acts import Who
from gateway.errors import install_error_handlers
from gateway.staff.permissions import Role
from gateway.staff.sessions import open_session
from gateway.staff.tables import StaffAccountRow
from handoff.agents import equip
from handoff.model import AgentId, Presence
from tests.integration.staff.scene import make_account
from tests.integration.voice.scene import BROKEN, Caller, Line

pytestmark = pytest.mark.integration


class Desk:
    """A signed-in agent at the routes of the telephone."""

    def __init__(self, who: Who, http: httpx2.AsyncClient, csrf_token: str) -> None:
        self.who, self._http, self._headers = who, http, {"X-CSRF-Token": csrf_token}

    async def reads(self, conversation_id: UUID) -> httpx2.Response:
        return await self._http.get(f"/conversations/{conversation_id}/call")

    async def calls(self, conversation_id: UUID) -> httpx2.Response:
        return await self._http.post(f"/conversations/{conversation_id}/call", headers=self._headers)

    async def does(self, what: str, conversation_id: UUID, body: Mapping[str, Any] | None = None) -> httpx2.Response:
        path = f"/conversations/{conversation_id}/call/{what}"
        return await self._http.post(path, json=body or {}, headers=self._headers)


@asynccontextmanager
async def signed_in(line: Line) -> AsyncIterator[Desk]:
    house, floor = line.house, line.desk.floor
    account = await make_account(house.database, house.vault, Role.agent)
    who = Who(AgentId(UUID(account.account_id)), "検査 花子")
    await acts.set_presence(floor, who, Presence.available)
    async with house.database.sessions.begin() as session:
        await equip(session, who.agent_id, skills=[], capacity=dict.fromkeys(Channel, 0) | {Channel.voice: 1})
        row = await session.get_one(StaffAccountRow, UUID(account.account_id))
        opened = await open_session(session, row, at=house.clock(), instead_of=None)
    nothing = cast("Any", None)
    desk = StaffDesk(
        sessions=house.database.sessions,
        vault=house.vault,
        crm=nothing,
        procedures={},
        verification=nothing,
        codes=nothing,
        floor=floor,
        attachments=nothing,
        canned_answers=nothing,
        knowledge=nothing,
        clock=house.clock,
        is_https=False,
        url_of=str,
    )
    app = FastAPI()
    install_error_handlers(app)
    install_refusals(app)
    app.include_router(telephone_routes(desk, CallControl(line.desk)))
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://test") as http:
        http.cookies.set("toritsugi_session", opened.token, domain="test.local", path="/")
        yield Desk(who, http, opened.csrf_token)


async def talking(line: Line, who: Who) -> Caller:
    caller = line.caller()
    line.bot.answer = BROKEN
    await caller.dials()
    await caller.says("担当者につないで")
    await line.accept(who, await caller.conversation())
    await caller.goes_to(caller.heard.leads_to)
    return caller


async def test_the_agent_sees_the_call(line: Line) -> None:
    async with signed_in(line) as desk:
        caller = await talking(line, desk.who)
        response = await desk.reads(await caller.conversation())
        body = response.json()
        assert body.pop("started_at")
        assert body == {
            "state": "dialling",
            "is_recording_paused": False,
            "direction": "inbound",
            "is_recorded": True,
            "caller_last4": caller.number[-4:],
        }


async def test_the_recording_is_paused_and_goes_on(line: Line) -> None:
    async with signed_in(line) as desk:
        caller = await talking(line, desk.who)
        conversation_id = await caller.conversation()
        for paused in (True, True, False):
            response = await desk.does("recording", conversation_id, {"paused": paused})
            assert response.json()["is_recording_paused"] is paused
        assert [what for what, _ in line.carrier.done] == ["paused", "paused", "resumed"]
        events = await caller.events("recording.paused")
        assert [each.is_paused for each in events if isinstance(each, ev.RecordingPaused)] == [True, False]


async def test_hanging_up_is_the_agents_end(line: Line) -> None:
    async with signed_in(line) as desk:
        caller = await talking(line, desk.who)
        conversation_id = await caller.conversation()
        assert (await desk.does("hang-up", conversation_id)).json()["state"] == "ended"
        await caller.hangs_up()
        (ended,) = await caller.events("call.ended")
        assert isinstance(ended, ev.CallEnded)
        assert ended.by == "agent"
        assert (await line.house.holder(conversation_id))[0] == "none"
        assert (await desk.reads(conversation_id)).json()["state"] == "ended"
        assert (await desk.does("hang-up", conversation_id)).json()["error"]["code"] == "no_call"


@pytest.mark.parametrize(
    ("refusal", "told"),
    [
        (CarrierError("call_not_live"), (409, "call_not_live")),
        (CarrierUnavailableError(), (503, "carrier_unavailable")),
    ],
)
async def test_what_the_carrier_refuses_changes_nothing(line: Line, refusal: Exception, told: tuple[int, str]) -> None:
    async with signed_in(line) as desk:
        caller = await talking(line, desk.who)
        conversation_id = await caller.conversation()
        line.carrier.refusal = refusal
        for what, body in (("recording", {"paused": True}), ("hang-up", {})):
            response = await desk.does(what, conversation_id, body)
            assert (response.status_code, response.json()["error"]["code"]) == told
        call = await line.call(caller.call_sid)
        assert (call.is_recording_paused, call.ended_by) == (False, None)


async def called_back(line: Line, who: Who) -> Caller:
    """The agent has a caller who wants to be called back."""
    caller = line.caller()
    line.bot.answer = BROKEN
    await caller.dials()
    await caller.says("担当者につないで")
    await caller.presses("1")
    await line.accept(who, await caller.conversation())
    return caller


async def test_the_customer_is_called_once_more(line: Line) -> None:
    async with signed_in(line) as desk:
        caller = await called_back(line, desk.who)
        conversation_id = await caller.conversation()
        for attempt in range(1, MOST_ATTEMPTS + 2):
            line.house.clock.turn(seconds=1)
            response = await desk.calls(conversation_id)
            assert (response.status_code, response.json()["direction"]) == (201, "outbound")
            assert (await desk.calls(conversation_id)).json()["error"]["code"] == "call_goes_on"
            assert len(line.carrier.placed) == attempt
            live = await line.live_call(conversation_id)
            assert live is not None
            await Caller(line, live.call_sid, caller.number).hangs_up("no-answer")
        assert (await line.house.holder(conversation_id)) == ("agent", str(desk.who.agent_id))


async def test_hanging_up_while_the_customers_telephone_rings_begins_the_wrap_up(line: Line) -> None:
    async with signed_in(line) as desk:
        caller = await called_back(line, desk.who)
        conversation_id = await caller.conversation()
        line.house.clock.turn(seconds=1)
        await desk.calls(conversation_id)
        live = await line.live_call(conversation_id)
        assert live is not None
        assert (await desk.does("hang-up", conversation_id)).json()["state"] == "ended"
        await Caller(line, live.call_sid, caller.number).hangs_up("canceled")
        assert (await line.house.holder(conversation_id))[0] == "none"
        assert not (await line.call(live.call_sid)).wants_callback


async def test_while_somebody_is_on_the_line_nobody_is_called(line: Line) -> None:
    async with signed_in(line) as desk:
        caller = await talking(line, desk.who)
        response = await desk.calls(await caller.conversation())
        assert (response.status_code, response.json()["error"]["code"]) == (409, "call_goes_on")
        assert line.carrier.placed == []


async def test_a_withheld_number_cannot_be_called(line: Line) -> None:
    async with signed_in(line) as desk:
        caller = line.caller("anonymous")
        line.bot.answer = BROKEN
        await caller.dials()
        await caller.says("担当者につないで")
        await line.accept(desk.who, await caller.conversation())
        response = await desk.calls(await caller.conversation())
        assert (response.status_code, response.json()["error"]["code"]) == (409, "no_number")


async def test_a_carrier_that_is_away_is_told_to_the_agent(line: Line) -> None:
    async with signed_in(line) as desk:
        caller = await called_back(line, desk.who)
        line.carrier.refusal = CarrierUnavailableError()
        response = await desk.calls(await caller.conversation())
        assert (response.status_code, response.json()["error"]["code"]) == (503, "carrier_unavailable")
        assert (await line.call(caller.call_sid)).wants_callback


async def test_another_agents_call_is_out_of_reach(line: Line) -> None:
    async with signed_in(line) as first:
        caller = await talking(line, first.who)
        conversation_id = await caller.conversation()
        async with signed_in(line) as second:
            answers = [
                await second.reads(conversation_id),
                await second.does("recording", conversation_id, {"paused": True}),
                await second.does("hang-up", conversation_id),
                await second.calls(conversation_id),
            ]
        assert {answer.json()["error"]["code"] for answer in answers} == {"not_your_conversation"}
        assert line.carrier.done == []


async def test_a_conversation_that_is_not_there(line: Line) -> None:
    async with signed_in(line) as desk:
        assert (await desk.reads(uuid4())).json()["error"]["code"] == "conversation_not_found"
