"""The editors' list: the same question asked twice is one entry, worked on and marked as dealt with.

Entries are equal questions of one kind about one article. What is asked again after it was dealt with is open again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import String, cast, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from knowledge.unanswered import QuestionKind
from knowledge.unanswered import UnansweredQuestion as Row

LONGEST_EDITOR = 100


class NoSuchQuestionError(Exception):
    """No question for the editors has this id."""

    code = "question_not_found"


@dataclass(frozen=True)
class EditorsQuestion:
    """`question_id` is that of one of the questions put together here."""

    question_id: UUID
    kind: QuestionKind
    text: str
    article_id: str | None
    count: int
    first_asked_at: datetime
    last_asked_at: datetime
    channels: tuple[str, ...]
    dealt_with_at: datetime | None
    dealt_with_by: str | None


async def list_for_editors(
    session: AsyncSession, *, kind: QuestionKind | None = None, is_dealt_with: bool = False, limit: int = 100
) -> Sequence[EditorsQuestion]:
    """The most asked first, then the newest."""
    count, last = func.count(), func.max(Row.asked_at)
    query = (
        select(
            func.min(cast(Row.id, String)),
            Row.kind,
            Row.masked_text,
            Row.top_article_id,
            count,
            func.min(Row.asked_at),
            last,
            func.array_agg(Row.channel.distinct()),
            func.max(Row.dealt_with_at),
            func.max(Row.dealt_with_by),
        )
        .where(Row.dealt_with_at.is_not(None) if is_dealt_with else Row.dealt_with_at.is_(None))
        .group_by(Row.kind, Row.masked_text, Row.top_article_id)
        .order_by(count.desc(), last.desc())
        .limit(limit)
    )
    if kind is not None:
        query = query.where(Row.kind == kind.value)
    return [
        EditorsQuestion(UUID(one), QuestionKind(of), words, article, number, first, newest, tuple(channels), at, by)
        for one, of, words, article, number, first, newest, channels, at, by in await session.execute(query)
    ]


async def deal_with(session: AsyncSession, question_id: UUID, *, by: str, at: datetime) -> int:
    """Mark every open question equal to this one; how many that were. Raises NoSuchQuestionError."""
    row = await session.get(Row, question_id)
    if row is None:
        raise NoSuchQuestionError("There is no such question.")
    equal = (
        Row.kind == row.kind,
        Row.masked_text == row.masked_text,
        Row.top_article_id.is_not_distinct_from(row.top_article_id),
    )
    marked = (
        update(Row)
        .where(*equal, Row.dealt_with_at.is_(None))
        .values(dealt_with_at=at, dealt_with_by=by[:LONGEST_EDITOR])
        .returning(Row.id)
    )
    return len((await session.scalars(marked)).all())
