"""What only PostgreSQL can show: sealed rows, named constraints, imports beside other writers."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from crm_adapter.csv_import import import_customers
from crm_adapter.csv_rows import CUSTOMER_COLUMNS
from crm_adapter.demo import DEMO_PERSONS, load_demo
from crm_adapter.model import AddressChange, Book, CaseNo, CaseRecord, CustomerId, PolicyNo
from crm_adapter.sql_crm import SqlCrm
from database.base import Base
from database.engine import Database
from database.vault import Vault

TODAY = date(2026, 4, 1)
NOON = datetime(2026, 4, 1, 3, 0, tzinfo=UTC)
CRM_TABLES = {
    *("crm_agencies", "crm_customers", "crm_policies", "crm_claims"),
    *("crm_cases", "crm_contacts", "crm_address_changes"),
}


@pytest.fixture
async def crm(database: Database, vault: Vault) -> SqlCrm:
    crm = SqlCrm(database.sessions, vault, lambda: NOON)
    await load_demo(crm, TODAY)
    return crm


async def _dump(database: Database) -> str:
    async with database.engine.connect() as connection:
        parts = [
            str((await connection.execute(text(f"SELECT * FROM {table}"))).all())  # noqa: S608  # Own table names.
            for table in sorted(CRM_TABLES)
        ]
    return "".join(parts)


def test_the_tables_are_these() -> None:
    assert {name for name in Base.metadata.tables if name.startswith("crm_")} == CRM_TABLES


async def test_no_row_shows_what_identifies_a_customer(crm: SqlCrm, database: Database) -> None:
    await crm.change_address(
        AddressChange(
            "ref", CustomerId("C000001"), (PolicyNo("A123456789"),), "5300001", "大阪市北区梅田９－９９－１", TODAY
        )
    )
    await crm.record_case(
        CaseRecord(CaseNo("K-1"), CustomerId("C000001"), "address_change", "open", (), "佐藤様の件", NOON, NOON)
    )
    dump = await _dump(database)
    planted = ["大阪市北区梅田９－９９－１", "佐藤様", "品川 300 あ", "+8190000000", "1980-05-05", "hanako.sato"]
    planted += [person.name for person in DEMO_PERSONS] + [person.name_kana for person in DEMO_PERSONS]
    assert [value for value in planted if value in dump or repr(value.encode())[2:-1] in dump] == []
    assert "A123456789" in dump


@pytest.mark.parametrize(
    ("assignment", "constraint"),
    [
        ("line = 'car'", "ck_crm_policies_line_known"),
        ("status = 'lost'", "ck_crm_policies_status_known"),
        ("premium_yen = -1", "ck_crm_policies_premium_not_negative"),
        ("expiry_date = inception_date - 1", "ck_crm_policies_expires_after_inception"),
        ("customer_id = 'nobody'", "fk_crm_policies_customer_id_crm_customers"),
    ],
)
async def test_constraints_carry_their_rule_in_the_name(
    crm: SqlCrm, database: Database, assignment: str, constraint: str
) -> None:
    async with database.engine.connect() as connection:
        with pytest.raises(IntegrityError, match=constraint):
            await connection.execute(
                text(f"UPDATE crm_policies SET {assignment} WHERE policy_no = 'A123456789'")  # noqa: S608
            )


async def test_an_import_and_a_customer_writing_at_once_both_arrive(crm: SqlCrm) -> None:
    person = await crm.get_customer(CustomerId("C000001"))
    row = f"C000001,佐藤 花子,サトウ ハナコ,1980-05-05,1500043,{person.address},090-0000-0001,new@example.jp,AG001"
    content = f"{','.join(CUSTOMER_COLUMNS)}\n{row}\n".encode()
    change = AddressChange("ref", CustomerId("C000001"), (), "5300001", "大阪府大阪市北区梅田９－９９－１", TODAY)
    report, _ = await asyncio.gather(import_customers(crm, content, TODAY), crm.change_address(change))
    after = await crm.get_customer(CustomerId("C000001"))
    assert (report.refused, after.email, after.version) == ((), "new@example.jp", 3)


async def test_a_book_is_saved_whole_or_not_at_all(crm: SqlCrm) -> None:
    policy = await crm.get_policy("A123456789")
    stray = replace(policy, policy_no=PolicyNo("A1"), customer_id=CustomerId("nobody"))
    customer = replace(await crm.get_customer(CustomerId("C000001")), customer_id=CustomerId("C8"))
    with pytest.raises(IntegrityError):
        await crm.save_book(Book(customers=(customer,), policies=(stray,)))
    assert await crm.find_customers([CustomerId("C8")]) == {}


async def test_a_policy_being_imported_is_waited_for_not_refused(crm: SqlCrm, database: Database) -> None:
    change = AddressChange(
        "ref", CustomerId("C000002"), (PolicyNo("A111222333"),), "5300001", "大阪府大阪市北区梅田９－９９－１", TODAY
    )

    async def import_meanwhile() -> None:
        async with asyncio.timeout(5), database.sessions.begin() as session:
            await session.execute(
                text("UPDATE crm_policies SET premium_yen = 1, version = 2 WHERE policy_no = 'A111222333'")
            )
            while not await session.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")):
                continue

    await asyncio.gather(import_meanwhile(), crm.change_address(change))
    policy = await crm.get_policy("A111222333")
    assert (policy.premium_yen, policy.mailing_postal_code, policy.version) == (1, "5300001", 3)
