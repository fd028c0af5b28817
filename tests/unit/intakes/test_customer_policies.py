"""What the record and today tell of a policy, and which policies a procedure offers."""

from datetime import date
from typing import Any

import pytest
from documents_scene import ICHIRO
from scene import procedures

from casework.intakes.customer_policies import current_policies, facts_of, is_long_term, offered_policies
from conversation.model import Channel
from crm_adapter.model import CustomerId, Line, Policy, PolicyNo, PolicyStatus

pytestmark = pytest.mark.unit
TODAY = date(2026, 11, 23)


def record(number: str = "A111222333", **changes: Any) -> Policy:
    plain: dict[str, Any] = {
        "policy_no": PolicyNo(number),
        "customer_id": CustomerId("T-1"),
        "line": Line.motor,
        "product": "自動車保険",
        "inception_date": date(2024, 4, 1),
        "expiry_date": date(2027, 4, 1),
        "status": PolicyStatus.in_force,
        "premium_yen": 48_000,
        "payment_mode": "annual",
        "insured_object": "小型乗用車",
        "earthquake_premium_yen": None,
        "agency_code": None,
    }
    return Policy(**(plain | changes))


@pytest.mark.parametrize(
    ("changes", "fact", "holds"),
    [
        ({"inception_date": date(2025, 11, 24)}, "first_year", True),
        ({"inception_date": date(2025, 11, 23)}, "first_year", False),
        ({"inception_date": date(2024, 2, 29), "expiry_date": date(2026, 2, 28)}, "multi_year", False),
        ({"inception_date": date(2024, 2, 29), "expiry_date": date(2026, 3, 1)}, "multi_year", True),
        ({"inception_date": date(2026, 4, 1), "expiry_date": date(2027, 4, 1)}, "multi_year", False),
        ({"payment_mode": "group"}, "group", True),
        ({"payment_mode": "団体扱"}, "group", True),
        ({"payment_mode": "団体"}, "group", True),
        ({"payment_mode": "monthly"}, "group", False),
        ({"line": Line.fire, "earthquake_premium_yen": 11_600}, "has_earthquake", True),
        ({"line": Line.fire, "earthquake_premium_yen": 0}, "has_earthquake", False),
        ({"line": Line.earthquake}, "has_earthquake", True),
        ({}, "has_earthquake", False),
        ({"expiry_date": date(2027, 1, 27)}, "expires_soon", True),
        ({"expiry_date": date(2027, 1, 28)}, "expires_soon", False),
        ({"expiry_date": TODAY}, "expires_soon", True),
        ({"expiry_date": TODAY}, "past_expiry", False),
        ({"expiry_date": date(2026, 11, 22)}, "past_expiry", True),
    ],
)
def test_a_fact_holds_on_its_day(changes: dict[str, Any], fact: str, holds: bool) -> None:
    assert (fact in facts_of(record(**changes), TODAY, is_company=False)) is holds


@pytest.mark.parametrize(
    ("today", "awaited"),
    [
        (date(2026, 3, 15), False),
        (date(2026, 3, 16), True),
        (date(2026, 10, 25), True),
        (date(2026, 10, 26), False),
        (date(2026, 1, 10), False),
    ],
)
def test_postcards_are_awaited_until_late_october(today: date, awaited: bool) -> None:
    assert ("before_posting" in facts_of(record(), today, is_company=False)) is awaited


def test_a_company_is_a_fact_of_each_of_its_policies() -> None:
    assert "company" in facts_of(record(), TODAY, is_company=True)
    assert "company" not in facts_of(record(), TODAY, is_company=False)


@pytest.mark.parametrize(
    ("status", "expiry", "found"),
    [
        (PolicyStatus.in_force, date(2027, 4, 1), 1),
        (PolicyStatus.expired, date(2026, 11, 20), 1),
        (PolicyStatus.expired, date(2026, 10, 23), 1),
        (PolicyStatus.expired, date(2026, 10, 22), 0),
        (PolicyStatus.cancelled, date(2026, 11, 20), 0),
    ],
)
def test_what_expired_lately_may_still_be_renewed(status: PolicyStatus, expiry: date, found: int) -> None:
    briefs = current_policies([record(status=status, expiry_date=expiry)], ICHIRO, TODAY)
    assert len(briefs) == found
    assert [brief.is_in_force for brief in briefs] == [status is PolicyStatus.in_force] * found


@pytest.mark.parametrize(
    ("procedure", "offered"),
    [
        ("address_change", ["A1", "F1"]),
        ("deduction_certificate", ["F1"]),
        ("renewal", ["A1", "F1", "A2"]),
        ("policy_inquiry", ["A1", "F1"]),
    ],
)
def test_a_procedure_offers_what_its_file_allows(procedure: str, offered: list[str]) -> None:
    policies = [
        record("A1"),
        record("F1", line=Line.fire, earthquake_premium_yen=11_600),
        record("A2", status=PolicyStatus.expired, expiry_date=date(2026, 11, 20)),
    ]
    briefs = current_policies(policies, ICHIRO, TODAY)
    assert [brief.policy_no for brief in offered_policies(procedures()[procedure], briefs)] == offered


def test_a_caller_hears_digits_only_where_two_policies_are_of_one_line() -> None:
    policies = [record("A1112223331"), record("F1112223331", line=Line.fire), record("A1112223332")]
    labels = [brief.label for brief in current_policies(policies, ICHIRO, TODAY, Channel.voice)]
    assert labels == [
        "自動車保険（証券番号の下4桁 3331）",
        "火災保険",
        "自動車保険（証券番号の下4桁 3332）",
    ]
    written = [brief.label for brief in current_policies(policies[:2], ICHIRO, TODAY, Channel.sms)]
    assert written == ["自動車保険（証券番号の下4桁 3331）", "火災保険（証券番号の下4桁 3331）"]


def test_two_years_are_a_long_term() -> None:
    assert is_long_term(record(inception_date=date(2024, 4, 1), expiry_date=date(2026, 4, 1)))
    assert not is_long_term(record(inception_date=date(2024, 4, 2), expiry_date=date(2026, 4, 1)))
