"""The baseline of the desk: a bare python-socketio server that relays between customers and agents, and keeps nothing.

Whoever connects names their own room and the room their messages go to.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import DEVNULL, Popen

import socketio
import uvicorn

from tests.sim.stack import answers, free_port, wait_until

START_SECONDS = 20.0


@dataclass(frozen=True)
class RelayServer:
    url: str
    pid: int


@contextmanager
def running_relay() -> Iterator[RelayServer]:
    port = free_port()
    words = [sys.executable, "-m", "benchmarks.relay", str(port)]
    with Popen(words, cwd=Path(__file__).parents[1], stdin=DEVNULL) as process:
        try:
            url = f"http://127.0.0.1:{port}"
            wait_until(lambda: answers(f"{url}/"), seconds=START_SECONDS, what="relay server")
            yield RelayServer(url, process.pid)
        finally:
            process.terminate()


def relay_app() -> socketio.ASGIApp:
    server = socketio.AsyncServer(async_mode="asgi")

    async def connect(sid: str, environ: object, auth: dict[str, str]) -> None:
        del environ
        await server.enter_room(sid, auth["room"])

    async def relay(sid: str, message: dict[str, str]) -> dict[str, bool]:
        del sid
        await server.emit("message", message, room=message["to"])
        return {"ok": True}

    server.on("connect", connect)
    server.on("message.send", relay)
    return socketio.ASGIApp(server, static_files={"/": {"content_type": "text/plain", "filename": __file__}})


if __name__ == "__main__":
    uvicorn.run(relay_app(), host="127.0.0.1", port=int(sys.argv[1]), loop="uvloop", log_level="warning")
