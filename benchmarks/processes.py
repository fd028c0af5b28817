"""Start-up time and memory of each process, against the least that its libraries need."""

from benchmarks.echo import EchoServer
from benchmarks.figures import Figure
from benchmarks.memory import resident_mb
from benchmarks.rasa_alone import import_floor
from benchmarks.service import Service

RASA_ALONE = "import rasa"
ECHO = "bare socket.io"
BEFORE_LOAD = "before the load"


def start_figures(service: Service, echo: EchoServer) -> list[Figure]:
    seconds, _ = import_floor()
    started = service.start_seconds
    return [
        Figure("start: bot", started["bot"], "s", seconds, RASA_ALONE),
        Figure("start: gateway", started["gateway"], "s", echo.start_seconds, ECHO),
        *(Figure(f"start: {name}", started[name], "s") for name in ("postgresql", "migrations", "demo data")),
    ]


def memory_figures(service: Service, echo: EchoServer, before: dict[str, float]) -> list[Figure]:
    """When ready, against the floor; after the load, against when ready."""
    after = service.memory_mb()
    _, rasa = import_floor()
    return [
        Figure("memory: bot", before["bot"], "MB", rasa, RASA_ALONE),
        Figure("memory: gateway", before["gateway"], "MB", resident_mb(echo.pid), ECHO),
        Figure("memory: postgresql", before["postgresql"], "MB"),
        *(Figure(f"memory after the load: {name}", after[name], "MB", before[name], BEFORE_LOAD) for name in after),
    ]
