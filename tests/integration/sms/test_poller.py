"""Messages missed during an outage are fetched once, and the mark moves only behind what was accepted or given up."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, select
from structlog.testing import capture_logs

from gateway.channels.sms.giving_up import MOST_FAILURES, TASK, note_failure
from gateway.channels.sms.inbound import STOPPED
from gateway.channels.sms.poller import (
    FIRST_WINDOW,
    LONGEST_POLL,
    MARK,
    MOST_PAGES,
    OVERLAP,
    SHORTEST_WINDOW,
    poll_missed,
)
from gateway.channels.sms.tables import PollMarkRow
from handoff.promises import TEXT as PROMISED
from handoff.tables import PromiseRow
from tests.integration.sms.scene import Scene, new_number

pytestmark = pytest.mark.integration


@pytest.fixture(autouse=True)
async def _no_mark_yet(scene: Scene) -> None:
    async with scene.database.sessions.begin() as session:
        await session.execute(delete(PollMarkRow))


async def mark(scene: Scene) -> datetime:
    async with scene.database.sessions() as session:
        return (await session.get_one(PollMarkRow, MARK)).at


async def windows_of_poll(scene: Scene) -> tuple[datetime, datetime]:
    """From when until when a poll reads; it leaves out nothing in between."""
    before = len(scene.carrier.asked)
    await poll_missed(scene.desk)
    windows = scene.carrier.asked[before:]
    assert [until for _, until in windows[:-1]] == [since for since, _ in windows[1:]]
    return windows[0][0], windows[-1][1]


async def promised(scene: Scene, number: str) -> list[str]:
    query = select(PromiseRow).where(PromiseRow.conversation_id.in_(await scene.conversations_of(number)))
    async with scene.database.sessions() as session:
        rows = list(await session.scalars(query))
    return [scene.vault.open(PROMISED, row.id, row.text) for row in rows]


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
    assert await windows_of_poll(scene) == (began - OVERLAP, scene.clock.now)
    assert await windows_of_poll(scene) == (scene.clock.now - OVERLAP, scene.clock.now)


async def test_a_quiet_outage_of_days_is_read_in_few_questions(scene: Scene) -> None:
    await poll_missed(scene.desk)
    scene.clock.turn(days=3)
    before = len(scene.carrier.asked)
    await windows_of_poll(scene)
    assert len(scene.carrier.asked) - before < 15


async def test_a_window_of_too_many_pages_is_read_in_parts(scene: Scene) -> None:
    await poll_missed(scene.desk)
    began, number = scene.clock.now, new_number()
    for n in range(24):
        scene.clock.turn(seconds=2)
        scene.sent_before(number, f"{n}")
    scene.carrier.page_size = 2
    assert await poll_missed(scene.desk) == 24
    assert await scene.received(number) == [f"{n}" for n in range(24)]
    assert await mark(scene) == max(began - OVERLAP, scene.clock.now - OVERLAP)


async def test_the_shortest_window_is_read_whatever_its_pages(scene: Scene) -> None:
    number = new_number()
    for n in range(MOST_PAGES + 3):
        scene.sent_before(number, f"{n}")
    scene.clock.turn(milliseconds=10)
    scene.carrier.page_size = 1
    assert await poll_missed(scene.desk) == MOST_PAGES + 3
    assert min(until - since for since, until in scene.carrier.asked[1:]) >= SHORTEST_WINDOW / 100


async def test_polls_go_on_where_the_last_one_had_no_more_time(scene: Scene) -> None:
    await poll_missed(scene.desk)
    number, began = new_number(), scene.clock.now
    for n in range(20):
        scene.clock.turn(minutes=10)
        scene.sent_before(number, f"{n}")
    scene.carrier.on_page = lambda: scene.clock.turn(seconds=LONGEST_POLL.total_seconds() / 6)
    marks = [await mark(scene)]
    taken = []
    for _ in range(8):
        taken.append(await poll_missed(scene.desk))
        marks.append(await mark(scene))
    assert marks == sorted(marks)
    assert marks[1] > began
    assert sum(count > 0 for count in taken) > 1
    assert await scene.received(number) == [f"{n}" for n in range(20)]


async def test_what_was_read_before_a_page_failed_is_not_read_again(scene: Scene) -> None:
    await poll_missed(scene.desk)
    began, number = scene.clock.now, new_number()
    scene.clock.turn(seconds=10)
    scene.sent_before(number, "先")
    scene.clock.turn(minutes=30)
    scene.sent_before(number, "後")
    asked = len(scene.carrier.asked)
    scene.carrier.fails_at = scene.carrier.pages + 4
    assert await poll_missed(scene.desk) == 1
    assert await mark(scene) == began - OVERLAP + 7 * FIRST_WINDOW
    assert len(scene.carrier.asked) == asked + 4
    assert await poll_missed(scene.desk) == 1
    assert await scene.received(number) == ["先", "後"]


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
    before = await mark(scene)
    scene.clock.turn(hours=-1)
    await poll_missed(scene.desk)
    assert await mark(scene) == before


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
    scene.clock.turn(seconds=1)
    began = scene.clock.now
    assert await poll_missed(scene.desk) == 1
    assert await mark(scene) < began
    scene.links.is_broken = False
    scene.clock.turn(hours=1)
    await poll_missed(scene.desk)
    assert len(scene.links.issued) == 1
    assert await mark(scene) == scene.clock.now - OVERLAP
    assert await scene.received(other) == ["次の方"]


async def test_a_message_that_always_fails_is_given_up_and_a_person_asks(scene: Scene) -> None:
    number = new_number()
    scene.links.is_broken = True
    poison = scene.sent_before(number, "", media=1)
    scene.clock.turn(seconds=1)
    began = scene.clock.now
    with capture_logs() as logs:
        for _ in range(MOST_FAILURES + 2):
            await poll_missed(scene.desk)
            scene.clock.turn(minutes=1)
    given_up = [entry for entry in logs if entry["event"] == "sms_given_up"]
    assert [entry["message_sid"] for entry in given_up] == [poison.message_sid]
    assert [entry["event"] for entry in logs].count("missed_sms_failed") == MOST_FAILURES
    assert number not in str(logs)
    assert await promised(scene, number) == [TASK]
    assert await mark(scene) >= began - OVERLAP + timedelta(minutes=MOST_FAILURES)
    await scene.background.stop(grace_seconds=5)
    assert scene.notices.told.count("promise") == 1


async def test_nobody_is_asked_about_a_message_of_a_number_that_is_not_known(scene: Scene) -> None:
    sms = scene.sent_before(new_number(), "x")
    assert [await note_failure(scene.desk, sms) for _ in range(MOST_FAILURES)] == [False, False, True]
    assert await poll_missed(scene.desk) == 0


async def test_a_word_that_was_missed_counts(scene: Scene) -> None:
    number = new_number()
    scene.sent_before(number, "停止")
    for _ in range(2):
        await poll_missed(scene.desk)
    assert await scene.is_opted_out(number)
    assert await scene.staged(number) == [("opt_out_confirmation", STOPPED)]
