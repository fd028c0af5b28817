"""Telephone calls as they stand, and what each step was answered, so that a repeated step is answered alike."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Integer, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from database.base import Base


class CallRow(Base):
    """One call at the carrier.

    `caller` is the sealed number, None where it was withheld; `spoken_seq` is the last message of the log that was
    put into words. `silences` and `mishearings` count in a row. `ended_by` is who hung up. `step` is the number of the
    last step handed out, `told_position` the place last told, `rest` seals what was too long to be said at once.
    `heard_from_seq` is the last message before the call: nobody in it has heard it or anything before.
    `answered_at` is when the customer took our call. `expected_back_at` is the latest at which the carrier asks again.
    """

    __tablename__ = "calls"
    __table_args__ = (
        CheckConstraint(
            "state IN ('listening','waiting','dialling','talking','voicemail','ended')", name="state_is_known"
        ),
        Index("ix_calls_live", "conversation_id", postgresql_where=text("state <> 'ended'")),
    )

    call_sid: Mapped[str] = mapped_column(String(64), primary_key=True)
    conversation_id: Mapped[UUID] = mapped_column(index=True)
    contact_id: Mapped[UUID | None]
    direction: Mapped[str] = mapped_column(String(8))
    caller: Mapped[bytes | None] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(String(12))
    step: Mapped[int] = mapped_column(Integer)
    spoken_seq: Mapped[int] = mapped_column(Integer)
    heard_from_seq: Mapped[int] = mapped_column(Integer)
    silences: Mapped[int] = mapped_column(Integer)
    mishearings: Mapped[int] = mapped_column(Integer)
    agent_id: Mapped[str | None] = mapped_column(String(64))
    wants_callback: Mapped[bool]
    is_recording_paused: Mapped[bool]
    is_slow: Mapped[bool]
    told_position: Mapped[int | None] = mapped_column(Integer)
    rest: Mapped[bytes | None] = mapped_column(LargeBinary)
    callback_attempts: Mapped[int] = mapped_column(Integer)
    callback_tried_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    expected_back_at: Mapped[datetime | None]
    started_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None] = mapped_column(String(8))


class CallStepRow(Base):
    """The TwiML one step was answered with, sealed. `step` is the name and number the URL of the step carries."""

    __tablename__ = "call_steps"

    call_sid: Mapped[str] = mapped_column(String(64), primary_key=True)
    step: Mapped[str] = mapped_column(String(40), primary_key=True)
    twiml: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime]
