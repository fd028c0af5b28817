"""Processes die in the middle of a conversation; nothing is lost, nothing is answered twice."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.script import ANSWERS, HANAKO, REST, say_lines
from tests.sim.customer import Customer
from tests.sim.stack import BOT, MODEL, Stack, running_stack

pytestmark = pytest.mark.journeys


@pytest.fixture(scope="module")
def fragile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A service of its own, whose processes may be killed. The bot gets little time, so that waiting is short."""
    if not MODEL.exists() or not (BOT / ".venv").exists():
        pytest.skip("The bot is not trained here: run `make bot-train`.")
    folder: Path = tmp_path_factory.mktemp("fragile")
    with running_stack(folder, TORITSUGI_BOT__ATTEMPT_SECONDS="1.5", TORITSUGI_BOT__BREAKER_SECONDS="0.5") as running:
        yield running


async def test_killing_the_gateway_between_message_and_answer_loses_nothing(fragile: Stack) -> None:
    async with Customer(fragile.url) as hanako:
        await say_lines(hanako, HANAKO)
        token = hanako.token
        fragile.signal("bot", signal.SIGSTOP)
        ack = await hanako.send("自動車だけお願いします", client_message_id="before-the-kill")
        assert ack["ok"]
        fragile.kill("gateway")
    fragile.signal("bot", signal.SIGCONT)
    fragile.start_gateway()
    async with Customer(fragile.url, token=token) as returned:
        again = await returned.send("自動車だけお願いします", client_message_id="before-the-kill")
        assert again == ack, "the first answer of the same client message id"
        answer = await returned.answer_or_stored(ack["seq"])
        assert "郵便番号" in answer["text"]
        answers = [m for m in await returned.since(ack["seq"]) if m["author_kind"] == "bot"]
        assert len(answers) == 1, "answered exactly once"
        await say_lines(returned, (("105-0011", "芝公園"), ("4-2-8", "お引越しの日")))


async def test_killing_the_bot_keeps_the_draft(fragile: Stack) -> None:
    async with Customer(fragile.url) as hanako:
        await say_lines(hanako, HANAKO)
        fragile.kill("bot")
        fragile.start_bot()
        await say_lines(hanako, (*REST, *ANSWERS))
        done = await hanako.says("はい")
        assert "受付番号" in done["text"]


async def test_a_hung_bot_leads_to_a_person_and_a_callback(fragile: Stack) -> None:
    async with Customer(fragile.url) as customer:
        fragile.signal("bot", signal.SIGSTOP)
        answer = await customer.says("こんにちは")
        assert answer["author_kind"] == "system"
        assert "担当者" in answer["text"]
        await customer.until_holder("queue")
        waiting = await customer.says("まだですか")
        assert "担当者" in waiting["text"]
        fragile.signal("bot", signal.SIGCONT)
        fragile.wait_for_bot()
        callback = await customer.says(answer["choices"][0]["value"])
        assert "お電話番号" in callback["text"]
        await customer.until_holder("bot")
