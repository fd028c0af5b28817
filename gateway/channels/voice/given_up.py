"""Calls that were told to hang up while the database was away, so that their end is not filed as the caller's.

It is memory of this process only: a restart, or another gateway's report, files the end as the carrier tells it.
"""

from collections import OrderedDict

MOST_CALLS = 10_000


class GivenUp:
    """Bounded; the oldest are forgotten first."""

    def __init__(self, most: int = MOST_CALLS) -> None:
        self._most = most
        self._calls: OrderedDict[str, None] = OrderedDict()

    def add(self, call_sid: str) -> None:
        self._calls[call_sid] = None
        self._calls.move_to_end(call_sid)
        while len(self._calls) > self._most:
            self._calls.popitem(last=False)

    def __contains__(self, call_sid: str) -> bool:
        return call_sid in self._calls
