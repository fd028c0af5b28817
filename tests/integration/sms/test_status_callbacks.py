"""Status callbacks: signed, on a path nobody guesses, in any order, and never a step back."""

import asyncio
from itertools import permutations
from uuid import UUID, uuid4

import httpx2
import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from conversation import events as ev
from conversation.deliveries import DeliveryRow, begin_delivery, conclude_delivery, stage_delivery
from conversation.log import lock_conversation
from conversation.model import Channel, ConversationId
from gateway.channels.sms.budget import opt_out
from gateway.channels.sms.tokens import status_token
from tests.integration.sms.scene import Scene, new_number, new_sid
from tests.sim.polling import eventually

pytestmark = pytest.mark.integration


async def staged(scene: Scene, number: str, *, is_sending: bool = True) -> UUID:
    """A message to the number, taken for sending by a worker that has no answer yet."""
    await scene.writes(number, "こんにちは")
    [conversation_id] = await scene.conversations_of(number)
    async with scene.database.sessions.begin() as session:
        log = await lock_conversation(session, scene.vault, ConversationId(conversation_id))
        delivery_id = await stage_delivery(
            session,
            scene.vault,
            scene.jobs,
            log,
            channel=Channel.sms,
            address=number,
            text="お返事です",
            purpose="reply",
            at=scene.clock(),
        )
    async with scene.database.sessions.begin() as session:
        for _ in range(int(is_sending)):
            await begin_delivery(session, scene.vault, delivery_id, at=scene.clock())
    return delivery_id


async def reports(
    scene: Scene, delivery_id: UUID, status: str, sid: str, *, token: str | None = None, **more: str
) -> httpx2.Response:
    fields = {"MessageSid": sid, "MessageStatus": status, "AccountSid": "AC1", **more}
    return await scene.post(f"/twilio/sms/status/{token or status_token(scene.vault, delivery_id)}", fields)


async def row_of(scene: Scene, delivery_id: UUID) -> DeliveryRow:
    async with scene.database.sessions() as session:
        return await session.get_one(DeliveryRow, delivery_id)


async def updates(scene: Scene, number: str) -> list[str]:
    return [event.status for event in await scene.log_of(number) if isinstance(event, ev.DeliveryUpdated)]


async def conclusions(scene: Scene, number: str) -> list[str]:
    return [event.outcome for event in await scene.log_of(number) if isinstance(event, ev.DeliveryConcluded)]


async def test_a_report_before_the_answer_is_the_answer(scene: Scene) -> None:
    number, sid = new_number(), new_sid()
    delivery_id = await staged(scene, number)
    assert (await reports(scene, delivery_id, "queued", sid)).status_code == 204
    async with scene.database.sessions.begin() as session:
        is_first = await conclude_delivery(
            session, delivery_id, state="unknown", provider_message_id=None, at=scene.clock()
        )
    row = await row_of(scene, delivery_id)
    assert (row.state, row.provider_message_id, row.provider_status) == ("sent", sid, "queued")
    assert (is_first, await conclusions(scene, number), await updates(scene, number)) == (False, ["sent"], [])


async def test_a_reported_message_is_never_sent_again(scene: Scene) -> None:
    delivery_id = await staged(scene, new_number(), is_sending=False)
    await reports(scene, delivery_id, "sent", new_sid())
    async with scene.database.sessions.begin() as session:
        assert await begin_delivery(session, scene.vault, delivery_id, at=scene.clock()) is None


async def test_what_was_unknown_is_known_by_a_report(scene: Scene) -> None:
    number = new_number()
    delivery_id = await staged(scene, number)
    async with scene.database.sessions.begin() as session:
        await conclude_delivery(session, delivery_id, state="unknown", provider_message_id=None, at=scene.clock())
    await reports(scene, delivery_id, "delivered", new_sid())
    row = await row_of(scene, delivery_id)
    assert (row.state, row.provider_status, await updates(scene, number)) == ("sent", "delivered", ["delivered"])


@pytest.mark.parametrize("order", list(permutations(["queued", "sent", "delivered"])))
async def test_reports_in_any_order_end_alike_and_the_log_never_goes_back(scene: Scene, order: tuple[str, ...]) -> None:
    number, sid = new_number(), new_sid()
    delivery_id = await staged(scene, number)
    for status in (*order, *order):
        assert (await reports(scene, delivery_id, status, sid)).status_code == 204
    told = await updates(scene, number)
    assert (await row_of(scene, delivery_id)).provider_status == "delivered"
    assert told in (["sent", "delivered"], ["delivered"])
    assert await conclusions(scene, number) == ["sent"]


