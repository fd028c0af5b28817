"""Messages missed during an outage are fetched once, and the mark moves only behind what was accepted."""

from datetime import timedelta

import pytest
from sqlalchemy import delete
from structlog.testing import capture_logs

from gateway.channels.sms.inbound import STOPPED
from gateway.channels.sms.poller import MARK, OVERLAP, poll_missed
from gateway.channels.sms.tables import PollMarkRow
from tests.integration.sms.scene import Scene, new_number

pytestmark = pytest.mark.integration


@pytest.fixture(autouse=True)
async def _no_mark_yet(scene: Scene) -> None:
    async with scene.database.sessions.begin() as session:
        await session.execute(delete(PollMarkRow))


async def test_a_missed_message_is_accepted_once(scene: Scene) -> None:
    number = new_number()
    scene.sent_before(number, "届いていますか")
    assert [await poll_missed(scene.desk) for _ in range(3)] == [1, 0, 0]
    assert await scene.received(number) == ["届いていますか"]
    assert len(scene.turns.kicked) == 1


async def test_a_message_of_a_webhook_is_not_received_again(scene: Scene) -> None:
    number = new_number()
    sms = scene.sent_before(number, "両方から")
    await scene.writes(number, "両方から", sid=sms.message_sid)
    assert await poll_missed(scene.desk) == 0
    assert await scene.received(number) == ["両方から"]


async def test_a_webhook_after_the_poll_finds_its_message_known(scene: Scene) -> None:
    number = new_number()
    sms = scene.sent_before(number, "先に読まれた")
    assert await poll_missed(scene.desk) == 1
    assert (await scene.writes(number, "先に読まれた", sid=sms.message_sid)).status_code == 200
    assert await scene.received(number) == ["先に読まれた"]


async def test_messages_keep_their_order(scene: Scene) -> None:
    number = new_number()
    for text in ("一", "二", "三"):
        scene.sent_before(number, text)
        scene.clock.turn(seconds=1)
    assert await poll_missed(scene.desk) == 3
    assert await scene.received(number) == ["一", "二", "三"]


async def test_each_poll_begins_before_the_last_one_and_a_long_outage_is_read_whole(scene: Scene) -> None:
    began = scene.clock.now
    await poll_missed(scene.desk)
    scene.clock.turn(hours=3)
    await poll_missed(scene.desk)
    await poll_missed(scene.desk)
    later = began + timedelta(hours=3)
    assert scene.carrier.asked_since == [began - OVERLAP, began - OVERLAP, later - OVERLAP]


async def test_a_carrier_that_is_away_leaves_the_mark(scene: Scene) -> None:
    await poll_missed(scene.desk)
    scene.clock.turn(hours=1)
    number = new_number()
    scene.sent_before(number, "停電中")
    scene.carrier.is_away = True
    assert await poll_missed(scene.desk) == 0
    scene.clock.turn(hours=1)
    scene.carrier.is_away = False
    assert await poll_missed(scene.desk) == 1
    assert await scene.received(number) == ["停電中"]


async def test_the_mark_never_goes_back(scene: Scene) -> None:
    await poll_missed(scene.desk)
    async with scene.database.sessions() as session:
        before = (await session.get_one(PollMarkRow, MARK)).at
    scene.clock.turn(hours=-1)
    await poll_missed(scene.desk)
    async with scene.database.sessions() as session:
        assert (await session.get_one(PollMarkRow, MARK)).at == before


async def test_what_cannot_be_answered_holds_nothing_up(scene: Scene) -> None:
    number = new_number()
    scene.sent_before("Toritsugi", "広告")
    scene.sent_before(number, "あ" * 1_601)
    scene.sent_before(number, "x", sid="nonsense")
    scene.sent_before(number, "本物")
    with capture_logs() as logs:
        assert await poll_missed(scene.desk) == 1
    codes = [entry["code"] for entry in logs if "code" in entry]
    assert codes == ["sender_cannot_be_answered", "message_too_long", "malformed"]
    assert await scene.received(number) == ["本物"]


async def test_a_message_that_fails_is_read_again_and_keeps_back_nobody(scene: Scene) -> None:
    number, other = new_number(), new_number()
    scene.links.is_broken = True
    scene.sent_before(number, "", media=1)
    scene.sent_before(other, "次の方")
    began = scene.clock.now
    assert await poll_missed(scene.desk) == 1
    scene.links.is_broken = False
    scene.clock.turn(hours=1)
    await poll_missed(scene.desk)
    assert scene.carrier.asked_since == [began - OVERLAP, began - OVERLAP]
    assert await scene.received(other) == ["次の方"]


async def test_a_word_that_was_missed_counts(scene: Scene) -> None:
    number = new_number()
    scene.sent_before(number, "停止")
    for _ in range(2):
        await poll_missed(scene.desk)
    assert await scene.is_opted_out(number)
    assert await scene.staged(number) == [("opt_out_confirmation", STOPPED)]
