"""Twilio on its bad days: what surely was not sent is told apart from what may have been, and nothing goes twice."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
import structlog
from pydantic import SecretStr

from config.settings import TwilioSettings
from conversation.deliveries import TimedMessage
from conversation.messages import OutboundMessage, Receipt
from conversation.model import Channel
from gateway.carrier.port import CarrierUnavailableError
from gateway.carrier.twilio_rest import BREAKER, TwilioCarrier, open_twilio
from gateway.wiring import utc_now
from tests.sim.twilio_cloud import Mode, TwilioCloud, twilio_cloud
from tests.sim.twilio_records import ACCOUNT
from tests.sim.twilio_webhooks import TwilioWebhooks

pytestmark = pytest.mark.integration

TOKEN, NUMBER, OURS = "token-of-tests", "+819000001234", "+815000000000"
LAG = timedelta(seconds=10)
AMBIGUOUS = [Mode.accept_then_500, Mode.accept_then_drop, Mode.accept_then_hang]


@dataclass
class Desk:
    """The carrier with its clock and what is claimed by other deliveries."""

    cloud: TwilioCloud
    now: datetime
    claimed: set[str] = field(default_factory=set)

    def clock(self) -> datetime:
        return self.now

    async def is_claimed(self, sid: str) -> bool:
        return sid in self.claimed

    def carrier(self, url: str | None = None, token: str = TOKEN, seconds: float = 0.3) -> TwilioCarrier:
        settings = TwilioSettings(
            account_sid=ACCOUNT,
            auth_token=SecretStr(token),
            from_number=OURS,
            api_base_url=url or self.cloud.url,
            request_seconds=seconds,
            list_lag_seconds=LAG.total_seconds(),
        )
        return open_twilio(settings, status_url_of=status_url, is_claimed=self.is_claimed, clock=self.clock)

    def message(self, text: str = "受付番号をお知らせします。") -> OutboundMessage:
        return OutboundMessage(Channel.sms, NUMBER, str(uuid4()), text, attempted_at=self.now)


def status_url(reference: str) -> str:
    return f"https://toritsugi.example/twilio/sms/status/{reference}"


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with twilio_cloud(TwilioWebhooks(TOKEN, "https://toritsugi.example")) as cloud:
        yield Desk(cloud, cloud.now)
        assert cloud.violations == []


@pytest.mark.parametrize(
    ("mode", "receipt"),
    [
        (Mode.too_many, Receipt("busy", error_code="20429")),
        (Mode.stopped, Receipt("failed", error_code="21610")),
        (Mode.landline, Receipt("failed", error_code="21614")),
        (Mode.broken, Receipt("unknown", error_code="20500")),
        (Mode.hang, Receipt("unknown")),
        (Mode.accept_then_500, Receipt("unknown", error_code="20500")),
        (Mode.accept_then_drop, Receipt("unknown")),
        (Mode.accept_then_hang, Receipt("unknown")),
    ],
)
async def test_each_bad_day_has_its_outcome(desk: Desk, mode: Mode, receipt: Receipt) -> None:
    desk.cloud.mode = mode
    assert await desk.carrier().deliver(desk.message()) == receipt
    assert len(desk.cloud.asked) == 1


async def test_a_refused_connection_has_surely_sent_nothing(desk: Desk) -> None:
    assert await desk.carrier("http://127.0.0.1:9").deliver(desk.message()) == Receipt("busy")


async def test_a_wrong_token_is_tried_again_when_it_is_right(desk: Desk) -> None:
    assert await desk.carrier(token="outdated").deliver(desk.message()) == Receipt("busy", error_code="20003")


async def test_a_text_twilio_would_refuse_fails_with_its_code(desk: Desk) -> None:
    assert await desk.carrier().deliver(desk.message("あ" * 1_601)) == Receipt("failed", error_code="21617")


@pytest.mark.parametrize("mode", AMBIGUOUS)
async def test_what_was_accepted_all_the_same_is_found_and_not_sent_again(desk: Desk, mode: Mode) -> None:
    message, carrier = desk.message(), desk.carrier()
    desk.cloud.mode = mode
    assert (await carrier.deliver(message)).outcome == "unknown"
    desk.cloud.mode = Mode.ok
    (accepted,) = desk.cloud.sent()
    assert await carrier.reconcile(message) == Receipt("sent", provider_message_id=accepted.sid)


async def test_a_late_list_is_waited_for(desk: Desk) -> None:
    message, carrier = desk.message(), desk.carrier()
    desk.cloud.mode = Mode.accept_then_500
    await carrier.deliver(message)
    desk.cloud.list_is_late, desk.cloud.mode = True, Mode.ok
    desk.now += LAG - timedelta(seconds=1)
    assert (await carrier.reconcile(message)).outcome == "unknown"
    desk.cloud.list_is_late = False
    assert (await carrier.reconcile(message)).outcome == "sent"


async def test_what_never_arrived_is_absent_after_the_lag_and_not_before(desk: Desk) -> None:
    message, carrier = desk.message(), desk.carrier()
    desk.cloud.mode = Mode.hang
    await carrier.deliver(message)
    desk.cloud.mode = Mode.ok
    assert (await carrier.reconcile(message)).outcome == "unknown"
    desk.now += LAG
    assert (await carrier.reconcile(message)).outcome == "absent"


async def test_the_same_text_of_another_delivery_is_not_mistaken(desk: Desk) -> None:
    first, second, carrier = desk.message(), desk.message(), desk.carrier()
    receipt = await carrier.deliver(first)
    desk.claimed.add(receipt.provider_message_id or "")
    desk.now += LAG
    assert (await carrier.reconcile(second)).outcome == "absent"
    desk.cloud.mode = Mode.accept_then_500
    await carrier.deliver(second)
    desk.cloud.mode = Mode.ok
    found = await carrier.reconcile(second)
    assert found == Receipt("sent", provider_message_id=desk.cloud.sent()[-1].sid)


@pytest.mark.parametrize(("to", "body"), [(NUMBER, "別の文です。"), ("+819000009999", "受付番号をお知らせします。")])
async def test_other_messages_are_not_mistaken(desk: Desk, to: str, body: str) -> None:
    desk.cloud.add_message(sender=OURS, to=to, body=body, direction="outbound-api")
    message = desk.message()
    desk.now += LAG
    assert (await desk.carrier().reconcile(message)).outcome == "absent"


async def test_the_same_text_of_yesterday_is_not_mistaken(desk: Desk) -> None:
    old = desk.cloud.add_message(sender=OURS, to=NUMBER, body=desk.message().text, direction="outbound-api")
    old.created -= timedelta(days=1)
    message = desk.message()
    desk.now += LAG
    assert (await desk.carrier().reconcile(message)).outcome == "absent"


async def test_what_a_trial_account_puts_before_the_text_does_not_hide_it(desk: Desk) -> None:
    message = desk.message()
    body = f"Sent from your Twilio trial account - {message.text}"
    carried = desk.cloud.add_message(sender=OURS, to=NUMBER, body=body, direction="outbound-api")
    assert await desk.carrier().reconcile(message) == Receipt("sent", provider_message_id=carried.sid)


@pytest.mark.parametrize("mode", [Mode.broken, Mode.too_many])
async def test_a_list_that_cannot_be_read_proves_nothing(desk: Desk, mode: Mode) -> None:
    message = desk.message()
    desk.cloud.mode = mode
    desk.now += LAG
    assert (await desk.carrier().reconcile(message)).outcome == "unknown"


async def test_without_the_time_of_the_attempt_nothing_is_proved(desk: Desk) -> None:
    message = replace(desk.message(), attempted_at=None)
    assert (await desk.carrier().reconcile(message)).outcome == "unknown"


@pytest.mark.parametrize("mode", [Mode.broken, Mode.too_many])
async def test_a_call_that_could_not_be_placed_is_told_as_such(desk: Desk, mode: Mode) -> None:
    desk.cloud.mode = mode
    with pytest.raises(CarrierUnavailableError) as refused:
        await desk.carrier().place_call(NUMBER, status_url("1"), status_url("2"))
    assert NUMBER not in repr(refused.value)


async def test_missed_messages_are_listed_over_several_pages(desk: Desk) -> None:
    start, desk.cloud.largest_page = desk.now, 2
    sent = [(await desk.cloud.text(NUMBER, f"{n}", is_told=False))[0].sid for n in range(3)]
    pages = [page async for page in desk.carrier().list_inbound(start, desk.cloud.now)]
    assert [[m.message_sid for m in page] for page in pages] == [sent[:0:-1], sent[:1]]
    assert len(desk.cloud.asked) == 2


async def test_each_page_has_its_own_time(desk: Desk) -> None:
    start, desk.cloud.largest_page = desk.now, 1
    desk.cloud.list_seconds = 0.2
    for n in range(4):
        await desk.cloud.text(NUMBER, f"{n}", is_told=False)
    pages = [page async for page in desk.carrier(seconds=0.5).list_inbound(start, desk.cloud.now)]
    assert sum(len(page) for page in pages) == 4


async def test_a_page_that_fails_ends_the_list_as_unavailable(desk: Desk) -> None:
    start, desk.cloud.largest_page = desk.now, 1
    for n in range(2):
        await desk.cloud.text(NUMBER, f"{n}", is_told=False)
    listed = desk.carrier().list_inbound(start, desk.cloud.now)
    assert len(await anext(listed)) == 1
    desk.cloud.mode = Mode.broken
    with pytest.raises(CarrierUnavailableError):
        await anext(listed)


async def test_after_several_silences_nobody_waits_for_the_next(desk: Desk) -> None:
    carrier, desk.cloud.mode = desk.carrier(seconds=0.1), Mode.hang
    silent = [(await carrier.deliver(desk.message())).outcome for _ in range(BREAKER.limit)]
    asked = len(desk.cloud.asked)
    assert set(silent) == {"unknown"}
    assert await carrier.deliver(desk.message()) == Receipt("busy")
    assert await carrier.reconcile(desk.message()) == Receipt("unknown")
    assert len(desk.cloud.asked) == asked
    desk.now += timedelta(seconds=BREAKER.rest_seconds)
    probes = await asyncio.gather(*(carrier.deliver(desk.message()) for _ in range(3)))
    assert sorted(receipt.outcome for receipt in probes) == ["busy", "busy", "unknown"]
    desk.cloud.mode = Mode.ok
    desk.now += timedelta(seconds=BREAKER.rest_seconds)
    assert [(await carrier.deliver(desk.message())).outcome for _ in range(2)] == ["sent", "sent"]


async def test_an_answer_of_any_kind_keeps_the_carrier_in_use(desk: Desk) -> None:
    carrier, desk.cloud.mode = desk.carrier(), Mode.broken
    outcomes = [(await carrier.deliver(desk.message())).outcome for _ in range(BREAKER.limit + 1)]
    assert set(outcomes) == {"unknown"}


@pytest.mark.parametrize(("left", "seconds"), [(600, 600), (24 * 3600, 10 * 3600), (1, 5)])
async def test_twilio_keeps_a_message_no_longer_than_it_is_worth(desk: Desk, left: int, seconds: int) -> None:
    plain = desk.message()
    timed = TimedMessage(
        plain.channel, NUMBER, plain.reference, plain.text, expires_at=desk.now + timedelta(seconds=left)
    )
    await desk.carrier().deliver(timed)
    await desk.carrier().deliver(plain)
    assert [asked["ValidityPeriod"] for _, _, asked in desk.cloud.asked] == [[str(seconds)], ["14400"]]


async def test_no_number_reaches_a_log(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG", logger="twilio.http_client")
    desk.cloud.mode = Mode.stopped
    with structlog.testing.capture_logs() as logs:
        await desk.carrier().deliver(desk.message())
        await desk.carrier("http://127.0.0.1:9").deliver(desk.message())
        await desk.carrier().reconcile(desk.message())
    assert [record for record in caplog.records if record.name == "twilio.http_client"] == []
    assert NUMBER[3:] not in str(logs)
    assert logs[0]["provider_code"] == "21610"


def test_a_base_url_of_ones_own_needs_no_account() -> None:
    async def is_claimed(_: str) -> bool:
        return False

    settings = TwilioSettings(api_base_url="http://127.0.0.1:9")
    assert settings.has_account
    assert open_twilio(settings, status_url_of=str, is_claimed=is_claimed, clock=utc_now) is not None
