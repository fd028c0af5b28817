"""One child process in its own process group. When the block around it ends, nobody of that group is left."""

import codecs
import os
import shutil
import signal
import subprocess
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import anyio
from anyio.abc import ByteReceiveStream, Process

from gateway.trial.logs import WriteLine

LONGEST_LINE = 64_000
STOP_SECONDS = 10.0
LAST_LINES_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Command:
    """What to run, where, and the complete environment it gets."""

    words: tuple[str, ...]
    folder: Path
    environment: Mapping[str, str]


@asynccontextmanager
async def running_child(
    command: Command, write_line: WriteLine, stop_seconds: float = STOP_SECONDS
) -> AsyncIterator[Process]:
    """Yields the started process; at the end SIGTERM to its group, and SIGKILL when `stop_seconds` have passed."""
    process = await anyio.open_process(
        _ending_with_us(command.words),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd=command.folder,
        env=command.environment,
        start_new_session=True,
    )
    reading, all_read = anyio.CancelScope(shield=True), anyio.Event()
    async with anyio.create_task_group() as group:
        group.start_soon(_copy_lines, process.stdout, write_line, reading, all_read)
        try:
            yield process
        finally:
            with anyio.CancelScope(shield=True):
                await _stop_group(process, stop_seconds)
                # The last lines say why a process died; one that left the group may keep the pipe open for ever.
                with anyio.move_on_after(LAST_LINES_SECONDS):
                    await all_read.wait()
                reading.cancel()
                await process.aclose()


async def run_to_end(command: Command, write_line: WriteLine) -> int:
    """Exit code of a command that is expected to end by itself."""
    async with running_child(command, write_line) as process:
        return await process.wait()


def _ending_with_us(words: Sequence[str]) -> list[str]:
    """On Linux the kernel ends the child when the supervisor is killed and cannot do it."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "TERM", "--", *words] if setpriv else list(words)


async def _stop_group(process: Process, stop_seconds: float) -> None:
    _signal_group(process.pid, signal.SIGTERM)
    with anyio.move_on_after(stop_seconds):
        await process.wait()
    _signal_group(process.pid, signal.SIGKILL)
    await process.wait()


def _signal_group(group_id: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group_id, number)


async def _copy_lines(
    stream: ByteReceiveStream | None, write_line: WriteLine, reading: anyio.CancelScope, all_read: anyio.Event
) -> None:
    with reading:
        async for line in _lines(stream):
            write_line(line)
    all_read.set()


async def _lines(stream: ByteReceiveStream | None) -> AsyncIterator[str]:
    if stream is None:
        return
    decode = codecs.getincrementaldecoder("utf-8")("replace").decode
    pending = ""
    async for chunk in stream:
        *lines, pending = (pending + decode(chunk)).split("\n")
        for line in lines:
            yield line.rstrip("\r")
        if len(pending) > LONGEST_LINE:
            yield pending
            pending = ""
    if pending:
        yield pending
