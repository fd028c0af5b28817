"""Keeps the embedded PostgreSQL running. Its URL stays the same over restarts, so nobody else has to be told."""

import json
import os
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, asynccontextmanager, suppress
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import anyio
from anyio import to_thread
from anyio.abc import TaskStatus

from database.embedded import EmbeddedDatabaseError, embedded_postgresql
from gateway.trial.supervisor import Supervisor

WATCH_SECONDS = 1.0


async def keep_postgresql(
    supervisor: Supervisor, data_dir: Path, *, task_status: TaskStatus[str] = anyio.TASK_STATUS_IGNORED
) -> None:
    """Reports its URL as `started`. Raises `EmbeddedDatabaseError` when it does not start the first time."""
    failures, was_ready = 0, False
    while True:
        began = anyio.current_time()
        supervisor.say("database: starting")
        forget_dead_users(data_dir)
        try:
            async with _in_thread(embedded_postgresql(data_dir)) as url:
                supervisor.say(f"database: ready ({anyio.current_time() - began:.1f} s)")
                if not was_ready:
                    was_ready = True
                    task_status.started(url)
                await _until_gone(url)
        except EmbeddedDatabaseError:
            if not was_ready:
                raise
        failures = supervisor.policy.failures_after(failures, anyio.current_time() - began)
        delay = supervisor.policy.delay_seconds(failures)
        supervisor.say(f"database: ended; starting again in {delay:g} s, see {data_dir / 'log'}")
        await anyio.sleep(delay)


def forget_dead_users(data_dir: Path) -> None:
    """The wheel stops the server with its last user, and counts a killed user for ever unless it is struck out."""
    users = data_dir / ".handle_pids.json"
    with suppress(OSError, ValueError):
        users.write_text(json.dumps([pid for pid in json.loads(users.read_text()) if _is_alive(pid)]))


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@asynccontextmanager
async def _in_thread(server: AbstractContextManager[str]) -> AsyncIterator[str]:
    """Starting and stopping take seconds, in which the logs of the others must still be read."""
    with anyio.CancelScope(shield=True):
        url = await to_thread.run_sync(server.__enter__)
    try:
        yield url
    finally:
        # Stopping a server that is already dead fails in as many ways as the wheel has commands.
        with anyio.CancelScope(shield=True), suppress(Exception):
            await to_thread.run_sync(server.__exit__, None, None, None)


async def _until_gone(url: str) -> None:
    socket_file = Path(parse_qs(urlsplit(url).query)["host"][0]) / ".s.PGSQL.5432"
    with suppress(OSError):
        while True:
            await (await anyio.connect_unix(socket_file)).aclose()
            await anyio.sleep(WATCH_SECONDS)
