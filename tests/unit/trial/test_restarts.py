"""Back-off: doubling, capped, forgotten after a stable run."""

import itertools

import pytest

from gateway.trial.restarts import RestartPolicy

POLICY = RestartPolicy(first_seconds=0.5, longest_seconds=30, stable_seconds=60)


def test_waits_double_up_to_the_longest() -> None:
    delays = [POLICY.delay_seconds(failures) for failures in range(1, 10)]
    assert delays == [0.5, 1, 2, 4, 8, 16, 30, 30, 30]


@pytest.mark.parametrize("failures", [50, 5_000, 10**9])
def test_the_longest_wait_holds_for_days(failures: int) -> None:
    assert POLICY.delay_seconds(failures) == 30


def test_short_runs_add_up() -> None:
    counts = itertools.accumulate([1.0, 1.0, 59.9], POLICY.failures_after, initial=0)
    assert list(counts) == [0, 1, 2, 3]


def test_a_stable_run_forgets_earlier_failures() -> None:
    assert POLICY.failures_after(7, ran_seconds=60) == 1
