"""An agent writes to the customer: once, under the epoch they wrote under, and not past words they have not seen."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast
from uuid import uuid4

from sqlalchemy import Table, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from conversation import events as ev
from conversation.errors import MessageIdReusedError
from conversation.log import ConversationLog, LoggedEvent
from conversation.messages import Attachment
from conversation.model import MessageId
from conversation.tables import EventRow, ReceivedKeyRow
from database.vault import Vault
from handoff.errors import CustomerWroteSinceError
from handoff.model import AgentId
from handoff.serving import check_holds

DESK = "desk"
KEYS = cast("Table", ReceivedKeyRow.__table__)


@dataclass(frozen=True)
class AgentWords:
    """`epoch` is the one the agent's screen showed; `based_on_seq`, the last message they had seen, if they say so."""

    agent_id: AgentId
    agent_name: str
    client_message_id: str
    text: str = field(repr=False)
    epoch: int
    based_on_seq: int | None = None
    attachments: tuple[Attachment, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Said:
    """`logged` is empty when the message had been said before."""

    message_id: MessageId
    message_seq: int
    logged: tuple[LoggedEvent, ...] = ()


async def say(session: AsyncSession, vault: Vault, log: ConversationLog, words: AgentWords, *, at: datetime) -> Said:
    """Log the agent's message, or return the first result of its id.

    Raise MessageIdReusedError, NotYourConversationError, StaleEpochError or CustomerWroteSinceError.
    """
    scope = vault.index("received_keys.scope", f"{DESK}:{log.conversation_id}:{words.agent_id}")
    digest = vault.index("received_keys.content_digest", _content_of(words))
    message_id = uuid4()
    claim = insert(KEYS).values(
        channel=DESK,
        scope=scope,
        provider_message_id=words.client_message_id,
        conversation_id=log.conversation_id,
        message_seq=log.state.message_seq + 1,
        message_id=message_id,
        content_digest=digest,
    )
    if await session.scalar(claim.on_conflict_do_nothing().returning(KEYS.c.message_seq)) is None:
        known = await session.get_one(ReceivedKeyRow, (DESK, scope, words.client_message_id))
        if known.content_digest != digest:
            raise MessageIdReusedError("This message id was used for another message.")
        return Said(MessageId(known.message_id), known.message_seq)
    check_holds(log, words.agent_id)
    if words.based_on_seq is not None and await _last_received(session, log) > words.based_on_seq:
        raise CustomerWroteSinceError("The customer has written since.")
    posted = ev.MessagePosted(
        message_id=message_id,
        author_kind="agent",
        author_id=str(words.agent_id),
        author_name=words.agent_name,
        client_message_id=words.client_message_id,
        text=words.text,
        attachments=words.attachments,
    )
    logged = await log.append(posted, at=at, decided_under=words.epoch)
    return Said(MessageId(message_id), log.state.message_seq, tuple(logged))


async def _last_received(session: AsyncSession, log: ConversationLog) -> int:
    query = select(func.max(EventRow.message_seq)).where(
        EventRow.conversation_id == log.conversation_id, EventRow.kind == "message.received"
    )
    return int(await session.scalar(query) or 0)


def _content_of(words: AgentWords) -> str:
    return json.dumps([words.text, [str(item.attachment_id) for item in words.attachments]], ensure_ascii=False)
