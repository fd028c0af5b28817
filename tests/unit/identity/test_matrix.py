"""Procedure x relation -> level; whatever is not listed goes to a person. Codes only to settled mobile numbers."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pydantic import ValidationError
from test_matching import TOME

from casework.identity.matrix import CodeRules, Verification
from casework.identity.one_time_code import draw_code, may_receive_code
from casework.procedures.load import load_procedures, read_checked
from conversation.model import VerificationLevel

CONFIG = Path(__file__).parents[3] / "config"
NOON = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
RULES = CodeRules(digits=6, valid_minutes=10, entries=3, sends_per_hour=3, phone_registered_days=30)


@pytest.fixture(scope="module")
def delivered() -> Verification:
    return read_checked(CONFIG / "verification.yml", Verification)


@pytest.mark.parametrize(
    ("procedure", "relation", "level"),
    [
        ("accident_report", "third_party", VerificationLevel.nobody),
        ("callback", "family", VerificationLevel.nobody),
        ("address_change", "policyholder", VerificationLevel.knowledge_match),
        ("payment_change", "policyholder", VerificationLevel.one_time_code),
        ("policyholder_transfer", "policyholder", VerificationLevel.knowledge_match),
        ("address_change", "family", "person"),
        ("address_change", "agency", "person"),
        ("address_change", "neighbour", "person"),
        ("no_such_procedure", "policyholder", "person"),
    ],
)
def test_the_level_a_procedure_needs(
    procedure: str, relation: str, level: VerificationLevel | str, delivered: Verification
) -> None:
    assert delivered.needed(procedure, relation) == level


def test_every_delivered_procedure_stands_in_the_matrix(delivered: Verification) -> None:
    assert set(load_procedures(CONFIG / "procedures")) <= set(delivered.procedures)


def test_an_unknown_level_is_refused(delivered: Verification) -> None:
    with pytest.raises(ValidationError, match=r"address_change\.policyholder must be one of"):
        Verification.model_validate(
            {**delivered.model_dump(), "procedures": {"address_change": {"policyholder": "l2"}}}
        )


@pytest.mark.parametrize(
    ("phone", "registered_on", "expected"),
    [
        ("+819000000001", date(2026, 10, 24), True),
        ("+819000000001", date(2026, 10, 25), False),
        ("+819000000001", date(2026, 11, 23), False),
        ("+819000000001", None, True),
        ("+818000000001", None, True),
        ("+817000000001", None, True),
        ("+81300000003", None, False),
        ("+815000000001", None, False),
        (None, None, False),
    ],
)
def test_codes_go_to_settled_mobile_numbers_only(phone: str | None, registered_on: date | None, expected: bool) -> None:
    customer = replace(TOME, phone=phone, phone_registered_on=registered_on)
    assert may_receive_code(customer, RULES, at=NOON) is expected


def test_codes_keep_their_leading_zeros() -> None:
    drawn = {draw_code(2) for _ in range(2_000)}
    assert {len(code) for code in drawn} == {2}
    assert any(code.startswith("0") for code in drawn)
