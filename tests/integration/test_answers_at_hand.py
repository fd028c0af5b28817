"""Canned answers filled in for a conversation, and articles suggested for what its customer wrote."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from conversation import events as ev
from conversation.messages import Attachment
from conversation.model import Channel, ConversationId, HolderKind
from crm_adapter.demo import load_demo
from crm_adapter.memory_crm import MemoryCrm
from crm_adapter.model import CustomerId
from database.engine import Database
from database.vault import Vault
from gateway.desk_answers import GAP, CannedAnswer, CannedAnswers, load_canned_answers
from gateway.knowledge_desk import KnowledgeDesk, open_knowledge
from gateway.staff.permissions import Role
from tests.integration.at_hand_scene import AGENT_NAME, Scene, a_scene
from tests.integration.staff.scene import NOON, Staff, code_of
from tests.unit.knowledge.articles import ARTICLES, article

EVERYTHING = CannedAnswers(
    answers={
        "all": CannedAnswer(title="例", category="例", text="{customer_name}|{agent_name}|{queue}|{case_no}|{today}")
    }
)
DELIVERED = Path(__file__).parents[2] / "config" / "canned_answers.yml"


@pytest.fixture(scope="module")
async def crm() -> MemoryCrm:
    crm = MemoryCrm(lambda: NOON)
    await load_demo(crm, NOON.date())
    return crm


@pytest.fixture(scope="module")
def knowledge(database: Database) -> KnowledgeDesk:
    past_and_present = (*ARTICLES, article("expired", "引っ越しの古い手続き", valid_to=NOON.date().replace(day=1)))
    return open_knowledge(past_and_present, database.sessions, lambda: NOON)


@pytest.fixture
def scene(database: Database, vault: Vault, crm: MemoryCrm, knowledge: KnowledgeDesk) -> Scene:
    scene = a_scene(database, vault)
    scene.desk.crm, scene.desk.knowledge, scene.desk.canned_answers = crm, knowledge, EVERYTHING
    return scene


@pytest.fixture
async def http(scene: Scene) -> AsyncIterator[httpx2.AsyncClient]:
    async with scene.browser() as http:
        yield http


async def served(scene: Scene, http: httpx2.AsyncClient, *said: str) -> tuple[Staff, ConversationId]:
    agent_id = await scene.colleague()
    conversation_id = await scene.conversation(agent_id, *said)
    return await scene.sign_in(http, agent_id), conversation_id


async def answers(staff: Staff, conversation_id: ConversationId) -> list[dict[str, Any]]:
    return (await staff.get(f"/api/conversations/{conversation_id}/canned-answers")).json()["items"]


async def suggested(staff: Staff, conversation_id: ConversationId, **query: str) -> list[str]:
    answer = await staff.get(f"/api/conversations/{conversation_id}/suggestions", **query)
    assert answer.status_code == 200, answer.text
    return [item["article_id"] for item in answer.json()["items"]]


def verified(level: int, customer_id: str = "C000001") -> ev.IdentityVerified:
    return ev.IdentityVerified(level=level, customer_id=customer_id, relation="policyholder")


def opened_case(case_no: str) -> ev.CaseOpened:
    return ev.CaseOpened(intake_id=uuid4(), case_no=case_no, procedure="address_change")


async def test_everything_known_is_filled_in(scene: Scene, http: httpx2.AsyncClient, crm: MemoryCrm) -> None:
    agent, conversation_id = await served(scene, http)
    await scene.append(conversation_id, verified(2), opened_case("T1"), opened_case("T2"))
    name = (await crm.get_customer(CustomerId("C000001"))).name
    assert await answers(agent, conversation_id) == [
        {
            "code": "all",
            "title": "例",
            "category": "例",
            "text": f"{name}|{AGENT_NAME}|お客さま相談室|T2|2026年11月23日",
            "missing": [],
        }
    ]


@pytest.mark.parametrize("event", [verified(1), verified(2, "C999999"), opened_case("T1")])
async def test_nobody_is_named_who_has_not_proved_who_they_are(
    scene: Scene, http: httpx2.AsyncClient, event: ev.Event
) -> None:
    agent, conversation_id = await served(scene, http)
    await scene.append(conversation_id, event)
    (answer,) = await answers(agent, conversation_id)
    assert answer["text"].split("|")[0] == GAP
    assert "customer_name" in answer["missing"]


async def test_while_it_waits_the_queue_is_where_it_waits(scene: Scene, http: httpx2.AsyncClient) -> None:
    conversation_id = await scene.conversation()
    supervisor = await scene.sign_in(http, await scene.colleague(Role.supervisor))
    (before,) = await answers(supervisor, conversation_id)
    waiting = ev.HolderChanged(holder=HolderKind.queue, holder_name="general", reason="asked")
    await scene.append(conversation_id, waiting)
    (after,) = await answers(supervisor, conversation_id)
    assert (before["missing"], after["missing"]) == (
        ["customer_name", "queue", "case_no"],
        ["customer_name", "case_no"],
    )


async def test_a_queue_that_has_left_the_file_is_a_gap(scene: Scene, http: httpx2.AsyncClient) -> None:
    conversation_id = await scene.conversation()
    gone = ev.HolderChanged(holder=HolderKind.queue, holder_name="abolished", reason="asked")
    await scene.append(conversation_id, gone)
    supervisor = await scene.sign_in(http, await scene.colleague(Role.supervisor))
    (answer,) = await answers(supervisor, conversation_id)
    assert "queue" in answer["missing"]


async def test_the_delivered_answers_come_in_their_order(scene: Scene, http: httpx2.AsyncClient) -> None:
    scene.desk.canned_answers = load_canned_answers(DELIVERED)
    agent, conversation_id = await served(scene, http)
    codes = [item["code"] for item in await answers(agent, conversation_id)]
    assert codes == list(scene.desk.canned_answers.answers)


async def test_articles_are_suggested_for_what_the_agent_types(scene: Scene, http: httpx2.AsyncClient) -> None:
    agent, conversation_id = await served(scene, http, "パスワードを忘れました")
    path = f"/api/conversations/{conversation_id}/suggestions"
    items = (await agent.get(path, q="引っ越したので住所を変えたい")).json()["items"]
    assert items[0] == {
        "article_id": "move",
        "title": "引っ越したときの住所変更",
        "answer": "住所変更はこのチャットで承ります。",
        "source": "社内規程",
    }
    assert len(items) <= 3
    assert "expired" not in [item["article_id"] for item in items]


@pytest.mark.parametrize("query", [{}, {"q": ""}, {"q": " \u3000"}])
async def test_without_words_the_customers_last_ones_count(
    scene: Scene, http: httpx2.AsyncClient, query: dict[str, str]
) -> None:
    agent, conversation_id = await served(scene, http, "引っ越したので住所を変えたい", "パスワードを忘れました")
    assert (await suggested(agent, conversation_id, **query))[0] == "password"


async def test_a_file_alone_and_what_the_bot_said_are_passed_over(scene: Scene, http: httpx2.AsyncClient) -> None:
    conversation_id = await scene.conversation(None, "パスワードを忘れました")
    attached = Attachment(attachment_id=uuid4(), file_name="a.png", content_type="image/png", size=1)
    alone = ev.MessageReceived(message_id=uuid4(), channel=Channel.webchat, text="", attachments=(attached,))
    answer = ev.MessagePosted(message_id=uuid4(), author_kind="bot", text="ロードサービスを呼びますか。")
    await scene.append(conversation_id, alone, answer, epoch=0)
    supervisor = await scene.sign_in(http, await scene.colleague(Role.supervisor))
    assert (await suggested(supervisor, conversation_id))[0] == "password"


@pytest.mark.parametrize("q", ["今日の天気は", "はい", "\u0000", "💥" * 250, "<script>alert(1)</script>"])
async def test_what_no_article_covers_gets_none(scene: Scene, http: httpx2.AsyncClient, q: str) -> None:
    agent, conversation_id = await served(scene, http)
    assert await suggested(agent, conversation_id, q=q) == []


async def test_a_silent_customer_gets_no_suggestions(scene: Scene, http: httpx2.AsyncClient) -> None:
    agent, conversation_id = await served(scene, http)
    assert await suggested(agent, conversation_id) == []


async def test_a_very_long_message_is_cut_and_a_very_long_question_refused(
    scene: Scene, http: httpx2.AsyncClient
) -> None:
    agent, conversation_id = await served(scene, http, "パスワードを忘れました" + "あ" * 1_900)
    assert "password" in await suggested(agent, conversation_id)
    path = f"/api/conversations/{conversation_id}/suggestions"
    assert code_of(await agent.get(path, q="あ" * 501)) == (422, "invalid_request")


@pytest.mark.parametrize("what", ["canned-answers", "suggestions"])
async def test_the_conversation_of_others_is_closed(scene: Scene, http: httpx2.AsyncClient, what: str) -> None:
    conversation_id = await scene.conversation(await scene.colleague())
    other = await scene.sign_in(http, await scene.colleague())
    refused = await other.get(f"/api/conversations/{conversation_id}/{what}")
    assert code_of(refused) == (403, "not_your_conversation")
    unknown = await other.get(f"/api/conversations/{uuid4()}/{what}")
    assert code_of(unknown) == (404, "conversation_not_found")
    http.cookies.clear()
    assert code_of(await http.get(f"/api/conversations/{conversation_id}/{what}")) == (401, "not_signed_in")
