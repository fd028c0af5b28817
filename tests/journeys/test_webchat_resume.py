"""Coming back: after a reload, in a second tab, from any place, every screen shows the same messages."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest

from tests.sim.customer import Customer
from tests.sim.polling import eventually
from tests.sim.stack import Stack

pytestmark = pytest.mark.journeys

LINES = ("住所を変更したいです", "佐藤花子です", "控除証明書はいつ届きますか?")


class Screen(Customer):
    """Remembers each message as it arrived, a repeated one too."""

    def __init__(self, url: str, token: str | None = None) -> None:
        super().__init__(url, token)
        self.arrived: list[dict[str, Any]] = []

    async def _on_message(self, message: dict[str, Any]) -> None:
        self.arrived.append(message)
        await super()._on_message(message)

    async def has_seen(self, seq: int) -> None:
        async def seen() -> Sequence[int]:
            return [message["seq"] for message in self.arrived]

        await eventually(seen, lambda seqs: seq in seqs)


def without_links(messages: Sequence[dict[str, Any]]) -> Sequence[dict[str, Any]]:
    return [{**message, "attachments": len(message["attachments"])} for message in messages]


@pytest.fixture
async def screen(stack: Stack) -> AsyncIterator[Screen]:
    async with Screen(stack.url) as connected:
        yield connected


async def test_a_reload_shows_the_same_messages(stack: Stack, screen: Screen) -> None:
    for line in LINES:
        await screen.says(line)
    async with Screen(stack.url, screen.token) as reloaded:
        assert reloaded.session == {**screen.session, "head_seq": 6}
        assert await reloaded.since(0) == screen.arrived
        assert (await reloaded.says("わからない"))["seq"] == 8


async def test_any_place_leads_to_the_same_screen(screen: Screen) -> None:
    for line in LINES:
        await screen.says(line)
    everything = list(await screen.since(0))
    assert [message["seq"] for message in everything] == [1, 2, 3, 4, 5, 6]
    for seen in range(len(everything) + 2):
        assert await screen.since(seen) == everything[seen:]


async def test_messages_missed_while_away_are_caught_up(stack: Stack) -> None:
    async with Screen(stack.url) as phone:
        await phone.says(LINES[0])
    async with Screen(stack.url, phone.token) as computer:
        await computer.says(LINES[1])
    async with Screen(stack.url, phone.token) as phone_again:
        assert phone_again.session["head_seq"] == 4
        caught_up = [*phone.arrived, *await phone_again.since(max(phone.messages))]
        assert [message["seq"] for message in caught_up] == [1, 2, 3, 4]
        assert caught_up == await phone_again.since(0)


async def test_a_turn_that_ends_while_nobody_looks_is_there_later(stack: Stack) -> None:
    async with Screen(stack.url) as screen:
        ack = await screen.send(LINES[0])
    async with Screen(stack.url, screen.token) as again:
        messages = await eventually(lambda: again.since(ack["seq"]), bool)
    assert [message["author_kind"] for message in messages] == ["bot"]


async def test_two_tabs_show_the_same_without_gap_or_duplicate(stack: Stack, screen: Screen) -> None:
    async with Screen(stack.url, screen.token) as tab:
        await screen.says(LINES[0])
        await tab.has_seen(2)
        await tab.says(LINES[1])
        await screen.has_seen(4)
        await screen.says(LINES[2])
        await tab.has_seen(6)
        assert tab.arrived == screen.arrived
        assert [message["seq"] for message in tab.arrived] == [1, 2, 3, 4, 5, 6]
        assert await tab.since(0) == tab.arrived


async def test_own_messages_are_recognised_by_their_client_id(screen: Screen) -> None:
    ack = await screen.send("こんにちは", client_message_id="mine-1")
    await screen.answer_after(ack["seq"])
    own, answer = screen.arrived
    assert (own["client_message_id"], own["message_id"]) == ("mine-1", ack["message_id"])
    assert "client_message_id" not in answer


async def test_both_tabs_learn_who_holds_the_conversation(stack: Stack, screen: Screen) -> None:
    async with Screen(stack.url, screen.token) as tab:
        await screen.says("担当者につないで")
        await screen.until_holder("queue")
        await tab.until_holder("queue")
        assert tab.holder == screen.holder
    async with Screen(stack.url, screen.token) as later:
        await later.until_holder("queue")


async def test_typing_reaches_the_other_tab_only(stack: Stack, screen: Screen) -> None:
    async with Screen(stack.url, screen.token) as tab, Screen(stack.url) as stranger:
        await screen.emit("typing", {})
        await tab.says("こんにちは")
        await screen.has_seen(2)
        await stranger.says("こんにちは")
    assert tab.typing == ["customer", "bot"]
    assert screen.typing == ["bot"]
    assert stranger.typing == ["bot"]


async def test_too_much_typing_is_dropped_quietly(stack: Stack, screen: Screen) -> None:
    async with Screen(stack.url, screen.token) as tab:
        for _ in range(70):
            assert await screen.emit("typing", {"text": "壊れた値"}) is None
        await tab.says("こんにちは")
    assert tab.typing.count("customer") == 60
    assert await screen.since(0) == tab.arrived


async def test_one_visitors_messages_never_reach_another(stack: Stack, screen: Screen) -> None:
    async with Screen(stack.url) as stranger:
        assert stranger.token != screen.token
        assert stranger.session["conversation_id"] != screen.session["conversation_id"]
        for line in LINES:
            await screen.says(line)
        assert stranger.arrived == []
        assert await stranger.since(0) == []
        await stranger.says("こんにちは")
        assert [message["seq"] for message in stranger.arrived] == [1, 2]
        asked = await stranger.emit(
            "messages.since", {"after_seq": 0, "conversation_id": screen.session["conversation_id"]}
        )
        assert asked["messages"] == stranger.arrived
    assert len(screen.arrived) == 6
