"""A note's words occur on no way out (complaint 12): each way is walked on a real database, and none can be forgotten.

Every function that is given logged events or outbound messages, or reads the log, is listed in log_ways: either
it is walked here, or the list says why it leads nowhere. One that is missing fails the first test.
"""

import ast
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, cast
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import text as sql
from sqlalchemy.ext.asyncio import create_async_engine

from conversation.log import LoggedEvent, list_contact_events, list_events, state_of
from conversation.model import Channel
from conversation.state import ConversationState
from conversation.tables import ConversationRow
from database.engine import Database, Sessions, driver_url
from database.vault import Vault
from gateway.api.conversation_view import list_own, view_conversation
from gateway.api.packet import build_packet
from gateway.carrier.simulated import SimulatedCarrier
from gateway.contact_index import IndexDesk, carry_out_indexing
from gateway.contact_texts import open_contact_texts
from gateway.delivery import DeliveryDesk, carry_out_delivery
from gateway.knowledge_desk import KnowledgeDesk, open_knowledge
from handoff.notes import list_notes
from tests.contract.log_readers import functions_at_the_log, functions_of, touches_the_log
from tests.contract.log_ways import LEADS_NOWHERE, WALKED
from tests.contract.note_lines import (
    answers_of_the_sms_channel,
    text_messages,
    twilio_requests,
    twiml_of_a_call,
    virtual_telephone,
)
from tests.contract.note_scene import (
    AGENTS_WORDS,
    MARKER,
    SAID,
    CustomersWire,
    DesksWire,
    Seat,
    Spoken,
    WholeDesk,
    speak,
    write_marker,
)
from tests.integration.at_hand_scene import AGENT_NAME
from tests.integration.handoff.scene import own_database
from tests.integration.staff.scene import NOON
from tests.unit.knowledge.articles import ARTICLES


@pytest.fixture(scope="module")
def knowledge() -> KnowledgeDesk:
    """Suggestions read no table."""
    return open_knowledge(ARTICLES, cast("Sessions", None), lambda: NOON)


@pytest.fixture(scope="module")
def calls_url(database_url: str) -> str:
    return own_database(database_url, "notes")


@pytest.fixture
async def spoken(database: Database, vault: Vault, knowledge: KnowledgeDesk, calls_url: str) -> Spoken:
    return await speak(database, vault, knowledge, calls_url)


def webchat(spoken: Spoken) -> CustomersWire:
    scene = spoken.scene
    seat = Seat(scene.database.reads, scene.vault, cast("WholeDesk", scene.desk))
    return CustomersWire(seat, spoken.conversation_id)


async def all_events(spoken: Spoken) -> tuple[list[LoggedEvent], ConversationState]:
    scene = spoken.scene
    async with scene.database.sessions() as session:
        entries = await list_events(session, scene.vault, spoken.conversation_id)
        return entries, state_of(await session.get_one(ConversationRow, spoken.conversation_id))


async def webchat_announced(spoken: Spoken) -> object:
    namespace = webchat(spoken)
    await namespace.announce(spoken.conversation_id, *await all_events(spoken))
    return namespace.wire


async def desk_announced(spoken: Spoken) -> object:
    namespace = DesksWire(spoken.desk)
    await namespace.logged(spoken.conversation_id, *await all_events(spoken), [spoken.agent_id])
    for kind in ("note", "draft", "promise", "receipt"):
        await namespace.desk_changed(kind, spoken.conversation_id)
    return namespace.wire


async def webchat_since(spoken: Spoken) -> object:
    return await webchat(spoken)._since("sid", {"after_seq": 0})


async def fetched(spoken: Spoken, method: str, path: str, **more: Any) -> str:
    async with spoken.scene.browser() as http:
        await spoken.scene.sign_in(http, spoken.agent_id)
        answer: httpx2.Response = await http.request(method, f"/api{path}", **more)
    assert answer.status_code == 200, answer.text
    return answer.text


async def contact_masked(spoken: Spoken) -> object:
    return await fetched(spoken, "GET", f"/contacts/{spoken.contact_id}")


async def contact_revealed(spoken: Spoken) -> object:
    return await fetched(spoken, "POST", f"/contacts/{spoken.contact_id}/reveal", json={"reason": "内容の確認"})


async def contacts_exported(spoken: Spoken) -> object:
    return await fetched(spoken, "GET", "/contacts/export.csv", params={"q": str(spoken.contact_id)})


async def contacts_searched(spoken: Spoken) -> object:
    return await fetched(spoken, "GET", "/contacts", params={"q": str(spoken.contact_id)})


async def canned_answers(spoken: Spoken) -> object:
    return await fetched(spoken, "GET", f"/conversations/{spoken.conversation_id}/canned-answers")


async def desk_messages(spoken: Spoken) -> object:
    return await fetched(spoken, "GET", f"/conversations/{spoken.conversation_id}/messages")


async def desk_marks(spoken: Spoken) -> object:
    return await fetched(spoken, "GET", f"/conversations/{spoken.conversation_id}/marks")


async def desk_conversation(spoken: Spoken) -> object:
    return await fetched(spoken, "GET", f"/conversations/{spoken.conversation_id}")


async def suggestions(spoken: Spoken) -> object:
    return await fetched(spoken, "GET", f"/conversations/{spoken.conversation_id}/suggestions")


async def handoff_packet(spoken: Spoken) -> object:
    return (await build_packet(spoken.desk, spoken.conversation_id)).model_dump(mode="json")


