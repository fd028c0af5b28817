"""Questions the articles did not answer, and answers that did not help, kept for the editors' review.

Only masked text is stored: masking happens here, so no caller can forget it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from database.base import Base
from knowledge.masking import LONGEST_MASKED, FindNames, mask_personal
from knowledge.search import Outcome, SearchResult


class QuestionKind(StrEnum):
    """`down_voted`: an article was the answer, and the customer said that it did not help."""

    unanswered = "unanswered"
    down_voted = "down_voted"


def _one_of(column: str, values: type[StrEnum]) -> str:
    return "{} IN ({})".format(column, ", ".join(f"'{value}'" for value in values))


class UnansweredQuestion(Base):
    """One question as it was asked, without personal data, and the nearest article, or the one that did not help."""

    __tablename__ = "unanswered_questions"
    __table_args__ = (
        CheckConstraint(_one_of("outcome", Outcome), name="outcome_is_known"),
        CheckConstraint(_one_of("kind", QuestionKind), name="kind_is_known"),
        Index(None, "asked_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    asked_at: Mapped[datetime]
    channel: Mapped[str] = mapped_column(String(40))
    masked_text: Mapped[str] = mapped_column(String(LONGEST_MASKED))
    top_article_id: Mapped[str | None] = mapped_column(String(100))
    outcome: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(20), server_default=text("'unanswered'"))
    dealt_with_at: Mapped[datetime | None]
    dealt_with_by: Mapped[str | None] = mapped_column(String(100))


@dataclass(frozen=True)
class Asked:
    """A question and where it came from; `text` is unmasked and is never stored."""

    question_id: UUID
    asked_at: datetime
    channel: str
    text: str


def record_unanswered(session: AsyncSession, asked: Asked, result: SearchResult, find_names: FindNames) -> None:
    """Add the masked question to the session, with the nearest article there was."""
    article_id = result.hits[0].article.id if result.hits else None
    session.add(_row(asked, QuestionKind.unanswered, article_id, result.outcome, find_names))


def record_down_voted(session: AsyncSession, asked: Asked, article_id: str, find_names: FindNames) -> None:
    """Add the masked question to the session, with the article that did not help."""
    session.add(_row(asked, QuestionKind.down_voted, article_id, Outcome.answer, find_names))


def _row(
    asked: Asked, kind: QuestionKind, article_id: str | None, outcome: Outcome, find_names: FindNames
) -> UnansweredQuestion:
    return UnansweredQuestion(
        id=asked.question_id,
        asked_at=asked.asked_at,
        channel=asked.channel,
        masked_text=mask_personal(asked.text, find_names),
        top_article_id=article_id,
        outcome=outcome.value,
        kind=kind.value,
    )


async def list_unanswered(
    session: AsyncSession, *, since: datetime | None = None, limit: int = 100
) -> Sequence[UnansweredQuestion]:
    """The newest first."""
    newest = select(UnansweredQuestion).order_by(UnansweredQuestion.asked_at.desc(), UnansweredQuestion.id)
    if since is not None:
        newest = newest.where(UnansweredQuestion.asked_at >= since)
    return (await session.scalars(newest.limit(limit))).all()