async def test_reports_at_once_are_told_once(scene: Scene) -> None:
    number, sid = new_number(), new_sid()
    delivery_id = await staged(scene, number)
    answers = await asyncio.gather(*(reports(scene, delivery_id, "delivered", sid) for _ in range(4)))
    assert {answer.status_code for answer in answers} == {204}
    assert await updates(scene, number) == ["delivered"]


async def test_a_report_a_year_later_changes_nothing(scene: Scene) -> None:
    number, sid = new_number(), new_sid()
    delivery_id = await staged(scene, number)
    for status in ("sent", "delivered"):
        await reports(scene, delivery_id, status, sid)
    before = await scene.log_of(number)
    scene.clock.turn(days=400)
    assert (await reports(scene, delivery_id, "sent", sid)).status_code == 204
    assert await scene.log_of(number) == before


async def test_a_lost_message_keeps_the_carriers_code(scene: Scene) -> None:
    number, sid = new_number(), new_sid()
    delivery_id = await staged(scene, number)
    await reports(scene, delivery_id, "undelivered", sid, ErrorCode="30003")
    await reports(scene, delivery_id, "sent", sid)
    row = await row_of(scene, delivery_id)
    assert (row.provider_status, row.error_code, await updates(scene, number)) == (
        "undelivered",
        "30003",
        ["undelivered"],
    )
    assert not await scene.is_opted_out(number)


async def test_a_recipient_who_stopped_us_at_the_carrier_is_opted_out(scene: Scene) -> None:
    number = new_number()
    delivery_id = await staged(scene, number)
    await reports(scene, delivery_id, "failed", new_sid(), ErrorCode="21610")
    assert await scene.is_opted_out(number)


@pytest.mark.parametrize("code", ["x", "-1", "", "3" * 40, "３"])
async def test_an_error_code_that_is_none_is_left_out(scene: Scene, code: str) -> None:
    delivery_id = await staged(scene, new_number())
    assert (await reports(scene, delivery_id, "failed", new_sid(), ErrorCode=code)).status_code == 204
    assert (await row_of(scene, delivery_id)).error_code is None


async def test_a_report_on_another_message_is_ignored(scene: Scene) -> None:
    number, sid = new_number(), new_sid()
    delivery_id = await staged(scene, number)
    await reports(scene, delivery_id, "sent", sid)
    with capture_logs() as logs:
        assert (await reports(scene, delivery_id, "failed", new_sid())).status_code == 204
    assert [entry["code"] for entry in logs if "code" in entry] == ["message_sid_differs"]
    row = await row_of(scene, delivery_id)
    assert (row.provider_message_id, row.provider_status) == (sid, "sent")


async def test_a_path_of_another_delivery_or_none_is_unknown(scene: Scene) -> None:
    delivery_id = await staged(scene, new_number())
    unknown = status_token(scene.vault, uuid4())
    for token in ("x", unknown, "A" * 43, "%E9%9B%BB"):
        answer = await reports(scene, delivery_id, "sent", new_sid(), token=token)
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "delivery_not_found")


@pytest.mark.parametrize(
    ("status", "sid", "code"),
    [
        ("exploded", "SM1", "status_unknown"),
        ("", "SM1", "status_unknown"),
        ("sent", "", "malformed"),
        ("sent", "S" * 65, "malformed"),
    ],
)
async def test_a_report_that_makes_no_sense_is_refused(scene: Scene, status: str, sid: str, code: str) -> None:
    delivery_id = await staged(scene, new_number())
    answer = await reports(scene, delivery_id, status, sid)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)
    assert (await row_of(scene, delivery_id)).state == "sending"


async def test_an_unsigned_report_is_refused(scene: Scene) -> None:
    delivery_id = await staged(scene, new_number())
    path = f"/twilio/sms/status/{status_token(scene.vault, delivery_id)}"
    answer = await scene.post(path, {"MessageSid": "SM1", "MessageStatus": "sent"}, signature="x")
    assert answer.status_code == 403


async def test_a_stop_and_the_report_of_a_stop_do_not_wait_for_each_other(scene: Scene) -> None:
    number = new_number()
    delivery_id = await staged(scene, number)
    [conversation_id] = await scene.conversations_of(number)
    token = status_token(scene.vault, delivery_id)
    async with scene.database.sessions.begin() as session:
        # As where the customer writes STOP: the conversation first, and the opt-out while the report waits.
        await lock_conversation(session, scene.vault, ConversationId(conversation_id))
        fields = {"ErrorCode": "21610"}
        report = asyncio.ensure_future(reports(scene, delivery_id, "failed", new_sid(), token=token, **fields))
        await eventually(lambda: _waits(scene), bool, seconds=5)
        await opt_out(session, scene.vault, number, at=scene.clock())
    assert (await report).status_code == 204
    assert await scene.is_opted_out(number)


async def _waits(scene: Scene) -> bool:
    async with scene.database.sessions() as session:
        return bool(await session.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")))
