"""What the SMS channel remembers. Numbers are blind indexes only; none of these rows expires with an erasure."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from database.base import Base


class SmsThreadRow(Base):
    """How far the log of a conversation has been staged as SMS: messages up to `delivered_seq` (`message_seq`).

    `has_replied`: something was staged. `asked_to_speak_in` is the last call during which the number was asked by SMS
    to speak instead of writing.
    """

    __tablename__ = "sms_threads"

    conversation_id: Mapped[UUID] = mapped_column(primary_key=True)
    delivered_seq: Mapped[int] = mapped_column(Integer)
    has_replied: Mapped[bool] = mapped_column(server_default="false")
    asked_to_speak_in: Mapped[str | None] = mapped_column(String(64))


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
    """What was sent to us before `at` has surely been received, or given up."""

    __tablename__ = "poll_marks"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    at: Mapped[datetime]


class PollFailureRow(Base):
    """How often a message of the carrier's list could not be taken; after a few times it is given up."""

    __tablename__ = "poll_failures"

    message_sid: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int] = mapped_column(Integer)
    failed_at: Mapped[datetime]
