"""A disaster on every channel through the real doors, and what was promised: seen at the desk and asked for."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import create_engine
from sqlalchemy import text as sql

from database.engine import driver_url
from tests.journeys.script import CALL_BACK, CHANNELS, case_no_of, channel_name, say_lines
from tests.sim.customer import Customer
from tests.sim.duty import Duty, on_duty
from tests.sim.kept_sessions import KeptSessions
from tests.sim.speaker import Comes
from tests.sim.stack import Stack

pytestmark = pytest.mark.journeys

DAMAGE = (
    ("台風で屋根の瓦が飛びました", "119番"),
    ("一部の破損です", "住める"),
    ("はい", "おけが"),
    ("いいえ、いません", "場所"),
    ("東京都港区芝公園4丁目2の8", "お名前"),
    ("佐藤花子です", "電話番号"),
    ("090-0000-0001", "写真"),
    ("ありません", "証券番号"),
    ("わからない", "よろしいですか"),
)


@pytest.fixture
async def duty(stack: Stack, kept: KeptSessions) -> AsyncIterator[Duty]:
    async with on_duty(stack.url, kept) as duty:
        yield duty


@asynccontextmanager
async def disaster(stack: Stack, duty: Duty, *areas: str) -> AsyncIterator[None]:
    """On at every process when it begins, and off at every process when it ends."""
    ends_at = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    await duty.supervisor.put("/disaster", {"name": "台風23号", "ends_at": ends_at, "areas": list(areas)})
    await _until_welcome(stack, is_shown=True)
    try:
        yield
    finally:
        assert (await duty.supervisor.ask("DELETE", "/disaster")).status_code == 200
        await _until_welcome(stack, is_shown=False)


async def _until_welcome(stack: Stack, *, is_shown: bool) -> None:
    """New screens tell whether the gateway has read the switch, within a second or two."""
    deadline = datetime.now(UTC) + timedelta(seconds=10)
    while datetime.now(UTC) < deadline:
        async with Customer(stack.url) as visitor:
            if ("welcome" in visitor.session) is is_shown:
                return
    pytest.fail("The switch was not read in time.")


@pytest.mark.parametrize("comes", CHANNELS, ids=channel_name)
async def test_damage_is_reported_in_the_short_form(stack: Stack, duty: Duty, comes: Comes) -> None:
    async with disaster(stack, duty), comes(stack.url) as hanako:
        await say_lines(hanako, DAMAGE)
        done = await hanako.says("はい、この内容で連絡します")
        case_no = case_no_of(done["text"])
        assert "お見舞い" in hanako.transcript()
    case = await duty.supervisor.get(f"/cases/{case_no}")
    assert (case["procedure"], case["status"]) in {("disaster_damage", "open"), ("disaster_damage", "in_review")}
    promises = (await duty.supervisor.get("/promises", conversation_id=case["conversation_id"]))["items"]
    (promise,) = [item for item in promises if item.get("case_no") == case_no]
    assert promise["customer_name"].replace("\u3000", "").replace(" ", "") == "佐藤花子"
    assert not promise["is_overdue"]


@pytest.mark.parametrize("comes", CHANNELS, ids=channel_name)
async def test_a_callback_comes_before_the_queue(stack: Stack, duty: Duty, comes: Comes) -> None:
    async with disaster(stack, duty), comes(stack.url) as customer:
        asked = await customer.says("担当者につないで")
        assert "折り返しをご希望ですか" in asked["text"]
        await say_lines(customer, (("はい、お願いします", "電話番号"),))
    assert await duty.waiting() == 0


@pytest.mark.parametrize("comes", CHANNELS, ids=channel_name)
async def test_without_the_mode_an_accident_is_an_accident(stack: Stack, duty: Duty, comes: Comes) -> None:
    async with disaster(stack, duty):
        pass
    async with comes(stack.url) as customer:
        told = await customer.says("台風で屋根の瓦が飛びました")
        assert "お見舞い" not in customer.transcript()
        assert "ブレーカー" not in told["text"]


async def test_an_area_leaves_the_others_alone(stack: Stack, duty: Duty) -> None:
    async with disaster(stack, duty, "沖縄県"), Customer(stack.url) as customer:
        told = await customer.says("大阪市の家の屋根が台風で飛びました")
        assert "ブレーカー" not in told["text"]


async def test_who_was_promised_a_call_may_ask_for_it_and_comes_first_when_it_is_late(stack: Stack, duty: Duty) -> None:
    async with Customer(stack.url) as customer:
        await say_lines(customer, CALL_BACK)
        case_no = case_no_of((await customer.says("はい、この内容で申し込みます"))["text"])
        told = await customer.says("いつ連絡が来ますか")
        assert "担当者からお電話いたします" in told["text"]
        _make_late(stack, case_no)
        late = await customer.says("連絡まだですか")
        assert "誠に申し訳ございません" in late["text"]
        await customer.says("はい、お願いします")
        _, accepted = await duty.takes_over()
    packet = accepted["packet"]
    assert packet["reason"] == "promise_overdue"
    (promise,) = packet["promised"]
    assert promise["case_no"] == case_no
    assert promise["is_overdue"]
    assert promise["asked_at"] is not None


def _make_late(stack: Stack, case_no: str) -> None:
    """The promised time has passed, as nobody can wait for it here."""
    engine = create_engine(driver_url(stack.database_url))
    with engine.begin() as connection:
        late = sql("UPDATE promises SET due_at = now() - interval '1 hour' WHERE case_no = :case_no")
        connection.execute(late, {"case_no": case_no})
    engine.dispose()
