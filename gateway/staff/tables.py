"""Staff accounts, their signed-in sessions and what they looked at. A session token is stored as a digest only."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, LargeBinary, String, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from database.base import Base


class StaffAccountRow(Base):
    __tablename__ = "staff_accounts"
    __table_args__ = (
        CheckConstraint("role IN ('agent','supervisor','administrator','auditor')", name="role_is_known"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    role: Mapped[str] = mapped_column(String(16))
    password_hash: Mapped[str] = mapped_column(String(200))
    totp_secret: Mapped[bytes | None] = mapped_column(LargeBinary)
    failures: Mapped[int] = mapped_column(Integer)
    locked_until: Mapped[datetime | None]
    is_active: Mapped[bool] = mapped_column(server_default=text("true"))


class StaffSessionRow(Base):
    __tablename__ = "staff_sessions"

    digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("staff_accounts.id"), index=True)
    csrf_digest: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class AccessLogRow(Base):
    """Who read whose data, which fields, and why. Append-only; `reason` is sealed: staff type it freely."""

    __tablename__ = "access_log"
    __table_args__ = (
        Index("ix_access_log_customer_id_at", "customer_id", "at"),
        Index("ix_access_log_staff_id_at", "staff_id", "at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    staff_id: Mapped[UUID]
    staff_name: Mapped[str] = mapped_column(String(80))
    role: Mapped[str] = mapped_column(String(16))
    action: Mapped[str] = mapped_column(String(40))
    customer_id: Mapped[str | None] = mapped_column(String(64))
    conversation_id: Mapped[UUID | None]
    contact_id: Mapped[UUID | None]
    fields: Mapped[list[str]] = mapped_column(ARRAY(String(40)))
    reason: Mapped[bytes | None] = mapped_column(LargeBinary)
