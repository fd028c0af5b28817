"""What is remembered of calls that were given up is bounded."""

import pytest

from gateway.channels.voice.given_up import GivenUp

pytestmark = pytest.mark.unit


def test_the_latest_are_remembered() -> None:
    given_up = GivenUp(most=2)
    for call_sid in ("CA1", "CA2", "CA1", "CA3"):
        given_up.add(call_sid)
    assert [call_sid in given_up for call_sid in ("CA1", "CA2", "CA3")] == [True, False, True]
