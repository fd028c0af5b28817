"""Starts processes in order of readiness and keeps them running. A process that dies is started again until we stop."""

import os
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import anyio
from anyio.abc import Process, TaskStatus

from gateway.trial.child import STOP_SECONDS, Command, run_to_end, running_child
from gateway.trial.errors import ServiceDidNotStartError, StepFailedError, TrialError
from gateway.trial.logs import log_writer, unchanged
from gateway.trial.restarts import RestartPolicy

POLL_SECONDS = 0.1
Say = Callable[[str], None]


def _nothing() -> None:
    """Default of `Service.before_start`."""


@dataclass(frozen=True, slots=True)
class Service:
    """A process that is meant to run until we stop."""

    name: str
    command: Command
    log_file: Path
    is_ready: Callable[[], Awaitable[bool]]
    start_seconds: float = 240.0
    stop_seconds: float = STOP_SECONDS
    before_start: Callable[[], None] = _nothing
    scrub: Callable[[str], str] = unchanged


@dataclass(frozen=True, slots=True)
class Step:
    """A command that must succeed before the next stage begins."""

    name: str
    command: Command
    log_file: Path


@dataclass(frozen=True, slots=True)
class Supervisor:
    """What every child shares."""

    say: Say
    policy: RestartPolicy = field(default_factory=RestartPolicy)
    now: Callable[[], datetime] = lambda: datetime.now(UTC)


async def supervise(
    supervisor: Supervisor, stages: Sequence[Sequence[Service | Step]], when_ready: Callable[[], None]
) -> None:
    """Run until cancelled. All of a stage start together; a stage begins when the one before is ready or done."""
    async with anyio.create_task_group() as running:
        for stage in stages:
            async with anyio.create_task_group() as starting:
                for member in stage:
                    if isinstance(member, Step):
                        starting.start_soon(run_step, supervisor, member)
                    else:
                        starting.start_soon(running.start, keep_running, supervisor, member)
        when_ready()


async def run_step(supervisor: Supervisor, step: Step) -> None:
    """Raises `StepFailedError` with the last thing the command said."""
    began, last_lines = anyio.current_time(), list[str]()
    write_line = log_writer(step.log_file, step.name, supervisor.now, unchanged)

    def write_and_keep(line: str) -> None:
        write_line(line)
        last_lines[:] = [*last_lines, line.strip()][-2:] if line.strip() else last_lines

    supervisor.say(f"{step.name}: running")
    exit_code = await run_to_end(step.command, write_and_keep)
    if exit_code != 0:
        said = " / ".join(last_lines) or f"exit code {exit_code}"
        raise StepFailedError(
            f"The step `{step.name}` failed: {said} (all of it: {step.log_file}).",
            f"「{step.name}」の実行に失敗しました。詳細は {step.log_file} をご覧ください。",
        )
    supervisor.say(f"{step.name}: done ({anyio.current_time() - began:.1f} s)")


async def keep_running(
    supervisor: Supervisor, service: Service, *, task_status: TaskStatus[None] = anyio.TASK_STATUS_IGNORED
) -> None:
    """Reports `started` at the first readiness. Raises `ServiceDidNotStartError` when that never comes."""
    failures, was_ready = 0, False
    while True:
        began = anyio.current_time()

        def report_ready(began: float = began) -> None:
            nonlocal was_ready
            supervisor.say(f"{service.name}: ready ({anyio.current_time() - began:.1f} s)")
            if not was_ready:
                was_ready = True
                task_status.started()

        reason = await _run_once(supervisor, service, report_ready)
        failures = supervisor.policy.failures_after(failures, anyio.current_time() - began)
        if not was_ready and failures >= supervisor.policy.attempts_before_ready:
            raise _did_not_start(service, reason)
        delay = supervisor.policy.delay_seconds(failures)
        supervisor.say(f"{service.name}: {reason}; starting again in {delay:g} s, see {service.log_file}")
        await anyio.sleep(delay)


async def _run_once(supervisor: Supervisor, service: Service, report_ready: Callable[[], None]) -> str:
    """One life of the process; returns why it is over."""
    try:
        service.before_start()
    except TrialError as error:
        return error.english
    supervisor.say(f"{service.name}: starting")
    write_line = log_writer(service.log_file, service.name, supervisor.now, service.scrub)
    try:
        async with running_child(service.command, write_line, service.stop_seconds) as process:
            if not await _becomes_ready(service, process):
                return _why_not_ready(service, process)
            report_ready()
            return _ended(await process.wait())
    except OSError as error:
        return f"could not be started ({os.strerror(error.errno or 0)})"


async def _becomes_ready(service: Service, process: Process) -> bool:
    with anyio.move_on_after(service.start_seconds):
        while process.returncode is None:
            if await service.is_ready():
                return process.returncode is None
            await anyio.sleep(POLL_SECONDS)
    return False


def _why_not_ready(service: Service, process: Process) -> str:
    if process.returncode is None:
        return f"did not answer within {service.start_seconds:g} s"
    return _ended(process.returncode)


def _ended(exit_code: int) -> str:
    return f"ended by signal {-exit_code}" if exit_code < 0 else f"ended with exit code {exit_code}"


def _did_not_start(service: Service, reason: str) -> ServiceDidNotStartError:
    return ServiceDidNotStartError(
        f"The {service.name} did not start ({reason}): its log is {service.log_file}.",
        f"{service.name} を起動できませんでした。ログ {service.log_file} をご覧ください。",
    )
