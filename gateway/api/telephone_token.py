"""What an agent's browser needs to be a telephone: a token of the carrier, or word that the trial needs none.

A token names the one agent it was made for and can be rung, nothing else.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Annotated, Literal, Protocol

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, SecretStr
from twilio.jwt.access_token import AccessToken
from twilio.jwt.access_token.grants import VoiceGrant

from gateway.api.desk import StaffDesk
from gateway.api.guard import permission
from gateway.channels.voice.telephones import BrowserDevices
from gateway.staff.permissions import Action
from gateway.staff.sessions import SignedIn

LASTS = timedelta(hours=1)


class Account(Protocol):
    """The part of the settings that is needed here."""

    @property
    def account_sid(self) -> str: ...
    @property
    def api_key_sid(self) -> str: ...
    @property
    def api_key_secret(self) -> SecretStr: ...
    @property
    def twiml_app_sid(self) -> str: ...


@dataclass(frozen=True)
class BrowserTelephones:
    """How tokens of the carrier are signed."""

    account_sid: str
    api_key_sid: str
    api_key_secret: str = field(repr=False)
    twiml_app_sid: str

    @staticmethod
    def of(account: Account) -> "BrowserTelephones | None":
        """None unless everything is set: the trial's telephone is used."""
        secret = account.api_key_secret.get_secret_value()
        parts = (account.account_sid, account.api_key_sid, secret, account.twiml_app_sid)
        return BrowserTelephones(*parts) if all(parts) else None


class WireTelephone(BaseModel):
    """`token`, `identity` and `expires_in` (seconds) are those of `twilio`."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["trial", "twilio"]
    token: str | None = None
    identity: str | None = None
    expires_in: int | None = None


def telephone_token_routes(desk: StaffDesk, telephones: BrowserTelephones | None = None) -> APIRouter:
    """Without `telephones` every agent has the trial's telephone, which carries no sound."""
    router = APIRouter(prefix="/telephone")

    @router.get("/token", response_model_exclude_none=True)
    async def read_token(staff: Annotated[SignedIn, permission(desk, Action.serve)]) -> WireTelephone:
        if telephones is None:
            return WireTelephone(kind="trial")
        identity = BrowserDevices().device_of(str(staff.account_id)).client or ""
        token = signed_token(telephones, identity, desk.clock)
        return WireTelephone(kind="twilio", token=token, identity=identity, expires_in=int(LASTS.total_seconds()))

    return router


def signed_token(telephones: BrowserTelephones, identity: str, clock: Callable[[], datetime]) -> str:
    token = AccessToken(
        telephones.account_sid,
        telephones.api_key_sid,
        telephones.api_key_secret,
        identity=identity,
        valid_until=int((clock() + LASTS).timestamp()),
    )
    token.add_grant(VoiceGrant(incoming_allow=True, outgoing_application_sid=telephones.twiml_app_sid))
    return str(token.to_jwt())
