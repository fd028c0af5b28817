"""What of Rasa's understanding reaches the counter."""

from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

import pytest

from bot.actions.rasa import MOST_LIKELY, call_of

pytestmark = pytest.mark.unit
TURN = "00000000-0000-0000-0000-000000000007"


def tracker(**message: Any) -> Any:
    return cast("Any", SimpleNamespace(sender_id="s", latest_message=message))


def test_the_likely_intents_come_without_the_fallback() -> None:
    ranking = [{"name": "nlu_fallback", "confidence": 0.3}, {"name": "change_address", "confidence": 0.28}]
    call = call_of("a", tracker(text="あれ", intent=ranking[0], intent_ranking=ranking, metadata={"turn_id": TURN}))
    assert (call.heard.intent, call.heard.likely) == ("nlu_fallback", (("change_address", 0.28),))
    assert call.turn_id == UUID(TURN)


def test_few_are_enough() -> None:
    ranking = [{"name": f"i{number}", "confidence": 0.1} for number in range(20)]
    assert len(call_of("a", tracker(text="あれ", intent_ranking=ranking)).heard.likely) == MOST_LIKELY


def test_nothing_understood_is_the_fallback() -> None:
    call = call_of("a", tracker())
    assert (call.heard.text, call.heard.intent, call.heard.confidence, call.heard.likely) == ("", "nlu_fallback", 0, ())
