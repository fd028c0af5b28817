"""Conversations and messages of an invented visitor, committed one transaction at a time."""

import asyncio
from datetime import UTC, datetime
from uuid import uuid4

from sqlalchemy import text as sql
from sqlalchemy.ext.asyncio import AsyncSession

from conversation import events as ev
from conversation.log import LoggedEvent, lock_conversation, open_conversation
from conversation.messages import Attachment, InboundMessage
from conversation.model import Channel, ConversationId
from conversation.receive import Received, receive
from database.engine import Database
from database.vault import Vault

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
WORDS = "引っ越しました"


async def start_conversation(database: Database, vault: Vault) -> ConversationId:
    conversation_id = ConversationId(uuid4())
    async with database.sessions.begin() as session:
        await open_conversation(session, vault, conversation_id=conversation_id, bot_sender_id=uuid4().hex, at=NOON)
    return conversation_id


async def receive_in(
    session: AsyncSession,
    vault: Vault,
    conversation_id: ConversationId,
    provider_message_id: str,
    *,
    text: str = WORDS,
    attachments: tuple[Attachment, ...] = (),
) -> Received:
    """Receive in the caller's transaction."""
    log = await lock_conversation(session, vault, conversation_id)
    address = f"visitor-{conversation_id}"
    message = InboundMessage(Channel.webchat, address, provider_message_id, text, NOON, attachments)
    return await receive(session, vault, log, message, at=NOON)


async def receive_message(
    database: Database,
    vault: Vault,
    conversation_id: ConversationId,
    provider_message_id: str = "m-1",
    text: str = WORDS,
) -> Received:
    async with database.sessions.begin() as session:
        return await receive_in(session, vault, conversation_id, provider_message_id, text=text)


async def append_events(
    database: Database,
    vault: Vault,
    conversation_id: ConversationId,
    *events: ev.Event,
    decided_under: int | None = None,
) -> list[LoggedEvent]:
    async with database.sessions.begin() as session:
        log = await lock_conversation(session, vault, conversation_id)
        return await log.append(*events, at=NOON, decided_under=decided_under)


async def wait_for_a_blocked_statement(session: AsyncSession) -> None:
    """Return when some other transaction waits for a lock, so that what follows really overlaps."""
    async with asyncio.timeout(5):
        while not await session.scalar(sql("SELECT count(*) FROM pg_locks WHERE NOT granted")):
            pass
