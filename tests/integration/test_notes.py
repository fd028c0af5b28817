"""Internal notes: written, read back, refused; for those alone who may read the conversation."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import uuid4

import httpx2
import pytest
from sqlalchemy import text as sql

from conversation import events as ev
from conversation.errors import ConversationNotFoundError
from conversation.model import ConversationId
from database.engine import Database
from database.vault import Vault, VaultError
from gateway.staff.access_log import AccessQuery, list_access
from gateway.staff.permissions import Role
from handoff.model import AgentId
from handoff.notes import TEXT, Note, NoteUnusableError, list_notes, write_note
from tests.integration.at_hand_scene import AGENT_NAME, Scene, a_scene
from tests.integration.staff.scene import NOON, code_of

WORDS = "書類は速達で送ると約束済み。"


@pytest.fixture
def scene(database: Database, vault: Vault) -> Scene:
    return a_scene(database, vault)


@pytest.fixture
async def http(scene: Scene) -> AsyncIterator[httpx2.AsyncClient]:
    async with scene.browser() as http:
        yield http


async def noted(scene: Scene, conversation_id: ConversationId, text: str, *, minutes: int = 0) -> Note:
    async with scene.database.sessions.begin() as session:
        return await write_note(
            session,
            scene.vault,
            conversation_id=conversation_id,
            author_id=AgentId(uuid4()),
            author_name=AGENT_NAME,
            text=text,
            at=NOON + timedelta(minutes=minutes),
        )


async def read(scene: Scene, conversation_id: ConversationId) -> list[Note]:
    async with scene.database.sessions() as session:
        return await list_notes(session, scene.vault, conversation_id)


async def test_notes_come_back_oldest_first_and_only_those_of_the_conversation(scene: Scene) -> None:
    here, elsewhere = await scene.conversation(), await scene.conversation()
    late = await noted(scene, here, "二つ目", minutes=1)
    early = await noted(scene, here, "一つ目")
    await noted(scene, elsewhere, "ほかの会話")
    assert await read(scene, here) == [early, late]
    assert early.contact_id == await scene.contact_of(here)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"),
        ("一行目\r\n二行目\r三行目", "一行目\n二行目\n三行目"),
        ("\u0000消\u001b[31m\u007f\u0085\ufffe\ud800える ", "消[31mえる"),
        ("\t表\tの中\t", "表\tの中"),
        ("👨‍👩‍👧\u3000家族", "👨‍👩‍👧\u3000家族"),
        ("あ" * 4_000, "あ" * 4_000),
        (" " * 5_000 + "x", "x"),
    ],
)
async def test_a_note_stays_text(scene: Scene, typed: str, kept: str) -> None:
    conversation_id = await scene.conversation()
    await noted(scene, conversation_id, typed)
    assert [note.text for note in await read(scene, conversation_id)] == [kept]


async def test_a_note_of_a_closed_contact_stays_with_it(scene: Scene) -> None:
    conversation_id = await scene.conversation()
    contact_id = await scene.contact_of(conversation_id)
    await scene.append(conversation_id, ev.ContactClosed(disposition="answered"))
    async with scene.database.sessions.begin() as session:
        note = await write_note(
            session,
            scene.vault,
            conversation_id=conversation_id,
            contact_id=contact_id,
            author_id=AgentId(uuid4()),
            author_name=AGENT_NAME,
            text=WORDS,
            at=NOON,
        )
    assert note.contact_id == contact_id
    assert (await noted(scene, conversation_id, WORDS)).contact_id is None


@pytest.mark.parametrize("typed", ["", " \n\t\u3000", "\u0000\u0007\u009f", "あ" * 4_001])
async def test_a_note_without_words_or_with_too_many_is_refused(scene: Scene, typed: str) -> None:
    conversation_id = await scene.conversation()
    with pytest.raises(NoteUnusableError):
        await noted(scene, conversation_id, typed)
    assert await read(scene, conversation_id) == []


async def test_there_are_no_notes_on_a_conversation_that_is_not_there(scene: Scene) -> None:
    with pytest.raises(ConversationNotFoundError):
        await noted(scene, ConversationId(uuid4()), WORDS)


async def test_a_note_is_kept_sealed_and_bound_to_its_row(scene: Scene, vault: Vault) -> None:
    conversation_id = await scene.conversation()
    note = await noted(scene, conversation_id, WORDS)
    async with scene.database.sessions() as session:
        found = await session.execute(sql("SELECT text FROM notes WHERE id = :id"), {"id": note.note_id})
        sealed = bytes(found.scalar_one())
    assert WORDS.encode() not in sealed
    with pytest.raises(VaultError):
        vault.open(TEXT, uuid4(), sealed)
    assert WORDS not in repr(note)


async def test_whoever_holds_the_conversation_writes_and_reads_notes(scene: Scene, http: httpx2.AsyncClient) -> None:
    agent_id = await scene.colleague()
    conversation_id = await scene.conversation(agent_id)
    agent = await scene.sign_in(http, agent_id)
    written = await http.post(f"/api/conversations/{conversation_id}/notes", json={"text": f" {WORDS}\u0000"})
    assert written.status_code == 201, written.text
    assert written.json().keys() == {"note_id", "author_id", "author_name", "text", "written_at"}
    assert (written.json()["text"], written.json()["author_name"]) == (WORDS, AGENT_NAME)
    assert written.json()["author_id"] == str(agent_id)
    assert scene.desk.notices.told == [("note", conversation_id)]
    read_back = await agent.get(f"/api/conversations/{conversation_id}/notes")
    assert read_back.json() == {"items": [written.json()]}


async def test_a_supervisor_reads_and_writes_everywhere(scene: Scene, http: httpx2.AsyncClient) -> None:
    conversation_id = await scene.conversation(await scene.colleague())
    supervisor = await scene.sign_in(http, await scene.colleague(Role.supervisor))
    path = f"/api/conversations/{conversation_id}/notes"
    assert (await http.post(path, json={"text": WORDS})).status_code == 201
    assert len((await supervisor.get(path)).json()["items"]) == 1


async def test_reading_is_recorded_once_an_hour(scene: Scene, http: httpx2.AsyncClient) -> None:
    agent_id = await scene.colleague()
    conversation_id = await scene.conversation(agent_id)
    agent = await scene.sign_in(http, agent_id)
    for minutes in (0, 59, 2):
        scene.desk.clock.turn(timedelta(minutes=minutes))
        assert (await agent.get(f"/api/conversations/{conversation_id}/notes")).status_code == 200
    async with scene.database.sessions() as session:
        records = await list_access(session, scene.vault, AccessQuery(staff_id=agent_id), limit=9)
    assert [record.at - NOON for record in records] == [timedelta(minutes=61), timedelta(0)]
    shown = {(record.action, record.conversation_id, tuple(record.fields)) for record in records}
    assert shown == {("conversations.read", conversation_id, ("notes",))}


async def test_a_closed_contact_of_somebody_else_is_not_read_here(scene: Scene, http: httpx2.AsyncClient) -> None:
    conversation_id = await scene.conversation()
    await scene.append(conversation_id, ev.ContactClosed(disposition="answered"))
    supervisor = await scene.sign_in(http, await scene.colleague(Role.supervisor))
    answer = await supervisor.get(f"/api/conversations/{conversation_id}/notes")
    assert code_of(answer) == (403, "not_your_conversation")


@pytest.mark.parametrize("role", [Role.agent, Role.auditor])
async def test_the_notes_of_others_are_closed(scene: Scene, http: httpx2.AsyncClient, role: Role) -> None:
    refusal = {Role.agent: (403, "not_your_conversation"), Role.auditor: (403, "not_permitted")}[role]
    conversation_id = await scene.conversation(await scene.colleague())
    await noted(scene, conversation_id, WORDS)
    other = await scene.sign_in(http, await scene.colleague(role))
    path = f"/api/conversations/{conversation_id}/notes"
    assert code_of(await other.get(path)) == refusal
    assert code_of(await http.post(path, json={"text": "のぞき見"})) == refusal
    assert [note.text for note in await read(scene, conversation_id)] == [WORDS]
    assert scene.desk.notices.told == []


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        ({"text": ""}, (422, "note_unusable")),
        ({"text": "\u0000 \u001f"}, (422, "note_unusable")),
        ({"text": "あ" * 4_001}, (422, "note_unusable")),
        ({"text": "あ" * 16_001}, (422, "invalid_request")),
        ({"text": None}, (422, "invalid_request")),
        ({"text": ["x"]}, (422, "invalid_request")),
        ({}, (422, "invalid_request")),
    ],
)
async def test_an_unusable_note_is_refused_at_the_door(
    scene: Scene, http: httpx2.AsyncClient, body: dict[str, object], refusal: tuple[int, str]
) -> None:
    agent_id = await scene.colleague()
    conversation_id = await scene.conversation(agent_id)
    await scene.sign_in(http, agent_id)
    assert code_of(await http.post(f"/api/conversations/{conversation_id}/notes", json=body)) == refusal
    assert await read(scene, conversation_id) == []


async def test_unknown_conversations_and_missing_tokens_are_refused(scene: Scene, http: httpx2.AsyncClient) -> None:
    agent = await scene.sign_in(http, await scene.colleague())
    path = f"/api/conversations/{uuid4()}/notes"
    assert code_of(await agent.get(path)) == (404, "conversation_not_found")
    assert code_of(await agent.get("/api/conversations/1/notes")) == (422, "invalid_request")
    without = {"X-CSRF-Token": ""}
    assert code_of(await http.post(path, json={"text": WORDS}, headers=without)) == (403, "csrf_failed")
    http.cookies.clear()
    assert code_of(await http.get(path)) == (401, "not_signed_in")
