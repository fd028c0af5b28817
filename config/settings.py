"""Settings, read once from the environment (prefix TORITSUGI_, nested with __) when a process starts."""

import base64
import binascii
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

CONFIG_DIR = Path(__file__).parent
KEY_BYTES = 32
TWILIO_API = "https://api.twilio.com"
TRIAL_TOKEN = "trial"  # noqa: S105  # The simulated carrier's, known to everybody.


class SettingsError(Exception):
    """A setting is missing or unusable; the text names it and the remedy."""

    code = "settings_invalid"


class VaultSettings(BaseModel):
    """`keys`: JSON object of key id (8 hex digits) -> base64 of 32 bytes; `index_key`: base64 of 32 other bytes."""

    model_config = ConfigDict(frozen=True)

    keys: dict[str, SecretStr] = Field(default_factory=dict)
    current: str = ""
    index_key: SecretStr = SecretStr("")

    def decoded_keys(self) -> dict[str, bytes]:
        return {key_id: _decode(f"VAULT__KEYS[{key_id}]", key) for key_id, key in self.keys.items()}

    def decoded_index_key(self) -> bytes:
        return _decode("VAULT__INDEX_KEY", self.index_key)


class TwilioSettings(BaseModel):
    """Without an account the trial uses the simulated carrier, whose auth token is `trial`.

    `secondary_auth_token` is accepted as well while tokens are rotated. `can_receive` is false for one-way senders,
    such as an alphanumeric `from_number`: every message then carries a link. `list_lag_seconds` is how long the
    carrier's list may not yet show an accepted message. The API key and the TwiML application are for telephones in
    agents' browsers.
    """

    model_config = ConfigDict(frozen=True)

    account_sid: str = ""
    auth_token: SecretStr = SecretStr(TRIAL_TOKEN)
    secondary_auth_token: SecretStr = SecretStr("")
    from_number: str = "+815000000000"
    api_base_url: str = TWILIO_API
    api_key_sid: str = ""
    api_key_secret: SecretStr = SecretStr("")
    twiml_app_sid: str = ""
    can_receive: bool = True
    request_seconds: float = Field(default=4.0, gt=0, le=5)
    list_lag_seconds: float = Field(default=10.0, ge=0)

    @property
    def has_account(self) -> bool:
        """Whether messages and calls go through the REST API and not to the simulated carrier."""
        return bool(self.account_sid) or self.api_base_url.rstrip("/") != TWILIO_API


class BotSettings(BaseModel):
    """`concurrency` turns run at once per instance, and each asks the bot twice at most, for `attempt_seconds`.

    After `breaker_failures` failures in a row an instance is left alone for `breaker_seconds`; after the first one
    others are asked before it for as long.
    """

    model_config = ConfigDict(frozen=True)

    attempt_seconds: float = 6.0
    breaker_failures: int = 5
    breaker_seconds: float = 15.0
    concurrency: int = 4


class WebchatSettings(BaseModel):
    """Limits per socket and per message; `origins` are added to the public base URL's own."""

    model_config = ConfigDict(frozen=True)

    origins: tuple[str, ...] = ()
    max_text_characters: int = 4_000
    messages_per_minute: int = 60
    connections_per_minute_per_address: int = 240
    attachment_max_bytes: int = 10_000_000
    contact_idle_minutes: int = 30


class Settings(BaseSettings):
    model_config = SettingsConfigDict(
        env_prefix="TORITSUGI_", env_nested_delimiter="__", frozen=True, extra="ignore", secrets_dir=None
    )

    host: str = "127.0.0.1"
    port: int = 8000
    actions_host: str = "127.0.0.1"
    actions_port: int = 8001
    database_url: SecretStr = SecretStr("")
    database_owner_url: SecretStr = SecretStr("")
    redis_url: str = ""
    public_base_url: str = "http://127.0.0.1:8000"
    bot_url: str = "http://127.0.0.1:5005"
    bot_token: SecretStr = SecretStr("")
    state_dir: Path = Path("var")
    config_dir: Path = CONFIG_DIR
    demo: bool = False
    worker: bool = True
    trusted_proxies: str = ""
    log_level: str = "INFO"

    vault: VaultSettings = VaultSettings()
    twilio: TwilioSettings = TwilioSettings()
    bot: BotSettings = BotSettings()
    webchat: WebchatSettings = WebchatSettings()

    @field_validator("public_base_url", "bot_url")
    @classmethod
    def _without_trailing_slash(cls, value: str) -> str:
        return value.rstrip("/")

    @property
    def bot_urls(self) -> tuple[str, ...]:
        """Each instance of Rasa: `bot_url` may list several with commas."""
        listed = (url.strip().rstrip("/") for url in self.bot_url.split(","))
        return tuple(dict.fromkeys(url for url in listed if url))

    def require_complete(self) -> None:
        """Raise SettingsError for the first setting a service cannot start without."""
        required = {
            "TORITSUGI_DATABASE_URL": self.database_url.get_secret_value(),
            "TORITSUGI_BOT_TOKEN": self.bot_token.get_secret_value(),
            "TORITSUGI_BOT_URL": self.bot_urls,
            "TORITSUGI_VAULT__KEYS": self.vault.keys,
            "TORITSUGI_VAULT__CURRENT": self.vault.current,
            "TORITSUGI_VAULT__INDEX_KEY": self.vault.index_key.get_secret_value(),
        }
        for name, value in required.items():
            if not value:
                raise SettingsError(
                    f"{name} is not set. The trial (`make up`) generates it; production must supply it."
                )
        if self.twilio.account_sid and not self.demo and self.twilio.auth_token.get_secret_value() == TRIAL_TOKEN:
            raise SettingsError("TORITSUGI_TWILIO__AUTH_TOKEN is not set, but a Twilio account is.")
        keys = self.vault.decoded_keys()
        if self.vault.current not in keys:
            raise SettingsError("TORITSUGI_VAULT__CURRENT names no key of TORITSUGI_VAULT__KEYS.")
        if self.vault.decoded_index_key() in keys.values():
            raise SettingsError("TORITSUGI_VAULT__INDEX_KEY must differ from every sealing key.")
        if any(len(set(key)) == 1 for key in (*keys.values(), self.vault.decoded_index_key())):
            raise SettingsError("A vault key is a placeholder (all bytes equal). Generate 32 random bytes.")


def _decode(name: str, value: SecretStr) -> bytes:
    try:
        key = base64.b64decode(value.get_secret_value(), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise SettingsError(f"TORITSUGI_{name} must be the base64 form of {KEY_BYTES} random bytes.")
    return key