async def conversation_view(spoken: Spoken) -> object:
    async with spoken.scene.database.sessions() as session:
        view = await view_conversation(session, spoken.desk, spoken.conversation_id, with_packet=True)
        own = await list_own(session, spoken.desk, spoken.agent_id)
    return [view.model_dump(mode="json"), [each.model_dump(mode="json") for each in own]]


async def carried_messages(spoken: Spoken) -> object:
    scene = spoken.scene
    carrier = SimulatedCarrier(scene.database.sessions, scene.vault, lambda: NOON)
    desk = DeliveryDesk(scene.database.sessions, scene.vault, {Channel.sms: carrier}, lambda: NOON)
    for task, _, arguments in scene.desk.jobs.deferred[:1]:
        assert task == "deliver"
        await carry_out_delivery(desk, UUID(arguments["delivery_id"]))
    return [vars(message) for message in await carrier.list_recent(50)]


async def search_index(spoken: Spoken) -> object:
    """Tokens are digests, so the words that become tokens are looked at, and whether the marker's are among them."""
    scene = spoken.scene
    texts = open_contact_texts(spoken.crm, spoken.desk.procedures)
    await carry_out_indexing(IndexDesk(scene.database.sessions, scene.vault, texts), spoken.contact_id)
    async with scene.database.sessions() as session:
        found = await session.execute(
            sql("SELECT search_tokens::text FROM contacts WHERE id = :id"), {"id": spoken.contact_id}
        )
        kept = found.scalar_one()
    of_marker = texts.search_tokens(scene.vault, "ふくろう印") - texts.search_tokens(scene.vault, SAID)
    assert of_marker
    assert [token for token in of_marker if token in kept] == []
    assert [token for token in texts.search_tokens(scene.vault, SAID) if token in kept] != []
    return kept


async def raw_log(spoken: Spoken) -> object:
    async with spoken.scene.database.sessions() as session:
        entries = await list_contact_events(session, spoken.scene.vault, cast("Any", spoken.contact_id))
    return [entry.event.model_dump(mode="json") for entry in entries]


Way = Callable[[Spoken], Awaitable[object]]
# Way -> words it must bring, so that none is walked in vain.
WAYS: Mapping[Way, str] = {
    webchat_announced: SAID,
    desk_announced: SAID,
    webchat_since: AGENTS_WORDS,
    contact_masked: "住所を変えたい",
    contact_revealed: SAID,
    contacts_exported: "コンタクトID",
    contacts_searched: "webchat",
    canned_answers: "お待たせ",
    suggestions: "住所変更",
    desk_messages: SAID,
    desk_conversation: SAID,
    desk_marks: AGENT_NAME,
    handoff_packet: SAID,
    conversation_view: SAID,
    carried_messages: "受付番号をお送りします。",
    search_index: "t",
    raw_log: SAID,
    text_messages: AGENTS_WORDS,
    twilio_requests: AGENTS_WORDS,
    answers_of_the_sms_channel: "停止しました",
    twiml_of_a_call: AGENTS_WORDS,
    virtual_telephone: AGENTS_WORDS,
}


def test_every_function_at_the_log_is_walked_or_leads_nowhere() -> None:
    assert functions_at_the_log() - {*WALKED, *LEADS_NOWHERE} == set(), "List it, and walk it if words leave by it."


def test_the_lists_name_what_exists_and_nothing_twice() -> None:
    assert {*WALKED, *LEADS_NOWHERE} - functions_at_the_log() == set()
    assert WALKED.keys() & LEADS_NOWHERE.keys() == set()
    assert set(WALKED.values()) <= {way.__name__ for way in WAYS}


@pytest.mark.parametrize(
    "source",
    [
        "async def f(): return await list_messages(session)",
        "def f(entry: LoggedEvent): ...",
        "def f(*entries: log.LoggedEvent): ...",
        "def f(entries: 'LoggedEvent'): ...",
        "def f():\n    def inner(message: Sequence[OutboundMessage] | None): ...",
        "class C:\n    async def f(self): return [log.read_event(vault, row) for row in rows]",
    ],
)
def test_the_rule_notices_a_new_way(source: str) -> None:
    assert [touches_the_log(node) for _, node in functions_of(ast.parse(source).body, "m")] == [True]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
async def test_no_way_carries_a_note(spoken: Spoken, way: Way) -> None:
    brought = json.dumps(await way(spoken), ensure_ascii=False, default=str)
    assert WAYS[way] in brought
    assert MARKER not in brought
    assert "不在がち" not in brought


async def test_the_note_is_there_for_staff(spoken: Spoken) -> None:
    async with spoken.scene.database.sessions() as session:
        notes = await list_notes(session, spoken.scene.vault, spoken.conversation_id)
    assert [MARKER in note.text for note in notes] == [True, True]


async def test_writing_a_note_touches_its_own_table_alone(spoken: Spoken, database_url: str) -> None:
    async def tables() -> dict[str, tuple[int, str]]:
        owner = create_async_engine(driver_url(database_url))
        async with owner.connect() as connection:
            names = (await connection.execute(sql("SELECT relname FROM pg_stat_user_tables"))).scalars().all()
            contents = {}
            for name in names:
                digest = f"SELECT count(*), md5(string_agg(t::text, '' ORDER BY t::text)) FROM {name} t"  # noqa: S608  # The database's own table names.
                contents[name] = tuple((await connection.execute(sql(digest))).one())
        await owner.dispose()
        return contents

    before = await tables()
    await write_marker(spoken.scene, spoken.conversation_id)
    after = await tables()
    assert {name for name in after if after[name] != before[name]} == {"notes"}
