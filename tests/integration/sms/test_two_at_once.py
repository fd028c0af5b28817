"""Two first messages of a number that is known on its other channel are both taken."""

import asyncio

import pytest

from conversation.model import Channel
from gateway.channels.lines import lock_line
from tests.integration.sms.scene import Scene, new_number, new_sid

pytestmark = pytest.mark.integration


@pytest.mark.parametrize("round_", range(3))
async def test_first_texts_at_once_from_a_number_that_has_called(scene: Scene, round_: int) -> None:
    del round_
    number, sid = new_number(), new_sid()
    async with scene.database.sessions.begin() as session:
        log = await lock_line(session, scene.vault, Channel.voice, number, at=scene.clock())
    writing = (
        scene.writes(number, "住所", sid=sid),
        scene.writes(number, "住所", sid=sid),
        scene.writes(number, "変更"),
    )
    assert [answer.status_code for answer in await asyncio.gather(*writing)] == [200] * 3
    assert await scene.conversations_of(number) == {log.conversation_id}
    assert sorted(await scene.received(number)) == ["住所", "変更"]


async def test_first_calls_at_once_from_a_number_that_has_written(scene: Scene) -> None:
    number = new_number()
    await scene.writes(number, "住所")

    async def calls() -> object:
        async with scene.database.sessions.begin() as session:
            log = await lock_line(session, scene.vault, Channel.voice, number, at=scene.clock())
            await asyncio.sleep(0)
            return log.conversation_id

    assert set(await asyncio.gather(*(calls() for _ in range(5)))) == await scene.conversations_of(number)
