"""The staff's rules that need no database: roles, limits, codes, the decoy."""

from pathlib import Path

import pytest
from pwdlib import PasswordHash

from casework.errors import ProcedureFileError
from gateway.staff.codes import load_codes
from gateway.staff.limits import SignInLimits
from gateway.staff.passwords import DECOY, Passwords
from gateway.staff.permissions import OPEN_TO_ANYONE, PERMITTED, Action, is_permitted

DISPOSITIONS = "dispositions: [{code: other, label: その他}]"


def test_every_action_is_either_open_or_in_the_table() -> None:
    assert set(PERMITTED) | OPEN_TO_ANYONE == set(Action)
    assert set(PERMITTED).isdisjoint(OPEN_TO_ANYONE)


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("role", ["", "nobody", "Agent", "agent "])
def test_an_unknown_role_is_permitted_nothing(role: str, action: Action) -> None:
    assert not is_permitted(role, action)


def test_the_decoy_costs_what_a_password_costs() -> None:
    assert not PasswordHash.recommended().current_hasher.check_needs_rehash(DECOY)


async def test_without_a_stored_hash_nothing_fits() -> None:
    assert await Passwords().verify("", None) == (False, None)


def test_attempts_are_limited_by_address_and_by_account() -> None:
    limits = SignInLimits(per_address=3, per_account=2)
    assert [limits.may_attempt("192.0.2.1", "a") for _ in range(3)] == [True, True, False]
    assert not limits.may_attempt("192.0.2.1", "b")
    assert not limits.may_attempt("192.0.2.2", "a")
    assert limits.may_attempt("192.0.2.2", "b")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("contact_reasons: []", "line 1, contact_reasons"),
        ("", "contact_reasons: Field required"),
        ("contact_reasons: [{code: Other, label: x}]", "0.code"),
        ("contact_reasons:\n- {code: other, label: x}\n- {code: other, label: y}", "code used twice: other"),
    ],
)
def test_a_mistake_in_the_codes_is_named(tmp_path: Path, text: str, named: str) -> None:
    path = tmp_path / "dispositions.yml"
    path.write_text(f"{text}\n{DISPOSITIONS}\n", encoding="utf-8")
    with pytest.raises(ProcedureFileError, match=r"dispositions\.yml") as refused:
        load_codes(path)
    assert named in str(refused.value)
