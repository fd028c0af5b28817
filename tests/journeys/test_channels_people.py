"""From the bot to a person on every channel: one contact from the first word to the last."""

from collections.abc import AsyncIterator

import pytest

from tests.journeys.script import CHANNELS, TARO, channel_name, say_lines
from tests.sim.duty import Duty, on_duty
from tests.sim.kept_sessions import KeptSessions
from tests.sim.speaker import Comes
from tests.sim.stack import Stack

pytestmark = [pytest.mark.journeys, pytest.mark.parametrize("comes", CHANNELS, ids=channel_name)]


@pytest.fixture
async def duty(stack: Stack, kept: KeptSessions) -> AsyncIterator[Duty]:
    async with on_duty(stack.url, kept) as duty:
        yield duty


async def test_a_person_takes_over(stack: Stack, duty: Duty, comes: Comes) -> None:
    async with comes(stack.url) as taro:
        await say_lines(taro, (*TARO, ("担当者につないで", "引き継ぎました")))
        conversation_id, accepted = await duty.takes_over()
        packet = accepted["packet"]
        assert (packet["reason"], packet["verification_level"]) == ("asked_for", "L2")
        assert packet["customer"]["name"] == "山田 太郎"
        await taro.meets_agent()
        await duty.agent.writes(conversation_id, "代わりました佐藤です。", accepted["epoch"])
        await taro.until_said("代わりました佐藤です。")
        await taro.tells("証券がまだ届きません")
        await duty.agent.hears(conversation_id, "証券がまだ届きません")
        await duty.agent.post(f"/conversations/{conversation_id}/end")
        contact = await duty.wraps_up(conversation_id)
    assert contact["channel"] == taro.channel
    assert [segment["kind"] for segment in contact["segments"]] == ["bot", "queue", "agent", "wrap_up"]
    assert contact["agent_ids"] == [duty.agent.user["id"]]
    spoken = [message["author_kind"] for message in contact["transcript"]]
    assert "bot" not in spoken[spoken.index("agent") :], "the bot spoke after a person had taken over"
    assert "customer" in spoken[spoken.index("agent") :]
    latest = await duty.latest_contact(taro.channel)
    assert latest["contact_id"] == contact["contact_id"], "one contact, not two"


@pytest.mark.parametrize(
    ("words", "queue", "reason"),
    [
        ("父の意識がないんです", "accident", "emergency"),
        ("家から火が出ています", "accident", "emergency"),
        ("苦情です。対応がひどすぎて、弁護士に相談しています", "complaint", "complaint"),
    ],
)
async def test_every_reason_finds_its_queue(
    stack: Stack, duty: Duty, comes: Comes, words: str, queue: str, reason: str
) -> None:
    async with comes(stack.url) as customer:
        await customer.says(words)
        conversation_id, accepted = await duty.takes_over()
        assert accepted["packet"]["reason"] == reason
        offer = next(o for o in duty.agent.offers.values() if o["conversation_id"] == conversation_id)
        assert offer["queue"] == queue
        await duty.agent.post(f"/conversations/{conversation_id}/end")
        await duty.wraps_up(conversation_id)


async def test_danger_is_met_with_the_emergency_number_in_any_procedure(stack: Stack, duty: Duty, comes: Comes) -> None:
    async with comes(stack.url) as customer:
        await say_lines(customer, (("住所変更をお願いします", "お名前"), ("すみません、父の意識がないんです", "119番")))
        assert (await duty.takes_over())[1]["packet"]["reason"] == "emergency"


async def test_whoever_is_handed_back_talks_to_the_bot_again(stack: Stack, duty: Duty, comes: Comes) -> None:
    async with comes(stack.url) as customer:
        await customer.says("担当者につないで")
        conversation_id, _ = await duty.takes_over()
        await customer.meets_agent()
        await duty.agent.post(f"/conversations/{conversation_id}/hand-back")
        await customer.until_said("自動応答")
        await say_lines(customer, (("住所を変更したいです", "お名前"),))
