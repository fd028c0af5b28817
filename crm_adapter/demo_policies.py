"""Policies and claims of the generated demo customers: coherent periods, earthquake cover only beside a fire policy."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from crm_adapter.demo_places import claims_office_of
from crm_adapter.model import Claim, ClaimNo, ClaimStatus, Customer, Line, Policy, PolicyNo, PolicyStatus

LETTERS = {
    Line.motor: "A",
    Line.fire: "F",
    Line.earthquake: "E",
    Line.personal_accident: "P",
    Line.liability: "L",
}
_PRODUCTS = {
    Line.motor: ("自動車保険", ("普通乗用車", "小型乗用車", "軽四輪乗用車"), (38_000, 96_000)),
    Line.fire: ("住まいの火災保険", ("建物（一戸建て）", "建物（マンション）・家財", "家財のみ"), (12_000, 58_000)),
    Line.personal_accident: ("傷害保険", ("被保険者本人", "家族全員"), (9_000, 36_000)),
    Line.liability: ("個人賠償責任保険", ("日常生活の賠償",), (1_800, 6_000)),
}
_COMPANY_PRODUCTS = {
    Line.motor: ("フリート自動車保険", ("貨物車 5台", "乗用車 10台"), (300_000, 1_600_000)),
    Line.fire: ("企業財産保険", ("工場・設備", "店舗・商品", "事務所・什器"), (80_000, 420_000)),
    Line.personal_accident: ("業務災害補償保険", ("従業員全員",), (60_000, 240_000)),
    Line.liability: ("施設賠償責任保険", ("施設の管理・運営",), (30_000, 150_000)),
}
_TERMS = {Line.fire: (1, 1, 2, 5), Line.motor: (1, 1, 1, 3)}
_PAYMENT_MODES = ("annual", "monthly", "semi_annual", "lump_sum")
_EARTHQUAKE_YEN = (7_300, 11_200, 11_600, 19_500, 23_000, 27_500)
_LOSSES = {
    Line.motor: ("駐車場で柱に接触。", "交差点で追突された。", "飛び石でフロントガラスにひび。"),
    Line.fire: ("台風で屋根瓦が破損。", "給水管から水漏れ。", "落雷で家電が故障。"),
    Line.personal_accident: ("階段で転倒し手首を骨折。",),
    Line.liability: ("自転車で通行人に接触。",),
    Line.earthquake: ("地震で外壁に亀裂。",),
}


def years_later(day: date, years: int) -> date:
    """The same day of a later year; the day before a missing 29 February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def invent_policies(rng: Random, customer: Customer, today: date, numbers: Iterator[int]) -> Iterator[Policy]:
    """One to five policies; an earthquake policy has the period of its fire policy."""
    lines = rng.sample(tuple(_PRODUCTS), rng.choice((1, 1, 2, 2, 3, 4)))
    for line in lines:
        policy = _invent_policy(rng, customer, line, today, next(numbers))
        cover = rng.random() if line is Line.fire else 1.0
        if cover < 0.4:
            yield replace(policy, earthquake_premium_yen=rng.choice(_EARTHQUAKE_YEN))
            continue
        yield policy
        if cover < 0.6:
            yield _earthquake_beside(rng, policy, next(numbers))


def invent_claims(rng: Random, customer: Customer, policy: Policy, today: date, number: int) -> Iterator[Claim]:
    """Sometimes one claim, within the policy period and never in the future."""
    days = (min(policy.expiry_date, today) - policy.inception_date).days
    if days < 2 or rng.random() > 0.15:
        return
    occurred_on = policy.inception_date + timedelta(days=rng.randrange(days))
    is_recent = (today - occurred_on).days < 90
    status = rng.choice((ClaimStatus.reported, ClaimStatus.investigating)) if is_recent else ClaimStatus.closed
    yield claim_on(customer, policy, occurred_on, status, rng.choice(_LOSSES[policy.line]), number, today)


def claim_on(
    customer: Customer,
    policy: Policy,
    occurred_on: date,
    status: ClaimStatus,
    description: str,
    number: int,
    today: date,
) -> Claim:
    office = claims_office_of(customer.postal_code)
    return Claim(
        claim_no=ClaimNo(f"J{occurred_on:%y}{number:06d}"),
        policy_no=policy.policy_no,
        line=policy.line,
        occurred_on=occurred_on,
        reported_on=min(occurred_on + timedelta(days=1), today),
        status=status,
        office=office.name,
        office_phone=office.phone,
        description=description,
    )


def _invent_policy(rng: Random, customer: Customer, line: Line, today: date, number: int) -> Policy:
    product, objects, (lowest, highest) = (_COMPANY_PRODUCTS if customer.is_company else _PRODUCTS)[line]
    years = rng.choice(_TERMS.get(line, (1,)))
    fate = rng.choices(tuple(PolicyStatus), weights=(80, 13, 7))[0]
    # An expired policy began a whole period and up to two years ago; the others are within their period.
    days = round(365 * years)
    begun = rng.randrange(days + 5, days + 730) if fate is PolicyStatus.expired else rng.randrange(1, days - 5)
    inception = today - timedelta(days=begun)
    return Policy(
        policy_no=PolicyNo(f"{LETTERS[line]}{number}"),
        customer_id=customer.customer_id,
        line=line,
        product=product,
        inception_date=inception,
        expiry_date=years_later(inception, years),
        status=fate,
        premium_yen=rng.randrange(lowest, highest, 10),
        payment_mode="lump_sum" if years > 1 else rng.choice(_PAYMENT_MODES),
        insured_object=rng.choice(objects),
        earthquake_premium_yen=None,
        agency_code=customer.agency_code,
    )


def _earthquake_beside(rng: Random, fire: Policy, number: int) -> Policy:
    premium = rng.choice(_EARTHQUAKE_YEN)
    return replace(
        fire,
        policy_no=PolicyNo(f"{LETTERS[Line.earthquake]}{number}"),
        line=Line.earthquake,
        product="地震保険",
        premium_yen=premium,
        earthquake_premium_yen=premium,
    )
