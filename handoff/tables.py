"""Handoff's tables: who waits, who is offered what, who serves whom, and what was promised.

The log stays the record; these rows are what routing decides by, written in the transaction of their events.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, LargeBinary, String, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from database.base import Base


class AgentRow(Base):
    """A member of staff as routing knows them; `id` is the staff account's.

    `presence` is what they chose, or `not_responding`. `idle_since` is when they last became free; `last_seen_at`
    when their desk last gave a sign of life.
    """

    __tablename__ = "agents"
    __table_args__ = (
        CheckConstraint("presence IN ('available','away','offline','not_responding')", name="presence_is_known"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    presence: Mapped[str] = mapped_column(String(16))
    since: Mapped[datetime]
    idle_since: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    skills: Mapped[list[str]] = mapped_column(ARRAY(String(40)))
    capacity: Mapped[dict[str, Any]] = mapped_column(JSONB)


class QueueEntryRow(Base):
    """A waiting conversation.

    `entered_at` is its place and survives re-offers; `rank_at`, the place less the head start, orders.
    """

    __tablename__ = "queue_entries"
    __table_args__ = (
        Index("ix_queue_entries_queue_rank_at", "queue", "rank_at"),
        Index("ix_queue_entries_overflow_at", "overflow_at", postgresql_where=text("overflow_at IS NOT NULL")),
    )

    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    contact_id: Mapped[UUID | None]
    queue: Mapped[str] = mapped_column(String(40))
    overflow_queue: Mapped[str | None] = mapped_column(String(40))
    overflow_at: Mapped[datetime | None]
    channel: Mapped[str] = mapped_column(String(8))
    reason: Mapped[str] = mapped_column(String(40))
    entered_at: Mapped[datetime]
    rank_at: Mapped[datetime]
    epoch: Mapped[int] = mapped_column(Integer)
    preferred_agent_id: Mapped[UUID | None]
    excluded_agent_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    offer_id: Mapped[UUID | None]
    seen_at: Mapped[datetime]


class OfferRow(Base):
    """A waiting contact proposed to one agent. Open while `outcome` is empty."""

    __tablename__ = "offers"
    __table_args__ = (
        CheckConstraint("purpose IN ('serve','join')", name="purpose_is_known"),
        Index(
            "uq_offers_one_open_per_conversation",
            "conversation_id",
            unique=True,
            postgresql_where=text("outcome IS NULL AND purpose = 'serve'"),
        ),
        Index("ix_offers_open_by_agent", "agent_id", postgresql_where=text("outcome IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id"), index=True)
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("agents.id"))
    queue: Mapped[str | None] = mapped_column(String(40))
    channel: Mapped[str] = mapped_column(String(8))
    purpose: Mapped[str] = mapped_column(String(8))
    epoch: Mapped[int] = mapped_column(Integer)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    outcome: Mapped[str | None] = mapped_column(String(16))
    ended_at: Mapped[datetime | None]


class AssignmentRow(Base):
    """An accepted offer: this agent has this contact, until the wrap-up is done.

    `entered_at` and `rank_at` are the contact's place in the queue, for the case that it must wait again.
    """

    __tablename__ = "assignments"
    __table_args__ = (
        CheckConstraint("state IN ('serving','wrapping','overdue','done')", name="state_is_known"),
        Index(
            "uq_assignments_one_per_conversation",
            "conversation_id",
            unique=True,
            postgresql_where=text("state <> 'done'"),
        ),
        Index("ix_assignments_open_by_agent", "agent_id", postgresql_where=text("state <> 'done'")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id"), index=True)
    contact_id: Mapped[UUID | None]
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("agents.id"))
    channel: Mapped[str] = mapped_column(String(8))
    queue: Mapped[str | None] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(8))
    entered_at: Mapped[datetime]
    rank_at: Mapped[datetime | None]
    began_at: Mapped[datetime]
    talk_ended_at: Mapped[datetime | None]
    wrap_up_ends_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class ParticipantRow(Base):
    """An agent beside the holder: invited, then joined; gone when the row is."""

    __tablename__ = "participants"
    __table_args__ = (CheckConstraint("purpose IN ('warm','consult')", name="purpose_is_known"),)

    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("agents.id"), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(8))
    invited_by: Mapped[UUID]
    invited_at: Mapped[datetime]
    offer_id: Mapped[UUID | None]
    joined_at: Mapped[datetime | None]


class NoteRow(Base):
    """An internal note (内部メモ). It has no way to a customer: it is not an event and no message."""

    __tablename__ = "notes"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id"), index=True)
    contact_id: Mapped[UUID | None]
    author_id: Mapped[UUID]
    author_name: Mapped[str] = mapped_column(String(80))
    written_at: Mapped[datetime]
    text: Mapped[bytes] = mapped_column(LargeBinary)


class PromiseRow(Base):
    """Something promised to the customer by a time. `made_by` is an agent, or empty for the bot.

    `case_no` is the case it was told with, of which there is one promise at most; `asked_at` when the customer last
    asked for it after its time. Whatever keeps it by itself leaves `kept_by` empty.
    """

    __tablename__ = "promises"
    __table_args__ = (
        CheckConstraint("kind IN ('callback','reply','task')", name="kind_is_known"),
        Index("uq_promises_case_no", "case_no", unique=True, postgresql_where=text("case_no IS NOT NULL")),
        Index("ix_promises_open_by_due_at", "due_at", postgresql_where=text("kept_at IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id"), index=True)
    contact_id: Mapped[UUID | None]
    customer_id: Mapped[str | None] = mapped_column(String(64), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    text: Mapped[bytes] = mapped_column(LargeBinary)
    due_at: Mapped[datetime]
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None]
    made_by_name: Mapped[str | None] = mapped_column(String(80))
    kept_at: Mapped[datetime | None]
    kept_by: Mapped[UUID | None]
    alarmed_at: Mapped[datetime | None]
    case_no: Mapped[str | None] = mapped_column(String(16))
    asked_at: Mapped[datetime | None]


class ReadingPositionRow(Base):
    """How far the customer's screen has received and shown the messages."""

    __tablename__ = "reading_positions"

    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    delivered_seq: Mapped[int] = mapped_column(Integer)
    seen_seq: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime]
