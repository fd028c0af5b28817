"""An administrator withdraws rights in the middle of the work, through the route."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

import httpx2
import pytest
from fastapi import APIRouter, FastAPI
from sqlalchemy import select

from conversation.deliveries import Jobs
from conversation.model import HolderKind
from database.engine import Sessions
from database.vault import Vault
from gateway.api.desk import StaffDesk
from gateway.api.floor import floor_routes
from gateway.api.presence import presence_routes
from gateway.api.refusals import install_refusals
from gateway.desk import acts
from gateway.desk.acts import Who
from gateway.desk.floor import Floor
from gateway.errors import install_error_handlers
from gateway.staff.access_log import AccessQuery, list_access
from gateway.staff.permissions import Role
from gateway.staff.sessions import open_session
from gateway.staff.tables import StaffAccountRow, StaffSessionRow
from handoff.errors import OfferExpiredError
from handoff.model import AgentId, Presence, RoutingRules
from handoff.serving import ServingState
from tests.integration.handoff.recording import HandClock
from tests.integration.handoff.scene import House
from tests.integration.staff.scene import make_account


@dataclass
class FloorDesk:
    """What these routes use of the StaffDesk."""

    sessions: Sessions
    vault: Vault
    floor: Floor
    rules: RoutingRules
    jobs: Jobs
    clock: HandClock
    is_https: bool = False

    @property
    def reads(self) -> Sessions:
        return self.sessions


@asynccontextmanager
async def browser(house: House, role: Role) -> AsyncIterator[tuple[httpx2.AsyncClient, Who]]:
    floor = house.floor
    desk = cast("StaffDesk", FloorDesk(floor.sessions, floor.vault, floor, floor.rules, floor.jobs, house.clock))
    app, api = FastAPI(), APIRouter(prefix="/api")
    install_error_handlers(app)
    install_refusals(app)
    api.include_router(floor_routes(desk))
    api.include_router(presence_routes(desk))
    app.include_router(api)
    account = await make_account(house.database, house.vault, role)
    async with house.database.sessions.begin() as session:
        row = await session.get_one(StaffAccountRow, UUID(account.account_id))
        opened = await open_session(session, row, at=house.clock(), instead_of=None)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://test") as http:
        http.cookies.set("toritsugi_session", opened.token, domain="test.local", path="/")
        http.headers["X-CSRF-Token"] = opened.csrf_token
        yield http, Who(AgentId(UUID(account.account_id)), "検査 花子")


@pytest.mark.parametrize("change", [{"is_active": False}, {"role": "auditor"}])
async def test_rights_withdrawn_end_the_work_at_once(house: House, change: dict[str, Any]) -> None:
    async with browser(house, Role.administrator) as (administrator, _), browser(house, Role.agent) as (agent, who):
        assert (await agent.put("/api/presence", json={"presence": "available"})).status_code == 200
        served, wrapped = await house.served_by(who, "accident"), await house.wrapped_by(who)
        entered_at = house.clock()
        offer = await house.offered_to(who)
        house.clock.turn(seconds=5)
        changed = await administrator.patch(f"/api/agents/{who.agent_id}", json=change)
        assert (changed.status_code, changed.json()["presence"]) == (200, "offline")
        refusal = await agent.post(f"/api/offers/{offer.offer_id}/accept")
        assert refusal.status_code in {401, 403}
    place = await house.place(served)
    assert (place.queue, place.entered_at, place.reason) == ("accident", entered_at, "agent_vanished")
    assert (await house.said(served))[-1] == house.floor.words.serving.agent_vanished
    assert await house.ended(offer) == "rescinded"
    with pytest.raises(OfferExpiredError):
        await acts.accept(house.floor, who, offer.offer_id)
    assignment = await house.assignment(wrapped)
    assert assignment is not None
    assert assignment.state is ServingState.wrapping
    assert (await house.look_at(who)).presence is Presence.offline
    assert await house.floor.route() == 0


async def test_a_change_is_recorded_and_an_account_that_is_blocked_has_no_sessions(house: House) -> None:
    async with browser(house, Role.administrator) as (administrator, by), browser(house, Role.agent) as (_, who):
        await administrator.patch(f"/api/agents/{who.agent_id}", json={"is_active": False, "role": "auditor"})
    async with house.database.sessions() as session:
        (record,) = await list_access(session, house.vault, AccessQuery(staff_id=by.agent_id), limit=9)
        sessions = await session.scalars(select(StaffSessionRow).where(StaffSessionRow.account_id == who.agent_id))
        assert sessions.all() == []
    assert (record.action, set(record.fields)) == ("agents.changed", {"is_active", "role"})
    assert record.reason == f"agent_id={who.agent_id}, role=auditor, is_active=False"


async def test_a_change_that_keeps_the_right_to_serve_interrupts_nobody(house: House) -> None:
    async with browser(house, Role.administrator) as (administrator, _), browser(house, Role.agent) as (_, who):
        await acts.set_presence(house.floor, who, Presence.available)
        served = await house.served_by(who)
        body = {"role": "supervisor", "skills": ["accident"], "capacity": {"webchat": 1}}
        changed = await administrator.patch(f"/api/agents/{who.agent_id}", json=body)
        assert (changed.status_code, changed.json()["load"]) == (200, {"webchat": 1})
    assert await house.holder(served) == (HolderKind.agent, str(who.agent_id))
    await house.waits()
    assert await house.floor.route() == 0


async def test_only_an_administrator_changes_agents_and_never_takes_their_own_rights(house: House) -> None:
    async with browser(house, Role.supervisor) as (supervisor, who):
        refusal = await supervisor.patch(f"/api/agents/{who.agent_id}", json={"capacity": {"webchat": 9}})
        assert refusal.status_code == 403
    async with browser(house, Role.administrator) as (administrator, who):
        for change in ({"is_active": False}, {"role": "agent"}):
            refusal = await administrator.patch(f"/api/agents/{who.agent_id}", json=change)
            assert refusal.status_code == 409
