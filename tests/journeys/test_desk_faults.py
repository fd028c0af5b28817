"""What goes wrong around a desk: agents vanish or lose their rights, queues are closed, talks are very long."""

import json
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import socketio
import yaml

from config.settings import CONFIG_DIR, VaultSettings
from conversation import events as ev
from conversation.log import lock_conversation
from conversation.model import ConversationId
from database.engine import open_database
from database.vault import Vault, VaultKeys
from handoff.hours import JST
from tests.sim.desk import DeskAgent
from tests.sim.polling import eventually
from tests.sim.refusals import check_error
from tests.sim.shift import Screen, at_desk
from tests.sim.stack import BOT, MODEL, Stack, running_stack

pytestmark = pytest.mark.journeys

NAOKO, KEN = "agent1@demo.example", "agent2@demo.example"
MEGUMI, MAKOTO = "supervisor@demo.example", "admin@demo.example"
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# Little longer than the rhythm in which a gateway notes who is at their desk.
VANISHED_SECONDS = 12
MANY = 5_000
SCRIPT = "<script>alert('1')</script><img src=x onerror=alert(1)> 内密"


def closed_today_and_tomorrow(now: datetime) -> dict[str, list[list[str]]]:
    """Opens at nine the day after tomorrow: a test that runs over midnight meets the same hours."""
    closed = {now.weekday(), (now + timedelta(days=1)).weekday()}
    return {day: [] if place in closed else [["09:00", "17:00"]] for place, day in enumerate(DAYS)}


def write_rules(folder: Path) -> None:
    """The delivered rules, but agents vanish sooner, and in the demo too the office keeps its hours."""
    shutil.copytree(CONFIG_DIR, folder, ignore=shutil.ignore_patterns("__pycache__", "*.py"))
    queues = yaml.safe_load((folder / "queues.yml").read_text(encoding="utf-8"))
    queues["vanished_seconds"] = VANISHED_SECONDS
    (folder / "queues.yml").write_text(yaml.safe_dump(queues, allow_unicode=True), encoding="utf-8")
    hours = yaml.safe_load((folder / "hours.yml").read_text(encoding="utf-8"))
    hours["in_demo"] = True
    office, extended = hours["calendars"]["office"], hours["calendars"]["extended"]
    office |= {"weekly": closed_today_and_tomorrow(datetime.now(JST)), "holidays": "open", "special_days": []}
    extended |= {"weekly": {day: [["00:00", "24:00"]] for day in DAYS}, "holidays": "open", "special_days": []}
    (folder / "hours.yml").write_text(yaml.safe_dump(hours, allow_unicode=True), encoding="utf-8")


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    if not MODEL.exists() or not (BOT / ".venv").exists():
        pytest.skip("The bot is not trained here: run `make bot-train`.")
    rules = tmp_path_factory.mktemp("rules") / "config"
    write_rules(rules)
    many = {"TORITSUGI_WEBCHAT__CONNECTIONS_PER_MINUTE_PER_ADDRESS": "10000"}
    with running_stack(tmp_path_factory.mktemp("desks"), TORITSUGI_CONFIG_DIR=str(rules), **many) as running:
        yield running


@asynccontextmanager
async def served(stack: Stack, agent: DeskAgent) -> AsyncIterator[tuple[Screen, int]]:
    """A customer whom this agent has just taken over, and the epoch."""
    async with Screen(stack.url) as customer:
        await customer.asks_for_a_person()
        await agent.available()
        accepted = await agent.accepts(customer.conversation_id)
        await customer.hears("が承ります")
        yield customer, accepted["epoch"]


async def test_what_a_vanished_agent_served_goes_to_the_next_in_its_place(desks: Stack) -> None:
    async with (
        at_desk(desks.url, NAOKO) as naoko,
        at_desk(desks.url, KEN) as ken,
        served(desks, naoko) as (customer, epoch),
    ):
        await naoko.disconnect()
        await ken.available()
        taken = await ken.accepts(customer.conversation_id)
        assert taken["epoch"] > epoch
        assert taken["packet"]["reason"] == "agent_vanished"
        await customer.hears("担当者との接続が切れました")
        body = {"client_message_id": "late", "text": "戻りました", "epoch": epoch}
        late = await naoko.ask("POST", f"/conversations/{customer.conversation_id}/messages", body)
        check_error(late.json()["error"], "not_your_conversation")
        assert (await naoko.get("/desk"))["conversations"] == []
        await ken.writes(customer.conversation_id, "田中が承ります。", taken["epoch"])
        await customer.hears("田中が承ります。")


