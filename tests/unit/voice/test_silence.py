"""Silence climbs to a goodbye in three steps; one answer begins again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.channels.voice.silence import MisheardRung, Rung, after_mishearing, after_silence, next_count

pytestmark = pytest.mark.unit


def test_the_ladder_of_silence() -> None:
    assert [after_silence(count) for count in (0, 1, 2, 3, 4)] == [
        Rung.repeat,
        Rung.repeat,
        Rung.are_you_there,
        Rung.goodbye,
        Rung.goodbye,
    ]


def test_the_ladder_of_mishearing() -> None:
    assert [after_mishearing(count) for count in (1, 2, 3, 9)] == [
        MisheardRung.again,
        MisheardRung.by_keys,
        MisheardRung.person,
        MisheardRung.person,
    ]


@given(st.lists(st.booleans(), max_size=40))
def test_only_three_silences_in_a_row_end_a_call(heard: list[bool]) -> None:
    count = 0
    for index, was_heard in enumerate(heard):
        count = next_count(count, was_heard=was_heard)
        ends = count > 0 and after_silence(count) is Rung.goodbye
        assert ends == (index >= 2 and not any(heard[index - 2 : index + 1]))
