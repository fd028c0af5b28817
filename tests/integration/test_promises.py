"""Promises: made under the conversation's lock with their alarm, kept once, reminding once, seen by those concerned."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text as sql

from conversation import events as ev
from conversation.log import lock_conversation
from database.engine import Database
from database.vault import Vault
from gateway.jobs import JobQueue
from handoff.errors import PromiseNotFoundError, PromiseUnusableError
from handoff.model import AgentId
from handoff.promises import (
    REMIND_TASK,
    Promise,
    PromiseId,
    PromiseKind,
    PromiseState,
    Sight,
    get_promise,
    list_promises,
    make_promise,
)
from tests.integration.at_hand_scene import Scene, a_scene
from tests.integration.promise_scene import HOUR, WORDS, YEAR, kept, listed, logged, promised, reminded
from tests.integration.staff.scene import NOON


@pytest.fixture
def scene(database: Database, vault: Vault) -> Scene:
    return a_scene(database, vault)


async def test_a_promise_is_kept_with_its_event_and_its_alarm(scene: Scene) -> None:
    agent_id = await scene.colleague()
    conversation_id = await scene.conversation(agent_id)
    verified = ev.IdentityVerified(level=2, customer_id="C000042", relation="policyholder")
    await scene.append(conversation_id, verified)
    promise = await promised(scene, conversation_id, text=f" {WORDS}\u0000", made_by=agent_id)
    assert (promise.text, promise.customer_id, promise.made_by) == (WORDS, "C000042", agent_id)
    assert promise.contact_id == await scene.contact_of(conversation_id)
    assert await listed(scene, conversation_id, PromiseState.open) == [promise]
    assert await logged(scene, conversation_id) == [
        ev.PromiseMade(promise_id=promise.promise_id, promise="callback", due_at=NOON + HOUR, by=str(agent_id))
    ]
    alarm = (REMIND_TASK, NOON + HOUR, {"promise_id": str(promise.promise_id)})
    assert scene.desk.jobs.deferred == [alarm]
    assert WORDS not in repr(promise)


async def test_the_words_are_sealed_and_not_in_the_log(scene: Scene) -> None:
    conversation_id = await scene.conversation()
    promise = await promised(scene, conversation_id)
    async with scene.database.sessions() as session:
        found = await session.execute(sql("SELECT text FROM promises WHERE id = :id"), {"id": promise.promise_id})
        assert WORDS.encode() not in bytes(found.scalar_one())
    assert WORDS not in str(await logged(scene, conversation_id))


async def test_the_bot_promises_without_a_name(scene: Scene) -> None:
    conversation_id = await scene.conversation()
    promise = await promised(scene, conversation_id)
    assert (promise.made_by, promise.made_by_name) == (None, None)


@pytest.mark.parametrize(
    "changed",
    [
        {"text": ""},
        {"text": "\u0000\u3000\n"},
        {"text": "あ" * 501},
        {"due_at": NOON},
        {"due_at": NOON - HOUR},
        {"due_at": NOON + YEAR + timedelta(microseconds=1)},
        {"due_at": datetime.max.replace(tzinfo=UTC)},
        {"due_at": (NOON + HOUR).replace(tzinfo=None)},
    ],
)
async def test_an_unusable_promise_leaves_no_trace(scene: Scene, changed: dict[str, Any]) -> None:
    conversation_id = await scene.conversation()
    with pytest.raises(PromiseUnusableError):
        await promised(scene, conversation_id, **changed)
    assert await listed(scene, conversation_id, PromiseState.all) == []
    assert await logged(scene, conversation_id) == []
    assert scene.desk.jobs.deferred == []


@pytest.mark.parametrize(
    "changed", [{"text": "あ" * 500}, {"due_at": NOON + YEAR}, {"due_at": NOON + timedelta(microseconds=1)}]
)
async def test_the_limits_themselves_are_usable(scene: Scene, changed: dict[str, Any]) -> None:
    conversation_id = await scene.conversation()
    assert await promised(scene, conversation_id, **changed) in await listed(scene, conversation_id, PromiseState.open)


async def test_a_promise_is_kept_once(scene: Scene) -> None:
    conversation_id = await scene.conversation()
    promise = await promised(scene, conversation_id)
    first = await kept(scene, conversation_id, promise.promise_id, NOON + HOUR)
    again = await kept(scene, conversation_id, promise.promise_id, NOON + 2 * HOUR)
    assert first == again == replace(promise, kept_at=NOON + HOUR)
    assert await listed(scene, conversation_id, PromiseState.open) == []
    assert await listed(scene, conversation_id, PromiseState.kept) == [first]
    assert [event.kind for event in await logged(scene, conversation_id)] == ["promise.made", "promise.kept"]


async def test_two_who_keep_it_at_once_log_it_once(scene: Scene) -> None:
    conversation_id = await scene.conversation()
    promise = await promised(scene, conversation_id)
    await asyncio.gather(*[kept(scene, conversation_id, promise.promise_id) for _ in range(4)])
    assert [event.kind for event in await logged(scene, conversation_id)] == ["promise.made", "promise.kept"]


async def test_a_promise_of_another_conversation_or_of_nobody_is_not_there(scene: Scene) -> None:
    here, elsewhere = await scene.conversation(), await scene.conversation()
    promise = await promised(scene, here)
    with pytest.raises(PromiseNotFoundError):
        await kept(scene, elsewhere, promise.promise_id)
    with pytest.raises(PromiseNotFoundError):
        await kept(scene, here, PromiseId(uuid4()))
    async with scene.database.sessions() as session:
        with pytest.raises(PromiseNotFoundError):
            await get_promise(session, scene.vault, PromiseId(uuid4()))
    assert await listed(scene, here, PromiseState.open) == [promise]


async def test_an_open_promise_reminds_once(scene: Scene) -> None:
    promise = await promised(scene, await scene.conversation())
    assert await reminded(scene, promise.promise_id, NOON + HOUR) == replace(promise, alarmed_at=NOON + HOUR)
    assert await reminded(scene, promise.promise_id, NOON + 2 * HOUR) is None


async def test_jobs_that_run_at_once_remind_once(scene: Scene) -> None:
    promise = await promised(scene, await scene.conversation())
    reminders = await asyncio.gather(*[reminded(scene, promise.promise_id) for _ in range(4)])
    assert len([reminder for reminder in reminders if reminder is not None]) == 1


async def test_a_kept_or_unknown_promise_does_not_remind(scene: Scene) -> None:
    conversation_id = await scene.conversation()
    promise = await promised(scene, conversation_id)
    await kept(scene, conversation_id, promise.promise_id)
    assert await reminded(scene, promise.promise_id) is None
    assert await reminded(scene, PromiseId(uuid4())) is None


async def test_the_alarm_is_a_job_that_exists_only_if_the_promise_does(
    scene: Scene, database: Database, database_url: str
) -> None:
    jobs = JobQueue(database_url)
    conversation_id = await scene.conversation()
    async with jobs.app.open_async():
        promise = await promised(scene, conversation_id, jobs=jobs)
        async with database.sessions() as session:
            log = await lock_conversation(session, scene.vault, conversation_id)
            given_up = await make_promise(
                session,
                scene.vault,
                jobs,
                log,
                kind=PromiseKind.task,
                text=WORDS,
                due_at=NOON + HOUR,
                made_by=None,
                made_by_name=None,
                at=NOON,
            )
            await session.rollback()
    async with database.sessions() as session:
        found = await session.execute(
            sql("SELECT args->>'promise_id', scheduled_at FROM procrastinate_jobs WHERE task_name = :task"),
            {"task": REMIND_TASK},
        )
        alarms = dict(found.all())
    assert alarms[str(promise.promise_id)] == NOON + HOUR
    assert str(given_up.promise_id) not in alarms


async def test_the_earliest_due_come_first_up_to_the_limit(scene: Scene) -> None:
    conversation_id = await scene.conversation()
    late = await promised(scene, conversation_id, due_at=NOON + 2 * HOUR)
    early = await promised(scene, conversation_id)
    assert await listed(scene, conversation_id, PromiseState.all) == [early, late]
    async with scene.database.sessions() as session:
        first = await list_promises(
            session, scene.vault, state=PromiseState.open, conversation_id=conversation_id, limit=1
        )
    assert first == [early]


async def test_somebody_sees_their_own_nobodys_and_those_of_whom_they_serve(scene: Scene) -> None:
    me, colleague = AgentId(uuid4()), AgentId(uuid4())
    here, served = await scene.conversation(), await scene.conversation()
    mine, bots = await promised(scene, here, made_by=me), await promised(scene, here)
    theirs = await promised(scene, here, made_by=colleague)
    of_served = await promised(scene, served, made_by=colleague)

    async def seen_by(sight: Sight | None) -> set[Promise]:
        async with scene.database.sessions() as session:
            found = await list_promises(session, scene.vault, state=PromiseState.open, limit=100_000, seen_by=sight)
        return {mine, bots, theirs, of_served} & set(found)

    assert await seen_by(Sight(me, [served])) == {mine, bots, of_served}
    assert await seen_by(Sight(me)) == {mine, bots}
    assert await seen_by(None) == {mine, bots, theirs, of_served}


@pytest.mark.parametrize(
    ("now", "is_overdue"), [(NOON + HOUR - timedelta(seconds=1), False), (NOON + HOUR, True), (NOON + 2 * HOUR, True)]
)
async def test_overdue_is_a_matter_of_the_moment(scene: Scene, now: datetime, *, is_overdue: bool) -> None:
    promise = await promised(scene, await scene.conversation())
    assert promise.is_overdue(now) is is_overdue
    assert not replace(promise, kept_at=NOON).is_overdue(now)
