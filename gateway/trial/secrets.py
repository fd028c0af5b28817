"""The trial's own secrets: made once, readable by their owner alone, never made anew over existing data."""

import base64
import json
import os
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from gateway.trial.errors import SecretsUnreadableError

KEY_BYTES = 32
RandomBytes = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class TrialSecrets:
    """The keys and tokens that gateway and bot need; production takes them from its secret store."""

    vault_keys: dict[str, str]
    vault_current: str
    vault_index_key: str
    bot_token: str

    def environment(self) -> dict[str, str]:
        """As the gateway reads them. The bot gets `TORITSUGI_BOT_TOKEN` of these and nothing else."""
        return {
            "TORITSUGI_VAULT__KEYS": json.dumps(self.vault_keys),
            "TORITSUGI_VAULT__CURRENT": self.vault_current,
            "TORITSUGI_VAULT__INDEX_KEY": self.vault_index_key,
            "TORITSUGI_BOT_TOKEN": self.bot_token,
        }


def load_or_create_secrets(state_dir: Path, random_bytes: RandomBytes = secrets.token_bytes) -> TrialSecrets:
    """Raises `SecretsUnreadableError` where new keys would make the data beside them unreadable."""
    file = state_dir / "secrets.json"
    if file.exists():
        return _read(file)
    if (state_dir / "postgresql" / "PG_VERSION").exists():
        raise _unreadable(file)
    created = create_secrets(random_bytes)
    _write_for_owner_only(file, json.dumps(asdict(created), indent=2))
    return created


def create_secrets(random_bytes: RandomBytes = secrets.token_bytes) -> TrialSecrets:
    key_id = random_bytes(4).hex()
    return TrialSecrets(
        vault_keys={key_id: _base64(random_bytes(KEY_BYTES))},
        vault_current=key_id,
        vault_index_key=_base64(random_bytes(KEY_BYTES)),
        bot_token=random_bytes(KEY_BYTES).hex(),
    )


def _read(file: Path) -> TrialSecrets:
    """What else stands in the file is of no use to this version."""
    try:
        stored = json.loads(file.read_text(encoding="utf-8"))
        return TrialSecrets(**{field.name: stored[field.name] for field in fields(TrialSecrets)})
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise _unreadable(file) from error


def _write_for_owner_only(file: Path, text: str) -> None:
    unfinished = file.with_suffix(".tmp")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    unfinished.replace(file)


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def _unreadable(file: Path) -> SecretsUnreadableError:
    return SecretsUnreadableError(
        f"{file} is missing or damaged, and the stored data cannot be read without it: restore it, "
        f"or delete {file.parent} to begin with an empty trial.",
        f"{file} がないか壊れているため、保存済みのデータを読めません。元に戻すか、"
        f"{file.parent} を削除して最初からお試しください。",
    )
