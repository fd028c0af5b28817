"""The breaker: closed until failures come in a row, then resting, then trying again."""

from functools import reduce

import pytest

from gateway.circuit_breaker import Breaker

LIMIT, REST = 3, 15.0
CLOSED = Breaker(LIMIT, REST)


def failing(breaker: Breaker, *moments: float) -> Breaker:
    return reduce(Breaker.after_failure, moments, breaker)


@pytest.mark.parametrize("moments", [(), (1.0,), (1.0, 2.0)])
def test_fewer_failures_than_the_limit_leave_it_closed(moments: tuple[float, ...]) -> None:
    assert failing(CLOSED, *moments).allows(2.0)


def test_failures_in_a_row_open_it() -> None:
    assert not failing(CLOSED, 1.0, 2.0, 3.0).allows(3.0)


def test_a_success_between_starts_the_count_again() -> None:
    breaker = failing(failing(CLOSED, 1.0, 2.0).after_success(), 3.0, 4.0)
    assert breaker.allows(4.0)


@pytest.mark.parametrize(("now", "is_allowed"), [(3.0, False), (17.9, False), (18.0, True), (1_000.0, True)])
def test_it_rests_from_the_last_failure_on(now: float, is_allowed: bool) -> None:
    assert failing(CLOSED, 1.0, 2.0, 3.0).allows(now) is is_allowed


def test_one_failed_trial_sends_it_back_to_rest() -> None:
    breaker = failing(CLOSED, 1.0, 2.0, 3.0, 20.0)
    assert not breaker.allows(34.9)
    assert breaker.allows(35.0)


def test_one_good_trial_closes_it_entirely() -> None:
    breaker = failing(failing(CLOSED, 1.0, 2.0, 3.0).after_success(), 20.0, 21.0)
    assert breaker.allows(21.0)


def test_a_breaker_is_a_value() -> None:
    failing(CLOSED, 1.0, 2.0, 3.0)
    assert CLOSED.allows(0.0)
