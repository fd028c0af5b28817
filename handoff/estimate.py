"""The estimated wait: a range in whole minutes, or nothing where nobody serves."""

from math import ceil, floor, sqrt

_MINUTE = 60
_EIGHT_OF_TEN = 1.28


def estimate_wait(
    position: int,
    serving_agents: int,
    average_handle_seconds: float,
    *,
    contacts_per_agent: int = 1,
    free_places: int = 0,
    abandon_share: float = 0.0,
) -> tuple[int, int] | None:
    """Seconds from..to for the contact at `position` (1 is next), or None without any agent.

    The middle is handle time × position ÷ places × (1 − abandon share), the simple form of behaviours.md 4.1,
    "Estimated wait", with Genesys' subtraction of who is ready (`free_places`); places are agents × contacts each.
    If talks end at random, one at a time, the wait for the n-th end has mean n and deviation √n steps of handle time
    ÷ places: n ± 1.28 √n holds about eight waits of ten. It is rounded outwards to minutes, at least one (row 33:
    floor 1 minute), so that about one contact in ten waits longer than said.
    """
    places = serving_agents * contacts_per_agent
    if places <= 0:
        return None
    step = average_handle_seconds / places * (1 - abandon_share)
    ends = max(position - free_places, 0)
    spread = _EIGHT_OF_TEN * sqrt(ends)
    low = floor((ends - spread) * step / _MINUTE) * _MINUTE
    high = ceil((ends + spread) * step / _MINUTE) * _MINUTE
    return max(low, _MINUTE), max(high, _MINUTE)
