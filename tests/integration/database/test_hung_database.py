"""PostgreSQL that hangs under many callers: nothing of it is left behind, neither here nor there."""

import asyncio
import gc
import os
import signal
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from database.embedded import embedded_postgresql
from database.engine import APPLICATION_ROLE, Database, open_database
from tests.sim.polling import eventually

pytestmark = pytest.mark.integration

POOL, CALLERS = 20, 90


@dataclass(frozen=True)
class Server:
    """A PostgreSQL of this test's own."""

    url: str
    postmaster: int

    def processes(self) -> set[int]:
        found = {self.postmaster}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            found |= {int(stat.parent.name)} if int(fields[1]) == self.postmaster else set()
        return found

    async def count(self) -> int:
        return len(self.processes())

    @contextmanager
    def hanging(self) -> Iterator[None]:
        """The postmaster first: it then starts nobody new, and buries nobody whose number is on the list."""
        stopped = {self.postmaster}
        os.kill(self.postmaster, signal.SIGSTOP)
        try:
            stopped |= self.processes()
            for pid in stopped:
                self._signal(pid, signal.SIGSTOP)
            yield
        finally:
            for pid in stopped:
                self._signal(pid, signal.SIGCONT)

    def _signal(self, pid: int, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("hung") / "data"
    with embedded_postgresql(folder) as url:
        with psycopg.connect(url, autocommit=True) as owner:
            owner.execute(f"CREATE ROLE {APPLICATION_ROLE} NOLOGIN")
        yield Server(url, int((folder / "postmaster.pid").read_text().split()[0]))


@pytest.fixture
async def counter(server: Server) -> AsyncIterator[Database]:
    database = open_database(server.url, pool_size=POOL)
    yield database
    await database.close()


async def ask(database: Database) -> str:
    try:
        async with database.sessions() as session:
            return str(await session.scalar(text("SELECT 'answered'")))
    except Exception as error:  # noqa: BLE001  # What it was is what is looked at.
        return type(error).__name__


async def unanswered(asked: Sequence[asyncio.Future[str]]) -> set[asyncio.Future[str]]:
    """Who still waits once all others have their answer."""

    async def waiting() -> set[asyncio.Future[str]]:
        return {task for task in asked if not task.done()}

    return await eventually(waiting, lambda left: len(left) <= 1)


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


@contextmanager
def no_garbage_collected() -> Iterator[None]:
    """What is left to the collector may stay for minutes."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


async def test_a_hang_leaves_no_connections_behind(server: Server, counter: Database) -> None:
    assert await ask(counter) == "answered"
    backends, files = len(server.processes()), open_files()
    with no_garbage_collected():
        with server.hanging():
            first = [asyncio.ensure_future(ask(counter)) for _ in range(CALLERS)]
            hung = await unanswered(first)
            assert len(hung) == 1, "the one that had its connection already"
            second = [asyncio.ensure_future(ask(counter)) for _ in range(CALLERS)]
            trying = await unanswered(second)
            assert len(trying) <= 1, "one knocks for all"
            refused = {*first, *second} - hung - trying
            assert {task.result() for task in refused} <= {"OperationalError", "TimeoutError"}
        assert set(await asyncio.gather(*hung, *trying)) <= {"answered", "OperationalError"}
        await eventually(server.count, lambda count: count <= backends + 1)
        assert open_files() <= files + 1
        assert await ask(counter) == "answered"


async def test_calls_are_answered_as_soon_as_it_is_back(server: Server, counter: Database) -> None:
    with server.hanging():
        refused = await asyncio.gather(*(ask(counter) for _ in range(CALLERS)))
        assert "answered" not in refused
    await eventually(lambda: ask(counter), lambda answer: answer == "answered")
