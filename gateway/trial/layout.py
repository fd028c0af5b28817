"""Where the trial keeps its files and which addresses it uses. Decided once, before anything is started."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gateway.trial.errors import InvalidSettingError

PROJECT_ROOT = Path(__file__).resolve().parents[2]
LOOPBACK = "127.0.0.1"
MOST_INSTANCES = 16


@dataclass(frozen=True, slots=True)
class Trial:
    """One trial on this machine: its folders, ports and what the operator set."""

    root: Path
    state_dir: Path
    port: int = 8000
    actions_port: int = 8001
    bot_port: int = 5005
    more_bot_ports: tuple[int, ...] = ()
    redis_port: int = 6399
    is_demo: bool = True
    database_url: str | None = None

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def bot_urls(self) -> tuple[str, ...]:
        return tuple(f"http://{LOOPBACK}:{port}" for port in self.bot_ports)

    @property
    def bot_ports(self) -> tuple[int, ...]:
        """One port for each instance of Rasa."""
        return (self.bot_port, *self.more_bot_ports)

    @property
    def actions_url(self) -> str:
        return f"http://{LOOPBACK}:{self.actions_port}/actions"

    @property
    def bot_dir(self) -> Path:
        return self.root / "bot"

    @property
    def bot_python(self) -> Path:
        return self.bot_dir / ".venv" / "bin" / "python"

    @property
    def model_file(self) -> Path:
        return self.bot_dir / "models" / "toritsugi.tar.gz"

    @property
    def postgresql_dir(self) -> Path:
        return self.state_dir / "postgresql"

    @property
    def lock_file(self) -> Path:
        return self.state_dir / "make-up.lock"

    def log_file(self, name: str) -> Path:
        return self.state_dir / "log" / f"{name}.log"

    def show(self, path: Path) -> str:
        """`path` as a person in the project's folder would type it."""
        return str(path.relative_to(self.root)) if path.is_relative_to(self.root) else str(path)


def trial_from(environment: Mapping[str, str], root: Path = PROJECT_ROOT) -> Trial:
    """The trial that `TORITSUGI_*` in `environment` describes."""
    return Trial(
        root=root,
        state_dir=(root / environment.get("TORITSUGI_STATE_DIR", "var")).resolve(),
        port=_port(environment, "TORITSUGI_PORT", 8000),
        actions_port=_port(environment, "TORITSUGI_ACTIONS_PORT", 8001),
        bot_port=(bot_port := _port(environment, "TORITSUGI_BOT_PORT", 5005)),
        more_bot_ports=tuple(bot_port + number for number in range(1, _instances(environment))),
        is_demo=environment.get("TORITSUGI_DEMO", "1").strip().lower() not in {"", "0", "false", "no", "off"},
        database_url=environment.get("TORITSUGI_DATABASE_URL") or None,
    )


def _instances(environment: Mapping[str, str]) -> int:
    name = "TORITSUGI_BOT__INSTANCES"
    text = environment.get(name, "1").strip()
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= MOST_INSTANCES):
        raise InvalidSettingError(
            f"{name} must be a number from 1 to {MOST_INSTANCES}.",
            f"{name} には 1 から {MOST_INSTANCES} の数を指定してください。",
        )
    return int(text)


def _port(environment: Mapping[str, str], name: str, default: int) -> int:
    text = environment.get(name, str(default)).strip()
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise InvalidSettingError(
            f"{name} must be a port number from 1 to 65535.",
            f"{name} には 1 から 65535 のポート番号を指定してください。",
        )
    return int(text)
