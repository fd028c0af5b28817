"""Receiving: a message enters the log at most once, whoever sends it how often."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import and_, exists, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from conversation import events as ev
from conversation.errors import MessageIdReusedError
from conversation.log import ConversationLog, LoggedEvent
from conversation.messages import InboundMessage
from conversation.model import ConversationId, Direction, MessageId, TurnId
from conversation.tables import ReceivedKeyRow, TurnRow
from conversation.turns import ClaimedTurn
from database.vault import Vault


@dataclass(frozen=True)
class Received:
    """The first result of a message id.

    `turn_id` is None when the message had been received before or needs no answer. `claimed` is the turn when the
    receiver may run it at once, because no earlier turn of the conversation is unfinished.
    """

    message_id: MessageId
    message_seq: int
    turn_id: TurnId | None
    logged: tuple[LoggedEvent, ...] = ()
    claimed: ClaimedTurn | None = None


async def receive(
    session: AsyncSession,
    vault: Vault,
    log: ConversationLog,
    message: InboundMessage,
    *,
    at: datetime,
    lease: timedelta | None = None,
    needs_answer: bool = True,
    opening: Sequence[ev.Event] = (),
) -> Received:
    """Log the message and stage its turn, or return the first result of its id.

    Raises MessageIdReusedError when the id came before with another content. The caller holds the conversation's
    lock, so two arrivals of one id meet here one after the other. With a `lease` the turn is claimed as well.
    A message that needs no answer of ours, because a person holds the conversation, has no turn. `opening` follows
    the opening of a contact, if this message opens one.
    """
    scope = _scope_of(vault, message)
    digest = vault.index("received_keys.content_digest", _content_of(message))
    known, is_busy = await _known_and_busy(session, log.conversation_id, message, scope)
    if known is not None:
        if known.content_digest != digest:
            raise MessageIdReusedError("This message id was used for another message.")
        return Received(MessageId(known.message_id), known.message_seq, None)

    message_id, turn_id = uuid4(), TurnId(uuid4()) if needs_answer else None
    received = ev.MessageReceived(
        message_id=message_id,
        channel=message.channel,
        provider_message_id=message.provider_message_id,
        text=message.text,
        dtmf=message.dtmf,
        attachments=tuple(message.attachments),
    )
    before = () if log.state.contact_id else (_contact_opening(message), *opening)
    logged = await log.append(*before, received, at=at)
    seq, message_seq = logged[-1].seq, log.state.message_seq
    session.add(
        ReceivedKeyRow(
            channel=message.channel,
            scope=scope,
            provider_message_id=message.provider_message_id,
            conversation_id=log.conversation_id,
            message_seq=message_seq,
            message_id=message_id,
            content_digest=digest,
        )
    )
    claimed = None
    if turn_id is not None:
        if lease is not None and not is_busy:
            claimed = ClaimedTurn(turn_id, log.conversation_id, seq, 1, None)
        session.add(_turn_row(turn_id, log, seq, at=at, leased_until=at + lease if claimed and lease else None))
    return Received(MessageId(message_id), message_seq, turn_id, tuple(logged), claimed)


async def is_received(session: AsyncSession, vault: Vault, message: InboundMessage) -> bool:
    """Whether the message's id has come before."""
    key = (message.channel, _scope_of(vault, message), message.provider_message_id)
    return await session.get(ReceivedKeyRow, key) is not None


def _scope_of(vault: Vault, message: InboundMessage) -> bytes:
    return vault.index("received_keys.scope", message.address)


def _turn_row(
    turn_id: TurnId, log: ConversationLog, seq: int, *, at: datetime, leased_until: datetime | None
) -> TurnRow:
    is_claimed = leased_until is not None
    return TurnRow(
        id=turn_id,
        conversation_id=log.conversation_id,
        seq=seq,
        state="running" if is_claimed else "pending",
        attempts=int(is_claimed),
        leased_until=leased_until,
        created_at=at,
    )


async def _known_and_busy(
    session: AsyncSession, conversation_id: ConversationId, message: InboundMessage, scope: bytes
) -> tuple[ReceivedKeyRow | None, bool]:
    """What is known of the message id, and whether a turn of the conversation is unfinished; one round trip."""
    one = select(literal(1).label("one")).subquery()
    unfinished = exists().where(TurnRow.conversation_id == conversation_id, TurnRow.state != "done")
    is_same = and_(
        ReceivedKeyRow.channel == message.channel,
        ReceivedKeyRow.scope == scope,
        ReceivedKeyRow.provider_message_id == message.provider_message_id,
    )
    query = select(ReceivedKeyRow, unfinished).select_from(one).outerjoin(ReceivedKeyRow, is_same)
    known, is_busy = (await session.execute(query)).one()
    return known, is_busy


def _contact_opening(message: InboundMessage) -> ev.ContactOpened:
    return ev.ContactOpened(contact_id=uuid4(), channel=message.channel, direction=Direction.inbound)


def _content_of(message: InboundMessage) -> str:
    attached: list[UUID] = [item.attachment_id for item in message.attachments]
    return json.dumps([message.text, message.dtmf, [str(item) for item in attached]], ensure_ascii=False)
