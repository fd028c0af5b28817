"""Deciding whether the bot is worth asking: a pure state, with the clock passed in."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Breaker:
    """Open after `limit` failures in a row; after `rest_seconds` one call may try again.

    Doubtful from the first failure on: whoever has a choice asks somebody else for `rest_seconds`.
    """

    limit: int
    rest_seconds: float
    failures: int = 0
    opened_at: float | None = None
    failed_at: float | None = None

    def allows(self, now: float) -> bool:
        return self.opened_at is None or now - self.opened_at >= self.rest_seconds

    def is_doubtful(self, now: float) -> bool:
        return self.failed_at is not None and now - self.failed_at < self.rest_seconds

    def trying(self, now: float) -> "Breaker":
        """A call that begins tries for all where it is a trial; the others stay away until it has an answer."""
        opened_at = now if self.opened_at is not None else None
        return replace(self, opened_at=opened_at, failed_at=now if self.failed_at is not None else None)

    def after_success(self) -> "Breaker":
        return replace(self, failures=0, opened_at=None, failed_at=None)

    def after_failure(self, now: float) -> "Breaker":
        failures = self.failures + 1
        opened_at = now if failures >= self.limit else self.opened_at
        return replace(self, failures=failures, opened_at=opened_at, failed_at=now)
