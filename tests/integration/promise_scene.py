"""Promises made, kept, listed and recalled, each in a transaction of its own."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from conversation import events as ev
from conversation.log import list_events, lock_conversation
from conversation.model import ConversationId
from handoff.model import AgentId
from handoff.promises import (
    Promise,
    PromiseId,
    PromiseKind,
    PromiseState,
    keep_promise,
    list_promises,
    make_promise,
    remind,
)
from tests.integration.at_hand_scene import AGENT_NAME, Scene
from tests.integration.staff.scene import NOON

WORDS = "書類の届いた日を電話でお知らせする"
HOUR = timedelta(hours=1)
YEAR = timedelta(days=400)


async def promised(
    scene: Scene,
    conversation_id: ConversationId,
    *,
    text: str = WORDS,
    due_at: datetime = NOON + HOUR,
    made_by: AgentId | None = None,
    jobs: Any = None,
) -> Promise:
    async with scene.database.sessions.begin() as session:
        return await make_promise(
            session,
            scene.vault,
            jobs or scene.desk.jobs,
            await lock_conversation(session, scene.vault, conversation_id),
            kind=PromiseKind.callback,
            text=text,
            due_at=due_at,
            made_by=made_by,
            made_by_name=AGENT_NAME if made_by else None,
            at=NOON,
        )


async def kept(scene: Scene, conversation_id: ConversationId, promise_id: PromiseId, at: datetime = NOON) -> Promise:
    async with scene.database.sessions.begin() as session:
        log = await lock_conversation(session, scene.vault, conversation_id)
        return await keep_promise(session, scene.vault, log, promise_id, kept_by=AgentId(uuid4()), at=at)


async def reminded(scene: Scene, promise_id: PromiseId, at: datetime = NOON) -> Promise | None:
    async with scene.database.sessions.begin() as session:
        return await remind(session, scene.vault, promise_id, at=at)


async def listed(scene: Scene, conversation_id: ConversationId, state: PromiseState) -> list[Promise]:
    async with scene.database.sessions() as session:
        return await list_promises(session, scene.vault, state=state, conversation_id=conversation_id, limit=50)


async def logged(scene: Scene, conversation_id: ConversationId) -> list[ev.Event]:
    async with scene.database.sessions() as session:
        entries = await list_events(session, scene.vault, conversation_id, kinds=("promise.made", "promise.kept"))
    return [entry.event for entry in entries]
