"""A real redis-server of the test's own, which may be killed, frozen and started again on the same port."""

import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.sim.stack import free_port, wait_until

PROGRAM = shutil.which("redis-server")
READY_SECONDS = 10.0


@dataclass
class RedisServer:
    folder: Path
    port: int = field(default_factory=free_port)
    _process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Empty: nothing is kept on disk. Returns when it answers."""
        words = [PROGRAM or "redis-server", "--bind", "127.0.0.1", "--port", str(self.port), "--dir", str(self.folder)]
        with (self.folder / "redis.log").open("ab") as log:
            self._process = subprocess.Popen(
                [*words, "--save", "", "--appendonly", "no"], stdout=log, stderr=log, stdin=subprocess.DEVNULL
            )
        wait_until(lambda: b"PONG" in self.ask("PING"), seconds=READY_SECONDS, what="redis-server")

    def kill(self) -> None:
        """SIGKILL, whether it runs or not."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(timeout=READY_SECONDS)
            self._process = None

    def freeze(self) -> None:
        """It keeps its connections and takes new ones, but never answers."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def ask(self, *words: str) -> bytes:
        """The raw answer to one command; empty when it does not answer."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=2) as line:
                line.sendall(" ".join(words).encode() + b"\r\n")
                return line.recv(4096)
        except OSError:
            return b""

    def listeners(self, channel: str) -> int:
        """How many processes hear this channel."""
        answer = self.ask("PUBSUB", "NUMSUB", channel).decode().split("\r\n")
        return int(answer[3].removeprefix(":"))

    def _signal(self, number: signal.Signals) -> None:
        assert self._process is not None, "redis-server does not run"
        os.kill(self._process.pid, number)


@contextmanager
def running_redis(folder: Path) -> Iterator[RedisServer]:
    server = RedisServer(folder)
    try:
        server.start()
        yield server
    finally:
        server.kill()
