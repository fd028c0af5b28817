"""`toritsugi create-secrets`: the secret files of docker-compose.yml. An existing file is never replaced."""

import argparse
import os
import secrets
from pathlib import Path

from gateway.trial.layout import PROJECT_ROOT
from gateway.trial.secrets import create_secrets


class SecretsExistError(Exception):
    code = "secrets_exist"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--folder", type=Path, default=PROJECT_ROOT / "docker" / "secrets")


def run(arguments: argparse.Namespace) -> int:
    folder: Path = arguments.folder
    files = production_secrets()
    existing = [name for name in files if (folder / name).exists()]
    if existing:
        raise SecretsExistError(
            f"{folder} already holds {', '.join(sorted(existing))}: new keys would make stored data unreadable."
        )
    # The containers' users must read the files, so the folder is what keeps everyone else out.
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    for name, value in files.items():
        descriptor = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o444)
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(value)
    print(f"{len(files)} secret files written to {folder}. Keep a copy of the vault keys in a safe place.")
    return 0


def production_secrets() -> dict[str, str]:
    """File name and content of every secret that docker-compose.yml mounts."""
    owner, gateway, cache, bot_cache = (secrets.token_hex(24) for _ in range(4))
    return {
        **create_secrets().environment(),
        "TORITSUGI_DATABASE_URL": f"postgresql://toritsugi_gateway:{gateway}@postgres:5432/toritsugi",
        "TORITSUGI_DATABASE_OWNER_URL": f"postgresql://toritsugi_owner:{owner}@postgres:5432/toritsugi",
        "TORITSUGI_REDIS_URL": f"redis://gateway:{cache}@valkey:6379/0",
        "TORITSUGI_BOT_REDIS_PASSWORD": bot_cache,
        "postgres_password": owner,
        "gateway_database_password": gateway,
        "valkey_acl": "\n".join(_valkey_users(cache, bot_cache)) + "\n",
    }


def _valkey_users(cache: str, bot_cache: str) -> list[str]:
    """Rasa may touch its own keys only; the health check may only ask whether the server lives."""
    return [
        "user default off",
        f"user gateway on >{cache} ~* &* +@all -@admin -@dangerous",
        f"user bot on >{bot_cache} ~bot:* -@all +@read +@write +@connection -@dangerous",
        "user health on nopass -@all +ping",
    ]
