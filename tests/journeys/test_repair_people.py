"""In the middle of a procedure to a person and back: what was said is known to the person, and to the bot again."""

from collections.abc import AsyncIterator

import pytest

from tests.journeys.script import CHANNELS, TARO, TARO_MOVES, channel_name, say_lines
from tests.sim.duty import Duty, on_duty
from tests.sim.kept_sessions import KeptSessions
from tests.sim.speaker import Comes
from tests.sim.stack import Stack

pytestmark = [pytest.mark.journeys, pytest.mark.parametrize("comes", CHANNELS, ids=channel_name)]

CODE, BLOCK, *LAST = TARO_MOVES


@pytest.fixture
async def duty(stack: Stack, kept: KeptSessions) -> AsyncIterator[Duty]:
    async with on_duty(stack.url, kept) as duty:
        yield duty


async def test_back_from_a_person_the_procedure_goes_on(stack: Stack, duty: Duty, comes: Comes) -> None:
    both = ("住所変更と、あと折り返し電話もお願いします", "続けて折り返しのお電話を承ります")
    async with comes(stack.url) as taro:
        await say_lines(taro, (both, *TARO[1:], CODE, BLOCK, ("担当者と話したいです", "引き継ぎました")))
        conversation_id, accepted = await duty.takes_over()
        packet = accepted["packet"]
        assert packet["requested"] == ["折り返しのお電話"]
        assert packet["intake"]["procedure"] == "address_change"
        await taro.meets_agent()
        await duty.agent.post(f"/conversations/{conversation_id}/hand-back")
        await taro.until_said("自動応答")
        await say_lines(taro, (("12月1日です", "お車"), ("いいえ", "よろしいですか"), ("はい", "お電話番号")))
        assert taro.transcript().count("お名前を") == 1
