"""What somebody waits for goes first: a carrier's request is acknowledged before any other work of this process begins.

Work that has begun goes on, and nothing waits for ever: after its patience it begins whatever is under way.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

PATIENCE_SECONDS = 2.0
# Each await of an acknowledgement waits for everything else that is ready to run in between.
ASIDE_AT_ONCE = 3


class Foreground:
    """One for a process. `calm` and `aside` are for work nobody waits for at the other end of a line."""

    def __init__(self) -> None:
        self._places = asyncio.Semaphore(ASIDE_AT_ONCE)
        self._under_way = 0
        self._is_calm = asyncio.Event()
        self._is_calm.set()

    @contextmanager
    def busy(self) -> Iterator[None]:
        self._under_way += 1
        self._is_calm.clear()
        try:
            yield
        finally:
            self._under_way -= 1
            if not self._under_way:
                self._is_calm.set()

    async def calm(self, patience: float = PATIENCE_SECONDS) -> None:
        """Until nothing of the foreground is under way, at most `patience` seconds."""
        if self._is_calm.is_set():
            return
        try:
            await asyncio.wait_for(self._is_calm.wait(), patience)
        except TimeoutError:
            return

    @asynccontextmanager
    async def aside(self) -> AsyncIterator[None]:
        """One of the few places for such work, once it is calm."""
        async with self._places:
            await self.calm()
            yield
