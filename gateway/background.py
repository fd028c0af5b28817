"""The only place that starts tasks: it keeps them alive, logs their failures and waits for them at the end."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog

from gateway.foreground import Foreground

logger = structlog.get_logger()


class Background:
    """Tasks of this process that outlive the call that started them; `foreground` is what they give way to."""

    def __init__(self) -> None:
        self.foreground = Foreground()
        self._tasks: set[asyncio.Task[Any]] = set()

    def start(self, work: Coroutine[Any, Any, Any], *, name: str) -> None:
        task = asyncio.create_task(work, name=name)  # noqa: TID251  # The one allowed place.
        self._tasks.add(task)
        task.add_done_callback(self._forget)

    async def stop(self, *, grace_seconds: float) -> None:
        """Let running work finish for a while, then cancel it; what is cancelled is found again from the database."""
        if not self._tasks:
            return
        _, unfinished = await asyncio.wait(self._tasks, timeout=grace_seconds)
        for task in unfinished:
            task.cancel()
        await asyncio.gather(*unfinished, return_exceptions=True)

    def _forget(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.error("background_task_failed", task=task.get_name(), error=type(error).__name__)
