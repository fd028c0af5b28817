"""Whatever order facts are told in, and however they are split over sentences: the same draft."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scene import Scene, verified

pytestmark = pytest.mark.unit

IDENTITY = ("鈴木一郎です", "証券番号はA111222333です", "生年月日は昭和50年11月23日です")
MOVE = ("〒160-0023 西新宿1-2-3です", "引っ越しは12月1日です", "車庫も変わります")
MOVED = {
    "new_postal_code": "1600023",
    "new_address": "東京都新宿区西新宿1-2-3",
    "moved_on": "2026-12-01",
    "garage_changes": True,
    "policy_nos": ["A111222333"],
}


def sentences(facts: tuple[str, ...]) -> st.SearchStrategy[list[str]]:
    """The facts in any order, joined at random."""

    def joined(drawn: tuple[list[str], list[bool]]) -> list[str]:
        order, breaks = drawn
        told = [order[0]]
        for fact, is_new in zip(order[1:], breaks, strict=True):
            told = [*told, fact] if is_new else [*told[:-1], f"{told[-1]}。{fact}"]
        return told

    breaks = st.lists(st.booleans(), min_size=len(facts) - 1, max_size=len(facts) - 1)
    return st.tuples(st.permutations(facts), breaks).map(joined)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(sentences(MOVE))
def test_a_move_is_told_in_any_order(said: list[str]) -> None:
    scene = verified("鈴木").customer_says(*said)
    scene.expect_question("summary")
    assert scene.draft.bare() == MOVED


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(sentences(IDENTITY))
def test_an_identity_is_told_in_any_order(said: list[str]) -> None:
    Scene().opens_with().customer_says(*said).expect_question("new_postal_code")
