"""Links that carry a request from one channel into the browser."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, Integer, LargeBinary, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from database.base import Base


class ContinueLinkRow(Base):
    """A link as it was issued: only its digest is kept. It opens one conversation, once, until it expires.

    Whoever opens it sees the messages after `from_seq`. `level`, `customer_id` and `relation` are what had been
    verified when it was issued; `identity_id` is the visitor it admitted.
    """

    __tablename__ = "continue_links"
    __table_args__ = (Index("uq_continue_links_digest", "digest", unique=True),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    conversation_id: Mapped[UUID] = mapped_column(index=True)
    intake_id: Mapped[UUID | None]
    purpose: Mapped[str] = mapped_column(String(16))
    from_seq: Mapped[int] = mapped_column(Integer)
    level: Mapped[int] = mapped_column(SmallInteger)
    customer_id: Mapped[str | None] = mapped_column(String(64))
    relation: Mapped[str | None] = mapped_column(String(40))
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    redeemed_at: Mapped[datetime | None]
    identity_id: Mapped[UUID | None]
