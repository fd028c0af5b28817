"""`make up` from beginning to end: checks, model, database, data, bot, gateway. The checks come first."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from functools import partial
from secrets import token_urlsafe

import anyio
from anyio.abc import TaskStatus

from gateway.trial.bot_redis import BotRedis, bot_redis_of, redis_service
from gateway.trial.layout import Trial
from gateway.trial.postgresql import keep_postgresql
from gateway.trial.preflight import (
    prepare_state_folder,
    require_bot_environment,
    require_free_port,
    sole_trial,
    with_free_private_ports,
)
from gateway.trial.secrets import TrialSecrets, load_or_create_secrets
from gateway.trial.services import bot_services, data_step, gateway_environment, gateway_service
from gateway.trial.supervisor import Service, Step, Supervisor, supervise
from gateway.trial.training import ensure_model


async def run_trial(
    supervisor: Supervisor, trial: Trial, environment: Mapping[str, str], when_ready: Callable[[Trial], None]
) -> None:
    """Run until cancelled. Raises a `TrialError` when something cannot be had."""
    prepare_state_folder(trial)
    with sole_trial(trial):
        require_free_port(trial.port)
        require_bot_environment(trial)
        trial = with_free_private_ports(trial)
        redis = bot_redis_of(trial, environment, token_urlsafe())
        secrets = load_or_create_secrets(trial.state_dir)
        await ensure_model(supervisor, trial, environment)
        async with _database(supervisor, trial) as database_url:
            stages = _stages(trial, environment, secrets, database_url, redis)
            await supervise(supervisor, stages, partial(when_ready, trial))


@asynccontextmanager
async def _database(supervisor: Supervisor, trial: Trial) -> AsyncIterator[str]:
    """The database's URL. The embedded server is shielded from Ctrl-C until those who use it have ended."""
    if trial.database_url:
        yield trial.database_url
        return
    until_unused = anyio.CancelScope(shield=True)

    async def keep(*, task_status: TaskStatus[str]) -> None:
        with until_unused:
            await keep_postgresql(supervisor, trial.postgresql_dir, task_status=task_status)

    async with anyio.create_task_group() as group:
        try:
            yield await group.start(keep)
        finally:
            until_unused.cancel()


def _stages(
    trial: Trial,
    environment: Mapping[str, str],
    secrets: TrialSecrets,
    database_url: str,
    redis: BotRedis | None,
) -> list[list[Service | Step]]:
    """The bot loads for many seconds, so the demo data is filled in meanwhile; the gateway needs both."""
    for_gateway = gateway_environment(trial, environment, secrets, database_url)
    demo = [data_step(trial, for_gateway, "demo")] if trial.is_demo else []
    has_own_redis = redis is not None and not environment.get("TORITSUGI_REDIS_URL")
    memory = [redis_service(trial, environment, redis)] if redis is not None and has_own_redis else []
    return [
        [data_step(trial, for_gateway, "migrate"), *memory],
        [*bot_services(trial, environment, secrets, redis), *demo],
        [gateway_service(trial, for_gateway)],
    ]
