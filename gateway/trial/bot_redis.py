"""Redis as the common memory of several instances of Rasa: never on disk, for at most half an hour.

Customers' words stand in it. The trial starts a server of its own for this, on loopback and with a password.
"""

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.parse import unquote, urlsplit

import anyio

from gateway.trial.child import Command
from gateway.trial.errors import InvalidSettingError
from gateway.trial.layout import LOOPBACK, Trial
from gateway.trial.probes import Probe
from gateway.trial.supervisor import Service

PROGRAM = "redis-server"
PROBE_SECONDS = 1.0
NOT_SHARED, SHARED = "endpoints.yml", "endpoints.redis.yml"
# Rasa writes its locks without an end; they are tiny, and the oldest memory goes first where there is no room.
CONFIGURATION = """\
bind {host}
port {port}
requirepass {password}
dir {folder}
save ""
appendonly no
maxmemory 200mb
maxmemory-policy volatile-ttl
"""


@dataclass(frozen=True, slots=True)
class BotRedis:
    """Where the instances of Rasa keep what they remember."""

    port: int
    host: str = LOOPBACK
    username: str = "default"
    password: str = field(default="", repr=False)

    def environment(self) -> dict[str, str]:
        """As `bot/endpoints.redis.yml` reads it."""
        return {
            "TORITSUGI_BOT_REDIS_HOST": self.host,
            "TORITSUGI_BOT_REDIS_PORT": str(self.port),
            "TORITSUGI_BOT_REDIS_USER": self.username if self.password else "",
            "TORITSUGI_BOT_REDIS_PASSWORD": self.password,
        }


def endpoints_of(redis: BotRedis | None) -> str:
    """The endpoints file Rasa is started with."""
    return NOT_SHARED if redis is None else SHARED


def bot_redis_of(trial: Trial, environment: Mapping[str, str], password: str) -> BotRedis | None:
    """The server several instances share; None for one instance, whose memory is its own.

    Raises `InvalidSettingError` where none is named and none can be started.
    """
    if not trial.more_bot_ports:
        return None
    url = environment.get("TORITSUGI_REDIS_URL", "")
    if url:
        return _named(url)
    if shutil.which(PROGRAM) is None:
        raise InvalidSettingError(
            f"TORITSUGI_BOT__INSTANCES above 1 needs {PROGRAM} or TORITSUGI_REDIS_URL: run `make redis`.",
            f"TORITSUGI_BOT__INSTANCES を 2 以上にするには {PROGRAM} か TORITSUGI_REDIS_URL が必要です。"
            "`make redis` を実行してください。",
        )
    return BotRedis(port=trial.redis_port, password=password)


def redis_service(trial: Trial, environment: Mapping[str, str], redis: BotRedis) -> Service:
    """The trial's own server, empty at every start."""
    folder = trial.state_dir / "redis"
    return Service(
        name="redis",
        command=Command((PROGRAM, str(folder / "redis.conf")), trial.root, {"PATH": environment.get("PATH", "")}),
        log_file=trial.log_file("redis"),
        is_ready=answers_ping(redis),
        start_seconds=20.0,
        before_start=partial(_write_configuration, folder, redis),
    )


def answers_ping(redis: BotRedis) -> Probe:
    """A probe that is satisfied by PONG after the password."""

    async def probe() -> bool:
        try:
            with anyio.fail_after(PROBE_SECONDS):
                async with await anyio.connect_tcp(redis.host, redis.port) as line:
                    await line.send(f"AUTH {redis.password}\r\nPING\r\n".encode())
                    answer = b""
                    while answer.count(b"\r\n") < 2:  # One line each.
                        answer += await line.receive()
                    return answer == b"+OK\r\n+PONG\r\n"
        except (OSError, TimeoutError, anyio.EndOfStream, anyio.BrokenResourceError):
            return False

    return probe


def _named(url: str) -> BotRedis:
    parts = urlsplit(url)
    try:
        port = parts.port or 6379
    except ValueError:
        port = 0
    if parts.scheme != "redis" or not parts.hostname or not port:
        raise InvalidSettingError(
            "TORITSUGI_REDIS_URL must look like redis://[user:password@]host[:port]/0 for several instances of Rasa.",
            "TORITSUGI_REDIS_URL は redis://[ユーザー:パスワード@]ホスト[:ポート]/0 の形で指定してください。",
        )
    return BotRedis(port, parts.hostname, unquote(parts.username or "default"), unquote(parts.password or ""))


def _write_configuration(folder: Path, redis: BotRedis) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    text = CONFIGURATION.format(host=redis.host, port=redis.port, password=redis.password, folder=folder)
    descriptor = os.open(folder / "redis.conf", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
