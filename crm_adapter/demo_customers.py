"""The generated demo customers: singles, households at one address, elderly people, foreigners and companies."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from random import Random

from crm_adapter.demo_names import COMPANY_CORES, COMPANY_FORMS, ELDER_GIVEN, FOREIGN, GIVEN, SURNAMES
from crm_adapter.demo_places import BUILDINGS, Place
from crm_adapter.model import AgencyCode, Customer, CustomerId, HouseholdId

FIRST_GENERATED = 100


@dataclass
class _Serials:
    """Numbers that must not repeat within one demo."""

    customer: Iterator[int]
    phone: Iterator[int]
    household: Iterator[int]


@dataclass(frozen=True)
class _Home:
    postal_code: str
    address: str
    agency_code: AgencyCode
    household_id: HouseholdId | None


def invent_customers(
    rng: Random, places: tuple[Place, ...], agencies: tuple[AgencyCode, ...], today: date
) -> Iterator[Customer]:
    """Endless; the caller takes as many as it needs."""
    serials = _Serials(count(FIRST_GENERATED), count(FIRST_GENERATED), count(2))
    while True:
        kind = rng.choices(("company", "foreign", "single", "household"), weights=(8, 4, 60, 28))[0]
        household = HouseholdId(f"H{next(serials.household):04d}") if kind == "household" else None
        home = _invent_home(rng, places, agencies, household)
        if kind == "company":
            yield _company(rng, home, serials, today)
        elif kind == "foreign":
            yield _person(rng, *rng.choice(FOREIGN), rng.randrange(22, 60), home, serials, today)
        else:
            yield from _family(rng, 1 if kind == "single" else rng.choice((2, 3)), home, serials, today)


def _invent_home(
    rng: Random,
    places: tuple[Place, ...],
    agencies: tuple[AgencyCode, ...],
    household_id: HouseholdId | None,
) -> _Home:
    place = rng.choice(places)
    street = f"{rng.randrange(1, 10)}-{rng.randrange(81, 100)}-{rng.randrange(1, 30)}"
    if rng.random() < 0.45:
        street += f" {rng.choice(BUILDINGS)}{rng.randrange(1, 15)}{rng.randrange(1, 13):02d}"
    return _Home(place.postal_code, place.address(street), rng.choice(agencies), household_id)


def _family(rng: Random, size: int, home: _Home, serials: _Serials, today: date) -> Iterator[Customer]:
    surname, surname_kana = rng.choice(SURNAMES)
    eldest = rng.choice((rng.randrange(20, 66), rng.randrange(40, 66), rng.randrange(70, 97)))
    for member in range(size):
        age = max(19, eldest - rng.randrange(0, 6)) if member < 2 else max(19, eldest - rng.randrange(22, 38))
        given, given_kana = rng.choice(ELDER_GIVEN if age >= 70 else GIVEN)
        name, kana = f"{surname} {given}", f"{surname_kana} {given_kana}"
        yield _person(rng, name, kana, age, home, serials, today)


def _person(rng: Random, name: str, kana: str, age: int, home: _Home, serials: _Serials, today: date) -> Customer:
    birth_date = today - timedelta(days=age * 365 + age // 4 + rng.randrange(1, 365))
    is_landline = age >= 70 and rng.random() < 0.5
    return _customer(rng, name, kana, birth_date, home, serials, today, is_landline=is_landline)


def _company(rng: Random, home: _Home, serials: _Serials, today: date) -> Customer:
    core, core_kana = rng.choice(COMPANY_CORES)
    form, form_kana = rng.choice(COMPANY_FORMS)
    name, kana = form.format(core), form_kana.format(core_kana)
    return _customer(rng, name, kana, None, home, serials, today, is_landline=True)


def _customer(
    rng: Random,
    name: str,
    kana: str,
    birth_date: date | None,
    home: _Home,
    serials: _Serials,
    today: date,
    *,
    is_landline: bool,
) -> Customer:
    number, line = next(serials.customer), next(serials.phone)
    prefix = "+8130000" if is_landline else rng.choice(("+81900000", "+81800000"))
    is_recent = rng.random() < 0.04
    phone_age = rng.randrange(1, 29) if is_recent else rng.randrange(60, 3650)
    return Customer(
        customer_id=CustomerId(f"C{number:06d}"),
        name=name,
        name_kana=kana,
        birth_date=birth_date,
        postal_code=home.postal_code,
        address=home.address,
        phone=f"{prefix}{line:04d}",
        phone_registered_on=today - timedelta(days=phone_age),
        email=f"customer{number}@example.jp" if rng.random() < 0.7 else None,
        agency_code=home.agency_code,
        is_company=birth_date is None,
        household_id=home.household_id,
    )
