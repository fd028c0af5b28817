"""The trial's supervisor with small real processes: order, restarts, and nobody left behind."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import anyio
import pytest

from gateway.trial.child import Command
from gateway.trial.errors import ServiceDidNotStartError, StepFailedError
from gateway.trial.layout import LOOPBACK, PROJECT_ROOT, Trial
from gateway.trial.postgresql import keep_postgresql
from gateway.trial.preflight import prepare_state_folder, sole_trial
from gateway.trial.probes import answers_ok
from gateway.trial.restarts import RestartPolicy
from gateway.trial.supervisor import Service, Step, Supervisor, supervise

DEADLINE_SECONDS = 30
QUICK = RestartPolicy(first_seconds=0.02, longest_seconds=0.1, attempts_before_ready=2)

WRITE_PID = (
    "import os, pathlib, signal, subprocess, sys, threading; pathlib.Path(sys.argv[1]).write_text(str(os.getpid()));"
)
WAIT = WRITE_PID + "threading.Event().wait()"
SERVE = WRITE_PID + (
    "from http.server import HTTPServer, SimpleHTTPRequestHandler;"
    "HTTPServer(('127.0.0.1', int(sys.argv[2])), SimpleHTTPRequestHandler).serve_forever()"
)
STUBBORN = WRITE_PID + (
    "signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "subprocess.Popen([sys.executable, '-c', sys.argv[2], sys.argv[1] + '.grandchild']).wait()"
)
FAIL = "import sys; print('the reason', flush=True); sys.exit(3)"


async def answers_at_once() -> bool:
    return True


def python(folder: Path, code: str, *words: str) -> Command:
    return Command((sys.executable, "-c", code, *words), folder, dict(os.environ))


def service(folder: Path, name: str, code: str, *words: str, **settings: object) -> Service:
    command = python(folder, code, str(folder / f"{name}.pid"), *words)
    wished: dict[str, object] = {"is_ready": answers_at_once, "stop_seconds": 0.3, **settings}
    return Service(name, command, folder / f"{name}.log", **wished)  # type: ignore[arg-type]


@asynccontextmanager
async def supervised(said: list[str], *stages: list[Service | Step]):  # noqa: ANN201  # The decorator gives the type.
    async with anyio.create_task_group() as group:
        group.start_soon(supervise, Supervisor(said.append, QUICK), stages, lambda: said.append("all ready"))
        yield
        group.cancel_scope.cancel()


async def eventually(claim: Callable[[], bool]) -> None:
    with anyio.fail_after(DEADLINE_SECONDS):
        while not claim():  # noqa: ASYNC110  # Other processes set no event of ours.
            await anyio.sleep(0.02)


def pid_in(file: Path) -> int:
    return int(file.read_text() or 0) if file.exists() else 0


def is_running(pid: int) -> bool:
    """A zombie has ended; only its parent has not asked yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


async def test_a_service_waits_until_the_one_before_is_ready(tmp_path: Path) -> None:
    asked, opened = [], anyio.Event()

    async def is_open() -> bool:
        asked.append(1)
        return opened.is_set()

    said: list[str] = []
    first, second = service(tmp_path, "first", WAIT, is_ready=is_open), service(tmp_path, "second", WAIT)
    async with supervised(said, [first], [second]):
        await eventually(lambda: len(asked) > 3)
        assert "second: starting" not in said
        opened.set()
        await eventually(lambda: "all ready" in said)
        assert said.index("second: starting") > [line[:12] for line in said].index("first: ready")


async def test_a_killed_service_is_started_again(tmp_path: Path) -> None:
    port, pid_file, said = free_port(), tmp_path / "web.pid", list[str]()
    web = service(tmp_path, "web", SERVE, str(port), is_ready=answers_ok(f"http://{LOOPBACK}:{port}/"))
    async with supervised(said, [web]):
        await eventually(lambda: "all ready" in said)
        first = pid_in(pid_file)
        os.kill(first, signal.SIGKILL)
        await eventually(lambda: pid_in(pid_file) not in {0, first})
        await eventually(lambda: sum("web: ready" in line for line in said) == 2)
    assert any("web: ended by signal 9" in line for line in said)
    assert not is_running(pid_in(pid_file))


async def test_a_service_that_never_answers_is_given_up_with_its_log(tmp_path: Path) -> None:
    failing = service(tmp_path, "failing", FAIL, is_ready=answers_ok(f"http://{LOOPBACK}:{free_port()}/"))
    with pytest.raises(ExceptionGroup) as given_up:
        await supervise(Supervisor(list[str]().append, QUICK), [[failing]], lambda: None)
    (error,) = given_up.value.exceptions
    assert given_up.group_contains(ServiceDidNotStartError, match=r"failing did not start \(ended with exit code 3\)")
    assert isinstance(error, Exception)
    assert "failing | the reason" in (tmp_path / "failing.log").read_text()


