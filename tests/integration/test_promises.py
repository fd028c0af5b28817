"""Promises: made under the conversation's lock with their alarm, kept once, reminding once, seen by those concerned."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from sqlalchemy import text as sql

from conversation import events as ev
from conversation.log import list_events, lock_conversation
from conversation.model import ConversationId, HolderKind
from database.engine import Database
from database.vault import Vault
from gateway.jobs import JobQueue
from gateway.staff.permissions import Role
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
    keep_promise,
    list_promises,
    make_promise,
    remind,
)
from tests.integration.at_hand_scene import AGENT_NAME, RecordingJobs, Scene, a_scene
from tests.integration.staff.scene import NOON, code_of

WORDS = "書類の届いた日を電話でお知らせする"
HOUR = timedelta(hours=1)
YEAR = timedelta(days=400)


@pytest.fixture
def scene(database: Database, vault: Vault) -> Scene:
    return a_scene(database, vault)


@pytest.fixture
async def http(scene: Scene) -> AsyncIterator[httpx2.AsyncClient]:
    async with scene.browser() as http:
        yield http


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


def body(**changes: object) -> dict[str, object]:
    return {"kind": "callback", "text": WORDS, "due_at": (NOON + HOUR).isoformat(), **changes}


async def test_the_holder_promises_and_keeps(scene: Scene, http: httpx2.AsyncClient) -> None:
    agent_id = await scene.colleague()
    conversation_id = await scene.conversation(agent_id)
    agent = await scene.sign_in(http, agent_id)
    made = await http.post(f"/api/conversations/{conversation_id}/promises", json=body())
    assert made.status_code == 201, made.text
    told = made.json()
    assert told == {
        "promise_id": told["promise_id"],
        "conversation_id": str(conversation_id),
        "contact_id": str(await scene.contact_of(conversation_id)),
        "kind": "callback",
        "text": WORDS,
        "due_at": "2026-11-23T04:00:00Z",
        "made_at": "2026-11-23T03:00:00Z",
        "made_by": str(agent_id),
        "made_by_name": AGENT_NAME,
        "is_overdue": False,
    }
    scene.desk.clock.turn(HOUR)
    due = (await agent.get("/api/promises", conversation_id=str(conversation_id))).json()["items"]
    assert due == [{**told, "is_overdue": True}]
    done = await http.post(f"/api/promises/{told['promise_id']}/keep", json={})
    assert done.json() == {**told, "kept_at": "2026-11-23T04:00:00Z"}
    of_conversation = {"conversation_id": str(conversation_id)}
    assert (await agent.get("/api/promises", **of_conversation)).json() == {"items": []}
    assert (await agent.get("/api/promises", state="kept", **of_conversation)).json() == {"items": [done.json()]}
    assert (await agent.get("/api/promises", state="all", **of_conversation)).json() == {"items": [done.json()]}
    assert scene.desk.notices.told == [("promise", conversation_id)] * 2


async def test_who_wraps_up_may_still_promise(scene: Scene, http: httpx2.AsyncClient) -> None:
    agent_id = await scene.colleague()
    conversation_id = await scene.conversation(agent_id)
    wrapping = ev.HolderChanged(holder=HolderKind.none, holder_name=str(agent_id), reason="talk_ended")
    await scene.append(conversation_id, wrapping)
    await scene.sign_in(http, agent_id)
    assert (await http.post(f"/api/conversations/{conversation_id}/promises", json=body())).status_code == 201


async def test_a_supervisor_promises_in_any_conversation_and_sees_all(scene: Scene, http: httpx2.AsyncClient) -> None:
    conversation_id = await scene.conversation(await scene.colleague())
    supervisor = await scene.sign_in(http, await scene.colleague(Role.supervisor))
    assert (await http.post(f"/api/conversations/{conversation_id}/promises", json=body())).status_code == 201
    found = await supervisor.get("/api/promises", conversation_id=str(conversation_id))
    assert len(found.json()["items"]) == 1


async def test_the_conversation_of_another_agent_is_closed(scene: Scene, http: httpx2.AsyncClient) -> None:
    holder = await scene.colleague()
    conversation_id = await scene.conversation(holder)
    promise = await promised(scene, conversation_id, made_by=holder)
    other = await scene.sign_in(http, await scene.colleague())
    refused = await http.post(f"/api/conversations/{conversation_id}/promises", json=body())
    assert code_of(refused) == (403, "not_your_conversation")
    assert (await other.get("/api/promises", conversation_id=str(conversation_id))).json() == {"items": []}
    keeping = await http.post(f"/api/promises/{promise.promise_id}/keep", json={})
    assert code_of(keeping) == (403, "not_your_conversation")
    assert await listed(scene, conversation_id, PromiseState.all) == [promise]
    assert scene.desk.notices.told == []


async def test_anybody_who_serves_keeps_what_the_bot_promised(scene: Scene, http: httpx2.AsyncClient) -> None:
    promise = await promised(scene, await scene.conversation())
    await scene.sign_in(http, await scene.colleague())
    assert (await http.post(f"/api/promises/{promise.promise_id}/keep", json={})).status_code == 200


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"text": ""}, (422, "promise_unusable")),
        ({"text": "\u0000"}, (422, "promise_unusable")),
        ({"text": "あ" * 501}, (422, "promise_unusable")),
        ({"text": "あ" * 2_001}, (422, "invalid_request")),
        ({"due_at": NOON.isoformat()}, (422, "promise_unusable")),
        ({"due_at": (NOON + YEAR + HOUR).isoformat()}, (422, "promise_unusable")),
        ({"due_at": "9999-12-31T23:59:59-14:00"}, (422, "promise_unusable")),
        ({"due_at": "2026-11-23T13:00:00"}, (422, "invalid_request")),
        ({"due_at": "tomorrow"}, (422, "invalid_request")),
        ({"due_at": None}, (422, "invalid_request")),
        ({"kind": "payment"}, (422, "invalid_request")),
        ({"kind": None}, (422, "invalid_request")),
    ],
)
async def test_an_unusable_promise_is_refused_at_the_door(
    scene: Scene, http: httpx2.AsyncClient, changes: dict[str, object], refusal: tuple[int, str]
) -> None:
    agent_id = await scene.colleague()
    conversation_id = await scene.conversation(agent_id)
    await scene.sign_in(http, agent_id)
    refused = await http.post(f"/api/conversations/{conversation_id}/promises", json=body(**changes))
    assert code_of(refused) == refusal
    assert await listed(scene, conversation_id, PromiseState.all) == []
    assert scene.desk.jobs.deferred == RecordingJobs().deferred


async def test_what_is_unknown_is_refused(scene: Scene, http: httpx2.AsyncClient) -> None:
    agent = await scene.sign_in(http, await scene.colleague())
    unknown = await http.post(f"/api/conversations/{uuid4()}/promises", json=body())
    assert code_of(unknown) == (404, "conversation_not_found")
    assert code_of(await http.post(f"/api/promises/{uuid4()}/keep", json={})) == (404, "promise_not_found")
    assert code_of(await http.post("/api/promises/1/keep", json={})) == (422, "invalid_request")
    for name, value in (("state", "lost"), ("limit", "0"), ("limit", "201"), ("conversation_id", "1")):
        refused = await agent.get("/api/promises", **{name: value})
        assert (code_of(refused), refused.json()["error"]["fields"].keys()) == ((422, "invalid_request"), {name})


async def test_an_auditor_sees_no_promises(scene: Scene, http: httpx2.AsyncClient) -> None:
    auditor = await scene.sign_in(http, await scene.colleague(Role.auditor))
    assert code_of(await auditor.get("/api/promises")) == (403, "not_permitted")
