"""The commands and environments of the trial's processes. The bot is told nothing but where its actions are."""

import sys
from collections.abc import Mapping
from functools import partial

from gateway.trial.bot_model import require_intact
from gateway.trial.bot_redis import BotRedis, endpoints_of
from gateway.trial.child import Command
from gateway.trial.layout import LOOPBACK, Trial
from gateway.trial.logs import without_customer_words
from gateway.trial.probes import answers_ok
from gateway.trial.secrets import TrialSecrets
from gateway.trial.supervisor import Service, Step

# The bot computes; what acknowledges and speaks shares its processors and goes first.
GIVING_WAY = ("nice", "-n", "5")
QUIET_BOT = {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "2",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "PYTHONUNBUFFERED": "1",
    "PYTHONWARNINGS": "ignore",
    "PYTHONUTF8": "1",
    "LOG_LEVEL_LIBRARIES": "ERROR",
}
NOT_FOR_THE_BOT = ("VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME", "UV_PROJECT_ENVIRONMENT")


def bot_environment(trial: Trial, environment: Mapping[str, str], bot_token: str) -> dict[str, str]:
    """No key, no database address and nothing of the gateway's Python may reach Rasa."""
    inherited = {
        name: value
        for name, value in environment.items()
        if not name.startswith("TORITSUGI_") and name not in NOT_FOR_THE_BOT
    }
    own = {"TORITSUGI_ACTIONS_URL": trial.actions_url, "TORITSUGI_BOT_TOKEN": bot_token}
    return inherited | QUIET_BOT | own


def gateway_environment(
    trial: Trial, environment: Mapping[str, str], secrets: TrialSecrets, database_url: str
) -> dict[str, str]:
    """What the operator set wins over what the trial would choose, except for the addresses just chosen."""
    chosen = {
        "TORITSUGI_STATE_DIR": str(trial.state_dir),
        "TORITSUGI_DATABASE_URL": database_url,
        "TORITSUGI_PORT": str(trial.port),
        "TORITSUGI_ACTIONS_PORT": str(trial.actions_port),
        "TORITSUGI_BOT_URL": ",".join(trial.bot_urls),
        "TORITSUGI_DEMO": "1" if trial.is_demo else "0",
        "PYTHONUNBUFFERED": "1",
        "PYTHONUTF8": "1",
    }
    return {"TORITSUGI_PUBLIC_BASE_URL": trial.url, **secrets.environment(), **environment, **chosen}


def bot_services(
    trial: Trial, environment: Mapping[str, str], secrets: TrialSecrets, redis: BotRedis | None = None
) -> list[Service]:
    """Each instance of Rasa; several share what they remember in `redis`."""
    bot_token = environment.get("TORITSUGI_BOT_TOKEN", secrets.bot_token)
    told = bot_environment(trial, environment, bot_token) | (redis.environment() if redis is not None else {})
    names = ("bot", *(f"bot-{number}" for number in range(2, len(trial.bot_ports) + 1)))
    return [
        _bot_service(trial, name, port, endpoints_of(redis), told)
        for name, port in zip(names, trial.bot_ports, strict=True)
    ]


def _bot_service(trial: Trial, name: str, port: int, endpoints: str, environment: Mapping[str, str]) -> Service:
    words = [*GIVING_WAY, str(trial.bot_python), "serve.py", "run", "--quiet", "-i", LOOPBACK]
    words += ["-p", str(port)]
    words += ["--endpoints", endpoints, "--credentials", "credentials.yml"]
    words += ["-m", f"models/{trial.model_file.name}"]
    return Service(
        name=name,
        command=Command(tuple(words), trial.bot_dir, environment),
        log_file=trial.log_file(name),
        is_ready=answers_ok(f"http://{LOOPBACK}:{port}/"),
        before_start=partial(require_intact, trial.model_file),
        scrub=without_customer_words,
    )


def gateway_service(trial: Trial, environment: Mapping[str, str]) -> Service:
    return Service(
        name="gateway",
        command=_python(trial, environment, "gateway"),
        log_file=trial.log_file("gateway"),
        is_ready=answers_ok(f"{trial.url}/readyz"),
    )


def data_step(trial: Trial, environment: Mapping[str, str], name: str) -> Step:
    """An operator command that prepares the database: `migrate` or `demo`."""
    return Step(name, _python(trial, environment, "gateway.cli", name), trial.log_file(name))


def _python(trial: Trial, environment: Mapping[str, str], *words: str) -> Command:
    return Command((sys.executable, "-m", *words), trial.root, environment)
