"""What operators are told of the telephone when the service starts."""

from dataclasses import replace
from typing import Any, cast

import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from config.settings import Settings, TwilioSettings
from gateway.channels.voice.voice_file import VoiceFile
from gateway.line_wiring import build_voice
from gateway.rules import load_rules

pytestmark = pytest.mark.unit

RULES = load_rules(Settings())
VOICE = RULES.voice
WITH_FALLBACK = VOICE.model_copy(update={"pace": VOICE.pace.model_copy(update={"fallback_number": "+81300000001"})})
ACCOUNT = TwilioSettings(account_sid="AC" + "0" * 32, auth_token=SecretStr("x" * 32))


class Some:
    """Whatever the desk is given and does not look at."""

    def __init__(self, **known: object) -> None:
        self.__dict__.update(known)


@pytest.mark.parametrize(
    ("twilio", "voice", "warnings"),
    [(ACCOUNT, VOICE, ["no_fallback_number"]), (ACCOUNT, WITH_FALLBACK, []), (TwilioSettings(), VOICE, [])],
)
def test_who_takes_real_calls_is_told_to_name_a_telephone(
    twilio: TwilioSettings, voice: VoiceFile, warnings: list[str]
) -> None:
    nothing = cast("Any", None)
    lines = cast("Any", Some(carrier=None, mobile=None, simulated=None))
    with capture_logs() as logs:
        desk = build_voice(lines, Settings(twilio=twilio), replace(RULES, voice=voice), nothing, nothing, nothing)
    assert [each["event"] for each in logs] == warnings
    assert desk.own_number == twilio.from_number
