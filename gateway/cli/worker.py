"""`toritsugi worker`: background jobs in a process of their own (production)."""

import argparse
import asyncio
import signal
from contextlib import suppress

from sqlalchemy import text

from config.settings import Settings
from database.engine import open_database
from gateway.logs import configure_logs
from gateway.wiring import build_services


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help="exit 0 if the worker's database answers, else 1")


def run(arguments: argparse.Namespace) -> int:
    settings = Settings()
    configure_logs(settings.log_level)
    if arguments.check:
        return asyncio.run(_check(settings))
    asyncio.run(_work(settings))
    return 0


async def _check(settings: Settings) -> int:
    database = open_database(settings.database_url.get_secret_value(), pool_size=1)
    try:
        async with database.sessions() as session:
            await session.execute(text("SELECT 1 FROM procrastinate_jobs LIMIT 1"))
    except Exception:  # noqa: BLE001  # Whatever is wrong, the worker is not healthy.
        return 1
    finally:
        await database.close()
    return 0


async def _work(settings: Settings) -> None:
    services = build_services(settings)
    work = asyncio.current_task()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, lambda: work.cancel() if work else None)
    async with services.jobs.app.open_async():
        services.background.start(services.turns.sweep_forever(), name="turn_sweep")
        with suppress(asyncio.CancelledError):
            await services.worker.run()
        await services.background.stop(grace_seconds=2)
    await services.http.aclose()
    await services.database.close()
