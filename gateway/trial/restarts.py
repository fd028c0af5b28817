"""When a process that died is started again. Pure: time is given, not read."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RestartPolicy:
    """Waits double from `first_seconds` to `longest_seconds`; a run of `stable_seconds` forgets earlier failures."""

    first_seconds: float = 0.5
    longest_seconds: float = 30.0
    stable_seconds: float = 60.0
    attempts_before_ready: int = 3

    def failures_after(self, failures: int, ran_seconds: float) -> int:
        """The count of failures in a row, now that a run of `ran_seconds` has ended."""
        return 1 if ran_seconds >= self.stable_seconds else failures + 1

    def delay_seconds(self, failures: int) -> float:
        """How long to wait before the start that follows the given number of failures in a row."""
        # The exponent is bounded because a service may fail for days.
        return min(self.longest_seconds, self.first_seconds * 2.0 ** min(failures - 1, 32))
