"""Callbacks come late, twice and in any order: a delivery only moves forward, and ends where its history ended."""

from functools import reduce
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.channels.sms.status import STATUSES, advance

pytestmark = pytest.mark.property

FORWARD = ("accepted", "queued", "sending", "sent", "delivered", "read")
HISTORIES = [FORWARD[:n] for n in range(1, 7)] + [
    (*FORWARD[:n], lost) for n in range(5) for lost in ("undelivered", "failed")
]
reports = st.lists(st.sampled_from(sorted(STATUSES)), max_size=12)


def after(reported: list[str] | tuple[str, ...]) -> str | None:
    return reduce(advance, reported, None)


@pytest.mark.parametrize("history", HISTORIES, ids=lambda history: f"{len(history)}-{history[-1]}")
def test_every_order_of_a_history_ends_where_it_ended(history: tuple[str, ...]) -> None:
    assert {after(order) for order in permutations(history)} == {history[-1]}


@given(st.sampled_from(HISTORIES), st.data())
def test_repetitions_change_nothing(history: tuple[str, ...], data: st.DataObject) -> None:
    again = data.draw(st.lists(st.sampled_from(history), max_size=10))
    order = data.draw(st.permutations([*history, *again]))
    assert after(order) == history[-1]


@given(reports, st.sampled_from(sorted(STATUSES)))
def test_whatever_is_reported_next_leads_nowhere_back(reported: list[str], later: str) -> None:
    seen = [after(reported[:n]) for n in range(1, len(reported) + 1)]
    seen.append(after([*reported, later]))
    forward = [FORWARD.index(status) for status in seen if status in FORWARD]
    assert forward == sorted(forward)
    lost = [status for status in seen if status not in FORWARD]
    assert seen[len(seen) - len(lost) :] == lost
    assert len(set(lost)) <= 1


@given(reports)
def test_a_report_once_heard_says_nothing_new(reported: list[str]) -> None:
    once = after(reported)
    assert after([*reported, *reported]) == once