async def test_a_failed_step_stops_what_was_started(tmp_path: Path) -> None:
    waiting = service(tmp_path, "waiting", WAIT)
    step = Step("migrate", python(tmp_path, FAIL), tmp_path / "migrate.log")
    with pytest.raises(ExceptionGroup) as failed:
        await supervise(Supervisor(list[str]().append, QUICK), [[waiting], [step]], lambda: None)
    assert failed.group_contains(StepFailedError, match="the reason")
    await eventually(lambda: not is_running(pid_in(tmp_path / "waiting.pid")))


@contextmanager
def trial_process(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process of its own that supervises one obedient and one stubborn child with a grandchild."""
    driver = f"""
import anyio, pathlib, sys
from functools import partial
sys.path[:0] = [{str(PROJECT_ROOT)!r}]
from gateway.trial.stopping import run_until_signal
from tests.integration import test_supervisor as t
folder = pathlib.Path({str(folder)!r})
stages = [[t.service(folder, "obedient", t.WAIT)], [t.service(folder, "stubborn", t.STUBBORN, t.WAIT)]]
main = partial(t.supervise, t.Supervisor(lambda line: None, t.QUICK), stages, (folder / "ready").touch)
anyio.run(run_until_signal, main, lambda: None)
"""
    command = [sys.executable, "-c", driver]
    with subprocess.Popen(command, cwd=PROJECT_ROOT, start_new_session=True) as process:
        yield process
        process.kill()


PID_FILES = ("obedient.pid", "stubborn.pid", "stubborn.pid.grandchild")


async def test_ctrl_c_leaves_no_process(tmp_path: Path) -> None:
    with trial_process(tmp_path) as process:
        await eventually(lambda: all(pid_in(tmp_path / name) for name in PID_FILES))
        os.killpg(process.pid, signal.SIGINT)
        await eventually(lambda: process.poll() is not None)
    assert process.returncode == 0
    assert [name for name in PID_FILES if is_running(pid_in(tmp_path / name))] == []


@pytest.mark.skipif(shutil.which("setpriv") is None, reason="setpriv (util-linux) ties children to a killed parent")
async def test_a_killed_supervisor_takes_its_children_along(tmp_path: Path) -> None:
    with trial_process(tmp_path) as process:
        await eventually(lambda: all(pid_in(tmp_path / name) for name in PID_FILES))
        process.kill()
        await eventually(lambda: not is_running(pid_in(tmp_path / "obedient.pid")))
    os.kill(pid_in(tmp_path / "stubborn.pid"), signal.SIGKILL)
    os.kill(pid_in(tmp_path / "stubborn.pid.grandchild"), signal.SIGKILL)


def run_up(state_dir: Path, port: int) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "TORITSUGI_STATE_DIR": str(state_dir), "TORITSUGI_PORT": str(port)}
    return subprocess.run(
        [sys.executable, "-m", "gateway.cli", "up"],
        cwd=PROJECT_ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=DEADLINE_SECONDS,
        check=False,
    )


def test_a_second_make_up_is_refused_in_one_sentence(tmp_path: Path) -> None:
    running = Trial(root=PROJECT_ROOT, state_dir=tmp_path / "var")
    prepare_state_folder(running)
    with sole_trial(running):
        second = run_up(running.state_dir, free_port())
    assert second.returncode == 1
    assert f"already running here (process {os.getpid()})" in second.stderr
    assert len(second.stderr.splitlines()) == 2


def test_a_taken_port_is_refused_in_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as server:
        server.bind((LOOPBACK, 0))
        server.listen()
        port = server.getsockname()[1]
        refused = run_up(tmp_path / "var", port)
    assert refused.returncode == 1
    assert f"Port {port} is used by another program" in refused.stderr
    assert len(refused.stderr.splitlines()) == 2


@pytest.mark.filterwarnings("ignore:XDG_RUNTIME_DIR")
async def test_a_killed_postgresql_is_started_again_at_the_same_address(tmp_path: Path) -> None:
    data_dir, said = tmp_path / "var" / "postgresql", list[str]()
    async with anyio.create_task_group() as group:
        url = await group.start(keep_postgresql, Supervisor(said.append, QUICK), data_dir)
        postmaster = int((data_dir / "postmaster.pid").read_text().split()[0])
        os.kill(postmaster, signal.SIGKILL)
        await eventually(lambda: sum("database: ready" in line for line in said) == 2)
        again = int((data_dir / "postmaster.pid").read_text().split()[0])
        group.cancel_scope.cancel()
    assert url.startswith("postgresql://")
    assert again != postmaster
    assert not is_running(again)
