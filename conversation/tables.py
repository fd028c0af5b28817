"""The kernel's tables. `conversation_events` is append-only; everything else here can be rebuilt from it or expires."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, LargeBinary, String, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from database.base import Base

ADDRESS = "channel_identities.address"


class ConversationRow(Base):
    """The state table: always the fold of the conversation's events."""

    __tablename__ = "conversations"
    __table_args__ = (
        CheckConstraint("holder_kind IN ('bot','queue','agent','none')", name="holder_is_known"),
        CheckConstraint("level BETWEEN 0 AND 4", name="level_is_known"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    opened_at: Mapped[datetime]
    updated_at: Mapped[datetime] = mapped_column(index=True)
    head_seq: Mapped[int] = mapped_column(Integer)
    message_seq: Mapped[int] = mapped_column(Integer)
    epoch: Mapped[int] = mapped_column(Integer)
    holder_kind: Mapped[str] = mapped_column(String(8))
    holder_name: Mapped[str | None] = mapped_column(String(64))
    contact_id: Mapped[UUID | None]
    contact_channel: Mapped[str | None] = mapped_column(String(8))
    customer_id: Mapped[str | None] = mapped_column(String(64))
    level: Mapped[int] = mapped_column(Integer)
    signals: Mapped[list[str]] = mapped_column(ARRAY(String(24)), server_default=text("'{}'"))
    requested: Mapped[list[str]] = mapped_column(ARRAY(String(64)), server_default=text("'{}'"))
    bot_sender_id: Mapped[str] = mapped_column(String(64), unique=True)


class EventRow(Base):
    __tablename__ = "conversation_events"
    __table_args__ = (Index("uq_conversation_events_message_seq", "conversation_id", "message_seq", unique=True),)

    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(Integer, primary_key=True)
    message_seq: Mapped[int | None] = mapped_column(Integer)
    id: Mapped[UUID] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    occurred_at: Mapped[datetime]
    contact_id: Mapped[UUID | None] = mapped_column(index=True)
    epoch: Mapped[int] = mapped_column(Integer)
    payload: Mapped[bytes] = mapped_column(LargeBinary)


class ContactRow(Base):
    """The contact log (コンタクト履歴): the fold of a contact's events, kept for searching.

    `search_tokens` are keyed digests of the masked transcript's words and belong to no event: whoever indexes
    writes them, and they can be made anew at any time.
    """

    __tablename__ = "contacts"
    __table_args__ = (
        Index("ix_contacts_started_at_id", "started_at", "id"),
        Index("ix_contacts_agent_ids", "agent_ids", postgresql_using="gin"),
        Index("ix_contacts_case_nos", "case_nos", postgresql_using="gin"),
        Index("ix_contacts_search_tokens", "search_tokens", postgresql_using="gin"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id"), index=True)
    channel: Mapped[str] = mapped_column(String(8))
    direction: Mapped[str] = mapped_column(String(8))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    last_event_at: Mapped[datetime]
    customer_id: Mapped[str | None] = mapped_column(String(64), index=True)
    contact_reason: Mapped[str | None] = mapped_column(String(40))
    disposition: Mapped[str | None] = mapped_column(String(40))
    level: Mapped[int] = mapped_column(Integer)
    agent_ids: Mapped[list[str]] = mapped_column(ARRAY(String(64)))
    case_nos: Mapped[list[str]] = mapped_column(ARRAY(String(32)))
    segments: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    search_tokens: Mapped[str] = mapped_column(TSVECTOR, deferred=True, server_default=text("''"))


class ChannelIdentityRow(Base):
    """An address on a channel. Linked to a customer or not, it never proves who is speaking.

    Whoever comes under it sees the messages after `from_seq`: somebody with a link was not there from the beginning,
    and has no part in the conversation from `expires_at` on. Other addresses have no end.
    """

    __tablename__ = "channel_identities"
    __table_args__ = (Index("uq_channel_identities_address", "channel", "address_index", unique=True),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(8))
    address_index: Mapped[bytes] = mapped_column(LargeBinary)
    address: Mapped[bytes] = mapped_column(LargeBinary)
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id"), index=True)
    from_seq: Mapped[int] = mapped_column(Integer, server_default="0")
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]


class ReceivedKeyRow(Base):
    """What was received once is never received again; these rows outlive every erasure."""

    __tablename__ = "received_keys"

    channel: Mapped[str] = mapped_column(String(8), primary_key=True)
    scope: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    provider_message_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    conversation_id: Mapped[UUID]
    message_seq: Mapped[int] = mapped_column(Integer)
    message_id: Mapped[UUID]
    content_digest: Mapped[bytes] = mapped_column(LargeBinary)


class TurnRow(Base):
    """One message waiting for its answer. `result` is what the actions of this turn decided, sealed."""

    __tablename__ = "turns"
    __table_args__ = (
        CheckConstraint("state IN ('pending','running','done')", name="state_is_known"),
        Index("ix_turns_unfinished", "conversation_id", "seq", postgresql_where=text("state <> 'done'")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id"))
    seq: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[str] = mapped_column(String(8))
    attempts: Mapped[int] = mapped_column(Integer)
    leased_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    result: Mapped[bytes | None] = mapped_column(LargeBinary)
