"""Cases, customers and codes as staff read them."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import uuid4

import pytest

from crm_adapter.demo import DEMO_PERSONS
from gateway.api.paging import encode_cursor
from gateway.staff.permissions import Role
from tests.integration.staff.records import Records
from tests.integration.staff.scene import NOON, Account, Staff, code_of

PERSON = DEMO_PERSONS[0]
MINUTE = timedelta(minutes=1)


async def test_a_case_shows_its_bare_fields_and_history(agent: Staff, records: Records) -> None:
    seen = await records.contact(NOON)
    case_no = await records.case(seen, at=NOON)
    case = (await agent.get(f"/api/cases/{case_no}")).json()
    due_at = case.pop("due_at", None)
    assert case == {
        "case_no": case_no,
        "procedure": "address_change",
        "title": "住所変更",
        "status": "open",
        "fields": {"policy_nos": ["A123456789"], "new_postal_code": "5300001", "moved_on": "2026-11-01"},
        "department": "異動受付課",
        "priority": "normal",
        "documents": [],
        "history": [{"at": "2026-11-23T03:00:00Z", "step": "submitted", "outcome": "accepted"}],
        "opened_at": "2026-11-23T03:00:00Z",
        "contact_id": str(seen.contact_id),
        "conversation_id": str(seen.conversation_id),
    }
    assert due_at is None or due_at > "2026-11-23"


async def test_cases_are_paged_and_filtered(agent: Staff, records: Records) -> None:
    customer_id = f"C{uuid4().hex[:12]}"
    seen = await records.contact(NOON)
    made = [await records.case(seen, at=NOON, customer_id=customer_id) for _ in range(3)]
    made.append(await records.case(seen, at=NOON, customer_id=customer_id, procedure="complaint"))
    only = {"customer_id": customer_id}
    first = (await agent.get("/api/cases", **only, limit="3")).json()
    second = (await agent.get("/api/cases", **only, limit="3", cursor=first["next_cursor"])).json()
    assert [case["case_no"] for case in first["items"] + second["items"]] == sorted(made, reverse=True)
    assert second["next_cursor"] is None
    assert {len(case["history"]) for case in first["items"]} == {1}
    complaints = (await agent.get("/api/cases", **only, procedure="complaint", status="")).json()["items"]
    assert [case["case_no"] for case in complaints] == [made[-1]]
    assert (await agent.get("/api/cases", **only, status="closed")).json() == {"items": [], "next_cursor": None}


@pytest.mark.parametrize("case_no", ["T00000000000", "%00", "T" * 300, "案件", "T1%20OR%201=1"])
async def test_an_unknown_case_is_not_found(agent: Staff, case_no: str) -> None:
    assert code_of(await agent.http.get(f"/api/cases/{case_no}")) == (404, "case_not_found")


@pytest.mark.parametrize(
    "cursor", ["x", encode_cursor("contact", "T26110000011"), encode_cursor("case", "\x00"), encode_cursor("case")]
)
async def test_a_cursor_of_another_list_is_refused(agent: Staff, cursor: str) -> None:
    assert code_of(await agent.get("/api/cases", cursor=cursor)) == (400, "bad_cursor")


@pytest.mark.parametrize("q", [PERSON.name, PERSON.name_kana, PERSON.policies[0].policy_no, PERSON.customer_id])
async def test_a_customer_is_found_by_whole_values(agent: Staff, q: str) -> None:
    found = (await agent.get("/api/customers", q=q)).json()
    assert PERSON.customer_id in [customer["customer_id"] for customer in found["items"]]


@pytest.mark.parametrize("q", ["", " ", "\x00", "%", PERSON.name[:1], "あ" * 200])
async def test_a_search_without_meaning_finds_nobody(agent: Staff, q: str) -> None:
    assert (await agent.get("/api/customers", q=q)).json() == {"items": [], "next_cursor": None}


async def test_a_customer_shows_the_record_and_what_happened_here(agent: Staff, records: Records) -> None:
    seen = await records.contact(NOON, customer_id=PERSON.customer_id)
    changed = await records.case(seen, at=NOON, customer_id=PERSON.customer_id)
    complained = await records.case(seen, at=NOON + MINUTE, customer_id=PERSON.customer_id, procedure="complaint")
    customer = (await agent.get(f"/api/customers/{PERSON.customer_id}")).json()
    parts = {"attributes", "policies", "claims", "cases", "contacts", "complaints"}
    assert customer.keys() == {"customer_id", *parts}
    assert customer["attributes"]["name"] == PERSON.name
    assert {policy["policy_no"] for policy in customer["policies"]} == {p.policy_no for p in PERSON.policies}
    assert {changed, complained} <= {case["case_no"] for case in customer["cases"]}
    assert complained in [case["case_no"] for case in customer["complaints"]]
    assert changed not in [case["case_no"] for case in customer["complaints"]]
    assert str(seen.contact_id) in [contact["contact_id"] for contact in customer["contacts"]]


@pytest.mark.parametrize("customer_id", ["C999999", "%00", "お客さま", "C" * 500])
async def test_an_unknown_customer_is_not_found(agent: Staff, customer_id: str) -> None:
    assert code_of(await agent.http.get(f"/api/customers/{customer_id}")) == (404, "customer_not_found")


@pytest.mark.parametrize("path", ["/api/customers", f"/api/customers/{PERSON.customer_id}"])
async def test_an_auditor_does_not_read_customers(staff: Staff, accounts: Mapping[Role, Account], path: str) -> None:
    await staff.sign_in(accounts[Role.auditor])
    assert code_of(await staff.get(path, q=PERSON.name)) == (403, "not_permitted")


async def test_the_codes_are_those_of_the_contract(agent: Staff) -> None:
    codes = (await agent.get("/api/codes")).json()
    reasons = (
        "accident_report claim_status roadside_assistance address_change name_change vehicle_change coverage_change "
        "payment_change cancellation renewal policyholder_transfer policy_reissue deduction_certificate annual_notice "
        "document_request policy_inquiry product_inquiry web_service complaint survey callback agency wrong_number "
        "other"
    )
    dispositions = (
        "completed case_opened answered referred callback_promised complaint_registered abandoned no_response "
        "wrong_number harassment other"
    )
    assert codes.keys() == {"contact_reasons", "dispositions"}
    assert [item["code"] for item in codes["contact_reasons"]] == reasons.split()
    assert [item["code"] for item in codes["dispositions"]] == dispositions.split()
    assert not [item for item in codes["contact_reasons"] + codes["dispositions"] if item["label"].isascii()]
