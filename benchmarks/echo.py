"""The baseline of web chat: a bare python-socketio server that acknowledges with what it was sent."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import DEVNULL, Popen
from time import perf_counter

import socketio
import uvicorn

from tests.sim.stack import answers, free_port, wait_until

START_SECONDS = 20.0


@dataclass(frozen=True)
class EchoServer:
    url: str
    pid: int
    start_seconds: float


@contextmanager
def running_echo() -> Iterator[EchoServer]:
    port, began = free_port(), perf_counter()
    words = [sys.executable, "-m", "benchmarks.echo", str(port)]
    with Popen(words, cwd=Path(__file__).parents[1], stdin=DEVNULL) as process:
        try:
            url = f"http://127.0.0.1:{port}"
            wait_until(lambda: answers(f"{url}/"), seconds=START_SECONDS, what="echo server")
            yield EchoServer(url, process.pid, perf_counter() - began)
        finally:
            process.terminate()


def echo_app() -> socketio.ASGIApp:
    server = socketio.AsyncServer(async_mode="asgi")

    async def echo(sid: str, payload: object) -> object:
        del sid
        return payload

    server.on("echo", echo)
    return socketio.ASGIApp(server, static_files={"/": {"content_type": "text/plain", "filename": __file__}})


if __name__ == "__main__":
    uvicorn.run(echo_app(), host="127.0.0.1", port=int(sys.argv[1]), loop="uvloop", log_level="warning")
