"""From the bot to a person and on: customer, queue, agent, transfer, second agent, wrap-up, the supervisor's log."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from socketio.exceptions import ConnectionError as SocketRefusedError

from tests.sim.customer import Customer
from tests.sim.desk import DeskAgent
from tests.sim.stack import Stack

pytestmark = pytest.mark.journeys


@dataclass
class House:
    """The people on duty."""

    url: str
    sato: DeskAgent
    tanaka: DeskAgent
    supervisor: DeskAgent
    admin: DeskAgent


@pytest.fixture
async def house(stack: Stack) -> AsyncIterator[House]:
    async with AsyncExitStack() as people:
        names = ("agent1", "agent2", "supervisor", "admin")
        on_duty = [await people.enter_async_context(DeskAgent(stack.url, f"{n}@demo.example")) for n in names]
        for agent in on_duty:
            await agent.put("/presence", {"presence": "offline"})
        await on_duty[2].clear_queues()
        yield House(stack.url, *on_duty)
        for agent in on_duty:
            await agent.put("/presence", {"presence": "offline"})


async def says_all(customer: Customer, *lines: str) -> Mapping[str, Any]:
    answer: Mapping[str, Any] = {}
    for line in lines:
        answer = await customer.says(line)
    return answer


def field_of(intake: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    return next(field for field in intake["fields"] if field["name"] == name)


async def finish_draft(agent: DeskAgent, conversation_id: str) -> str:
    """Enter what is missing of the address change and submit it; the case number."""
    for name, text in (("new_address", "神宮前1-2-3"), ("moved_on", "昨日"), ("garage_changes", "いいえ")):
        await agent.put(f"/conversations/{conversation_id}/draft/fields/{name}", {"text": text})
    opened = await agent.post(f"/conversations/{conversation_id}/draft/submit")
    return str(opened["case_no"])


async def check_log(house: House, contact_id: str, case_no: str) -> None:
    """What the supervisor and the auditor find of the contact."""
    contact = await house.supervisor.get(f"/contacts/{contact_id}")
    kinds = [segment["kind"] for segment in contact["segments"]]
    assert kinds == ["bot", "queue", "agent", "queue", "agent", "wrap_up"]
    assert (contact["contact_reason"], contact["disposition"]) == ("address_change", "completed")
    assert contact["agent_ids"] == [house.sato.user["id"], house.tanaka.user["id"]]
    assert contact["case_nos"] == [case_no]
    spoken = [message["author_kind"] for message in contact["transcript"]]
    assert "bot" not in spoken[spoken.index("agent") :], "the bot spoke after a person had taken over"
    transcript = "\n".join(message["text"] for message in contact["transcript"])
    assert "山田太郎" not in transcript
    assert "口座は変更なし" not in transcript, "a note is no message"
    revealed = await house.supervisor.post(f"/contacts/{contact_id}/reveal", {"reason": "お申し出の内容の確認"})
    assert any("山田太郎" in message["text"] for message in revealed["transcript"])
    looked = await house.admin.get("/access-log", customer_id="C000005")
    assert {"contacts.reveal", "conversations.accept"} <= {row["action"] for row in looked["items"]}


async def test_the_whole_way(house: House) -> None:
    sato, tanaka = house.sato, house.tanaka
    async with Customer(house.url) as taro:
        conversation_id = taro.session["conversation_id"]
        await says_all(taro, "住所変更をお願いします", "山田太郎", "A505050505", "1968年8月15日", "150-0001")
        told = await taro.says("やっぱり担当者につないでください")
        assert "担当者に引き継ぎました" in told["text"]
        assert "少しお時間をいただきます" in told["text"]
        assert [choice["value"] for choice in told["choices"]] == ["折り返し電話を希望する"]

        await sato.available()
        accepted = await sato.accepts(conversation_id)
        packet = accepted["packet"]
        assert (packet["reason"], packet["verification_level"]) == ("asked_for", "L2")
        assert packet["customer"]["name"] == "山田 太郎"
        postal = field_of(packet["intake"], "new_postal_code")
        assert (postal["value"], postal["source"]) == ("1500001", "customer")
        assert "番地" in packet["last_question"]
        await taro.until_holder("agent")
        assert taro.holder["agent_name"] == "佐藤 直子"

        await sato.writes(conversation_id, "お電話番号はお変わりありませんか。", accepted["epoch"])
        await taro.until_said("お電話番号はお変わりありませんか。")
        await taro.send("変わりません")
        await sato.hears(conversation_id, "変わりません")
        case_no = await finish_draft(sato, conversation_id)

        await tanaka.available()
        await sato.post(
            f"/conversations/{conversation_id}/transfer",
            {"queue": "general", "comment": "住所変更は完了。あとは口座の件をお願いします。"},
        )
        second = await tanaka.accepts(conversation_id)
        assert second["epoch"] > accepted["epoch"]
        refused = await sato.ask(
            "POST",
            f"/conversations/{conversation_id}/messages",
            {"client_message_id": "late-1", "text": "もう一言", "epoch": accepted["epoch"]},
        )
        assert (refused.status_code, refused.json()["error"]["code"]) == (403, "not_your_conversation")
        notes = await tanaka.get(f"/conversations/{conversation_id}/notes")
        assert notes["items"][0]["text"].startswith("住所変更は完了")

        await tanaka.writes(conversation_id, "代わりました田中です。", second["epoch"])
        await taro.until_said("代わりました田中です。")
        await tanaka.post(f"/conversations/{conversation_id}/end")
        done = {"contact_reason": "address_change", "disposition": "completed", "note": "口座は変更なし"}
        wrapped = await tanaka.post(f"/conversations/{conversation_id}/wrap-up", done)
        await taro.until_holder("bot")

    await check_log(house, wrapped["contact_id"], case_no)


async def test_a_closed_contact_is_found_by_its_words(house: House) -> None:
    sato = house.sato
    await sato.available()
    async with Customer(house.url) as visitor:
        conversation_id = visitor.session["conversation_id"]
        await visitor.says("引っ越しの荷物の紛失について人と話したいです。担当者をお願いします")
        await sato.accepts(conversation_id)
        done = {"contact_reason": "other", "disposition": "referred"}
        wrapped = await sato.post(f"/conversations/{conversation_id}/wrap-up", done)
        for words in ("紛失", "引越し", "引っ越し 荷物"):
            found = await house.supervisor.until_found(words, wrapped["contact_id"])
            assert found["disposition"] == "referred"


async def test_handed_back_the_bot_answers_only_what_comes_later(house: House) -> None:
    sato = house.sato
    await sato.available()
    async with Customer(house.url) as visitor:
        conversation_id = visitor.session["conversation_id"]
        await visitor.says("担当者につないでください")
        await sato.accepts(conversation_id)
        await visitor.until_holder("agent")
        earlier = await visitor.send("地震保険について教えて")
        await sato.hears(conversation_id, "地震保険について")
        await sato.post(f"/conversations/{conversation_id}/hand-back")
        await visitor.until_holder("bot")
        later = await visitor.says("こんにちは")
        assert later["author_kind"] == "bot"
        between = [m for seq, m in visitor.messages.items() if earlier["seq"] < seq < later["seq"]]
        assert [m["author_kind"] for m in between] == ["system", "customer"]


@pytest.mark.parametrize(
    ("lines", "queue", "reason"),
    [
        (("苦情です。対応がひどすぎて、弁護士に相談しています",), "complaint", "complaint"),
        (("人が倒れて意識がないです",), "accident", "emergency"),
        (("今、車で事故を起こしてしまいました",), "accident", "on_scene"),
        (("ほげほげぴよぴよ", "ふがふがほげぴよ"), "general", "not_understood"),
    ],
)
async def test_every_reason_finds_its_queue(house: House, lines: tuple[str, ...], queue: str, reason: str) -> None:
    await house.sato.available()
    async with Customer(house.url) as visitor:
        conversation_id = visitor.session["conversation_id"]
        told = await says_all(visitor, *lines)
        assert told["text"]
        accepted = await house.sato.accepts(conversation_id)
        assert (accepted["packet"]["reason"], accepted["packet"]["reason_label"] != "") == (reason, True)
        offer = await house.sato.offer_of(conversation_id)
        assert offer["queue"] == queue
        done = {"contact_reason": "other", "disposition": "answered"}
        await house.sato.post(f"/conversations/{conversation_id}/wrap-up", done)


async def test_warm_transfer_and_consultation(house: House) -> None:
    sato, tanaka = house.sato, house.tanaka
    await sato.available()
    async with Customer(house.url) as visitor:
        conversation_id = visitor.session["conversation_id"]
        await visitor.says("オペレーターにつないで")
        accepted = await sato.accepts(conversation_id)
        await tanaka.available()
        path = f"/conversations/{conversation_id}"
        shown = await sato.post(f"{path}/transfer", {"agent_id": tanaka.user["id"], "mode": "warm"})
        assert shown["participants"][0]["state"] == "invited"
        early = await sato.ask("POST", f"{path}/transfer/complete", {})
        assert early.json()["error"]["code"] == "nobody_joined"
        ending = await sato.ask("POST", f"{path}/end", {})
        assert ending.json()["error"]["code"] == "invitation_open"
        joined = await tanaka.accepts(conversation_id)
        assert (joined["purpose"], joined["epoch"]) == ("join", accepted["epoch"])
        speaking = await tanaka.ask(
            "POST",
            f"{path}/messages",
            {"client_message_id": "g-1", "text": "横から失礼します", "epoch": joined["epoch"]},
        )
        assert speaking.json()["error"]["code"] == "not_your_conversation"
        completed = await sato.post(f"{path}/transfer/complete", {"epoch": accepted["epoch"]})
        assert (completed["agent_name"], completed["participants"]) == ("田中 健", [])
        await tanaka.writes(conversation_id, "田中が承ります。", completed["epoch"])
        await visitor.until_said("田中が承ります。")
        consult = {"agent_id": sato.user["id"], "mode": "consult"}
        await tanaka.post(f"{path}/transfer", consult)
        await sato.accepts(conversation_id)
        await sato.post(f"{path}/leave")
        done = {"contact_reason": "other", "disposition": "answered"}
        await tanaka.post(f"{path}/wrap-up", done)


async def test_whoever_waits_hears_their_place_and_that_they_have_moved_up(house: House) -> None:
    async with Customer(house.url) as first, Customer(house.url) as second:
        await first.says("担当者につないでください")
        told = await second.says("担当者につないでください")
        await second.until_place(2)
        assert "2番目" in told["text"] or "お返事まで、少しお時間をいただきます" in told["text"]
        await house.sato.put("/presence", {"presence": "available"})
        await house.sato.accepts(first.session["conversation_id"])
        await house.sato.accepts(second.session["conversation_id"])
        await second.until_holder("agent")
        done = {"contact_reason": "other", "disposition": "answered"}
        for visitor in (first, second):
            await house.sato.post(f"/conversations/{visitor.session['conversation_id']}/wrap-up", done)


async def test_danger_goes_before_everybody_who_waits(house: House) -> None:
    async with Customer(house.url) as visitor:
        conversation_id = visitor.session["conversation_id"]
        await visitor.says("担当者につないでください")
        told = await visitor.says("家から火が出ています")
        assert "119" in told["text"]
        entries = await house.supervisor.get("/queues/accident/entries")
        mine = next(entry for entry in entries["items"] if entry["conversation_id"] == conversation_id)
        assert (mine["reason"], mine["position"], mine["is_priority"]) == ("emergency", 1, True)


async def test_a_callback_instead_of_waiting_leaves_the_queue(house: House) -> None:
    async with Customer(house.url) as visitor:
        conversation_id = visitor.session["conversation_id"]
        await visitor.says("担当者につないでください")
        asked = await visitor.says("折り返し電話を希望する")
        assert asked["author_kind"] == "bot"
        await visitor.until_holder("bot")
        entries = await house.supervisor.get("/queues/general/entries")
        assert conversation_id not in [entry["conversation_id"] for entry in entries["items"]]


@pytest.mark.parametrize(
    ("event", "payload", "code"),
    [
        ("offer.made", {}, "unknown_event"),
        ("connect", {"asgi.scope": {}}, "unknown_event"),
        ("disconnect", {}, "unknown_event"),
        ("watch", {"conversation_id": "not-an-id"}, "malformed"),
        ("watch", None, "malformed"),
        ("typing", ["x"], "malformed"),
        ("watch", {"conversation_id": str(UUID(int=7))}, "conversation_not_found"),
    ],
)
async def test_the_desk_socket_refuses(house: House, event: str, payload: object, code: str) -> None:
    refused = await house.sato.emit(event, payload)
    assert (refused["ok"], refused["error"]["code"]) == (False, code)
    assert (await house.sato.emit("unwatch", {"conversation_id": str(UUID(int=7))})) == {"ok": True}


async def test_nobody_else_reads_along(house: House) -> None:
    async with Customer(house.url) as visitor:
        conversation_id = visitor.session["conversation_id"]
        await visitor.says("こんにちは")
        watched = await house.tanaka.emit("watch", {"conversation_id": conversation_id})
        assert watched["error"]["code"] == "not_your_conversation"
        for path in ("", "/messages", "/notes", "/draft"):
            response = await house.tanaka.ask("GET", f"/conversations/{conversation_id}{path}")
            assert (response.status_code, response.json()["error"]["code"]) == (403, "not_your_conversation")
        await house.supervisor.get(f"/conversations/{conversation_id}/messages")


async def test_without_a_session_there_is_no_desk_socket(house: House) -> None:
    stranger = DeskAgent(house.url, "agent1@demo.example")
    with pytest.raises(SocketRefusedError):
        await stranger.connect()
    await stranger.http.aclose()
