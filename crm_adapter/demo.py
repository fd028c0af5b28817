"""The demo's customers, policies, claims and agencies: invented, coherent, the same for the same seed and day."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from random import Random

from crm_adapter.demo_customers import invent_customers
from crm_adapter.demo_names import AGENCY_NAMES
from crm_adapter.demo_persons import DEMO_PERSONS, DemoPerson, DemoPolicy
from crm_adapter.demo_places import Place, read_places
from crm_adapter.demo_policies import claim_on, invent_claims, invent_policies, years_later
from crm_adapter.model import (
    Agency,
    AgencyCode,
    Book,
    Claim,
    ClaimStatus,
    Customer,
    CustomerId,
    HouseholdId,
    Policy,
    PolicyNo,
)
from crm_adapter.normalise import phone_key
from crm_adapter.port import BookStore

CUSTOMERS = 300
SEED = 20260401

__all__ = ["DEMO_PERSONS", "demo_book", "load_demo"]


async def load_demo(store: BookStore, today: date, seed: int = SEED) -> bool:
    """Load everything in one transaction; False, and nothing touched, where the demo is loaded already."""
    first = CustomerId(DEMO_PERSONS[0].customer_id)
    if await store.find_customers([first]):
        return False
    await store.save_book(demo_book(today, seed))
    return True


def demo_book(today: date, seed: int = SEED) -> Book:
    """The fixed persons first, then generated customers up to 300."""
    rng = Random(seed)  # noqa: S311  # Repeatable demo data, no secret.
    places = read_places()
    agencies = _agencies(tuple(places.values()))
    codes = tuple(agency.agency_code for agency in agencies)
    persons = tuple(_customer_of(person, places, today) for person in DEMO_PERSONS)
    invented = invent_customers(rng, tuple(places.values()), codes, today)
    generated = tuple(islice(invented, CUSTOMERS - len(persons)))
    policies, claims = _fixed_contracts(persons, today)
    numbers = _policy_numbers(rng)
    for customer in generated:
        for policy in invent_policies(rng, customer, today, numbers):
            policies.append(policy)
            claims += invent_claims(rng, customer, policy, today, len(claims) + 1)
    return Book(agencies, persons + generated, tuple(policies), tuple(claims))


def _agencies(places: tuple[Place, ...]) -> tuple[Agency, ...]:
    return tuple(
        Agency(
            agency_code=AgencyCode(f"AG{number:03d}"),
            name=name,
            phone=f"+813000090{number:02d}",
            postal_code=places[number * 5].postal_code,
            address=places[number * 5].address(f"1-8{number % 10}-1"),
        )
        for number, name in enumerate(AGENCY_NAMES, start=1)
    )


def _customer_of(person: DemoPerson, places: dict[str, Place], today: date) -> Customer:
    return Customer(
        customer_id=CustomerId(person.customer_id),
        name=person.name,
        name_kana=person.name_kana,
        birth_date=person.birth_date,
        postal_code=person.postal_code,
        address=places[person.postal_code].address(person.street),
        phone=phone_key(person.phone),
        phone_registered_on=today - timedelta(days=person.phone_age_days),
        email=person.email,
        agency_code=AgencyCode(person.agency_code),
        is_company=person.birth_date is None,
        household_id=HouseholdId(person.household_id) if person.household_id else None,
    )


def _fixed_contracts(customers: tuple[Customer, ...], today: date) -> tuple[list[Policy], list[Claim]]:
    policies = [
        _policy_of(contract, customer, today)
        for person, customer in zip(DEMO_PERSONS, customers, strict=True)
        for contract in person.policies
    ]
    by_no = {policy.policy_no: policy for policy in policies}
    open_claim = claim_on(
        customers[1],
        by_no[PolicyNo("A111222333")],
        today - timedelta(days=20),
        ClaimStatus.investigating,
        "信号待ちで停車中に追突された。",
        1,
        today,
    )
    closed_claim = claim_on(
        customers[2],
        by_no[PolicyNo("F444555666")],
        today - timedelta(days=300),
        ClaimStatus.closed,
        "台風で雨どいが破損。",
        2,
        today,
    )
    return policies, [open_claim, closed_claim]


def _policy_of(contract: DemoPolicy, customer: Customer, today: date) -> Policy:
    inception = today - timedelta(days=contract.begun_days_ago)
    return Policy(
        policy_no=PolicyNo(contract.policy_no),
        customer_id=customer.customer_id,
        line=contract.line,
        product=contract.product,
        inception_date=inception,
        expiry_date=years_later(inception, contract.years),
        status=contract.status,
        premium_yen=contract.premium_yen,
        payment_mode=contract.payment_mode,
        insured_object=contract.insured_object,
        earthquake_premium_yen=contract.earthquake_premium_yen,
        agency_code=customer.agency_code,
    )


def _policy_numbers(rng: Random) -> Iterator[int]:
    """Nine digits that never repeat, also not with another letter: a caller may key in the digits only."""
    taken = {int(contract.policy_no[1:]) for person in DEMO_PERSONS for contract in person.policies}
    while True:
        number = rng.randrange(200_000_000, 1_000_000_000)
        if number not in taken:
            taken.add(number)
            yield number
