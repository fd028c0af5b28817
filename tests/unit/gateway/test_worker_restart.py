"""The worker outlives a database that goes away: each of its lanes starts again until it is stopped."""

import asyncio
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, cast

import pytest
from structlog.testing import capture_logs

from gateway.jobs import JobQueue
from gateway.worker import LANES, Worker, WorkerDesk

pytestmark = pytest.mark.unit

QUEUES = {lane.queue for lane in LANES}


class InterruptedApp:
    """Each lane runs into a lost connection, then ends without an error, then runs on."""

    def __init__(self) -> None:
        self.runs: list[str] = []
        self.options: dict[str, Any] = {}
        self.is_settled = asyncio.Event()

    def task(self, **_: Any) -> Any:  # A decorator of any function.
        return lambda function: function

    periodic = task

    async def run_worker_async(self, *, queues: Sequence[str], **options: Any) -> None:  # procrastinate's options.
        self.runs += queues
        self.options = options
        run = self.runs.count(queues[0])
        for _ in range(int(run == 1)):
            raise ConnectionError("server closed the connection")
        for _ in range(int(run > 2)):
            if len(self.runs) == 3 * len(LANES):
                self.is_settled.set()
            await asyncio.Event().wait()


class InterruptedQueue:
    def __init__(self) -> None:
        self.app = InterruptedApp()


async def test_whatever_ends_a_lane_only_interrupts_it() -> None:
    queue = InterruptedQueue()
    desk = SimpleNamespace(
        filing=SimpleNamespace(index=None), floor=None, delivery_retries=None, sms=None, sessions=None
    )
    worker = Worker(cast("JobQueue", queue), cast("WorkerDesk", desk), rest_seconds=0)
    with capture_logs() as logged:
        running = asyncio.ensure_future(worker.run())
        await queue.app.is_settled.wait()
        was_running = worker.is_running
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert (was_running, worker.is_running, running.cancelled()) == (True, False, True)
    ended = [(entry["queue"], entry["error"]) for entry in logged if entry["event"] == "worker_interrupted"]
    assert sorted(ended, key=str) == sorted(((q, e) for q in QUEUES for e in ("ConnectionError", None)), key=str)
