"""Whether a queue is open: its calendar looked at when asked, so that no flag can be out of date."""

from dataclasses import dataclass
from datetime import datetime

from handoff.errors import QueueClosedError
from handoff.hours import Closed, Hours, HoursStatus, get_calendar
from handoff.hours import status as status_of
from handoff.model import RoutingRules
from handoff.queueing import queue_rule


@dataclass(frozen=True)
class Openings:
    """`is_demo`: every queue is open around the clock unless the hours say that they apply in the demo too."""

    hours: Hours
    rules: RoutingRules
    is_demo: bool

    def status(self, queue: str, at: datetime) -> HoursStatus:
        """Raise QueueNotFoundError."""
        rule = queue_rule(self.rules, queue)
        return status_of(get_calendar(self.hours, rule.calendar, is_demo=self.is_demo), at)

    def is_open(self, queue: str, at: datetime) -> bool:
        return not isinstance(self.status(queue, at), Closed)

    def refusal(self, queue: str, at: datetime) -> QueueClosedError | None:
        now = self.status(queue, at)
        if not isinstance(now, Closed):
            return None
        return QueueClosedError(now.label, now.opens_at.isoformat() if now.opens_at else None)
