"""The switch of the wide-area disaster mode, and whom it offered a callback; no personal data in either."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from database.base import Base


class DisasterModeRow(Base):
    """Each time the mode was switched on; the rows that ended are its history."""

    __tablename__ = "disaster_modes"
    __table_args__ = (Index("ix_disaster_modes_open", "begun_at", postgresql_where=text("ended_at IS NULL")),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40))
    areas: Mapped[list[str]] = mapped_column(ARRAY(String(10)), server_default=text("'{}'"))
    reason: Mapped[str] = mapped_column(String(200))
    begun_at: Mapped[datetime]
    begun_by: Mapped[str] = mapped_column(String(80))
    ends_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None] = mapped_column(String(80))


class CallbackOfferRow(Base):
    """A callback that was offered before a queue, with where the customer would wait otherwise. Once per contact."""

    __tablename__ = "callback_offers"

    contact_id: Mapped[UUID] = mapped_column(primary_key=True)
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id"), index=True)
    reason: Mapped[str] = mapped_column(String(40))
    queue: Mapped[str] = mapped_column(String(40))
    offered_at: Mapped[datetime]
