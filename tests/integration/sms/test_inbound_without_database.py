"""A database that is away or hangs: the carrier is asked to come again in time, and nothing is lost or doubled."""

import asyncio
from dataclasses import replace
from uuid import uuid4

import pytest
from structlog.testing import capture_logs

from conversation.log import lock_conversation
from conversation.model import ConversationId
from database.engine import open_database
from gateway.channels.sms.tokens import status_token
from tests.integration.sms.scene import Scene, new_number, new_sid

pytestmark = pytest.mark.integration

NOBODY_LISTENS = "postgresql://nobody@127.0.0.1:9/nothing"


async def test_a_database_that_is_away_is_told_by_503(scene: Scene) -> None:
    away = open_database(NOBODY_LISTENS)
    lost = replace(scene, database=away)
    with capture_logs() as logs:
        answers = [
            await lost.writes(new_number(), "こんにちは"),
            await lost.post(
                f"/twilio/sms/status/{status_token(scene.vault, uuid4())}",
                {"MessageSid": new_sid(), "MessageStatus": "sent"},
            ),
        ]
    await away.close()
    assert [answer.status_code for answer in answers] == [503, 503]
    assert {answer.json()["error"]["code"] for answer in answers} == {"temporarily_unavailable"}
    assert {entry["event"] for entry in logs} == {"carrier_request_postponed"}


async def test_a_database_that_hangs_is_answered_in_time_and_the_work_goes_on(scene: Scene) -> None:
    number, sid = new_number(), new_sid()
    await scene.writes(number, "はじめまして")
    [conversation_id] = await scene.conversations_of(number)
    hurried = replace(scene, commit_seconds=0.2)
    async with scene.database.sessions.begin() as session:
        await lock_conversation(session, scene.vault, ConversationId(conversation_id))
        answer = await asyncio.wait_for(hurried.writes(number, "待っています", sid=sid), timeout=60)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    await scene.background.stop(grace_seconds=5)
    assert await scene.received(number) == ["はじめまして", "待っています"]
    assert (await scene.writes(number, "待っています", sid=sid)).status_code == 200
    assert await scene.received(number) == ["はじめまして", "待っています"]


async def test_a_caller_who_hangs_up_does_not_undo_the_message(scene: Scene) -> None:
    number = new_number()
    await scene.writes(number, "一")
    [conversation_id] = await scene.conversations_of(number)
    async with scene.database.sessions.begin() as session:
        await lock_conversation(session, scene.vault, ConversationId(conversation_id))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(scene.writes(number, "二"), 0.2)
    await scene.background.stop(grace_seconds=5)
    assert await scene.received(number) == ["一", "二"]
