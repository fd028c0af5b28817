"""`python -m gateway`: the public port and the private port for Rasa's actions, in one process."""

import asyncio
import contextlib
import signal
import sys
from collections.abc import Callable, Iterator

import uvicorn
from starlette.types import ASGIApp

from bot.actions.rasa import executor_of
from config.settings import Settings
from gateway.actions import create_actions_app
from gateway.app import create_app
from gateway.cli import operator_error
from gateway.logs import configure_logs

GRACE_SECONDS = 5


class QuietServer(uvicorn.Server):
    """Leaves signals to us, so that both servers stop together."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def serve(settings: Settings) -> None:
    public, services = create_app(settings)
    actions = create_actions_app(executor_of(services.office), settings.bot_token)
    servers = [
        _server(public, settings.host, settings.port, lifespan="on", trusted_proxies=settings.trusted_proxies),
        _server(actions, settings.actions_host, settings.actions_port, lifespan="off"),
    ]

    def stop() -> None:
        for server in servers:
            server.should_exit = True

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
    async with asyncio.TaskGroup() as group:
        for server in servers:
            group.create_task(_serve_until_one_stops(server, stop))


async def _serve_until_one_stops(server: QuietServer, stop: Callable[[], None]) -> None:
    try:
        await server.serve()
    finally:
        stop()


def _server(app: ASGIApp, host: str, port: int, *, lifespan: str, trusted_proxies: str = "") -> QuietServer:
    """`trusted_proxies`: addresses or networks, separated by commas, whose X-Forwarded-For counts."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        lifespan=lifespan,  # type: ignore[arg-type]  # One of uvicorn's literals.
        log_config=None,
        access_log=False,
        loop="none",
        proxy_headers=bool(trusted_proxies),
        forwarded_allow_ips=trusted_proxies or "127.0.0.1",
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        ws_max_size=1_000_000,
    )
    return QuietServer(config)


def main() -> int:
    try:
        settings = Settings()
        configure_logs(settings.log_level)
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            runner.run(serve(settings))
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        meant = operator_error(error)
        if meant is None:
            raise
        print(meant, file=sys.stderr)  # noqa: T201  # The operator reads it on the console.
        return 1
    return 0


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Uvloop where it exists."""
    try:
        import uvloop  # noqa: PLC0415  # Not on Windows.
    except ImportError:
        return None
    factory: Callable[[], asyncio.AbstractEventLoop] = uvloop.new_event_loop
    return factory


if __name__ == "__main__":
    sys.exit(main())
