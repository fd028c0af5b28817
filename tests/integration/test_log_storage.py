"""What the database itself guarantees of the log: append-only, once only, gap-free, sealed."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from conversation_builders import (
    NOON,
    append_events,
    receive_in,
    receive_message,
    start_conversation,
    wait_for_a_blocked_statement,
)
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from conversation import events as ev
from conversation.contacts import Contact
from conversation.errors import ConversationNotFoundError, MessageIdReusedError
from conversation.log import PAYLOAD, contact_of, list_events, list_messages, lock_conversation, read_event, state_of
from conversation.messages import Attachment
from conversation.model import Channel, ContactId, ConversationId, Direction, HolderKind
from conversation.state import fold_all
from conversation.tables import ContactRow, ConversationRow, EventRow, ReceivedKeyRow, TurnRow
from database.engine import Database, driver_url
from database.vault import Vault, VaultError

CHANGES = [
    "UPDATE conversation_events SET kind = 'message.received'",
    "DELETE FROM conversation_events",
    "TRUNCATE conversation_events",
    "UPDATE received_keys SET message_seq = 1",
    "DELETE FROM received_keys",
    "TRUNCATE received_keys",
]


@pytest.mark.parametrize("change", CHANGES)
async def test_the_application_cannot_change_the_log(database: Database, change: str) -> None:
    with pytest.raises(DBAPIError, match="permission denied"):
        async with database.sessions.begin() as session:
            await session.execute(text(change))


@pytest.mark.parametrize("change", [*CHANGES, "TRUNCATE conversations CASCADE"])
async def test_not_even_the_owner_can_change_the_log(database_url: str, change: str) -> None:
    engine = create_async_engine(driver_url(database_url))
    with pytest.raises(DBAPIError, match="is append-only"):
        async with engine.begin() as connection:
            await connection.execute(text(change))
    await engine.dispose()


@pytest.mark.parametrize(
    "change", ["ALTER TABLE conversation_events DISABLE TRIGGER ALL", "DROP TABLE conversation_events"]
)
async def test_the_restricted_role_cannot_lift_the_guard(database: Database, change: str) -> None:
    with pytest.raises(DBAPIError, match="must be owner"):
        async with database.sessions.begin() as session:
            await session.execute(text(change))


async def test_the_application_runs_as_the_restricted_role(database: Database) -> None:
    async with database.sessions() as session:
        assert await session.scalar(text("SELECT current_user")) == "toritsugi_app"


async def test_a_place_in_the_log_is_taken_once(database: Database, vault: Vault) -> None:
    conversation_id = await start_conversation(database, vault)
    opened = {"seq": 1, "kind": "conversation.opened", "occurred_at": NOON, "epoch": 0, "payload": b""}
    with pytest.raises(DBAPIError, match="pk_conversation_events"):
        async with database.sessions.begin() as session:
            await session.execute(insert(EventRow).values(conversation_id=conversation_id, id=uuid4(), **opened))


async def test_two_concurrent_arrivals_of_one_id_are_one_message(database: Database, vault: Vault) -> None:
    conversation_id = await start_conversation(database, vault)
    results = await asyncio.gather(*(receive_message(database, vault, conversation_id) for _ in range(2)))
    assert len({(result.message_id, result.message_seq) for result in results}) == 1
    assert [result.turn_id is None for result in results].count(False) == 1
    async with database.sessions() as session:
        assert len(await list_messages(session, vault, conversation_id, after_seq=0, limit=9)) == 1
        turns = select(func.count()).select_from(TurnRow).where(TurnRow.conversation_id == conversation_id)
        assert await session.scalar(turns) == 1


async def test_the_second_arrival_waits_for_the_first_to_commit(database: Database, vault: Vault) -> None:
    conversation_id = await start_conversation(database, vault)
    async with asyncio.TaskGroup() as tasks, database.sessions.begin() as session:
        first = await receive_in(session, vault, conversation_id, "m-1")
        second = tasks.create_task(receive_message(database, vault, conversation_id))
        await wait_for_a_blocked_statement(session)
    assert (second.result().message_id, second.result().turn_id) == (first.message_id, None)


@pytest.mark.parametrize(("other", "count"), [({}, 1), ({"provider_message_id": "m-2"}, 2)])
async def test_only_a_repeated_id_is_the_same_message(
    database: Database, vault: Vault, other: dict[str, str], count: int
) -> None:
    conversation_id = await start_conversation(database, vault)
    first = await receive_message(database, vault, conversation_id)
    second = await receive_message(database, vault, conversation_id, **other)
    assert len({first.message_id, second.message_id}) == count


async def test_an_id_with_other_words_is_refused(database: Database, vault: Vault) -> None:
    conversation_id = await start_conversation(database, vault)
    await receive_message(database, vault, conversation_id, text="はい")
    with pytest.raises(MessageIdReusedError):
        await receive_message(database, vault, conversation_id, text="いいえ")


async def test_an_id_with_another_file_is_refused(database: Database, vault: Vault) -> None:
    conversation_id = await start_conversation(database, vault)
    file = Attachment(attachment_id=uuid4(), file_name="写真.jpg", content_type="image/jpeg", size=1)
    await receive_message(database, vault, conversation_id)
    with pytest.raises(MessageIdReusedError):
        async with database.sessions.begin() as session:
            await receive_in(session, vault, conversation_id, "m-1", attachments=(file,))


async def test_the_same_id_of_two_visitors_is_two_messages(database: Database, vault: Vault) -> None:
    conversations = [await start_conversation(database, vault) for _ in range(2)]
    results = [await receive_message(database, vault, conversation_id) for conversation_id in conversations]
    assert results[0].message_id != results[1].message_id
    assert [result.message_seq for result in results] == [1, 1]


async def test_concurrent_messages_have_gap_free_places(database: Database, vault: Vault) -> None:
    conversation_id = await start_conversation(database, vault)
    ids = [f"m-{number}" for number in range(20)]
    results = await asyncio.gather(*(receive_message(database, vault, conversation_id, name) for name in ids))
    assert sorted(result.message_seq for result in results) == list(range(1, 21))
    async with database.sessions() as session:
        log = await list_events(session, vault, conversation_id)
        row = await session.get_one(ConversationRow, conversation_id)
    assert [entry.seq for entry in log] == list(range(1, 23))
    assert [entry.event.kind for entry in log[:3]] == ["conversation.opened", "contact.opened", "message.received"]
    assert state_of(row) == fold_all(entry.event for entry in log)


async def test_an_unknown_conversation_is_refused(database: Database, vault: Vault) -> None:
    async with database.sessions.begin() as session:
        with pytest.raises(ConversationNotFoundError):
            await lock_conversation(session, vault, ConversationId(uuid4()))


def _two_contacts() -> Sequence[ev.Event]:
    return (
        ev.ContactOpened(contact_id=uuid4(), channel=Channel.webchat, direction=Direction.inbound),
        ev.IdentityVerified(level=2, customer_id="C-0001", relation="self"),
        ev.ContactClosed(disposition="answered"),
        ev.HolderChanged(holder=HolderKind.queue, holder_name="general", reason="test"),
        ev.ContactOpened(contact_id=uuid4(), channel=Channel.webchat, direction=Direction.inbound),
        ev.ContactReasonNoted(contact_reason="renewal"),
    )


async def test_contacts_do_not_depend_on_how_events_are_appended(database: Database, vault: Vault) -> None:
    conversations = [await start_conversation(database, vault) for _ in range(2)]
    await append_events(database, vault, conversations[0], *_two_contacts())
    for event in _two_contacts():
        await append_events(database, vault, conversations[1], event)
    together, apart = [await _list_contacts(database, conversation_id) for conversation_id in conversations]
    assert [contact.disposition for contact in together] == ["answered", None]
    nameless = UUID(int=0)
    assert [replace(contact, contact_id=ContactId(nameless)) for contact in together] == [
        replace(contact, contact_id=ContactId(nameless)) for contact in apart
    ]


async def _list_contacts(database: Database, conversation_id: ConversationId) -> list[Contact]:
    async with database.sessions() as session:
        rows = await session.scalars(
            select(ContactRow).where(ContactRow.conversation_id == conversation_id).order_by(ContactRow.level.desc())
        )
        return [contact_of(row) for row in rows]


PLANTED = {"氏名": "試験 花子", "電話": "090-0000-1234", "ファイル": "試験花子_免許証.jpg"}


async def test_stored_payloads_contain_none_of_what_was_said(database: Database, vault: Vault) -> None:
    conversation_id = await start_conversation(database, vault)
    file = Attachment(attachment_id=uuid4(), file_name=PLANTED["ファイル"], content_type="image/jpeg", size=1)
    async with database.sessions.begin() as session:
        said = f"{PLANTED['氏名']}です。{PLANTED['電話']}"
        await receive_in(session, vault, conversation_id, "m-1", text=said, attachments=(file,))
    async with database.sessions() as session:
        payloads = (
            await session.scalars(select(EventRow.payload).where(EventRow.conversation_id == conversation_id))
        ).all()
        entries = await list_messages(session, vault, conversation_id, after_seq=0, limit=1)
        keys = (
            await session.scalars(select(ReceivedKeyRow).where(ReceivedKeyRow.conversation_id == conversation_id))
        ).all()
    stored = b"".join([*payloads, *(key.scope + key.content_digest for key in keys)])
    for planted in [*PLANTED.values(), f"visitor-{conversation_id}", "message_id"]:
        assert planted.encode() not in stored
        assert json.dumps(planted).encode() not in stored
    assert isinstance(entries[0].event, ev.MessageReceived)
    assert (entries[0].event.text, entries[0].event.attachments) == (said, (file,))


async def test_a_payload_moved_to_another_row_does_not_open(database: Database, vault: Vault) -> None:
    conversation_id = await start_conversation(database, vault)
    for name in ("m-1", "m-2"):
        await receive_message(database, vault, conversation_id, name)
    async with database.sessions() as session:
        rows = await session.scalars(
            select(EventRow).where(EventRow.conversation_id == conversation_id, EventRow.kind == "message.received")
        )
        first, second = rows.all()
        session.expunge_all()
    assert read_event(vault, first).event_id == first.id
    first.payload = second.payload
    with pytest.raises(VaultError):
        read_event(vault, first)
    with pytest.raises(VaultError):
        vault.open("turns.result", second.id, second.payload)
    assert vault.open(PAYLOAD, second.id, second.payload)


async def test_only_the_log_is_guarded(database: Database, vault: Vault) -> None:
    conversation_id = await start_conversation(database, vault)
    await receive_message(database, vault, conversation_id)
    async with database.sessions.begin() as session:
        await session.execute(update(ConversationRow).where(ConversationRow.id == conversation_id).values(level=1))
        await session.execute(delete(TurnRow).where(TurnRow.conversation_id == conversation_id))
