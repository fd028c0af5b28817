"""The disaster mode at the staff API: everybody sees it, supervisors switch it, and every switch is recorded."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from database.engine import Database
from database.vault import Vault
from gateway.staff.access_log import AccessQuery, list_access
from gateway.staff.permissions import Role
from tests.integration.counter_customer import switch_off
from tests.integration.staff.scene import NOON, Staff, code_of, make_account

END = (NOON + timedelta(days=3)).isoformat()


@pytest.fixture(autouse=True)
async def _off(database: Database) -> AsyncIterator[None]:
    await switch_off(database)
    yield
    await switch_off(database)


async def signed_in(staff: Staff, database: Database, vault: Vault, role: Role) -> str:
    account = await make_account(database, vault, role)
    opened = await staff.sign_in(account)
    staff.http.headers["X-CSRF-Token"] = opened.json()["csrf_token"]
    return account.account_id


def body(**changes: object) -> dict[str, Any]:
    return {"name": "台風23号", "ends_at": END, "areas": ["東京"], "reason": "接近のため", **changes}


async def test_a_supervisor_switches_it_on_and_off(staff: Staff, database: Database, vault: Vault) -> None:
    await signed_in(staff, database, vault, Role.supervisor)
    assert (await staff.get("/api/disaster")).json() == {"is_on": False, "areas": []}
    told = (await staff.http.put("/api/disaster", json=body())).json()
    assert (told["is_on"], told["name"], told["areas"], told["begun_by"]) == (True, "台風23号", ["東京都"], "検査 花子")
    assert (await staff.get("/api/disaster")).json() == told
    replaced = await staff.http.put("/api/disaster", json=body(name="台風24号", areas=[]))
    assert replaced.json()["name"] == "台風24号"
    assert (await staff.http.delete("/api/disaster")).json() == {"is_on": False, "areas": []}
    assert (await staff.get("/api/disaster")).json() == {"is_on": False, "areas": []}


async def test_every_switch_is_recorded_and_ending_nothing_is_not(
    staff: Staff, database: Database, vault: Vault
) -> None:
    await signed_in(staff, database, vault, Role.administrator)
    await staff.http.put("/api/disaster", json=body())
    await staff.http.put("/api/disaster", json=body(name="台風24号"))
    await staff.http.delete("/api/disaster")
    await staff.http.delete("/api/disaster")
    async with database.sessions() as session:
        found = [
            record
            for action in ("disaster.set", "disaster.ended")
            for record in await list_access(session, vault, AccessQuery(action=action), limit=3)
        ]
    reasons = {record.reason for record in found}
    assert {"台風23号", "台風24号 ← 台風23号"} <= reasons
    assert next(record.reason for record in found if record.action == "disaster.ended") == "台風24号"


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"name": " "}, "disaster_name_unusable", "name"),
        ({"name": "台" * 41}, "disaster_name_unusable", "name"),
        ({"ends_at": NOON.isoformat()}, "disaster_end_unusable", "ends_at"),
        ({"ends_at": (NOON + timedelta(days=61)).isoformat()}, "disaster_end_unusable", "ends_at"),
        ({"ends_at": "2026-12-01T12:00:00"}, "invalid_request", "ends_at"),
        ({"ends_at": None}, "invalid_request", "ends_at"),
        ({"areas": ["関東"]}, "disaster_area_unknown", "areas"),
        ({"reason": "あ" * 201}, "disaster_reason_unusable", "reason"),
    ],
)
async def test_what_is_wrong_is_refused_by_field(
    staff: Staff, database: Database, vault: Vault, changes: dict[str, object], code: str, field: str
) -> None:
    await signed_in(staff, database, vault, Role.supervisor)
    refused = await staff.http.put("/api/disaster", json=body(**changes))
    assert code_of(refused) == (422, code)
    assert refused.json()["error"]["fields"].keys() == {field}
    assert (await staff.get("/api/disaster")).json()["is_on"] is False


@pytest.mark.parametrize("role", [Role.agent, Role.auditor])
async def test_others_see_it_and_cannot_switch_it(staff: Staff, database: Database, vault: Vault, role: Role) -> None:
    await signed_in(staff, database, vault, role)
    assert (await staff.get("/api/disaster")).status_code == 200
    assert code_of(await staff.http.put("/api/disaster", json=body())) == (403, "not_permitted")
    assert code_of(await staff.http.delete("/api/disaster")) == (403, "not_permitted")


async def test_without_the_token_of_the_session_nothing_is_switched(
    staff: Staff, database: Database, vault: Vault
) -> None:
    await signed_in(staff, database, vault, Role.supervisor)
    del staff.http.headers["X-CSRF-Token"]
    assert code_of(await staff.http.put("/api/disaster", json=body())) == (403, "csrf_failed")
    assert code_of(await staff.http.delete("/api/disaster")) == (403, "csrf_failed")
