"""The trial's secrets: strong, private, stable, and never replaced under existing data."""

import base64
import itertools
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from gateway.cli import main
from gateway.trial.errors import SecretsUnreadableError
from gateway.trial.secrets import load_or_create_secrets


def counting_bytes() -> Callable[[int], bytes]:
    numbers = itertools.count(1)
    return lambda size: bytes([next(numbers)] * size)


def test_keys_have_the_form_the_vault_takes(tmp_path: Path) -> None:
    environment = load_or_create_secrets(tmp_path).environment()
    keys = json.loads(environment["TORITSUGI_VAULT__KEYS"])
    current = environment["TORITSUGI_VAULT__CURRENT"]
    assert len(bytes.fromhex(current)) == 4
    assert len(base64.b64decode(keys[current], validate=True)) == 32
    assert len(base64.b64decode(environment["TORITSUGI_VAULT__INDEX_KEY"], validate=True)) == 32


def test_no_two_secrets_are_alike(tmp_path: Path) -> None:
    made = load_or_create_secrets(tmp_path, counting_bytes())
    values = [*made.vault_keys.values(), made.vault_index_key, made.bot_token]
    assert len(set(values)) == len(values)


def test_the_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    load_or_create_secrets(tmp_path)
    assert (tmp_path / "secrets.json").stat().st_mode & 0o777 == 0o600


def test_the_second_start_finds_the_first_ones(tmp_path: Path) -> None:
    assert load_or_create_secrets(tmp_path) == load_or_create_secrets(tmp_path)


def test_a_file_that_holds_more_is_read(tmp_path: Path) -> None:
    made, file = load_or_create_secrets(tmp_path), tmp_path / "secrets.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "session_secret": "of an earlier version"}))
    assert load_or_create_secrets(tmp_path) == made


@pytest.mark.parametrize("damaged", ["", "{", "[]", '{"vault_keys": {}}'])
def test_a_damaged_file_is_not_replaced(tmp_path: Path, damaged: str) -> None:
    (tmp_path / "secrets.json").write_text(damaged, encoding="utf-8")
    with pytest.raises(SecretsUnreadableError):
        load_or_create_secrets(tmp_path)
    assert (tmp_path / "secrets.json").read_text(encoding="utf-8") == damaged


def test_lost_secrets_are_not_made_anew_over_existing_data(tmp_path: Path) -> None:
    (tmp_path / "postgresql").mkdir()
    (tmp_path / "postgresql" / "PG_VERSION").write_text("18")
    with pytest.raises(SecretsUnreadableError):
        load_or_create_secrets(tmp_path)


def test_production_secrets_are_written_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "secrets"
    assert main(["create-secrets", "--folder", str(folder)]) == 0
    first = {file.name: file.read_text() for file in folder.iterdir()}
    assert main(["create-secrets", "--folder", str(folder)]) == 1
    assert {file.name: file.read_text() for file in folder.iterdir()} == first
    assert folder.stat().st_mode & 0o777 == 0o700
    assert "already holds" in capsys.readouterr().err
