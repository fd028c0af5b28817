"""Promises at the staff API: who may make, see and keep them, and what is refused at the door."""

from collections.abc import AsyncIterator
from uuid import uuid4

import httpx2
import pytest

from conversation import events as ev
from conversation.model import HolderKind
from database.engine import Database
from database.vault import Vault
from gateway.staff.permissions import Role
from handoff.promises import PromiseState
from tests.integration.at_hand_scene import AGENT_NAME, Scene, a_scene
from tests.integration.promise_scene import HOUR, WORDS, YEAR, listed, promised
from tests.integration.staff.scene import NOON, code_of


@pytest.fixture
def scene(database: Database, vault: Vault) -> Scene:
    return a_scene(database, vault)


@pytest.fixture
async def http(scene: Scene) -> AsyncIterator[httpx2.AsyncClient]:
    async with scene.browser() as http:
        yield http


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
    assert scene.desk.jobs.deferred == []


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
