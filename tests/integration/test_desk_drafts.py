"""The draft at the desk: what the bot left is finished by the agent, once, with everything in the log."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from draft_scene import ANOTHER, HANAKO, NOON, PROCEDURES, DraftDesk, DraftScene, Served

from casework.intakes.draft import IntakeStatus
from conversation import events as ev
from conversation.model import ConversationId, HolderKind
from conversation.state import ConversationState
from crm_adapter.demo import load_demo
from crm_adapter.memory_crm import MemoryCrm
from database.engine import Database
from database.vault import Vault
from gateway.api.draft_wire import packet_intake
from gateway.jobs import JobQueue
from gateway.staff.permissions import Role
from tests.integration.staff.scene import Staff, code_of

ENTRIES = {
    "policy_nos": "A123456789",
    "new_postal_code": "160-0023",
    "new_address": "1-2-3 サンプルハイツ405",
    "moved_on": "2026年12月5日",
    "garage_changes": "いいえ",
}
CALLBACK = {"phone": "090-0000-0009", "time_window": "平日の午後", "about": "証券のこと"}


@pytest.fixture(scope="module")
async def crm() -> MemoryCrm:
    crm = MemoryCrm(lambda: NOON)
    await load_demo(crm, NOON.date())
    return crm


@pytest.fixture
def scene(database: Database, database_url: str, vault: Vault, crm: MemoryCrm) -> DraftScene:
    return DraftScene(database, vault, DraftDesk(database.sessions, vault, crm, JobQueue(database_url)))


@pytest.fixture
async def http(scene: DraftScene) -> AsyncIterator[httpx2.AsyncClient]:
    async with scene.browser() as http:
        yield http


@pytest.fixture
async def agent_id(scene: DraftScene, http: httpx2.AsyncClient) -> str:
    return await scene.sign_in(http)


@pytest.fixture
async def stranger(scene: DraftScene, http: httpx2.AsyncClient, agent_id: str) -> Served:
    """Served by the agent; who speaks is not known."""
    return Served(Staff(http), await scene.conversation(agent_id))


@pytest.fixture
async def served(scene: DraftScene, stranger: Served) -> Served:
    """HANAKO, verified, served by the agent."""
    await scene.verify(stranger.conversation_id, HANAKO.customer_id)
    return stranger


async def filled(served: Served, entries: Mapping[str, str] = ENTRIES) -> dict[str, Any]:
    """The draft after these entries."""
    for name, text in entries.items():
        answer = await served.enters(name, text)
        assert answer.status_code == 200, answer.text
    draft: dict[str, Any] = (await served.read()).json()
    return draft


def fields_of(draft: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    return {field["name"]: field for field in draft["fields"]}


def missing_of(answer: httpx2.Response) -> list[str]:
    missing: list[str] = answer.json()["missing"]
    return missing


async def test_the_draft_of_the_bot_is_read_as_a_form(scene: DraftScene, served: Served) -> None:
    left = await scene.left_by_the_bot(served.conversation_id, asked="new_postal_code", moved_on="2026-12-05")
    draft = (await served.read()).json()
    assert {key: draft[key] for key in ("intake_id", "procedure", "title", "version", "status")} == {
        "intake_id": str(left.intake_id),
        "procedure": "address_change",
        "title": "住所変更",
        "version": 1,
        "status": "handed_off",
    }
    assert draft["missing"] == ["policy_nos", "new_postal_code", "new_address"]
    assert draft["last_question"] == "新しいご住所の郵便番号を、7桁でお知らせください。"
    assert fields_of(draft)["moved_on"] == {
        "name": "moved_on",
        "label": "お引越し日",
        "type": "date",
        "prompt": "お引越しの日はいつですか。これからの場合は予定日をお知らせください。",
        "choices": [],
        "is_needed": True,
        "is_asked": True,
        "value": "2026-12-05",
        "spoken": "2026-12-05",
        "text": "2026-12-05",
        "source": "customer",
        "is_confident": True,
        "is_confirmed": False,
    }
    in_force = {policy.policy_no for policy in HANAKO.policies if policy.status == "in_force"}
    assert {choice["value"] for choice in fields_of(draft)["policy_nos"]["choices"]} == in_force
    assert not fields_of(draft)["garage_changes"]["is_asked"]
    assert await scene.events(served.conversation_id) == []


async def test_the_packet_carries_the_same_draft_without_a_request(scene: DraftScene, served: Served) -> None:
    values = {"policy_nos": ["A123456789"], "moved_on": "2026-12-05"}
    left = await scene.left_by_the_bot(served.conversation_id, asked="person", **values)
    state = ConversationState(customer_id=HANAKO.customer_id)
    packed = packet_intake(left, PROCEDURES["address_change"], state).model_dump(mode="json")
    shown = (await served.read()).json()
    assert packed | {"fields": None, "missing": None} == shown | {"fields": None, "missing": None}
    assert fields_of(packed)["moved_on"] == fields_of(shown)["moved_on"]


async def test_without_a_draft_there_is_none(served: Served) -> None:
    assert code_of(await served.read()) == (404, "no_draft")
    assert code_of(await served.enters("moved_on", "明日")) == (404, "no_draft")
    assert code_of(await served.submits()) == (404, "no_draft")
    assert code_of(await served.stops()) == (404, "no_draft")


async def test_the_agent_finishes_what_the_customer_began(scene: DraftScene, served: Served) -> None:
    await scene.left_by_the_bot(served.conversation_id, asked="person", moved_on="2026-12-05")
    draft = await filled(served, {name: text for name, text in ENTRIES.items() if name != "moved_on"})
    assert (draft["status"], draft["missing"]) == ("open", [])
    sources = {name: field.get("source") for name, field in fields_of(draft).items()}
    unasked = {"new_phone": None, "risk_location_changes": None}
    assert sources == dict.fromkeys(ENTRIES, "agent") | {"moved_on": "customer"} | unasked
    case = (await served.submits()).json()
    assert (case["procedure"], case["title"], case["is_repeat"]) == ("address_change", "住所変更", False)
    assert case["say"]
    assert await scene.jobs_of(case["case_no"]) == 1
    assert await scene.events(served.conversation_id) == [
        ("intake.opened", "address_change"),
        ("intake.changed", "policy_nos"),
        ("intake.changed", "new_postal_code"),
        ("intake.changed", "new_address"),
        ("intake.changed", "garage_changes"),
        ("case.opened", "address_change"),
    ]
    assert scene.desk.notices.told == [kind for kind, _ in await scene.events(served.conversation_id)]
    assert code_of(await served.read()) == (404, "no_draft")


async def test_a_condition_appears_with_the_policy_that_brings_it(served: Served) -> None:
    assert "garage_changes" not in missing_of(await served.begins())
    assert "garage_changes" in missing_of(await served.enters("policy_nos", "自動車保険"))
    assert "garage_changes" not in missing_of(await served.enters("policy_nos", "火災保険"))


async def test_submitting_twice_opens_one_case(scene: DraftScene, served: Served) -> None:
    await served.begins()
    await filled(served)
    first, second = (await served.submits()).json(), (await served.submits()).json()
    assert (first["case_no"], first["is_repeat"], second["is_repeat"]) == (second["case_no"], False, True)
    assert await scene.jobs_of(first["case_no"]) == 1


async def test_submitting_five_times_at_once_opens_one_case(scene: DraftScene, served: Served) -> None:
    await served.begins()
    await filled(served)
    cases = [answer.json() for answer in await asyncio.gather(*(served.submits() for _ in range(5)))]
    assert len({case["case_no"] for case in cases}) == 1
    assert sorted(case["is_repeat"] for case in cases) == [False, True, True, True, True]
    assert await scene.jobs_of(cases[0]["case_no"]) == 1
    assert [kind for kind, _ in await scene.events(served.conversation_id)].count("case.opened") == 1


async def test_a_repetition_that_names_its_draft_never_means_another(scene: DraftScene, served: Served) -> None:
    await scene.left_by_the_bot(served.conversation_id, IntakeStatus.paused, procedure="callback", **CALLBACK)
    intake_id = (await served.begins()).json()["intake_id"]
    await filled(served)
    first, second = [(await served.submits(intake_id=intake_id)).json() for _ in range(2)]
    assert (second["case_no"], second["is_repeat"]) == (first["case_no"], True)
    assert (await served.read()).json()["procedure"] == "callback"


async def test_a_draft_of_another_conversation_is_not_submitted(scene: DraftScene, served: Served) -> None:
    elsewhere = await scene.left_by_the_bot(await scene.conversation(uuid4().hex), **CALLBACK, procedure="callback")
    assert code_of(await served.submits(intake_id=str(elsewhere.intake_id))) == (404, "no_draft")


async def test_what_is_missing_is_named_at_submit(scene: DraftScene, served: Served) -> None:
    await served.begins()
    await filled(served, {"policy_nos": "A123456789", "moved_on": "12月5日"})
    answer = await served.submits()
    assert code_of(answer) == (409, "draft_incomplete")
    assert answer.json()["error"]["fields"].keys() == {"new_postal_code", "new_address", "garage_changes"}
    assert "case.opened" not in [kind for kind, _ in await scene.events(served.conversation_id)]


async def test_a_customer_must_be_known_at_submit(scene: DraftScene, stranger: Served) -> None:
    await scene.left_by_the_bot(stranger.conversation_id, moved_on="2026-12-05")
    assert code_of(await stranger.enters("policy_nos", "A123456789")) == (409, "identity_needed")
    assert code_of(await stranger.submits()) == (409, "identity_needed")
    await stranger.begins("callback")
    await filled(stranger, CALLBACK)
    assert (await stranger.submits()).status_code == 200


async def test_an_unclear_entry_changes_nothing(scene: DraftScene, served: Served) -> None:
    before = (await served.begins()).json()
    noted = await scene.events(served.conversation_id)
    answer = await served.enters("moved_on", "そのうち")
    assert code_of(answer) == (422, "field_unclear")
    error = answer.json()["error"]
    assert error["fields"] == {"moved_on": error["message"]}
    assert (await served.read()).json() == before
    assert await scene.events(served.conversation_id) == noted


async def test_the_same_entry_twice_is_one_change(scene: DraftScene, served: Served) -> None:
    await served.begins()
    await filled(served, {"moved_on": "12月5日"})
    await filled(served, {"moved_on": "12月5日"})
    assert await scene.events(served.conversation_id) == [
        ("intake.opened", "address_change"),
        ("intake.changed", "moved_on"),
    ]


async def test_a_field_with_a_level_waits_for_it(scene: DraftScene, served: Served) -> None:
    await served.begins()
    await filled(served)
    assert code_of(await served.enters("new_phone", "090-0000-0009")) == (409, "level_too_low")
    await scene.verify(served.conversation_id, HANAKO.customer_id, level=3)
    assert (await served.enters("new_phone", "090-0000-0009")).status_code == 200


@pytest.mark.parametrize("name", ["nothing", "%00", "summary", "あ"])
async def test_an_unknown_field_is_not_found(served: Served, name: str) -> None:
    await served.begins()
    assert code_of(await served.enters(name, "1")) == (404, "field_not_found")


async def test_another_procedure_keeps_the_first_for_later(scene: DraftScene, served: Served) -> None:
    first = (await served.begins()).json()["intake_id"]
    await filled(served, {"moved_on": "12月5日"})
    assert (await served.begins("callback")).json()["procedure"] == "callback"
    again = (await served.begins()).json()
    assert (again["intake_id"], fields_of(again)["moved_on"]["value"]) == (first, "2026-12-05")
    assert (await scene.events(served.conversation_id))[2:] == [
        ("intake.stopped", "address_change"),
        ("intake.opened", "callback"),
        ("intake.stopped", "callback"),
        ("intake.opened", "address_change"),
    ]


async def test_beginning_the_open_procedure_again_changes_nothing(scene: DraftScene, served: Served) -> None:
    answers = await asyncio.gather(*(served.begins() for _ in range(3)))
    assert len({answer.json()["intake_id"] for answer in answers}) == 1
    assert await scene.events(served.conversation_id) == [("intake.opened", "address_change")]


async def test_a_stopped_draft_is_kept_and_taken_up_by_the_next_entry(scene: DraftScene, served: Served) -> None:
    await served.begins()
    assert [(await served.stops()).status_code for _ in range(2)] == [204, 204]
    assert (await served.read()).json()["status"] == "paused"
    assert (await served.enters("moved_on", "12月5日")).json()["status"] == "open"
    assert [kind for kind, _ in await scene.events(served.conversation_id)] == [
        "intake.opened",
        "intake.stopped",
        "intake.opened",
        "intake.changed",
    ]


async def test_another_customer_finds_nothing_of_the_first(scene: DraftScene, served: Served) -> None:
    await served.begins()
    await filled(served)
    await scene.verify(served.conversation_id, ANOTHER.customer_id)
    draft = (await served.read()).json()
    assert [field["name"] for field in draft["fields"] if field.get("source") in {"customer", "agent"}] == []
    offered = {choice["value"] for choice in fields_of(draft)["policy_nos"]["choices"]}
    assert offered.isdisjoint({policy.policy_no for policy in HANAKO.policies})


@pytest.mark.parametrize("holder", [HolderKind.bot, HolderKind.queue, HolderKind.agent])
async def test_only_who_holds_the_conversation_changes_it(
    scene: DraftScene, served: Served, holder: HolderKind
) -> None:
    await served.begins()
    names = {HolderKind.bot: None, HolderKind.queue: "general", HolderKind.agent: str(uuid4())}
    taken = ev.HolderChanged(holder=holder, holder_name=names[holder], reason="taken")
    await scene.happens(served.conversation_id, taken)
    refusals = [
        await served.begins("callback"),
        await served.enters("moved_on", "明日"),
        await served.submits(),
        await served.stops(),
        await served.read(),
    ]
    assert {code_of(answer) for answer in refusals} == {(403, "not_your_conversation")}
    assert await scene.events(served.conversation_id) == [("intake.opened", "address_change")]


async def test_the_draft_is_finished_during_the_wrap_up(scene: DraftScene, served: Served, agent_id: str) -> None:
    await served.begins()
    await scene.happens(
        served.conversation_id,
        ev.HolderChanged(holder=HolderKind.none, holder_name=agent_id, reason="talk_ended"),
    )
    await filled(served)
    assert (await served.submits()).status_code == 200


async def test_a_supervisor_reads_and_does_not_change(scene: DraftScene, served: Served) -> None:
    await served.begins()
    async with scene.browser() as http:
        await scene.sign_in(http, Role.supervisor)
        watching = Served(Staff(http), served.conversation_id)
        assert (await watching.read()).status_code == 200
        assert code_of(await watching.enters("moved_on", "明日")) == (403, "not_your_conversation")


async def test_an_auditor_has_no_business_with_drafts(scene: DraftScene, served: Served) -> None:
    await served.begins()
    async with scene.browser() as http:
        await scene.sign_in(http, Role.auditor)
        auditing = Served(Staff(http), served.conversation_id)
        assert code_of(await auditing.read()) == (403, "not_permitted")


async def test_an_unknown_conversation_is_not_found(served: Served) -> None:
    unknown = Served(served.staff, ConversationId(uuid4()))
    assert code_of(await unknown.read()) == (404, "conversation_not_found")
    assert code_of(await unknown.begins()) == (404, "conversation_not_found")


@pytest.mark.parametrize(
    ("procedure", "refusal"),
    [
        ("nothing", (404, "procedure_not_found")),
        ("", (404, "procedure_not_found")),
        ("policy_inquiry", (422, "procedure_is_inquiry")),
        ("\x00", (422, "invalid_request")),
        ("p" * 65, (422, "invalid_request")),
    ],
)
async def test_only_a_request_has_a_draft(served: Served, procedure: str, refusal: tuple[int, str]) -> None:
    assert code_of(await served.begins(procedure)) == refusal


@pytest.mark.parametrize("body", [{}, {"text": None}, {"text": 5}, {"text": "あ" * 2_001}, {"text": "\x00"}, []])
async def test_an_entry_is_a_text_of_bounded_length(served: Served, body: object) -> None:
    await served.begins()
    answer = await served.staff.http.put(f"{served.path}/fields/moved_on", json=body)
    assert code_of(answer) == (422, "invalid_request")


async def test_nothing_is_changed_without_the_csrf_token(served: Served) -> None:
    del served.staff.http.headers["X-CSRF-Token"]
    assert code_of(await served.begins()) == (403, "csrf_failed")


async def test_the_procedures_are_those_of_the_files(served: Served) -> None:
    items = (await served.staff.http.get("/api/procedures")).json()["items"]
    assert {"procedure": "address_change", "title": "住所変更", "kind": "request"} in items
    assert {item["kind"] for item in items} == {"request", "inquiry"}
