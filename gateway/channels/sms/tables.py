"""What the SMS channel remembers. Numbers are blind indexes only; none of these rows expires with an erasure."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from database.base import Base


class SmsThreadRow(Base):
    """How far the log of a conversation has been staged as SMS: messages up to `delivered_seq` (`message_seq`)."""

    __tablename__ = "sms_threads"

    conversation_id: Mapped[UUID] = mapped_column(primary_key=True)
    delivered_seq: Mapped[int] = mapped_column(Integer)


class SmsOptOutRow(Base):
    """A number that wants no SMS from us."""

    __tablename__ = "sms_opt_outs"

    number_index: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    at: Mapped[datetime]


class SentSmsRow(Base):
    """One message counted against the budgets; `prefix_index` is of all digits but the last four."""

    __tablename__ = "sent_sms"
    __table_args__ = (
        Index("ix_sent_sms_number_index_sent_at", "number_index", "sent_at"),
        Index("ix_sent_sms_prefix_index_sent_at", "prefix_index", "sent_at"),
        Index("ix_sent_sms_sent_at", "sent_at"),
    )

    delivery_id: Mapped[UUID] = mapped_column(primary_key=True)
    number_index: Mapped[bytes] = mapped_column(LargeBinary)
    prefix_index: Mapped[bytes] = mapped_column(LargeBinary)
    segments: Mapped[int] = mapped_column(Integer)
    sent_at: Mapped[datetime]


class PollMarkRow(Base):
    """Up to when the carrier's list of inbound messages has been read."""

    __tablename__ = "poll_marks"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    at: Mapped[datetime]
