"""The worker outlives a database that goes away: it starts again until it is stopped."""

from types import SimpleNamespace
from typing import Any, cast

import pytest
from structlog.testing import capture_logs

from gateway.jobs import JobQueue
from gateway.worker import Worker, WorkerDesk

pytestmark = pytest.mark.unit


class InterruptedApp:
    """Runs once into a lost connection, then to its end."""

    def __init__(self) -> None:
        self.runs = 0

    def task(self, **_: Any) -> Any:  # A decorator of any function.
        return lambda function: function

    periodic = task

    async def run_worker_async(self, **_: Any) -> None:  # procrastinate's options.
        self.runs += 1
        if self.runs == 1:
            raise ConnectionError("server closed the connection")


class InterruptedQueue:
    def __init__(self) -> None:
        self.app = InterruptedApp()


async def test_a_lost_connection_only_interrupts_the_worker() -> None:
    queue = InterruptedQueue()
    desk = SimpleNamespace(filing=SimpleNamespace(index=None), floor=None, delivery_retries=None, sms=None)
    worker = Worker(cast("JobQueue", queue), cast("WorkerDesk", desk), rest_seconds=0)
    with capture_logs() as logged:
        await worker.run()
    assert (queue.app.runs, worker.is_running) == (2, False)
    assert [(entry["event"], entry["error"]) for entry in logged] == [("worker_interrupted", "ConnectionError")]
