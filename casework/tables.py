"""Casework's tables. Drafts and cases are sealed; codes and counters hold no personal data in the clear."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from database.base import Base


class IntakeRow(Base):
    __tablename__ = "intakes"
    __table_args__ = (
        CheckConstraint("status IN ('open','paused','submitted','handed_off','answered')", name="status_is_known"),
        Index(
            "uq_intakes_one_open_per_conversation",
            "conversation_id",
            unique=True,
            postgresql_where=text("status = 'open'"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id"), index=True)
    procedure: Mapped[str] = mapped_column(String(40))
    status: Mapped[str] = mapped_column(String(12))
    draft: Mapped[bytes] = mapped_column(LargeBinary)
    opened_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class CaseRow(Base):
    """A submitted procedure (案件). One intake makes at most one."""

    __tablename__ = "cases"
    __table_args__ = (
        CheckConstraint("status IN ('open','completed','in_review','closed')", name="status_is_known"),
        Index("ix_cases_customer_id_opened_at", "customer_id", "opened_at"),
    )

    case_no: Mapped[str] = mapped_column(String(16), primary_key=True)
    intake_id: Mapped[UUID] = mapped_column(ForeignKey("intakes.id"), unique=True)
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id"), index=True)
    contact_id: Mapped[UUID | None] = mapped_column(index=True)
    procedure: Mapped[str] = mapped_column(String(40))
    procedure_version: Mapped[int] = mapped_column(Integer)
    status: Mapped[str] = mapped_column(String(12))
    queue: Mapped[str | None] = mapped_column(String(40))
    department: Mapped[str | None] = mapped_column(String(80))
    priority: Mapped[str] = mapped_column(String(8), server_default="normal")
    customer_id: Mapped[str | None] = mapped_column(String(64))
    fields: Mapped[bytes] = mapped_column(LargeBinary)
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    updated_at: Mapped[datetime]


class CaseHistoryRow(Base):
    """What happened to a case; `step` and `outcome` are codes, never free text."""

    __tablename__ = "case_history"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_no: Mapped[str] = mapped_column(ForeignKey("cases.case_no"), index=True)
    at: Mapped[datetime]
    step: Mapped[str] = mapped_column(String(40))
    outcome: Mapped[str] = mapped_column(String(40))


class IdentityAttemptRow(Base):
    """A failed check, once for each subject it counts against; the subject is a blind index."""

    __tablename__ = "identity_attempts"
    __table_args__ = (Index("ix_identity_attempts_subject_at", "subject", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    subject: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime]


class OneTimeCodeRow(Base):
    """A code that was sent. Only its keyed digest is kept; a newer code of the intake in its contact replaces it."""

    __tablename__ = "one_time_codes"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    intake_id: Mapped[UUID] = mapped_column(ForeignKey("intakes.id"), index=True)
    conversation_id: Mapped[UUID] = mapped_column(index=True)
    contact_id: Mapped[UUID | None]
    subject: Mapped[bytes] = mapped_column(LargeBinary, index=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    entries: Mapped[int] = mapped_column(Integer)
    sent_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
