"""What the simulated carrier of the trial has carried: messages both ways, one per reference for ever, and calls."""

from datetime import datetime

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from database.base import Base


class CarrierMessageRow(Base):
    """`reference` is ours for what we send, the carrier's message sid for what the telephone sent."""

    __tablename__ = "carrier_messages"

    reference: Mapped[str] = mapped_column(String(64), primary_key=True)
    direction: Mapped[str] = mapped_column(String(8), server_default="outbound")
    content: Mapped[bytes] = mapped_column(LargeBinary)
    sent_at: Mapped[datetime]


class CarrierCallRow(Base):
    """A call of the virtual telephone. `content` seals the numbers; `redirect_url` waits to be fetched by it."""

    __tablename__ = "carrier_calls"

    call_sid: Mapped[str] = mapped_column(String(64), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    direction: Mapped[str] = mapped_column(String(8))
    status: Mapped[str] = mapped_column(String(16))
    redirect_url: Mapped[str | None] = mapped_column(String(400))
    recording: Mapped[str] = mapped_column(String(8), server_default="off")
    started_at: Mapped[datetime]
    updated_at: Mapped[datetime]
