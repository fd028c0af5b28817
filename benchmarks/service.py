"""The measured service: started one process after the other, so that each has a start-up time of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from benchmarks.cpu import family_milliseconds, own_milliseconds
from benchmarks.memory import resident_mb, shared_out_mb
from database.embedded import embedded_postgresql
from tests.sim.stack import Stack

# A benchmark writes faster than any customer; nothing else differs from the trial.
UNLIMITED = {
    "TORITSUGI_WEBCHAT__MESSAGES_PER_MINUTE": "1000000",
    "TORITSUGI_WEBCHAT__CONNECTIONS_PER_MINUTE_PER_ADDRESS": "1000000",
}


@dataclass(frozen=True)
class Service:
    stack: Stack
    start_seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def timed(self, name: str) -> Iterator[None]:
        began = perf_counter()
        yield
        self.start_seconds[name] = perf_counter() - began

    def pid(self, name: str) -> int:
        return self.stack._processes[name].pid  # noqa: SLF001  # The stack tells its pids to nobody else.

    def memory_mb(self) -> dict[str, float]:
        processes = {name: resident_mb(self.pid(name)) for name in ("bot", "gateway")}
        return {**processes, "postgresql": shared_out_mb(self.postmaster())}

    def cpu_milliseconds(self) -> dict[str, float]:
        """Processor time used so far."""
        processes = {name: own_milliseconds(self.pid(name)) for name in ("bot", "gateway")}
        return {**processes, "postgresql": family_milliseconds(self.postmaster())}

    def postmaster(self) -> int:
        return int((self.stack.folder / "postgresql" / "postmaster.pid").read_text().split()[0])


@contextmanager
def measured_service(folder: Path, *, has_worker: bool = False) -> Iterator[Service]:
    """The whole service with the trained model and the demo data, stopped at the end.

    `has_worker`: background jobs in a process of their own, as in production; else in the gateway, as in the trial.
    """
    began = perf_counter()
    with embedded_postgresql(folder / "postgresql") as database_url:
        settings = {**UNLIMITED, "TORITSUGI_WORKER": "0"} if has_worker else UNLIMITED
        service = Service(Stack(folder, database_url, settings=settings))
        service.start_seconds["postgresql"] = perf_counter() - began
        stack = service.stack
        try:
            with service.timed("migrations"):
                stack.operator("migrate")
            with service.timed("demo data"):
                stack.operator("demo")
            with service.timed("bot"):
                stack.start_bot()
            with service.timed("gateway"):
                if has_worker:
                    stack.start_worker()
                stack.start_gateway()
            yield service
        finally:
            stack.stop()
