"""What the simulated carrier of the trial has delivered; one message per reference, for ever."""

from datetime import datetime

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from database.base import Base


class CarrierMessageRow(Base):
    __tablename__ = "carrier_messages"

    reference: Mapped[str] = mapped_column(String(64), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    sent_at: Mapped[datetime]
