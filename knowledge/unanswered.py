"""Questions the articles did not answer, kept for the editors' review.

Only masked text is stored: masking happens here, so no caller can forget it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from database.base import Base
from knowledge.masking import LONGEST_MASKED, FindNames, mask_personal
from knowledge.search import Outcome, SearchResult


class UnansweredQuestion(Base):
    """One question as it was asked, without personal data, and the nearest article if there was any."""

    __tablename__ = "unanswered_questions"
    __table_args__ = (
        CheckConstraint(
            "outcome IN ({})".format(", ".join(f"'{outcome}'" for outcome in Outcome)), name="outcome_is_known"
        ),
        Index(None, "asked_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    asked_at: Mapped[datetime]
    channel: Mapped[str] = mapped_column(String(40))
    masked_text: Mapped[str] = mapped_column(String(LONGEST_MASKED))
    top_article_id: Mapped[str | None] = mapped_column(String(100))
    outcome: Mapped[str] = mapped_column(String(20))


@dataclass(frozen=True)
class Asked:
    """A question and where it came from; `text` is unmasked and is never stored."""

    question_id: UUID
    asked_at: datetime
    channel: str
    text: str


def record_unanswered(session: AsyncSession, asked: Asked, result: SearchResult, find_names: FindNames) -> None:
    """Add the masked question to the session. An `answer` or `choices` is recorded when the customer refused it."""
    session.add(
        UnansweredQuestion(
            id=asked.question_id,
            asked_at=asked.asked_at,
            channel=asked.channel,
            masked_text=mask_personal(asked.text, find_names),
            top_article_id=result.hits[0].article.id if result.hits else None,
            outcome=result.outcome.value,
        )
    )


async def list_unanswered(
    session: AsyncSession, *, since: datetime | None = None, limit: int = 100
) -> Sequence[UnansweredQuestion]:
    """The newest first."""
    newest = select(UnansweredQuestion).order_by(UnansweredQuestion.asked_at.desc(), UnansweredQuestion.id)
    if since is not None:
        newest = newest.where(UnansweredQuestion.asked_at >= since)
    return (await session.scalars(newest.limit(limit))).all()
