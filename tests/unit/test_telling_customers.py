"""What a verified customer is told of their own policies, claims and yearly notice: never of money to come."""

from datetime import date
from typing import Any

import pytest

from bot.actions.telling import NO_NOTICE, NO_POLICY, claims_told, notice_told, policies_told
from conversation.model import Channel
from crm_adapter.model import Claim, ClaimNo, ClaimStatus, CustomerId, Line, Policy, PolicyNo, PolicyStatus

pytestmark = pytest.mark.unit


def policy(number: str = "F111222334", **changes: Any) -> Policy:
    plain: dict[str, Any] = {
        "policy_no": PolicyNo(number),
        "customer_id": CustomerId("T-1"),
        "line": Line.fire,
        "product": "住まいの火災保険",
        "inception_date": date(2024, 10, 19),
        "expiry_date": date(2029, 10, 19),
        "status": PolicyStatus.in_force,
        "premium_yen": 21_000,
        "payment_mode": "annual",
        "insured_object": "建物（マンション）・家財",
        "earthquake_premium_yen": None,
        "agency_code": None,
    }
    return Policy(**(plain | changes))


def claim(status: ClaimStatus, **changes: Any) -> Claim:
    plain: dict[str, Any] = {
        "claim_no": ClaimNo("J26000001"),
        "policy_no": PolicyNo("A111222333"),
        "line": Line.motor,
        "occurred_on": date(2026, 11, 2),
        "reported_on": date(2026, 11, 3),
        "status": status,
        "office": "横浜損害サービス課",
        "office_phone": "+81300000010",
        "description": "追突",
    }
    return Claim(**(plain | changes))


def test_a_policy_is_told_with_its_end_and_its_premium() -> None:
    (told,) = policies_told([policy(), policy("A111222333", line=Line.motor, payment_mode="monthly")])
    assert "火災保険（証券番号の下4桁 2334）: 満期日 2029年10月19日、保険料 21,000円（年払）" in told
    assert "自動車保険" in told
    assert "月払" in told
    assert "F111222334" not in told


def test_a_caller_hears_no_digits_where_the_line_says_which_policy() -> None:
    (told,) = policies_told([policy(), policy("A111222333", line=Line.motor)], Channel.voice)
    assert "下4桁" not in told
    assert "火災保険: 満期日" in told


def test_a_large_premium_is_told_in_ten_thousands() -> None:
    (told,) = policies_told([policy(premium_yen=2_500_000)])
    assert "保険料 250万円（年払）" in told


def test_without_a_policy_that_is_said() -> None:
    assert policies_told([]) == (NO_POLICY,)


@pytest.mark.parametrize("status", list(ClaimStatus))
def test_a_claim_is_told_with_its_office_and_never_with_money(status: ClaimStatus) -> None:
    said = "\n".join(claims_told([claim(status)]))
    assert "J26000001（自動車保険、11月3日受付）" in said
    assert "横浜損害サービス課 03-0000-0010です。" in said
    assert [word for word in ("円", "お支払い", "支払", "過失", "対象", "追突") if word in said] == []


def test_the_office_may_have_no_telephone() -> None:
    assert "担当は横浜損害サービス課です。" in claims_told([claim(ClaimStatus.reported, office_phone=None)])[0]


def test_no_claim_is_no_sentence() -> None:
    assert claims_told([]) == ()


def test_the_yearly_notice_comes_for_long_terms_in_their_month() -> None:
    told = notice_told([policy(), policy("A1", line=Line.motor, expiry_date=date(2025, 10, 19))])
    said = "\n".join(told.say)
    assert "火災保険（証券番号の下4桁 2334）: 毎年10月ごろ" in said
    assert "自動車保険" not in said
    assert told.leads_to == ("document_request", "address_change")


def test_who_has_only_yearly_policies_hears_that_none_comes() -> None:
    told = notice_told([policy(expiry_date=date(2025, 10, 19))])
    assert told.say[-1] == NO_NOTICE
    assert told.leads_to == ()
