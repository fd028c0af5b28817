from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy.exc import IntegrityError

from database.engine import Database
from knowledge.search import Outcome, SearchResult
from knowledge.tokens import load_tokenizer
from knowledge.unanswered import Asked, list_unanswered, record_unanswered

# Years ahead of every other test, so that `since` separates these rows.
NOON = datetime(2099, 11, 23, 12, 0, tzinfo=UTC)
NOTHING = SearchResult(Outcome.abstain, ())


def asked(question_id: UUID, text: str, *, minutes: int = 0) -> Asked:
    return Asked(question_id, NOON + timedelta(minutes=minutes), "webchat", text)


async def test_a_question_is_kept_masked(database: Database) -> None:
    names = load_tokenizer().person_names
    question_id = uuid4()
    async with database.sessions() as session, session.begin():
        record_unanswered(session, asked(question_id, "田中です。090-0000-1234に天気を教えて"), NOTHING, names)
    async with database.sessions() as session:
        rows = await list_unanswered(session, since=NOON)
    kept = next(row for row in rows if row.id == question_id)
    assert kept.masked_text == "［氏名］です。［電話番号］に天気を教えて"
    assert (kept.channel, kept.outcome, kept.top_article_id) == ("webchat", "abstain", None)
    assert kept.asked_at == NOON


async def test_the_newest_come_first(database: Database) -> None:
    names = load_tokenizer().person_names
    early, late = uuid4(), uuid4()
    async with database.sessions() as session, session.begin():
        record_unanswered(session, asked(early, "天気は", minutes=1), NOTHING, names)
        record_unanswered(session, asked(late, "株価は", minutes=2), NOTHING, names)
    async with database.sessions() as session:
        rows = await list_unanswered(session, since=NOON + timedelta(minutes=1))
        newest = await list_unanswered(session, since=NOON + timedelta(minutes=1), limit=1)
    assert [row.id for row in rows if row.id in {early, late}] == [late, early]
    assert len(newest) == 1


async def test_the_same_question_id_is_stored_once(database: Database) -> None:
    names = load_tokenizer().person_names
    question_id = uuid4()
    async with database.sessions() as session, session.begin():
        record_unanswered(session, asked(question_id, "天気は"), NOTHING, names)
    with pytest.raises(IntegrityError):
        async with database.sessions() as session, session.begin():
            record_unanswered(session, asked(question_id, "株価は"), NOTHING, names)