async def test_a_closed_queue_says_when_it_opens_and_promises_an_answer_in_the_same_turn(desks: Stack) -> None:
    async with Screen(desks.url) as customer, at_desk(desks.url, MEGUMI) as megumi:
        await customer.says("引っ越したので住所を変えたいです")
        answer = await customer.says("担当者につないでください")
        await customer.until_holder("queue")
        opening = datetime.now(JST) + timedelta(days=2)
        day = f"{opening.month}月{opening.day}日"
        assert "異動受付課は" in answer["text"]
        assert "のため、次は" in answer["text"]
        assert day in answer["text"]
        assert "9時" in answer["text"]
        assert "までに、担当者からこのチャットでお返事いたします" in answer["text"]
        promises = (await megumi.get("/promises", conversation_id=customer.conversation_id))["items"]
        assert [promise["kind"] for promise in promises] == ["reply"]
        due = datetime.fromisoformat(promises[0]["due_at"]).astimezone(JST)
        assert (due.date(), due.hour) == (opening.date(), 10)


async def test_a_closed_queue_takes_no_transfer(desks: Stack) -> None:
    async with at_desk(desks.url, NAOKO) as naoko, served(desks, naoko) as (customer, epoch):
        body = {"queue": "endorsement", "mode": "cold", "epoch": epoch}
        refused = await naoko.ask("POST", f"/conversations/{customer.conversation_id}/transfer", body)
        assert refused.status_code == 409
        check_error(refused.json()["error"], "queue_closed")
        kept = await naoko.get(f"/conversations/{customer.conversation_id}")
        assert (kept["holder"], kept["epoch"]) == ("agent", epoch)
        await naoko.writes(customer.conversation_id, "このまま承ります。", epoch)
        await customer.hears("このまま承ります。")


async def test_rights_withdrawn_in_the_middle_end_at_once(desks: Stack) -> None:
    async with (
        at_desk(desks.url, MAKOTO) as makoto,
        at_desk(desks.url, KEN) as ken,
        DeskAgent(desks.url, NAOKO) as naoko,
        DeskAgent(desks.url, MEGUMI) as megumi,
        served(desks, naoko) as (customer, epoch),
    ):
        await megumi.emit("watch", {"conversation_id": customer.conversation_id})
        await ken.available()
        try:
            await _change(makoto, naoko, is_active=False)
            await _change(makoto, megumi, role="agent")
            assert (await naoko.ask("GET", "/desk")).status_code == 401
            body = {"client_message_id": "late", "text": "まだいます", "epoch": epoch}
            late = await naoko.ask("POST", f"/conversations/{customer.conversation_id}/messages", body)
            assert late.status_code == 401
            assert (await megumi.ask("GET", f"/conversations/{customer.conversation_id}")).status_code == 403
            taken = await ken.accepts(customer.conversation_id)
            await customer.hears("担当者との接続が切れました")
            await naoko.until(lambda: naoko.is_signed_out, "the end of the session")
            await _until_hung_up(naoko)
            await _until_hung_up(megumi)
            assert not megumi.is_signed_out, "who may still serve comes back"
            heard = len(naoko.heard), len(megumi.heard)
            await ken.writes(customer.conversation_id, "田中が承ります。", taken["epoch"])
            await customer.hears("田中が承ります。")
            assert (len(naoko.heard), len(megumi.heard)) == heard
            with pytest.raises(socketio.exceptions.ConnectionError):
                await naoko.connect()
            await megumi.connect()
            refused = await megumi.emit("watch", {"conversation_id": customer.conversation_id})
            check_error(refused["error"], "not_your_conversation")
        finally:
            await _change(makoto, naoko, is_active=True)
            await _change(makoto, megumi, role="supervisor")


