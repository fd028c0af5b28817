"""The estimated wait: floor, rounding, who counts, and nothing where nobody serves."""

import pytest

from handoff.estimate import estimate_wait


@pytest.mark.parametrize(
    ("position", "agents", "handle", "expected"),
    [
        (1, 1, 420, (60, 960)),
        (1, 3, 420, (60, 360)),
        (3, 3, 420, (60, 780)),
        (10, 3, 420, (780, 1_980)),
        (3, 10, 420, (60, 240)),
        (1, 500, 30, (60, 60)),
        (1, 1, 60, (60, 180)),
    ],
)
def test_eight_waits_of_ten_lie_in_the_range(
    position: int, agents: int, handle: int, expected: tuple[int, int]
) -> None:
    assert estimate_wait(position, agents, handle) == expected


@pytest.mark.parametrize(("agents", "each"), [(0, 1), (-1, 1), (3, 0)])
def test_without_anybody_to_serve_no_wait_is_invented(agents: int, each: int) -> None:
    assert estimate_wait(1, agents, 420, contacts_per_agent=each) is None


def test_several_contacts_at_once_are_several_places() -> None:
    assert estimate_wait(5, 2, 420, contacts_per_agent=3) == estimate_wait(5, 6, 420)


@pytest.mark.parametrize(("position", "free"), [(1, 1), (2, 3), (0, 0)])
def test_who_finds_a_free_place_waits_the_shortest_time(position: int, free: int) -> None:
    assert estimate_wait(position, 3, 420, free_places=free) == (60, 60)


def test_a_free_place_moves_everybody_up() -> None:
    assert estimate_wait(5, 3, 420, free_places=2) == estimate_wait(3, 3, 420)


def test_who_gives_up_shortens_the_wait_of_the_others() -> None:
    assert estimate_wait(10, 3, 420, abandon_share=0.5) == estimate_wait(10, 3, 210)
