"""What every Crm does, run over the built-in one on PostgreSQL and over its in-memory twin."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Protocol
from uuid import UUID

import pytest

from crm_adapter.csv_import import import_customers, import_policies
from crm_adapter.demo import DEMO_PERSONS, demo_book, load_demo
from crm_adapter.memory_crm import MemoryCrm
from crm_adapter.model import (
    AddressChange,
    Agency,
    AgencyCode,
    Book,
    CaseNo,
    CaseRecord,
    Claim,
    ClaimNo,
    ClaimStatus,
    ContactId,
    ContactRecord,
    Customer,
    CustomerId,
    Line,
    Policy,
    PolicyNo,
    PolicyStatus,
)
from crm_adapter.port import (
    BookStore,
    Crm,
    CustomerNotFoundError,
    PolicyNotFoundError,
    ReferenceConflictError,
    VersionConflictError,
)
from crm_adapter.sql_crm import SqlCrm

TODAY = date(2026, 4, 1)
NOON = datetime(2026, 4, 1, 3, 0, tzinfo=UTC)
NOBODY = CustomerId("C999999")


class OwnedCrm(Crm, BookStore, Protocol):
    """A CRM that owns its records."""


def a_customer(customer_id: str, **changes: object) -> Customer:
    customer = Customer(
        customer_id=CustomerId(customer_id),
        name="髙橋 一郎",
        name_kana="タカハシ イチロウ",
        birth_date=date(1970, 1, 2),
        postal_code="1500043",
        address="東京都渋谷区道玄坂９－９１－５",
        phone="+819000009001",
        phone_registered_on=date(2020, 1, 1),
        email="ichiro@example.jp",
        agency_code=AgencyCode("AG001"),
        is_company=False,
    )
    return replace(customer, **changes)  # type: ignore[arg-type]


def a_policy(policy_no: str, customer_id: str, **changes: object) -> Policy:
    policy = Policy(
        policy_no=PolicyNo(policy_no),
        customer_id=CustomerId(customer_id),
        line=Line.motor,
        product="自動車保険",
        inception_date=date(2025, 10, 1),
        expiry_date=date(2026, 10, 1),
        status=PolicyStatus.in_force,
        premium_yen=50_000,
        payment_mode="annual",
        insured_object="普通乗用車",
        earthquake_premium_yen=None,
        agency_code=AgencyCode("AG001"),
    )
    return replace(policy, **changes)  # type: ignore[arg-type]


def a_claim(claim_no: str, policy_no: str, occurred_on: date) -> Claim:
    return Claim(
        claim_no=ClaimNo(claim_no),
        policy_no=PolicyNo(policy_no),
        line=Line.motor,
        occurred_on=occurred_on,
        reported_on=occurred_on,
        status=ClaimStatus.reported,
        office="東京損害サービスセンター",
        office_phone="+81300008001",
        description="駐車場で柱に接触。",
    )


BOOK = Book(
    agencies=(
        Agency(AgencyCode("AG001"), "みなと保険サービス", "+81300009001", "1310045", "東京都墨田区押上１－８１－１"),
    ),
    customers=(
        a_customer("C1"),
        a_customer(
            "C2",
            name="株式会社みなと商店",
            name_kana="カブシキガイシャ ミナトショウテン",
            birth_date=None,
            is_company=True,
            phone="+81300009002",
            email=None,
        ),
        a_customer("C3", birth_date=date(1999, 9, 9), phone=None, email=None),
    ),
    policies=(
        a_policy("A100000001", "C1"),
        a_policy("F-2000-01", "C1", line=Line.fire, earthquake_premium_yen=11_600),
        a_policy("L300000001", "C2", line=Line.liability),
    ),
    claims=(
        a_claim("J1", "A100000001", date(2025, 11, 1)),
        a_claim("J2", "A100000001", date(2026, 2, 1)),
        a_claim("J3", "L300000001", date(2026, 1, 1)),
    ),
)


def an_address_change(**changes: object) -> AddressChange:
    change = AddressChange(
        reference="case-1",
        customer_id=CustomerId("C1"),
        policy_nos=(PolicyNo("A100000001"),),
        postal_code="5300001",
        address="大阪府大阪市北区梅田９－９９－１",
        effective_on=date(2026, 4, 10),
    )
    return replace(change, **changes)  # type: ignore[arg-type]


def a_case(**changes: object) -> CaseRecord:
    case = CaseRecord(
        case_no=CaseNo("K-1"),
        customer_id=CustomerId("C1"),
        procedure="address_change",
        status="submitted",
        policy_nos=(PolicyNo("A100000001"),),
        summary="住所変更",
        opened_at=NOON,
        updated_at=NOON,
    )
    return replace(case, **changes)  # type: ignore[arg-type]


def a_contact(**changes: object) -> ContactRecord:
    contact = ContactRecord(
        contact_id=ContactId(UUID(int=1)),
        customer_id=CustomerId("C1"),
        channel="webchat",
        direction="inbound",
        contact_reason=None,
        disposition=None,
        case_nos=(),
        summary="",
        started_at=NOON,
        ended_at=None,
        updated_at=NOON,
    )
    return replace(contact, **changes)  # type: ignore[arg-type]


def a_clock() -> Callable[[], datetime]:
    """Each look at it is a minute later."""
    minutes: Iterator[int] = count()
    return lambda: NOON + timedelta(minutes=next(minutes))


def _sql(request: pytest.FixtureRequest) -> OwnedCrm:
    database, vault = request.getfixturevalue("database"), request.getfixturevalue("vault")
    return SqlCrm(database.sessions, vault, a_clock())


def _memory(request: pytest.FixtureRequest) -> OwnedCrm:
    return MemoryCrm(a_clock())


@pytest.fixture(params=[_sql, _memory], ids=["sql", "memory"])
def empty_crm(request: pytest.FixtureRequest) -> OwnedCrm:
    build: Callable[[pytest.FixtureRequest], OwnedCrm] = request.param
    return build(request)


@pytest.fixture
async def crm(empty_crm: OwnedCrm) -> OwnedCrm:
    await empty_crm.save_book(BOOK)
    return empty_crm


def ids(customers: object) -> list[str]:
    return [customer.customer_id for customer in customers]  # type: ignore[attr-defined]


async def test_a_customer_reads_back_as_written(crm: OwnedCrm) -> None:
    assert [await crm.get_customer(CustomerId(f"C{n}")) for n in (1, 2, 3)] == list(BOOK.customers)


@pytest.mark.parametrize("customer_id", ["C999999", "", "c1", "C1\x00", "\ud800", "' OR 1=1 --", "C" * 5000])
async def test_an_unknown_customer_is_refused_by_name(crm: OwnedCrm, customer_id: str) -> None:
    with pytest.raises(CustomerNotFoundError) as refusal:
        await crm.get_customer(CustomerId(customer_id))
    assert refusal.value.code == "customer_not_found"
    for listed in (crm.list_policies, crm.list_claims, crm.list_cases, crm.list_contacts):
        assert list(await listed(CustomerId(customer_id))) == []


@pytest.mark.parametrize("spelling", ["A100000001", "a100000001", "Ａ１００－０００－００１", "A 100 000 001\x00"])
async def test_a_policy_number_is_found_in_any_spelling(crm: OwnedCrm, spelling: str) -> None:
    owner = await crm.find_customer_by_policy_no(spelling)
    assert owner == BOOK.customers[0]
    assert await crm.get_policy(spelling) == BOOK.policies[0]


@pytest.mark.parametrize("number", ["", "A999999999", "100000001", "証券番号", "\ud800"])
async def test_an_unknown_policy_number_finds_nobody(crm: OwnedCrm, number: str) -> None:
    assert await crm.find_customer_by_policy_no(number) is None
    assert await crm.find_policy(number) is None
    with pytest.raises(PolicyNotFoundError):
        await crm.get_policy(number)


@pytest.mark.parametrize("phone", ["+819000009001", "090-0000-9001", "０９０（００００）９００１", "09000009001"])
async def test_a_phone_is_found_in_any_spelling(crm: OwnedCrm, phone: str) -> None:
    assert ids(await crm.find_customers_by_phone(phone)) == ["C1"]


@pytest.mark.parametrize("phone", ["", "090", "電話", "090-0000-9999", "\ud800"])
async def test_no_phone_finds_nobody(crm: OwnedCrm, phone: str) -> None:
    assert list(await crm.find_customers_by_phone(phone)) == []


@pytest.mark.parametrize("name", ["髙橋 一郎", "高橋一郎", "高橋　一郎", "たかはし いちろう", "ﾀｶﾊｼ ｲﾁﾛｳ"])
async def test_name_and_birth_date_find_one_of_two_namesakes(crm: OwnedCrm, name: str) -> None:
    assert ids(await crm.find_customers_by_name_and_birth_date(name, date(1970, 1, 2))) == ["C1"]


@pytest.mark.parametrize("name", ["高橋", "高橋 二郎", "", "・", "\ud800"])
async def test_another_name_with_the_birth_date_finds_nobody(crm: OwnedCrm, name: str) -> None:
    assert list(await crm.find_customers_by_name_and_birth_date(name, date(1970, 1, 2))) == []


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("C2", ["C2"]),
        ("高橋一郎", ["C1", "C3"]),
        ("タカハシイチロウ", ["C1", "C3"]),
        ("㈱みなと商店", ["C2"]),
        ("(株) みなと商店", ["C2"]),
        ("みなとしょうてん", ["C2"]),
        ("03-0000-9002", ["C2"]),
        ("L300-000-001", ["C2"]),
        ("ICHIRO@example.jp", ["C1"]),
        ("  C3 ", ["C3"]),
        ("高橋", []),
        ("", []),
        ("   ", []),
        ("%", []),
        ("\x00\ud800", []),
    ],
)
async def test_search_finds_whole_attributes_only(crm: OwnedCrm, q: str, found: list[str]) -> None:
    assert ids(await crm.search_customers(q)) == found


async def test_search_stops_at_its_limit(crm: OwnedCrm) -> None:
    assert ids(await crm.search_customers("高橋一郎", limit=1)) == ["C1"]


async def test_policies_and_claims_belong_to_their_customer(crm: OwnedCrm) -> None:
    assert list(await crm.list_policies(CustomerId("C1"))) == list(BOOK.policies[:2])
    assert [claim.claim_no for claim in await crm.list_claims(CustomerId("C1"))] == ["J2", "J1"]
    assert list(await crm.list_claims(CustomerId("C3"))) == []


async def test_an_agency_is_found_by_its_code(crm: OwnedCrm) -> None:
    assert await crm.find_agency(AgencyCode("AG001")) == BOOK.agencies[0]
    assert await crm.find_agency(AgencyCode("AG\x00")) is None


async def test_moving_home_moves_the_customer_and_the_listed_policy_only(crm: OwnedCrm) -> None:
    change = an_address_change()
    await crm.change_address(change)
    customer = await crm.get_customer(CustomerId("C1"))
    moved, kept = await crm.list_policies(CustomerId("C1"))
    assert (customer.postal_code, customer.address, customer.version) == (change.postal_code, change.address, 2)
    assert (moved.mailing_postal_code, moved.mailing_address) == (change.postal_code, change.address)
    assert (kept.mailing_postal_code, kept.mailing_address) == ("1500043", BOOK.customers[0].address)


async def test_a_mailing_address_alone_leaves_the_customer_at_home(crm: OwnedCrm) -> None:
    change = an_address_change(is_new_home=False)
    await crm.change_address(change)
    moved, kept = await crm.list_policies(CustomerId("C1"))
    assert await crm.get_customer(CustomerId("C1")) == BOOK.customers[0]
    assert moved.mailing_address == change.address
    assert kept == BOOK.policies[1]


async def test_the_same_reference_again_is_answered_with_the_first_receipt(crm: OwnedCrm) -> None:
    first = await crm.change_address(an_address_change())
    after_first = await crm.get_customer(CustomerId("C1"))
    assert await crm.change_address(an_address_change()) == first
    assert await crm.get_customer(CustomerId("C1")) == after_first
    assert first.recorded_at == NOON


@pytest.mark.parametrize(
    "difference",
    [
        {"address": "大阪府大阪市北区梅田９－９９－２"},
        {"policy_nos": (PolicyNo("A100000001"), PolicyNo("F-2000-01"))},
        {"effective_on": date(2026, 5, 1)},
        {"customer_id": CustomerId("C2"), "policy_nos": (PolicyNo("L300000001"),)},
    ],
)
async def test_a_reference_reused_for_something_else_changes_nothing(
    crm: OwnedCrm, difference: dict[str, object]
) -> None:
    await crm.change_address(an_address_change())
    before = [await crm.get_customer(CustomerId("C1")), await crm.get_customer(CustomerId("C2"))]
    with pytest.raises(ReferenceConflictError) as refusal:
        await crm.change_address(an_address_change(**difference))
    assert refusal.value.code == "reference_conflict"
    assert [await crm.get_customer(CustomerId("C1")), await crm.get_customer(CustomerId("C2"))] == before


async def test_someone_elses_policy_refuses_the_change_and_leaves_the_reference_free(crm: OwnedCrm) -> None:
    with pytest.raises(PolicyNotFoundError):
        await crm.change_address(an_address_change(policy_nos=(PolicyNo("L300000001"),)))
    assert await crm.get_customer(CustomerId("C1")) == BOOK.customers[0]
    assert (await crm.change_address(an_address_change())).policy_nos == ("A100000001",)


async def test_an_unknown_customer_cannot_move(crm: OwnedCrm) -> None:
    with pytest.raises(CustomerNotFoundError):
        await crm.change_address(an_address_change(customer_id=NOBODY))


async def test_the_same_change_sent_many_times_at_once_happens_once(crm: OwnedCrm) -> None:
    receipts = await asyncio.gather(*(crm.change_address(an_address_change()) for _ in range(5)))
    assert receipts == [receipts[0]] * 5
    assert (await crm.get_customer(CustomerId("C1"))).version == 2


async def test_changes_of_one_customer_at_once_all_happen(crm: OwnedCrm) -> None:
    changes = [an_address_change(reference=f"case-{n}") for n in range(5)]
    await asyncio.gather(*(crm.change_address(change) for change in changes))
    assert (await crm.get_customer(CustomerId("C1"))).version == 6


async def test_a_case_is_written_once_and_followed(crm: OwnedCrm) -> None:
    await crm.record_case(a_case())
    await crm.record_case(a_case(status="completed", updated_at=NOON + timedelta(hours=1)))
    (case,) = await crm.list_cases(CustomerId("C1"))
    assert case == a_case(status="completed", updated_at=NOON + timedelta(hours=1))


async def test_a_case_record_that_arrives_late_does_not_overwrite(crm: OwnedCrm) -> None:
    later = a_case(status="completed", updated_at=NOON + timedelta(hours=1))
    await crm.record_case(later)
    await crm.record_case(a_case())
    assert list(await crm.list_cases(CustomerId("C1"))) == [later]


async def test_cases_are_listed_newest_first(crm: OwnedCrm) -> None:
    for number in range(3):
        await crm.record_case(a_case(case_no=CaseNo(f"K-{number}"), opened_at=NOON + timedelta(days=number)))
    assert [case.case_no for case in await crm.list_cases(CustomerId("C1"), limit=2)] == ["K-2", "K-1"]


async def test_a_contact_of_nobody_yet_is_attached_when_the_customer_is_known(crm: OwnedCrm) -> None:
    await crm.record_contact(a_contact(customer_id=None))
    assert list(await crm.list_contacts(CustomerId("C1"))) == []
    known = a_contact(contact_reason="address_change", case_nos=(CaseNo("K-1"),), summary="住所変更を受付")
    await crm.record_contact(known)
    assert list(await crm.list_contacts(CustomerId("C1"))) == [known]


async def test_a_contact_record_that_arrives_late_does_not_overwrite(crm: OwnedCrm) -> None:
    later = a_contact(ended_at=NOON, disposition="completed", updated_at=NOON + timedelta(hours=1))
    await crm.record_contact(later)
    await crm.record_contact(a_contact())
    assert list(await crm.list_contacts(CustomerId("C1"))) == [later]


async def test_records_of_an_unknown_customer_are_refused(crm: OwnedCrm) -> None:
    with pytest.raises(CustomerNotFoundError):
        await crm.record_case(a_case(customer_id=NOBODY))
    with pytest.raises(CustomerNotFoundError):
        await crm.record_contact(a_contact(customer_id=NOBODY))


async def test_a_record_changed_meanwhile_is_not_overwritten_and_nothing_is_saved(crm: OwnedCrm) -> None:
    await crm.change_address(an_address_change())
    stale = replace(BOOK.customers[0], name="別人", version=2)
    with pytest.raises(VersionConflictError):
        await crm.save_book(Book(customers=(a_customer("C8"), stale)))
    assert list(await crm.find_customers([CustomerId("C8")])) == []
    assert (await crm.get_customer(CustomerId("C1"))).name == "髙橋 一郎"


async def test_the_demo_is_loaded_once_and_a_change_survives_the_next_start(empty_crm: OwnedCrm) -> None:
    first = DEMO_PERSONS[0]
    assert await load_demo(empty_crm, TODAY)
    await empty_crm.change_address(
        an_address_change(customer_id=CustomerId(first.customer_id), policy_nos=(PolicyNo("A123456789"),))
    )
    assert not await load_demo(empty_crm, TODAY)
    assert (await empty_crm.get_customer(CustomerId(first.customer_id))).postal_code == "5300001"


async def test_demo_persons_are_found_by_what_they_would_say(empty_crm: OwnedCrm) -> None:
    await load_demo(empty_crm, TODAY)
    for person in DEMO_PERSONS:
        assert person.customer_id in ids(await empty_crm.search_customers(person.name))
        assert ids(await empty_crm.find_customers_by_phone(person.phone)) == [person.customer_id]
        policies = await empty_crm.list_policies(CustomerId(person.customer_id))
        assert sorted(policy.policy_no for policy in policies) == sorted(p.policy_no for p in person.policies)


CUSTOMERS_CSV = (
    "customer_id,name,name_kana,birth_date,postal_code,address,phone,email,agency_code\n"
    "C1,佐藤 花子,さとう はなこ,1980-05-05,150-0043,東京都渋谷区道玄坂９－９１－５,090-0000-9101,h@example.jp,AG001\n"
    "C9,株式会社みなと商店,ミナトショウテン,,1060032,=HYPERLINK(A1),,,\n"
).encode()
POLICIES_CSV = (
    "policy_no,customer_id,line,product,inception_date,expiry_date,status,premium_yen,payment_mode,insured_object,"
    "earthquake_premium_yen,agency_code\n"
    "A-100000001,C1,motor,自動車保険,2026-01-01,2027-01-01,in_force,48000,annual,普通乗用車,,AG001\n"
    "F900000001,C9,fire,企業財産保険,2026-01-01,2027-01-01,in_force,48000,annual,店舗,1200,AG001\n"
).encode()


async def test_an_import_adds_updates_and_then_finds_nothing_to_do(crm: OwnedCrm) -> None:
    customers = await import_customers(crm, CUSTOMERS_CSV, TODAY)
    policies = await import_policies(crm, POLICIES_CSV)
    again = [await import_customers(crm, CUSTOMERS_CSV, TODAY), await import_policies(crm, POLICIES_CSV)]
    assert [(report.added, report.updated, report.refused) for report in (customers, policies)] == [(1, 1, ())] * 2
    assert [(report.added, report.updated, report.unchanged) for report in again] == [(0, 0, 2)] * 2
    assert (await crm.get_policy("A100000001")).premium_yen == 48_000
    assert (await crm.get_customer(CustomerId("C9"))).address == "=HYPERLINK(A1)"


async def test_an_imported_phone_that_changed_counts_as_registered_today(crm: OwnedCrm) -> None:
    await import_customers(crm, CUSTOMERS_CSV, TODAY)
    assert (await crm.get_customer(CustomerId("C1"))).phone_registered_on == TODAY
    assert (await crm.get_customer(CustomerId("C9"))).phone_registered_on is None


async def test_an_import_keeps_the_mailing_address_of_the_same_holder(crm: OwnedCrm) -> None:
    await crm.change_address(an_address_change(is_new_home=False))
    await import_policies(crm, POLICIES_CSV.replace(b",C9,", b",C2,"))
    assert (await crm.get_policy("A100000001")).mailing_postal_code == "5300001"
    await import_policies(crm, POLICIES_CSV.replace(b",C1,", b",C2,").replace(b",C9,", b",C2,"))
    assert (await crm.get_policy("A100000001")).mailing_postal_code is None


async def test_a_policy_of_an_unknown_customer_is_refused(crm: OwnedCrm) -> None:
    report = await import_policies(crm, POLICIES_CSV)
    (refused,) = report.refused
    assert (refused.line, refused.record_id, refused.field, refused.code) == (
        *(3, "F900000001", "customer_id", "unknown_customer"),
    )
    assert await crm.find_policy("F900000001") is None


async def test_the_whole_demo_reads_back_as_written(empty_crm: OwnedCrm) -> None:
    book = demo_book(TODAY)
    await empty_crm.save_book(book)
    stored = await empty_crm.find_customers([customer.customer_id for customer in book.customers])
    assert stored == {customer.customer_id: customer for customer in book.customers}
