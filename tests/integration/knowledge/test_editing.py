"""The editors' list: equal questions are one entry, and what was dealt with leaves it until it is asked again."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import cast
from uuid import UUID, uuid4

import httpx2
import pytest

from database.engine import Database
from database.vault import Vault
from gateway.api.desk import StaffDesk
from gateway.api.editors import editor_routes
from gateway.cli.knowledge import table_of
from gateway.knowledge_desk import open_knowledge
from gateway.staff.permissions import Role
from knowledge.editing import EditorsQuestion, NoSuchQuestionError, deal_with, list_for_editors
from knowledge.search import Outcome, SearchResult
from knowledge.unanswered import Asked, QuestionKind, record_down_voted, record_unanswered
from tests.integration.at_hand_scene import Scene, a_scene
from tests.integration.staff.scene import NOON as TODAY
from tests.integration.staff.scene import code_of
from tests.unit.knowledge.articles import ARTICLES

NOON = datetime(2099, 11, 23, 12, 0, tzinfo=UTC)
NOTHING = SearchResult(Outcome.abstain, ())


def no_names(_: str) -> Sequence[object]:
    return ()


async def ask(
    database: Database, text: str, *, minutes: int = 0, channel: str = "webchat", refused: str | None = None
) -> UUID:
    asked = Asked(uuid4(), NOON + timedelta(minutes=minutes), channel, text)
    async with database.sessions.begin() as session:
        if refused is None:
            record_unanswered(session, asked, NOTHING, no_names)  # type: ignore[arg-type]
        else:
            record_down_voted(session, asked, refused, no_names)  # type: ignore[arg-type]
    return asked.question_id


async def entries(database: Database, text: str, *, is_dealt_with: bool = False) -> list[EditorsQuestion]:
    async with database.sessions() as session:
        found = await list_for_editors(session, is_dealt_with=is_dealt_with, limit=1000)
    return [entry for entry in found if entry.text == text]


async def test_equal_questions_are_one_entry(database: Database) -> None:
    text = "月の家に保険を掛けたい"
    await ask(database, text)
    await ask(database, text, minutes=5, channel="sms")
    (entry,) = await entries(database, text)
    assert (entry.kind, entry.count, entry.channels) == (QuestionKind.unanswered, 2, ("sms", "webchat"))
    assert (entry.first_asked_at, entry.last_asked_at) == (NOON, NOON + timedelta(minutes=5))


async def test_an_answer_that_did_not_help_names_its_article(database: Database) -> None:
    text = "星の家に保険を掛けたい"
    await ask(database, text)
    await ask(database, text, refused="move")
    found = {(entry.kind, entry.article_id) for entry in await entries(database, text)}
    assert found == {(QuestionKind.unanswered, None), (QuestionKind.down_voted, "move")}


async def test_dealt_with_until_it_is_asked_again(database: Database) -> None:
    text = "雲の家に保険を掛けたい"
    one = await ask(database, text)
    await ask(database, text, minutes=1)
    async with database.sessions.begin() as session:
        assert await deal_with(session, one, by="editor", at=NOON) == 2
    assert await entries(database, text) == []
    (done,) = await entries(database, text, is_dealt_with=True)
    assert (done.count, done.dealt_with_by, done.dealt_with_at) == (2, "editor", NOON)
    await ask(database, text, minutes=9)
    (again,) = await entries(database, text)
    assert again.count == 1


async def test_a_question_nobody_asked_is_refused(database: Database) -> None:
    async with database.sessions() as session:
        with pytest.raises(NoSuchQuestionError):
            await deal_with(session, uuid4(), by="editor", at=NOON)


async def test_the_table_stands_straight(database: Database) -> None:
    text = "海の家に保険を掛けたい"
    question_id = await ask(database, text, refused="move")
    heading, row = table_of(await entries(database, text)).splitlines()
    assert heading.startswith("件数  種類")
    assert row.split()[:2] == ["1", "役に立たず"]
    assert row.rstrip().endswith(f"{text}  {question_id}")


@pytest.fixture
def scene(database: Database, vault: Vault) -> Scene:
    scene = a_scene(database, vault)
    scene.desk.knowledge = open_knowledge(ARTICLES, database.sessions, lambda: TODAY)
    return scene


@pytest.fixture
async def http(scene: Scene) -> AsyncIterator[httpx2.AsyncClient]:
    app = scene.desk.app()
    app.include_router(editor_routes(cast("StaffDesk", scene.desk)), prefix="/api")
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://test") as http:
        yield http


async def test_a_supervisor_sees_the_list_and_marks_it(
    scene: Scene, http: httpx2.AsyncClient, database: Database
) -> None:
    text = "森の家に保険を掛けたい"
    question_id = await ask(database, text, refused="move")
    staff = await scene.sign_in(http, await scene.colleague(Role.supervisor))
    listed = (await staff.get("/api/knowledge/questions", kind="down_voted", limit="200")).json()["items"]
    (item,) = [item for item in listed if item["text"] == text]
    assert (item["article_id"], item["article_title"], item["count"]) == ("move", "引っ越したときの住所変更", 1)
    marked = await http.post(f"/api/knowledge/questions/{question_id}/dealt-with", json={})
    assert marked.json() == {"marked": 1}
    assert await entries(database, text) == []
    nobody = await http.post(f"/api/knowledge/questions/{uuid4()}/dealt-with", json={})
    assert code_of(nobody) == (404, "question_not_found")


async def test_an_agent_is_refused(scene: Scene, http: httpx2.AsyncClient) -> None:
    staff = await scene.sign_in(http, await scene.colleague())
    refused = await staff.get("/api/knowledge/questions")
    assert refused.status_code == 403
