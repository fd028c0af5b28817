"""Tokens for telephones in agents' browsers: signed for one agent and one hour, and none without an account."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

import jwt
import pytest
from pydantic import SecretStr

from gateway.api.telephone_token import BrowserTelephones, signed_token

AT = datetime(2026, 11, 23, 1, tzinfo=UTC)
SECRET = "a-secret-of-thirty-two-characters"


@dataclass(frozen=True)
class AnAccount:
    account_sid: str = "AC0"
    api_key_sid: str = "SK0"
    api_key_secret: SecretStr = field(default_factory=lambda: SecretStr(SECRET))
    twiml_app_sid: str = "AP0"


def test_a_token_is_one_agents_for_an_hour() -> None:
    telephones = BrowserTelephones.of(AnAccount())
    assert telephones is not None
    token = signed_token(telephones, "agent_1", lambda: AT)
    claims = jwt.decode(token, SECRET, algorithms=["HS256"], options={"verify_exp": False})
    assert (claims["iss"], claims["sub"], claims["exp"]) == ("SK0", "AC0", int(AT.timestamp()) + 3_600)
    assert claims["grants"]["identity"] == "agent_1"
    assert claims["grants"]["voice"]["incoming"] == {"allow": True}
    assert jwt.get_unverified_header(token)["cty"] == "twilio-fpa;v=1"


@pytest.mark.parametrize(
    "account",
    [
        AnAccount(account_sid=""),
        AnAccount(api_key_sid=""),
        AnAccount(api_key_secret=SecretStr("")),
        AnAccount(twiml_app_sid=""),
    ],
)
def test_what_is_set_in_part_is_the_trial(account: AnAccount) -> None:
    assert BrowserTelephones.of(account) is None


def test_the_secret_is_not_shown() -> None:
    assert SECRET not in repr(BrowserTelephones.of(AnAccount()))
