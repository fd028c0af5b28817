"""How far the customer's screen has come: only forward, never past the last message."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest

from conversation.model import ConversationId
from database.engine import Database
from database.vault import Vault
from handoff.reading import ReadingPosition, note_reading, reading_of
from handoff.tables import ReadingPositionRow
from tests.integration.at_hand_scene import Scene, a_scene
from tests.integration.staff.scene import NOON


@pytest.fixture
def scene(database: Database, vault: Vault) -> Scene:
    return a_scene(database, vault)


async def noted(
    scene: Scene, conversation_id: ConversationId, delivered: int | None, seen: int | None, *, minutes: int = 0
) -> ReadingPosition | None:
    async with scene.database.sessions.begin() as session:
        at = NOON + timedelta(minutes=minutes)
        return await note_reading(session, conversation_id, delivered_seq=delivered, seen_seq=seen, at=at)


async def position(scene: Scene, conversation_id: ConversationId) -> ReadingPosition:
    async with scene.database.sessions() as session:
        return await reading_of(session, conversation_id)


async def test_nothing_is_read_at_first(scene: Scene) -> None:
    assert await position(scene, await scene.conversation(None, "一", "二")) == ReadingPosition(0, 0)


@pytest.mark.parametrize(
    ("steps", "reached"),
    [
        ([(1, None)], (1, 0)),
        ([(2, 1)], (2, 1)),
        ([(None, 2)], (2, 2)),
        ([(1, 2)], (2, 2)),
        ([(3, 2), (1, 1)], (3, 2)),
        ([(1, 1), (3, None)], (3, 1)),
        ([(1, 1), (None, 3)], (3, 3)),
        ([(99, 99)], (3, 3)),
        ([(2**31, None)], (3, 0)),
        ([(2**80, 2**80)], (3, 3)),
        ([(-1, -5)], (0, 0)),
        ([(0, 0)], (0, 0)),
        ([(None, None)], (0, 0)),
        ([(2, 2), (-9, None)], (2, 2)),
    ],
)
async def test_it_moves_forward_and_stays_within_the_conversation(
    scene: Scene, steps: list[tuple[int | None, int | None]], reached: tuple[int, int]
) -> None:
    conversation_id = await scene.conversation(None, "一", "二", "三")
    for delivered, seen in steps:
        await noted(scene, conversation_id, delivered, seen)
    assert await position(scene, conversation_id) == ReadingPosition(*reached)


async def test_only_what_moves_is_told(scene: Scene) -> None:
    conversation_id = await scene.conversation(None, "一", "二")
    assert await noted(scene, conversation_id, 1, 1) == ReadingPosition(1, 1)
    assert await noted(scene, conversation_id, 1, 1, minutes=1) is None
    assert await noted(scene, conversation_id, 2, None, minutes=2) == ReadingPosition(2, 1)
    async with scene.database.sessions() as session:
        assert (await session.get_one(ReadingPositionRow, conversation_id)).at == NOON + timedelta(minutes=2)


async def test_reports_at_once_end_at_the_farthest(scene: Scene) -> None:
    conversation_id = await scene.conversation(None, *"一二三四五六七八")
    await asyncio.gather(*[noted(scene, conversation_id, seq, None) for seq in (3, 8, 1, 5, 2, 7)])
    assert await position(scene, conversation_id) == ReadingPosition(8, 0)


async def test_conversations_are_apart_and_an_unknown_one_has_no_position(scene: Scene) -> None:
    here, elsewhere, unknown = await scene.conversation(None, "一"), await scene.conversation(None, "一"), uuid4()
    await noted(scene, here, 1, 1)
    assert await position(scene, elsewhere) == ReadingPosition()
    assert await noted(scene, ConversationId(unknown), 1, 1) is None
    assert await position(scene, ConversationId(unknown)) == ReadingPosition()


async def test_an_empty_conversation_cannot_be_read(scene: Scene) -> None:
    conversation_id = await scene.conversation()
    assert await noted(scene, conversation_id, 5, 5) is None
