"""Every route of the staff API declares, through the one dependency, who may call it."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute

from casework.identity.matrix import Verification
from casework.procedures.load import read_checked
from crm_adapter.memory_crm import MemoryCrm
from database.engine import open_database
from database.vault import Vault, VaultKeys
from gateway.api import StaffDesk, staff_router
from gateway.api.guard import READING, Anyone, SignedInStaff
from gateway.channels.webchat.attachments import Attachments
from gateway.desk.floor import Floor
from gateway.desk_answers import load_canned_answers
from gateway.knowledge_desk import KnowledgeDesk
from gateway.staff.codes import load_codes
from gateway.staff.permissions import OPEN_TO_ANYONE, PERMITTED, Action
from tests.sim.contact_texts import texts_of

CONFIG = Path(__file__).parents[2] / "config"


def a_router() -> APIRouter:
    def now() -> datetime:
        return datetime(2026, 11, 23, tzinfo=UTC)

    desk = StaffDesk(
        sessions=open_database("postgresql://nowhere").sessions,
        vault=Vault(VaultKeys({"00000001": bytes(range(32))}, "00000001", bytes(range(1, 33)))),
        crm=MemoryCrm(now),
        procedures={},
        verification=read_checked(CONFIG / "verification.yml", Verification),
        codes=load_codes(CONFIG / "dispositions.yml"),
        floor=cast("Floor", SimpleNamespace()),
        attachments=cast("Attachments", SimpleNamespace()),
        canned_answers=load_canned_answers(CONFIG / "canned_answers.yml"),
        knowledge=cast("KnowledgeDesk", SimpleNamespace()),
        clock=now,
        is_https=True,
        url_of=str,
    )
    return staff_router(desk, texts_of(desk))


def routes_of(routes: Sequence[Any]) -> Iterator[APIRoute]:
    """All routes, also those of included routers."""
    for route in routes:
        included = getattr(route, "original_router", None)
        yield from routes_of(included.routes) if included is not None else [route]


def permissions_of(route: APIRoute) -> list[Anyone | SignedInStaff]:
    calls = [dependency.call for dependency in route.dependant.dependencies]
    return [call for call in calls if isinstance(call, Anyone | SignedInStaff)]


def without_permission(router: APIRouter) -> list[str]:
    return [route.path for route in routes_of(router.routes) if len(permissions_of(route)) != 1]


def test_every_route_declares_exactly_one_permission() -> None:
    assert without_permission(a_router()) == []


def test_the_rule_notices_a_route_without() -> None:
    router = a_router()

    @router.get("/forgotten")
    async def forgotten() -> None: ...

    assert without_permission(router) == ["/api/forgotten"]


def test_the_rule_sees_every_route_that_is_served() -> None:
    app = FastAPI()
    app.include_router(a_router())
    served = [method for methods in app.openapi()["paths"].values() for method in methods]
    assert len(list(routes_of(a_router().routes))) == len(served)


def test_only_open_actions_let_anyone_in() -> None:
    permissions = [permission for route in routes_of(a_router().routes) for permission in permissions_of(route)]
    assert {permission.action for permission in permissions if isinstance(permission, Anyone)} == OPEN_TO_ANYONE


# What a GET may be asked for: reading, and serving or supervising, which include reading.
MAY_READ = {action for action in Action if action.value.endswith(".read")} | {
    Action.serve,
    Action.supervise,
    Action.export_contacts,
}


def test_what_changes_something_is_never_a_reading_method() -> None:
    reading = [route for route in routes_of(a_router().routes) if route.methods <= READING]
    actions = {permission.action for route in reading for permission in permissions_of(route)}
    assert actions <= MAY_READ


def test_every_action_that_is_not_open_names_who_may() -> None:
    assert set(PERMITTED) == set(Action) - OPEN_TO_ANYONE
