"""Deciding whether the bot is worth asking: a pure state, with the clock passed in."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Breaker:
    """Open after `limit` failures in a row; after `rest_seconds` one call may try again."""

    limit: int
    rest_seconds: float
    failures: int = 0
    opened_at: float | None = None

    def allows(self, now: float) -> bool:
        return self.opened_at is None or now - self.opened_at >= self.rest_seconds

    def after_success(self) -> "Breaker":
        return replace(self, failures=0, opened_at=None)

    def after_failure(self, now: float) -> "Breaker":
        failures = self.failures + 1
        return replace(self, failures=failures, opened_at=now if failures >= self.limit else self.opened_at)
