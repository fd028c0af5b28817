"""What must hold before the trial starts anything. Every refusal comes before the first process."""

import errno
import fcntl
import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from gateway.trial.errors import (
    AlreadyRunningError,
    BotEnvironmentMissingError,
    DiskFullError,
    PortTakenError,
    StateFolderError,
)
from gateway.trial.layout import LOOPBACK, Trial

NEEDED_BYTES = 1024**3
GIB = 1024**3


def prepare_state_folder(trial: Trial) -> None:
    """Make the state folder, after making sure that its disk has room."""
    require_disk_space(shutil.disk_usage(_nearest_existing(trial.state_dir)).free, trial.state_dir)
    try:
        trial.log_file("any").parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            require_disk_space(0, trial.state_dir)
        raise StateFolderError(
            f"The folder {trial.state_dir} cannot be written ({error.strerror}): set TORITSUGI_STATE_DIR.",
            f"フォルダー {trial.state_dir} に書き込めません。TORITSUGI_STATE_DIR で別の場所を指定してください。",
        ) from error


def require_disk_space(free_bytes: int, folder: Path) -> None:
    if free_bytes >= NEEDED_BYTES:
        return
    free = f"{free_bytes / GIB:.2f} GiB"
    raise DiskFullError(
        f"Only {free} are free on the disk of {folder}; the service needs at least {NEEDED_BYTES // GIB} GiB.",
        f"{folder} のディスクの空きが {free} しかありません。{NEEDED_BYTES // GIB} GiB 以上空けてください。",
    )


@contextmanager
def sole_trial(trial: Trial) -> Iterator[None]:
    """Refuse a second trial on the same state. The kernel drops the lock with this process, however it ends."""
    with trial.lock_file.open("a+", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            holder = lock.read().strip() or "?"
            raise AlreadyRunningError(
                f"The service is already running here (process {holder}): stop it there with Ctrl-C first.",
                f"サービスはすでに起動しています(プロセス {holder})。先にその画面で Ctrl-C を押して停止してください。",
            ) from error
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        yield


def require_free_port(port: int) -> None:
    if not is_port_free(port):
        raise PortTakenError(
            f"Port {port} is used by another program: stop it, or use another one: TORITSUGI_PORT=8080 make up.",
            f"ポート {port} は別のプログラムが使用中です。停止するか、TORITSUGI_PORT=8080 make up で変更してください。",
        )


def is_port_free(port: int) -> bool:
    """Whether a server could listen there now; connections that are only fading out do not count."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
            probe.listen()
        except OSError:
            return False
    return True


def with_free_private_ports(trial: Trial) -> Trial:
    """Nobody types the private ports, so a taken one is replaced instead of refused."""
    chosen = [trial.port]
    for wished in (*trial.bot_ports, trial.actions_port, trial.redis_port):
        chosen.append(_free_port(wished, besides={*chosen}))
    _, bot_port, *more_bot_ports, actions_port, redis_port = chosen
    return replace(
        trial,
        bot_port=bot_port,
        more_bot_ports=tuple(more_bot_ports),
        actions_port=actions_port,
        redis_port=redis_port,
    )


def require_bot_environment(trial: Trial) -> None:
    if not trial.bot_python.exists():
        raise BotEnvironmentMissingError(
            "The bot's Python 3.10 environment (bot/.venv) is missing: run `make setup`.",
            "ボット用の Python 3.10 環境(bot/.venv)がありません。`make setup` を実行してください。",
        )


def _free_port(preferred: int, besides: set[int]) -> int:
    if preferred not in besides and is_port_free(preferred):
        return preferred
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((LOOPBACK, 0))
        chosen: int = probe.getsockname()[1]
    return chosen if chosen not in besides else _free_port(preferred, besides)


def _nearest_existing(folder: Path) -> Path:
    return next(path for path in (folder, *folder.parents) if path.exists())