async def _change(makoto: DeskAgent, agent: DeskAgent, **change: object) -> None:
    answer = await makoto.ask("PATCH", f"/agents/{agent.user['id']}", change)
    assert answer.status_code == 200, answer.text


async def _until_hung_up(agent: DeskAgent) -> None:
    async def is_connected() -> bool:
        return bool(agent._client.connected)

    await eventually(is_connected, lambda connected: not connected)


async def test_a_conversation_of_five_thousand_messages_opens_pages_and_goes_on(desks: Stack) -> None:
    async with at_desk(desks.url, NAOKO) as naoko, served(desks, naoko) as (customer, epoch):
        conversation_id = customer.conversation_id
        await _talk_long(desks, conversation_id)
        shown = (await naoko.get("/desk"))["conversations"]
        head = shown[0]["head_seq"]
        assert head > MANY
        opened = await naoko.get(f"/conversations/{conversation_id}")
        assert len(opened["packet"]["last_messages"]) <= 6
        path = f"/conversations/{conversation_id}/messages"
        forwards, page = [], await naoko.get(path, after_seq="0", limit="500")
        while page["messages"]:
            forwards += [message["seq"] for message in page["messages"]]
            page = await naoko.get(path, after_seq=str(forwards[-1]), limit="500")
        assert forwards == list(range(1, head + 1))
        backwards, page = [], await naoko.get(path, before_seq=str(head + 1), limit="200")
        while page["messages"]:
            backwards += [message["seq"] for message in reversed(page["messages"])]
            page = await naoko.get(path, before_seq=str(backwards[-1]), limit="200")
        assert backwards == forwards[::-1]
        written = await naoko.writes(conversation_id, "長い間ありがとうございます。", epoch)
        assert written["seq"] == head + 1
        await customer.hears("長い間ありがとうございます。")
        ack = await customer.send("こちらこそ")
        await naoko.hears(conversation_id, "こちらこそ")
        assert [message["seq"] for message in await customer.since(0)] == list(range(1, ack["seq"] + 1))


async def _talk_long(stack: Stack, conversation_id: str) -> None:
    """As if both had written for days."""
    names = stack.secrets.environment()
    settings = VaultSettings(
        keys=json.loads(names["TORITSUGI_VAULT__KEYS"]),
        current=names["TORITSUGI_VAULT__CURRENT"],
        index_key=names["TORITSUGI_VAULT__INDEX_KEY"],
    )
    vault = Vault(VaultKeys(settings.decoded_keys(), settings.current, settings.decoded_index_key()))
    database = open_database(stack.database_url)
    said = [ev.MessagePosted(message_id=uuid4(), author_kind="system", text=f"{n}通目です。") for n in range(MANY)]
    async with database.sessions.begin() as session:
        log = await lock_conversation(session, vault, ConversationId(UUID(conversation_id)))
        await log.append(*said, at=datetime.now(UTC))
    await database.close()


async def test_a_note_with_a_script_stays_text_and_never_reaches_the_customer(desks: Stack) -> None:
    async with at_desk(desks.url, NAOKO) as naoko, served(desks, naoko) as (customer, epoch):
        path = f"/conversations/{customer.conversation_id}/notes"
        written = await naoko.post(path, {"text": SCRIPT})
        assert written["text"] == SCRIPT
        response = await naoko.ask("GET", path)
        assert [note["text"] for note in response.json()["items"]] == [SCRIPT]
        assert response.headers["content-type"].startswith("application/json")
        assert response.headers["x-content-type-options"] == "nosniff"
        await customer.send(SCRIPT.replace("内密", "公開"))
        heard = await naoko.hears(customer.conversation_id, "公開")
        assert heard["text"] == SCRIPT.replace("内密", "公開")
        await naoko.writes(customer.conversation_id, "メモを残しました。", epoch)
        await customer.hears("メモを残しました。")
        everything = [*customer.messages.values(), *await customer.since(0), customer.holder]
        assert "内密" not in json.dumps(everything, ensure_ascii=False)
        assert customer.strange == []
