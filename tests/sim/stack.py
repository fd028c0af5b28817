"""The whole service as real processes: Rasa with the trained model, gateways, a worker, and the embedded PostgreSQL.

The gateway named "gateway" serves Rasa's actions; further ones, by other names, share its database, bot and files.
Further instances of Rasa, "bot-2" and so on, share its memory in Redis.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from database.embedded import embedded_postgresql
from gateway.trial.bot_redis import BotRedis, endpoints_of
from gateway.trial.secrets import TrialSecrets, create_secrets
from gateway.trial.services import GIVING_WAY, QUIET_BOT

ROOT = Path(__file__).resolve().parents[2]
BOT = ROOT / "bot"
MODEL = BOT / "models" / "toritsugi.tar.gz"
MAIN = "gateway"
BOT_NAME = "bot"
BOT_READY_SECONDS = 120.0
GATEWAY_READY_SECONDS = 40.0


class NotReadyError(Exception):
    """A process did not answer in time; the end of its log follows."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until(is_true: Callable[[], bool], *, seconds: float, what: str) -> None:
    """Poll until the condition holds; raise NotReadyError after the deadline."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if is_true():
            return
        time.sleep(0.05)
    raise NotReadyError(what)


def answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=2) as response:  # noqa: S310  # Loopback only.
            status: int = response.status
            return status == 200
    except (URLError, OSError):
        return False


@dataclass(frozen=True)
class Ports:
    """Where one gateway listens: for everybody, and for Rasa's actions."""

    public: int = field(default_factory=free_port)
    actions: int = field(default_factory=free_port)


@dataclass
class Stack:
    """Ports, files and processes of one running service."""

    folder: Path
    database_url: str
    secrets: TrialSecrets = field(default_factory=create_secrets)
    port: int = field(default_factory=free_port)
    actions_port: int = field(default_factory=free_port)
    bot_port: int = field(default_factory=free_port)
    settings: Mapping[str, str] = field(default_factory=dict)
    more_bot_ports: tuple[int, ...] = ()
    bot_redis_port: int | None = None
    _others: dict[str, Ports] = field(default_factory=dict)
    _processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return self.url_of(MAIN)

    def url_of(self, gateway: str) -> str:
        return f"http://127.0.0.1:{self._ports_of(gateway).public}"

    @property
    def bots(self) -> dict[str, int]:
        """Each instance of Rasa with its port."""
        more = {f"{BOT_NAME}-{number}": port for number, port in enumerate(self.more_bot_ports, start=2)}
        return {BOT_NAME: self.bot_port, **more}

    def environment(self, gateway: str = MAIN) -> dict[str, str]:
        ports = self._ports_of(gateway)
        return {
            **{k: v for k, v in os.environ.items() if not k.startswith("TORITSUGI_")},
            **self.secrets.environment(),
            "TORITSUGI_DATABASE_URL": self.database_url,
            "TORITSUGI_STATE_DIR": str(self.folder),
            "TORITSUGI_PORT": str(ports.public),
            "TORITSUGI_ACTIONS_PORT": str(ports.actions),
            "TORITSUGI_PUBLIC_BASE_URL": self.url,
            "TORITSUGI_BOT_URL": ",".join(f"http://127.0.0.1:{port}" for port in self.bots.values()),
            "TORITSUGI_DEMO": "1",
            "PYTHONUNBUFFERED": "1",
            **self.settings,
        }

    def operator(self, *words: str) -> None:
        """Run an operator's command to its end."""
        subprocess.run(
            [sys.executable, "-m", "gateway.cli", *words],
            cwd=ROOT,
            env=self.environment(),
            check=True,
            capture_output=True,
        )

    def start_bot(self, name: str = BOT_NAME, *, wait: bool = True) -> None:
        shared = BotRedis(port=self.bot_redis_port) if self.bot_redis_port is not None else None
        words = [*GIVING_WAY, str(BOT / ".venv/bin/python"), "serve.py", "run", "--quiet", "-i", "127.0.0.1"]
        words += ["-p", str(self.bots[name]), "--endpoints", endpoints_of(shared), "--credentials", "credentials.yml"]
        words += ["-m", str(MODEL.relative_to(BOT))]
        environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith(("TORITSUGI_", "VIRTUAL_ENV", "PYTHON"))},
            **QUIET_BOT,
            "TORITSUGI_ACTIONS_URL": f"http://127.0.0.1:{self.actions_port}/actions",
            "TORITSUGI_BOT_TOKEN": self.secrets.bot_token,
            **(shared.environment() if shared is not None else {}),
        }
        self._start(name, words, BOT, environment)
        if wait:
            self.wait_for_bot(name)

    def wait_for_bot(self, name: str = BOT_NAME) -> None:
        url = f"http://127.0.0.1:{self.bots[name]}/"
        wait_until(lambda: answers(url), seconds=BOT_READY_SECONDS, what=f"{name}: {self.log_of(name)[-2000:]}")

    def start_gateway(self, name: str = MAIN, *, ready: str = "/readyz", **settings: str) -> None:
        """`settings` are added to those of the stack, for this gateway alone."""
        environment = self.environment(name) | settings
        self._start(name, [sys.executable, "-m", "gateway"], ROOT, environment)
        url = self.url_of(name) + ready
        try:
            wait_until(lambda: answers(url), seconds=GATEWAY_READY_SECONDS, what=name)
        except NotReadyError as error:
            raise NotReadyError(f"{name}: {self.log_of(name)[-3000:]}") from error

    def start_worker(self) -> None:
        """Background jobs in a process of their own, for gateways that run with TORITSUGI_WORKER=0."""
        words = [*GIVING_WAY, sys.executable, "-m", "gateway.cli", "worker"]
        self._start("worker", words, ROOT, self.environment())

    def kill(self, name: str) -> None:
        """SIGKILL the process and wait until it is gone."""
        process = self._processes.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=20)

    def signal(self, name: str, number: signal.Signals) -> None:
        os.killpg(self._processes[name].pid, number)

    def stop(self) -> None:
        for name in list(self._processes):
            process = self._processes[name]
            os.killpg(process.pid, signal.SIGTERM)
        for name in list(self._processes):
            process = self._processes.pop(name)
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(timeout=15)

    def log_of(self, name: str) -> str:
        path = self.folder / f"{name}.log"
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    def get_json(self, path: str) -> object:
        with urlopen(self.url + path, timeout=10) as response:  # noqa: S310  # Loopback only.
            return json.loads(response.read())

    def _ports_of(self, gateway: str) -> Ports:
        if gateway == MAIN:
            return Ports(self.port, self.actions_port)
        return self._others.setdefault(gateway, Ports())

    def _start(self, name: str, words: list[str], cwd: Path, environment: Mapping[str, str]) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self._processes[name] = subprocess.Popen(
                words,
                cwd=cwd,
                env=dict(environment),
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )


@contextmanager
def running_stack(
    folder: Path, *, more_bots: int = 0, bot_redis_port: int | None = None, **settings: str
) -> Iterator[Stack]:
    """Database, schema, demo data, bot and gateway; all stopped at the end."""
    more_ports = tuple(free_port() for _ in range(more_bots))
    with embedded_postgresql(folder / "postgresql") as database_url:
        stack = Stack(folder, database_url, settings=settings, more_bot_ports=more_ports, bot_redis_port=bot_redis_port)
        try:
            stack.operator("migrate")
            for name in stack.bots:
                stack.start_bot(name, wait=False)
            stack.operator("demo")
            for name in stack.bots:
                stack.wait_for_bot(name)
            stack.start_gateway()
            yield stack
        finally:
            stack.stop()
