"""The private route of Rasa: a failed action is a plain 500, and its text reaches neither the answer nor the server."""

import httpx2
import pytest
from pydantic import SecretStr
from rasa_sdk.executor import ActionExecutor
from structlog.testing import capture_logs

from gateway.actions import TOKEN_HEADER, create_actions_app

pytestmark = pytest.mark.unit

SECRET = "佐藤 花子 090-0000-0000"


class FailingExecutor(ActionExecutor):  # type: ignore[misc]  # rasa-sdk ships no types.
    async def run(self, _: object) -> None:
        raise ValueError(SECRET)


async def post(token: str) -> httpx2.Response:
    app = create_actions_app(FailingExecutor(), SecretStr("right"))
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://actions") as http:
        return await http.post("/actions", json={"next_action": "action_hand_off"}, headers={TOKEN_HEADER: token})


async def test_a_failed_action_tells_only_its_class() -> None:
    with capture_logs() as logged:
        response = await post("right")
    assert (response.status_code, response.json()["error"]) == (500, "action failed")
    assert [(entry["event"], entry["error"]) for entry in logged] == [("action_failed", "ValueError")]


async def test_without_the_token_nothing_runs() -> None:
    assert (await post("wrong")).status_code == 403
