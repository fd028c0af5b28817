"""Business days, case numbers and the plan of a submission."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from casework.cases.due import business_day
from casework.cases.submit import case_no_of, plan_of_values
from casework.procedures.load import load_procedures
from casework.procedures.spec import Procedure

NOON = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "days", "expected"),
    [
        (date(2026, 11, 24), 0, date(2026, 11, 24)),
        (date(2026, 11, 24), 1, date(2026, 11, 25)),
        (date(2026, 11, 20), 1, date(2026, 11, 24)),  # A weekend, then Labour Thanksgiving Day.
        (date(2026, 11, 23), 3, date(2026, 11, 26)),
        (date(2026, 5, 1), 1, date(2026, 5, 7)),  # Golden Week with its substitute holiday.
        (date(2026, 9, 18), 1, date(2026, 9, 24)),  # Silver Week: the day between two holidays is one.
        (date(2026, 12, 30), 1, date(2027, 1, 4)),
        (date(2026, 12, 31), 3, date(2027, 1, 6)),
        (date(2028, 2, 28), 1, date(2028, 2, 29)),
    ],
)
def test_business_days_leave_out_weekends_holidays_and_the_turn_of_the_year(
    start: date, days: int, expected: date
) -> None:
    assert business_day(start, days) == expected


def luhn_sum(digits: str) -> int:
    """The published check: every second digit from the right is doubled and its digits are added."""
    doubled = [int(d) * (1 + index % 2) for index, d in enumerate(reversed(digits))]
    return sum(value // 10 + value % 10 for value in doubled)


@pytest.mark.parametrize("number", [1, 7, 99, 123_456, 999_999])
def test_a_case_number_names_its_month_and_checks_itself(number: int) -> None:
    case_no = case_no_of(NOON, number)
    assert case_no.startswith(f"T2611{number:06d}")
    assert len(case_no) == 12
    assert luhn_sum(case_no[1:]) % 10 == 0


def test_the_month_is_the_one_in_japan() -> None:
    assert case_no_of(datetime(2026, 11, 30, 15, 30, tzinfo=UTC), 1).startswith("T2612")


def test_every_single_mistyped_digit_is_noticed() -> None:
    digits = case_no_of(NOON, 123_456)[1:]
    mistyped = [
        digits[:index] + other + digits[index + 1 :]
        for index in range(len(digits))
        for other in "0123456789"
        if other != digits[index]
    ]
    assert [text for text in mistyped if luhn_sum(text) % 10 == 0] == []


def test_two_neighbours_swapped_are_noticed() -> None:
    digits = case_no_of(NOON, 123_456)[1:]
    swapped = [digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :] for i in range(len(digits) - 1)]
    noticeable = [text for text, i in zip(swapped, range(len(digits) - 1), strict=True) if digits[i] != digits[i + 1]]
    assert [text for text in noticeable if luhn_sum(text) % 10 == 0] == []


@pytest.fixture(scope="module")
def address_change() -> Procedure:
    return load_procedures(Path(__file__).parents[3] / "config" / "procedures")["address_change"]


@pytest.mark.parametrize(
    ("values", "status", "steps"),
    [
        ({}, "completed", ["change_address"]),
        ({"garage_changes": False}, "completed", ["change_address"]),
        ({"garage_changes": True}, "in_review", ["change_address", "assign_review"]),
        ({"risk_location_changes": True}, "in_review", ["change_address", "assign_review"]),
        ({"new_phone": "+819000000099"}, "in_review", ["change_address", "assign_review"]),
    ],
)
def test_what_a_person_must_see_goes_to_one(
    values: dict[str, object], status: str, steps: list[str], address_change: Procedure
) -> None:
    outcome, planned = plan_of_values(values, frozenset({"motor", "fire"}), address_change)
    assert (outcome.status, [step.step for step in planned]) == (status, steps)
