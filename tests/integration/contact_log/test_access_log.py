"""Every read of a customer's record leaves a record that nobody can change, and only those who audit read it."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from database.engine import Database, driver_url
from gateway.api.paging import encode_cursor
from gateway.staff.access_log import record_access
from gateway.staff.permissions import Role
from gateway.staff.tables import AccessLogRow
from tests.integration.contact_log.scene import MARKED, Browser, Scene
from tests.integration.staff.scene import NOON, code_of

CHANGES = ("UPDATE access_log SET staff_name = ''", "DELETE FROM access_log", "TRUNCATE access_log")


@pytest.mark.parametrize("change", CHANGES)
async def test_the_application_cannot_change_the_log(database: Database, change: str) -> None:
    with pytest.raises(DBAPIError, match="permission denied"):
        async with database.sessions.begin() as session:
            await session.execute(text(change))


@pytest.mark.parametrize("change", CHANGES)
async def test_not_even_the_owner_can_change_the_log(database_url: str, change: str) -> None:
    engine = create_async_engine(driver_url(database_url))
    with pytest.raises(DBAPIError, match="is append-only"):
        async with engine.begin() as connection:
            await connection.execute(text(change))
    await engine.dispose()


async def test_reading_a_customer_is_recorded(scene: Scene, agent: Browser, auditor: Browser) -> None:
    customer_id, conversation_id = await scene.customer(), str(uuid4())
    query = {"why": "お電話でのお問い合わせ", "conversation_id": conversation_id}
    assert (await agent.get(f"/api/customers/{customer_id}", **query)).status_code == 200
    (access,) = await auditor.accesses(customer_id=customer_id)
    assert access.pop("access_id")
    assert access == {
        "at": "2026-11-23T03:00:00Z",
        "staff_id": str(agent.staff.account_id),
        "staff_name": "検査 花子",
        "role": "agent",
        "action": "customers.read",
        "customer_id": customer_id,
        "fields": ["attributes"],
        "reason": "お電話でのお問い合わせ",
    }


async def test_the_conversation_is_recorded_only_where_it_is_the_customers_and_the_readers(
    scene: Scene, agent: Browser, supervisor: Browser, auditor: Browser
) -> None:
    customer_id, another = await scene.customer(), await scene.customer()
    seen = await scene.contact("住所変更", customer_id, is_closed=False)
    conversation_id = str(seen.conversation_id)
    for browser, read in ((agent, customer_id), (supervisor, another), (supervisor, customer_id)):
        await browser.get(f"/api/customers/{read}", conversation_id=conversation_id)
    accesses = [*await auditor.accesses(customer_id=customer_id), *await auditor.accesses(customer_id=another)]
    named = [(access["staff_id"], access["customer_id"]) for access in accesses if "conversation_id" in access]
    assert len(accesses) == len(("agent", "supervisor", "of another"))
    assert named == [(str(supervisor.staff.account_id), customer_id)]


async def test_the_words_of_a_search_are_recorded(agent: Browser, auditor: Browser) -> None:
    await agent.get("/api/contacts")
    await agent.get("/api/contacts", q="解約返戻金")
    (access,) = await auditor.accesses(staff_id=str(agent.staff.account_id))
    assert (access["action"], access["reason"]) == ("contacts.search", "解約返戻金")


async def test_the_record_names_the_groups_that_were_shown(scene: Scene, agent: Browser, auditor: Browser) -> None:
    customer_id = await scene.customer()
    seen = await scene.contact("住所変更", customer_id)
    await scene.records.case(seen, at=NOON, customer_id=customer_id)
    await agent.get(f"/api/customers/{customer_id}", why=" ")
    (access,) = await auditor.accesses(customer_id=customer_id)
    assert (access["fields"], access["reason"]) == (["attributes", "cases", "contacts"], "照会")


async def test_whom_a_search_showed_is_recorded_one_by_one(scene: Scene, agent: Browser, auditor: Browser) -> None:
    for _ in range(2):
        await scene.customer()
    found = (await agent.get("/api/customers", q=MARKED.name)).json()["items"]
    assert len(found) >= len(("one", "another"))
    accesses = await auditor.accesses(staff_id=str(agent.staff.account_id))
    assert {access["customer_id"] for access in accesses} == {item["customer_id"] for item in found}
    assert {(access["action"], access["reason"]) for access in accesses} == {("customers.search", MARKED.name)}


async def test_a_search_that_finds_nobody_leaves_no_record(agent: Browser, auditor: Browser) -> None:
    for q in ("", "居ない人", "C999999999"):
        assert (await agent.get("/api/customers", q=q)).json()["items"] == []
    assert await auditor.accesses(staff_id=str(agent.staff.account_id)) == []


async def test_reading_a_masked_contact_is_recorded(scene: Scene, agent: Browser, auditor: Browser) -> None:
    customer_id = await scene.customer()
    seen = await scene.contact("解約です", customer_id)
    await agent.get(f"/api/contacts/{seen.contact_id}")
    (access,) = await auditor.accesses(contact_id=str(seen.contact_id))
    assert (access["action"], access["customer_id"]) == ("contacts.read", customer_id)
    assert access["fields"] == ["contact", "transcript_masked"]
    assert "reason" not in access


async def test_an_auditor_reads_no_customers(scene: Scene, auditor: Browser) -> None:
    customer_id = await scene.customer()
    for answer in (
        await auditor.get("/api/customers", q=customer_id),
        await auditor.get(f"/api/customers/{customer_id}"),
    ):
        assert code_of(answer) == (403, "not_permitted")
    assert await auditor.accesses(customer_id=customer_id) == []


@pytest.mark.parametrize(("role", "status"), [(Role.agent, 403), (Role.supervisor, 403), (Role.administrator, 200)])
async def test_only_those_who_audit_read_the_log(scene: Scene, role: Role, status: int) -> None:
    assert (await (await scene.browser(role)).get("/api/access-log")).status_code == status


async def test_a_reason_rests_sealed(scene: Scene, agent: Browser) -> None:
    customer_id = await scene.customer()
    await agent.get(f"/api/customers/{customer_id}", why="標識子さまのお申し出")
    async with scene.database.sessions() as session:
        row = await session.scalar(select(AccessLogRow).where(AccessLogRow.customer_id == customer_id))
    assert row is not None
    assert row.reason
    assert "標識子".encode() not in row.reason


async def test_pages_are_newest_first_and_hold_when_more_arrives(
    scene: Scene, agent: Browser, auditor: Browser
) -> None:
    customer_id = await scene.customer()
    whys = ["一", "二", "三", "四", "五"]
    for why in whys:
        scene.desk.clock.turn(timedelta(minutes=1))
        await agent.get(f"/api/customers/{customer_id}", why=why)
    found: list[str] = []
    cursor = ""
    for _ in range(3):
        query = {"customer_id": customer_id, "limit": "2", "cursor": cursor}
        page: dict[str, Any] = (await auditor.get("/api/access-log", **query)).json()
        found += [item["reason"] for item in page["items"]]
        cursor = page["next_cursor"]
        scene.desk.clock.turn(timedelta(minutes=1))
        await agent.get(f"/api/customers/{customer_id}", why="後から")
    assert cursor is None
    assert found == whys[::-1]


async def test_filters_narrow_the_log(scene: Scene, agent: Browser, auditor: Browser) -> None:
    customer_id, staff_id = await scene.customer(), str(agent.staff.account_id)
    await agent.get(f"/api/customers/{customer_id}", why="照会の理由")
    await agent.get("/api/customers", q=customer_id)
    both = await auditor.accesses(customer_id=customer_id, staff_id=staff_id)
    assert {access["action"] for access in both} == {"customers.read", "customers.search"}
    (read,) = await auditor.accesses(customer_id=customer_id, action="customers.read")
    assert read["reason"] == "照会の理由"
    assert await auditor.accesses(customer_id=customer_id, staff_id=str(uuid4())) == []
    assert len(await auditor.accesses(**{"customer_id": customer_id, "from": "2026-11-23", "to": "2026-11-23"})) == 2
    assert await auditor.accesses(**{"customer_id": customer_id, "from": "2026-11-24"}) == []
    assert await auditor.accesses(customer_id=customer_id, to="2026-11-22") == []


@pytest.mark.parametrize(
    ("field", "value"),
    [("staff_id", "somebody"), ("contact_id", "1"), ("limit", "0"), ("from", "yesterday"), ("customer_id", "\x00")],
)
async def test_a_wrong_filter_is_named(auditor: Browser, field: str, value: str) -> None:
    answer = await auditor.get("/api/access-log", **{field: value})
    assert code_of(answer) == (422, "invalid_request")
    assert answer.json()["error"]["fields"].keys() == {field}


@pytest.mark.parametrize(
    "cursor", ["x", encode_cursor("contact", NOON.isoformat(), "00000000-0000-4000-8000-000000000001"), "é"]
)
async def test_a_cursor_that_is_none_is_refused(auditor: Browser, cursor: str) -> None:
    assert code_of(await auditor.get("/api/access-log", cursor=cursor)) == (400, "bad_cursor")


@pytest.mark.parametrize(("field", "value"), [("why", "理" * 201), ("conversation_id", "1"), ("why", "\x00")])
async def test_a_customer_is_not_read_for_an_unusable_reason(
    scene: Scene, agent: Browser, auditor: Browser, field: str, value: str
) -> None:
    customer_id = await scene.customer()
    assert code_of(await agent.get(f"/api/customers/{customer_id}", **{field: value})) == (422, "invalid_request")
    assert await auditor.accesses(customer_id=customer_id) == []


async def test_what_is_rolled_back_was_not_read(scene: Scene, agent: Browser, auditor: Browser) -> None:
    customer_id = await scene.customer()
    async with scene.database.sessions() as session:
        await record_access(
            session, scene.desk.vault, agent.staff, action="conversations.read", customer_id=customer_id, at=NOON
        )
        await session.rollback()
    assert await auditor.accesses(customer_id=customer_id) == []
