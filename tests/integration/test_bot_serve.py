"""Our way of starting Rasa refuses the same answers of actions as Rasa does by itself."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.sim.stack import BOT

pytestmark = pytest.mark.integration

JUDGE = """
import json
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction
own = RemoteAction._validate_action_result
import serve
answers = [
    {"events": [], "responses": []},
    {"events": [{"event": "slot", "name": "requested_slot", "value": None}], "responses": [{"text": "x"}]},
    {"events": [{"event": "no such event"}], "responses": []},
    {"events": "none", "responses": []},
    {"events": [], "responses": ["text"]},
    ["events"],
]
def judged(check, answer):
    try:
        return check(RemoteAction("any", None), answer)
    except ValidationError:
        return "refused"
print(json.dumps([[judged(own, a), judged(RemoteAction._validate_action_result, a)] for a in answers]))
print(RemoteAction._validate_action_result is serve.validate_action_result)
"""


@pytest.mark.skipif(not (BOT / ".venv").exists(), reason="the bot's environment is not set up")
def test_same_answers_are_refused() -> None:
    python = Path(BOT) / ".venv/bin/python"
    done = subprocess.run([python, "-W", "ignore", "-c", JUDGE], cwd=BOT, capture_output=True, text=True, check=True)
    judged, is_in_force = done.stdout.strip().splitlines()[-2:]
    assert json.loads(judged) == [[True, True], [True, True], *[["refused", "refused"]] * 4]
    assert is_in_force == "True"
