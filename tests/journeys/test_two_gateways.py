"""Two gateways and a worker behind one Redis are one service; without Redis they lose hints and nothing else."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from tests.sim.desk import DeskAgent
from tests.sim.pair import Pair, check_in_order, running_pair, seqs_of
from tests.sim.polling import eventually
from tests.sim.redis import PROGRAM
from tests.sim.refusals import check_error
from tests.sim.shift import WRAPPED_UP, Screen, arrivals, at_desk
from tests.sim.stack import BOT, MODEL

pytestmark = pytest.mark.journeys

NAOKO, KEN, MEGUMI = "agent1@demo.example", "agent2@demo.example", "supervisor@demo.example"
THIRD = "third"
# Longer than an emitter may wait for a Redis that hangs, shorter than anybody notices.
PROMPTLY = 5.0
LIVE_AGAIN = 2.0


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    if not MODEL.exists() or not (BOT / ".venv").exists():
        pytest.skip("The bot is not trained here: run `make bot-train`.")
    if PROGRAM is None:
        pytest.skip("There is no redis-server: run `make redis`.")
    with running_pair(tmp_path_factory.mktemp("pair")) as running:
        yield running


async def test_a_contact_goes_its_whole_way_over_both_gateways(pair: Pair) -> None:
    async with (
        at_desk(pair.b, NAOKO) as naoko,
        at_desk(pair.a, KEN) as ken,
        at_desk(pair.b, MEGUMI) as megumi,
        Screen(pair.a) as customer,
    ):
        conversation_id = customer.conversation_id
        await customer.says("引っ越したので住所を変えたいです")
        await customer.asks_for_a_person()
        await naoko.available()
        taken = await naoko.accepts(conversation_id)
        await customer.until_holder("agent")
        for screen in (megumi, naoko):
            await screen.emit("watch", {"conversation_id": conversation_id})

        first = (await naoko.writes(conversation_id, "お待たせいたしました。", taken["epoch"]))["seq"]
        await customer.hears("お待たせいたしました。")
        await customer.emit("typing", {})
        await naoko.until(lambda: any(event == "typing" for event, _ in naoko.heard), "typing")
        await customer.send("急いでいます")
        await naoko.hears(conversation_id, "急いでいます")
        await naoko.emit("typing", {"conversation_id": conversation_id})
        await customer._until(lambda: "agent" in customer.typing, "the agent's typing")

        await ken.available()
        passed = {"agent_id": ken.user["id"], "mode": "cold", "epoch": taken["epoch"]}
        await naoko.post(f"/conversations/{conversation_id}/transfer", passed)
        again = await ken.accepts(conversation_id)
        assert again["epoch"] > taken["epoch"]
        late = {"client_message_id": "late", "text": "あの", "epoch": taken["epoch"]}
        refused = await naoko.ask("POST", f"/conversations/{conversation_id}/messages", late)
        check_error(refused.json()["error"], "not_your_conversation")

        await ken.writes(conversation_id, "田中が代わりました。", again["epoch"])
        await customer.hears("田中が代わりました。")
        await megumi.hears(conversation_id, "田中が代わりました。")
        await customer.send("お願いします")
        await ken.hears(conversation_id, "お願いします")
        await ken.post(f"/conversations/{conversation_id}/end", {"epoch": again["epoch"]})
        await customer.hears("ご対応を終了いたしました")
        await megumi.hears(conversation_id, "ご対応を終了いたしました")
        read = await seqs_of(megumi, conversation_id)
        done = await ken.post(f"/conversations/{conversation_id}/wrap-up", WRAPPED_UP)
        await customer.until_holder("bot")

        log = await megumi.get(f"/contacts/{done['contact_id']}")
        assert set(log["agent_ids"]) == {naoko.user["id"], ken.user["id"]}
        assert [s["kind"] for s in log["segments"]].count("agent") == 2
        transcript = [message["seq"] for message in log["transcript"]]
        assert transcript == read
        check_in_order(customer.arrived, transcript)
        megumis = arrivals(megumi, conversation_id)
        check_in_order(megumis, transcript[-len(megumis) :])
        assert megumis[0] <= first
        kens = arrivals(ken, conversation_id)
        check_in_order(kens, transcript[-len(kens) :])
        naokos = arrivals(naoko, conversation_id)
        check_in_order(naokos, range(naokos[0], naokos[0] + len(naokos)))
        assert naokos[-1] < kens[0], "nothing is shown to the first agent after the transfer"


async def test_two_tabs_at_different_gateways_accept_one_offer(pair: Pair) -> None:
    async with (
        at_desk(pair.a, NAOKO) as one,
        at_desk(pair.b, NAOKO) as other,
        Screen(pair.b) as customer,
    ):
        conversation_id = customer.conversation_id
        await customer.asks_for_a_person()
        await one.available()
        await other.offer_of(conversation_id)
        answers = await asyncio.gather(*[tab.accepts(conversation_id) for tab in (one, other, one, other)])
        assert len({answer["epoch"] for answer in answers}) == 1
        for tab in (one, other):
            await tab.until(lambda tab=tab: conversation_id in tab.conversations, "the conversation")
            shown = (await tab.get("/desk"))["conversations"]
            assert [c["conversation_id"] for c in shown] == [conversation_id]
        greetings = [m for m in await customer.since(0) if "が承ります" in m["text"]]
        assert len(greetings) == 1
        await customer.send("写真を送ります")
        await asyncio.gather(*[tab.hears(conversation_id, "写真を送ります") for tab in (one, other)])


async def test_a_colleague_at_the_other_gateway_reads_along_until_they_leave(pair: Pair) -> None:
    async with at_desk(pair.b, NAOKO) as naoko, at_desk(pair.a, KEN) as ken, Screen(pair.a) as customer:
        conversation_id = customer.conversation_id
        await customer.asks_for_a_person()
        await naoko.available()
        epoch = (await naoko.accepts(conversation_id))["epoch"]
        await ken.available()
        asked = {"agent_id": ken.user["id"], "mode": "consult"}
        await naoko.post(f"/conversations/{conversation_id}/transfer", asked)
        await ken.accepts(conversation_id)
        await ken.emit("watch", {"conversation_id": conversation_id})
        await customer.send("二人で見ていますか")
        heard = await ken.hears(conversation_id, "二人で見ていますか")
        await naoko.writes(conversation_id, "はい、二人です。", epoch)
        await ken.hears(conversation_id, "はい、二人です。")
        await ken.post(f"/conversations/{conversation_id}/leave")
        await customer.send("もう一人だけですか")
        await naoko.hears(conversation_id, "もう一人だけですか")
        await ken.get("/desk")
        assert arrivals(ken, conversation_id)[-1] == heard["seq"] + 1, "nothing after they have left"
        refused = await ken.ask("GET", f"/conversations/{conversation_id}/messages")
        check_error(refused.json()["error"], "not_your_conversation")


async def test_a_worker_of_its_own_reaches_the_desks_of_both_gateways(pair: Pair) -> None:
    async with at_desk(pair.a, NAOKO) as naoko, at_desk(pair.b, NAOKO) as tab, Screen(pair.a) as customer:
        await customer.asks_for_a_person()
        await naoko.available()
        await naoko.accepts(customer.conversation_id)
        due = (datetime.now(UTC) + timedelta(seconds=1)).isoformat()
        body = {"kind": "task", "text": "書類を送る", "due_at": due}
        await naoko.post(f"/conversations/{customer.conversation_id}/promises", body)
        for screen in (naoko, tab):
            await screen.until(lambda s=screen: _count(s, "promise") == 2, "the promise made, and the alarm")


def _count(agent: DeskAgent, event: str) -> int:
    return [name for name, _ in agent.heard].count(event)


async def test_without_redis_nothing_is_refused_and_nothing_is_lost(pair: Pair) -> None:
    async with at_desk(pair.b, NAOKO) as naoko, Screen(pair.a) as customer:
        conversation_id = customer.conversation_id
        await customer.asks_for_a_person()
        await naoko.available()
        epoch = (await naoko.accepts(conversation_id))["epoch"]
        await customer.hears("が承ります")

        pair.redis.kill()
        await _both_write(naoko, customer, epoch, "切れている間")
        pair.redis.start()
        await _until_live(naoko, customer)
        await _both_hear(naoko, customer, epoch, "戻りました")

        pair.redis.freeze()
        await _both_write(naoko, customer, epoch, "固まっている間")
        pair.redis.thaw()
        await _until_live(naoko, customer)
        await _both_hear(naoko, customer, epoch, "動きました")

        recorded = await seqs_of(naoko, conversation_id)
        assert [message["seq"] for message in await customer.since(0)] == recorded
        assert len(customer.arrived) == len(set(customer.arrived)), "nothing is shown twice"


async def _both_write(naoko: DeskAgent, customer: Screen, epoch: int, when: str) -> None:
    async with asyncio.timeout(PROMPTLY):
        ack = await customer.send(f"{when}のお客さま")
        assert ack["ok"] is True
        written = await naoko.writes(customer.conversation_id, f"{when}の担当者", epoch)
        assert written["seq"] == ack["seq"] + 1
        assert (await naoko.get("/queues"))["items"]
        page = await naoko.get(f"/conversations/{customer.conversation_id}/messages", after_seq=str(ack["seq"] - 1))
        assert [message["seq"] for message in page["messages"]] == [ack["seq"], written["seq"]]
        assert [message["seq"] for message in await customer.since(ack["seq"])] == [written["seq"]]


async def _until_live(naoko: DeskAgent, customer: Screen) -> None:
    """Customers write until the agent at the other gateway is shown something again."""
    shown, call = naoko.messages[customer.conversation_id], f"もしもし {uuid4()}"

    async def knock() -> bool:
        await customer.send(call)
        return any(message["text"] == call for message in shown.values())

    await eventually(knock, bool, seconds=LIVE_AGAIN)


async def _both_hear(naoko: DeskAgent, customer: Screen, epoch: int, when: str) -> None:
    await customer.send(f"{when}のお客さま")
    await naoko.hears(customer.conversation_id, f"{when}のお客さま")
    await naoko.writes(customer.conversation_id, f"{when}の担当者", epoch)
    await customer.hears(f"{when}の担当者")


async def test_without_redis_a_desk_learns_within_a_heartbeat_what_another_gateway_did(pair: Pair) -> None:
    async with at_desk(pair.b, NAOKO) as naoko, Screen(pair.a) as customer:
        await naoko.available()
        pair.redis.kill()
        try:
            await customer.asks_for_a_person()
            await naoko.accepts(customer.conversation_id)
            ack = await customer.send("聞こえますか")

            def has_moved() -> bool:
                shown = naoko.conversations.get(customer.conversation_id, {"head_seq": 0})
                return bool(shown["head_seq"] >= ack["seq"])

            await naoko.until(has_moved, "news of the message")
        finally:
            pair.redis.start()
        await pair.until_heard_by(2)


async def test_a_gateway_started_without_redis_serves_its_own_and_joins_the_others_later(pair: Pair) -> None:
    pair.redis.kill()
    pair.stack.start_gateway(THIRD)
    third = pair.stack.url_of(THIRD)
    try:
        async with (
            at_desk(third, NAOKO) as naoko,
            at_desk(pair.a, NAOKO) as tab,
            # A gateway listens from its first socket on; this test may be the first to open one.
            at_desk(pair.b, MEGUMI),
            Screen(third) as customer,
        ):
            await customer.asks_for_a_person()
            await naoko.available()
            epoch = (await naoko.accepts(customer.conversation_id))["epoch"]
            await _both_hear(naoko, customer, epoch, "一台だけ")
            pair.redis.start()
            await pair.until_heard_by(3)
            await _both_hear(naoko, customer, epoch, "三台とも")
            await tab.hears(customer.conversation_id, "三台ともの担当者")
    finally:
        pair.stack.kill(THIRD)


async def test_a_gateway_killed_while_many_accept_leaves_each_contact_with_one_agent(pair: Pair) -> None:
    pair.stack.start_gateway(THIRD)
    third, emails = pair.stack.url_of(THIRD), (NAOKO, KEN)
    async with (
        at_desk(third, NAOKO, leaves=pair.b) as naoko,
        at_desk(third, KEN, leaves=pair.b) as ken,
        at_desk(pair.a, MEGUMI) as megumi,
    ):
        waiting = [await _one_waiting(pair) for _ in range(6)]
        await naoko.available()
        await ken.available()
        agents = (naoko, ken)
        for agent in agents:
            await agent.until(lambda agent=agent: len(agent.offers) == 3, "three offers")
        offers = [(agent, offer_id) for agent in agents for offer_id in agent.offers]
        calls = [asyncio.ensure_future(a.ask("POST", f"/offers/{o}/accept", {})) for a, o in offers]
        await asyncio.wait(calls, return_when=asyncio.FIRST_COMPLETED)
        pair.stack.kill(THIRD)
        answers = await asyncio.gather(*calls, return_exceptions=True)
        granted = {a.json()["conversation_id"]: a.json()["epoch"] for a in answers if not isinstance(a, BaseException)}
        assert granted

        for agent in agents:
            await agent.disconnect()
            agent.url = pair.b
            agent.http.base_url = pair.b
            await agent.connect()
            for offer in (await agent.get("/desk"))["offers"]:
                await agent.post(f"/offers/{offer['offer_id']}/accept")
        shown = {a.email: {c["conversation_id"] for c in (await a.get("/desk"))["conversations"]} for a in agents}
        assert sorted([*shown[emails[0]], *shown[emails[1]]]) == sorted(waiting), "each with exactly one"
        for conversation_id in waiting:
            conversation = await megumi.get(f"/conversations/{conversation_id}")
            assert conversation["holder"] == "agent"
            assert granted.get(conversation_id, conversation["epoch"]) == conversation["epoch"]
            owner = next(agent for agent in agents if agent.user["id"] == conversation["agent_id"])
            assert conversation_id in shown[owner.email]
            await owner.writes(conversation_id, "続けて承ります。", conversation["epoch"])
            await owner.hears(conversation_id, "続けて承ります。")


async def _one_waiting(pair: Pair) -> str:
    async with Screen(pair.a) as customer:
        await customer.asks_for_a_person()
        return customer.conversation_id
