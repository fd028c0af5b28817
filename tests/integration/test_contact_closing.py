"""A contact closes once, when the bot holds it and nobody has gone on meanwhile."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from conversation_builders import NOON, append_events, receive_message, start_conversation

from conversation import events as ev
from conversation.closing import close_if_idle, close_if_left, list_idle_conversations
from conversation.contacts import Contact
from conversation.log import list_events, lock_conversation
from conversation.model import BOT, ConversationId, HolderKind
from database.engine import Database
from database.vault import Vault

IDLE = timedelta(minutes=30)
LATER = NOON + timedelta(minutes=31)
REASON = ev.ContactReasonNoted(contact_reason="address_change")
TO_QUEUE = ev.HolderChanged(holder=HolderKind.queue, holder_name="general", reason="test")
TO_BOT = ev.HolderChanged(holder=HolderKind.bot, reason="test")


async def start_contact(database: Database, vault: Vault, *events: ev.Event) -> ConversationId:
    conversation_id = await start_conversation(database, vault)
    await receive_message(database, vault, conversation_id)
    for event in events:
        await append_events(database, vault, conversation_id, event)
    return conversation_id


async def close(
    database: Database, vault: Vault, conversation_id: ConversationId, at: datetime = LATER
) -> Contact | None:
    async with database.sessions.begin() as session:
        log = await lock_conversation(session, vault, conversation_id)
        return await close_if_idle(session, log, at=at, idle=IDLE)


@pytest.mark.parametrize(
    ("events", "disposition"), [((), "no_response"), ((REASON,), "answered"), ((TO_QUEUE, TO_BOT), "abandoned")]
)
async def test_an_idle_contact_closes_with_how_it_ended(
    database: Database, vault: Vault, events: Sequence[ev.Event], disposition: str
) -> None:
    conversation_id = await start_contact(database, vault, *events)
    async with database.sessions() as session:
        assert conversation_id in await list_idle_conversations(session, at=LATER, idle=IDLE)
    closed = await close(database, vault, conversation_id)
    assert closed is not None
    assert (closed.disposition, closed.ended_at, closed.segments[-1].ended_at) == (disposition, LATER, LATER)
    async with database.sessions() as session:
        assert conversation_id not in await list_idle_conversations(session, at=LATER + 2 * IDLE, idle=IDLE)
        last = (await list_events(session, vault, conversation_id))[-1]
    assert last.event == ev.ContactClosed(disposition=disposition)
    assert last.contact_id == closed.contact_id


async def test_a_contact_closes_once(database: Database, vault: Vault) -> None:
    conversation_id = await start_contact(database, vault)
    assert await close(database, vault, conversation_id) is not None
    assert await close(database, vault, conversation_id, LATER + 2 * IDLE) is None


@pytest.mark.parametrize(("events", "at"), [((), NOON + IDLE), ((TO_QUEUE,), LATER)])
async def test_a_contact_that_is_not_idle_stays_open(
    database: Database, vault: Vault, events: Sequence[ev.Event], at: datetime
) -> None:
    conversation_id = await start_contact(database, vault, *events)
    assert await close(database, vault, conversation_id, at) is None
    async with database.sessions() as session:
        assert conversation_id not in await list_idle_conversations(session, at=at, idle=IDLE)


async def test_the_next_message_opens_another_contact(database: Database, vault: Vault) -> None:
    conversation_id = await start_contact(database, vault)
    closed = await close(database, vault, conversation_id)
    received = await receive_message(database, vault, conversation_id, "m-2")
    assert closed is not None
    assert [entry.event.kind for entry in received.logged] == ["contact.opened", "message.received"]
    assert received.logged[-1].contact_id != closed.contact_id


VERIFIED = ev.IdentityVerified(level=2, customer_id="C000001", relation="policyholder")
TO_AGENT = ev.HolderChanged(holder=HolderKind.agent, holder_name="agent-1", reason="test")


@pytest.mark.parametrize(
    ("events", "away", "is_new"),
    [
        ((VERIFIED,), timedelta(minutes=29), False),
        ((VERIFIED,), timedelta(minutes=31), True),
        ((VERIFIED, TO_QUEUE), timedelta(days=3), False),
        ((VERIFIED, TO_AGENT), timedelta(days=3), False),
    ],
)
async def test_whoever_comes_back_to_the_bot_after_long_begins_a_contact_in_which_nothing_is_proved(
    database: Database, vault: Vault, events: Sequence[ev.Event], away: timedelta, is_new: bool
) -> None:
    conversation_id = await start_contact(database, vault, *events)
    async with database.sessions.begin() as session:
        log = await lock_conversation(session, vault, conversation_id)
        before = log.state
        await close_if_left(session, log, at=NOON + away, idle=IDLE)
        after = log.state
    assert (after.contact_id is None) is is_new
    assert (after.level == 0) is is_new
    assert after.holder == (BOT if is_new else before.holder)
