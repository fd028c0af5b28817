"""Settings: what a service refuses to start without, and with."""

import base64
import json
from collections.abc import Mapping

import pytest

from config.settings import Settings, SettingsError

pytestmark = pytest.mark.unit

KEY = base64.b64encode(bytes(range(32))).decode()
OTHER_KEY = base64.b64encode(bytes(range(1, 33))).decode()
COMPLETE = {
    "TORITSUGI_DATABASE_URL": "postgresql://nobody@localhost/none",
    "TORITSUGI_BOT_TOKEN": "token",
    "TORITSUGI_VAULT__KEYS": json.dumps({"0a0b0c0d": KEY}),
    "TORITSUGI_VAULT__CURRENT": "0a0b0c0d",
    "TORITSUGI_VAULT__INDEX_KEY": OTHER_KEY,
}


def settings_of(monkeypatch: pytest.MonkeyPatch, environment: Mapping[str, str]) -> Settings:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return Settings()


def test_a_complete_environment_is_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_of(monkeypatch, COMPLETE)
    settings.require_complete()
    assert settings.vault.decoded_keys() == {"0a0b0c0d": bytes(range(32))}


@pytest.mark.parametrize("missing", sorted(COMPLETE))
def test_each_required_setting_is_named_when_it_is_missing(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    given = {name: value for name, value in COMPLETE.items() if name != missing}
    with pytest.raises(SettingsError, match=missing):
        settings_of(monkeypatch, given).require_complete()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TORITSUGI_VAULT__KEYS", json.dumps({"0a0b0c0d": "not base64"})),
        ("TORITSUGI_VAULT__KEYS", json.dumps({"0a0b0c0d": base64.b64encode(b"short").decode()})),
        ("TORITSUGI_VAULT__KEYS", json.dumps({"0a0b0c0d": base64.b64encode(bytes(32)).decode()})),
        ("TORITSUGI_VAULT__CURRENT", "ffffffff"),
        ("TORITSUGI_VAULT__INDEX_KEY", KEY),
        ("TORITSUGI_VAULT__INDEX_KEY", base64.b64encode(b"x" * 32).decode()),
    ],
)
def test_an_unusable_key_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    with pytest.raises(SettingsError) as refused:
        settings_of(monkeypatch, {**COMPLETE, name: value}).require_complete()
    assert KEY not in str(refused.value)


def test_secrets_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    assert KEY not in repr(settings_of(monkeypatch, COMPLETE))
