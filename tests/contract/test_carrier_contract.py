"""One suite for both carriers: Twilio's REST API, against a fake held to Twilio's OpenAPI, and the trial's own."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Protocol
from uuid import uuid4

import pytest
from pydantic import SecretStr

from config.settings import TwilioSettings
from conversation.messages import OutboundMessage
from conversation.model import Channel
from database.engine import Database
from database.vault import Vault
from gateway.carrier.port import Carrier, CarrierError, InboundSms
from gateway.carrier.simulated import SimulatedCarrier
from gateway.carrier.simulated_texts import CONTENT
from gateway.carrier.tables import CarrierMessageRow
from gateway.carrier.twilio_rest import open_twilio
from tests.sim.twilio_cloud import TwilioCloud, twilio_cloud
from tests.sim.twilio_records import ACCOUNT
from tests.sim.twilio_webhooks import TwilioWebhooks

pytestmark = pytest.mark.contract

PUBLIC = "https://toritsugi.example"
OURS = "+815000000000"
DIALLING = '<Response><Dial record="record-from-answer-dual"><Client>agent-1</Client></Dial></Response>'


def a_number() -> str:
    """Unassigned, and of its own for each test: what was carried stays carried."""
    return f"+8190000{uuid4().int % 100_000:05d}"


@dataclass
class Clock:
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


class World(Protocol):
    """The outside of a carrier: handsets and callers."""

    @property
    def carrier(self) -> Carrier: ...
    @property
    def clock(self) -> Clock: ...

    async def writes(self, sender: str, body: str) -> str: ...
    async def writes_often(self, sender: str, times: int) -> list[str]: ...
    async def calls(self, sender: str) -> str: ...
    async def begins_recording(self, call_sid: str) -> None: ...
    async def status(self, call_sid: str) -> str | None: ...
    async def recording(self, call_sid: str) -> str | None: ...
    async def redirected_to(self, call_sid: str) -> str | None: ...


@dataclass
class TwilioWorld:
    carrier: Carrier
    clock: Clock
    cloud: TwilioCloud

    async def writes(self, sender: str, body: str) -> str:
        self.cloud.now = self.clock()
        message, _ = await self.cloud.text(sender, body, is_told=False)
        return message.sid

    async def writes_often(self, sender: str, times: int) -> list[str]:
        return [await self.writes(sender, str(n)) for n in range(times)]

    async def calls(self, sender: str) -> str:
        return self.cloud.begin_call(sender).sid

    async def begins_recording(self, call_sid: str) -> None:
        self.cloud.calls[call_sid].recording = "in-progress"

    async def status(self, call_sid: str) -> str | None:
        return self.cloud.calls[call_sid].status

    async def recording(self, call_sid: str) -> str | None:
        state = self.cloud.calls[call_sid].recording
        return "on" if state == "in-progress" else state

    async def redirected_to(self, call_sid: str) -> str | None:
        redirects = self.cloud.calls[call_sid].redirects
        return None if redirects.empty() else redirects.get_nowait()


@dataclass
class SimulatedWorld:
    carrier: SimulatedCarrier
    clock: Clock
    database: Database
    vault: Vault

    async def writes(self, sender: str, body: str) -> str:
        return await self.carrier.send_sms(sender, body)

    async def writes_often(self, sender: str, times: int) -> list[str]:
        """In one transaction: each of its own would take long."""
        rows = [self._kept(sender, str(n)) for n in range(times)]
        async with self.database.sessions.begin() as session:
            session.add_all(rows)
            return [row.reference for row in rows]

    def _kept(self, sender: str, body: str) -> CarrierMessageRow:
        sid = f"SM{uuid4().hex}"
        content = self.vault.seal_json(CONTENT, sid, {"to": OURS, "from": sender, "body": body})
        return CarrierMessageRow(reference=sid, direction="inbound", content=content, sent_at=self.clock())

    async def calls(self, sender: str) -> str:
        return await self.carrier.start_call(sender)

    async def begins_recording(self, call_sid: str) -> None:
        await self.carrier._calls.note_instructions(call_sid, DIALLING)

    async def status(self, call_sid: str) -> str | None:
        return await self.carrier.call_status(call_sid)

    async def recording(self, call_sid: str) -> str | None:
        call = await self.carrier.call(call_sid)
        return call.recording if call is not None else None

    async def redirected_to(self, call_sid: str) -> str | None:
        return await self.carrier.pending_redirect(call_sid)


async def nobody_claims(_: str) -> bool:
    return False


@pytest.fixture
async def cloud() -> AsyncIterator[TwilioCloud]:
    async with twilio_cloud(TwilioWebhooks("token-of-tests", PUBLIC)) as cloud:
        yield cloud
        assert cloud.violations == []


def twilio_world(cloud: TwilioCloud) -> World:
    settings = TwilioSettings(
        account_sid=ACCOUNT, auth_token=SecretStr("token-of-tests"), from_number=OURS, api_base_url=cloud.url
    )
    clock = Clock(cloud.now)
    carrier = open_twilio(
        settings, status_url_of=lambda r: f"{PUBLIC}/twilio/sms/status/{r}", is_claimed=nobody_claims, clock=clock
    )
    return TwilioWorld(carrier, clock, cloud)


def simulated_world(database: Database, vault: Vault) -> World:
    clock = Clock()
    return SimulatedWorld(SimulatedCarrier(database.sessions, vault, clock), clock, database, vault)


@pytest.fixture(params=["twilio", "simulated"])
def world(request: pytest.FixtureRequest, cloud: TwilioCloud, database: Database, vault: Vault) -> World:
    worlds: dict[str, Callable[[], World]] = {
        "twilio": lambda: twilio_world(cloud),
        "simulated": lambda: simulated_world(database, vault),
    }
    return worlds[request.param]()


async def listed_from(world: World, sender: str, since: datetime, until: datetime | None = None) -> list[InboundSms]:
    until = until or world.clock() + timedelta(hours=1)
    return [m async for page in world.carrier.list_inbound(since, until) for m in page if m.sender == sender]


def message(text: str = "受付番号は１２３です。", *, at: datetime | None = None) -> OutboundMessage:
    return OutboundMessage(Channel.sms, a_number(), str(uuid4()), text, attempted_at=at)


async def test_what_was_sent_is_found_again_under_the_same_sid(world: World) -> None:
    sent = message()
    receipt = await world.carrier.deliver(sent)
    assert receipt.outcome == "sent"
    assert receipt.provider_message_id is not None
    assert receipt.provider_message_id[:2] == "SM"
    assert len(receipt.provider_message_id) == 34
    assert await world.carrier.reconcile(replace(sent, attempted_at=world.clock())) == receipt


async def test_what_was_never_sent_is_absent_when_the_list_has_had_its_time(world: World) -> None:
    assert (await world.carrier.reconcile(message(at=world.clock() - timedelta(minutes=1)))).outcome == "absent"


async def test_messages_to_us_are_listed_newest_first(world: World) -> None:
    sender, start = a_number(), world.clock()
    sids = [await world.writes(sender, body) for body in ("一通目です", "二通目です")]
    await world.carrier.deliver(message())
    listed = await listed_from(world, sender, start)
    assert [m.message_sid for m in listed] == sids[::-1]
    assert [(m.body, m.to, m.media) for m in listed] == [("二通目です", OURS, 0), ("一通目です", OURS, 0)]
    assert all(m.sent_at.tzinfo is not None for m in listed)


async def test_messages_from_before_are_not_listed(world: World) -> None:
    sender = a_number()
    await world.writes(sender, "先週の件です")
    assert await listed_from(world, sender, world.clock() + timedelta(minutes=1)) == []


async def test_messages_from_after_are_not_listed(world: World) -> None:
    sender, start = a_number(), world.clock()
    world.clock.now += timedelta(minutes=2)
    await world.writes(sender, "先ほどの件です")
    assert await listed_from(world, sender, start - timedelta(hours=1), start) == []


async def test_three_thousand_messages_come_in_pages_each_once(world: World) -> None:
    # Long ago, so that they are not in the way of other tests' messages.
    world.clock.now -= timedelta(days=3_000)
    sender, start = a_number(), world.clock()
    sids = await world.writes_often(sender, 3_000)
    pages = [page async for page in world.carrier.list_inbound(start, world.clock() + timedelta(hours=2))]
    listed = [m.message_sid for page in pages for m in page if m.sender == sender]
    assert listed == sids[::-1]
    assert len(pages) >= 3
    assert max(len(page) for page in pages) <= 1_000


async def test_a_live_call_is_redirected_once(world: World) -> None:
    call_sid = await world.calls(a_number())
    await world.carrier.redirect_call(call_sid, f"{PUBLIC}/twilio/voice/queue?step=3")
    assert await world.redirected_to(call_sid) == f"{PUBLIC}/twilio/voice/queue?step=3"
    assert await world.redirected_to(call_sid) is None


async def test_ending_a_call_twice_is_no_error(world: World) -> None:
    call_sid = await world.calls(a_number())
    await world.carrier.end_call(call_sid)
    await world.carrier.end_call(call_sid)
    assert await world.status(call_sid) == "completed"


async def test_an_ended_call_is_not_redirected(world: World) -> None:
    call_sid = await world.calls(a_number())
    await world.carrier.end_call(call_sid)
    with pytest.raises(CarrierError, match="call_not_live") as refused:
        await world.carrier.redirect_call(call_sid, f"{PUBLIC}/twilio/voice/queue")
    assert refused.value.provider_code == "21220"


async def test_an_unknown_call_is_neither_redirected_nor_ended(world: World) -> None:
    unknown = "CA" + uuid4().hex
    with pytest.raises(CarrierError, match="no_such_call"):
        await world.carrier.redirect_call(unknown, f"{PUBLIC}/twilio/voice/queue")
    with pytest.raises(CarrierError, match="no_such_call"):
        await world.carrier.end_call(unknown)


async def test_a_placed_call_is_under_way(world: World) -> None:
    placed = await world.carrier.place_call(
        a_number(), f"{PUBLIC}/twilio/voice/callback", f"{PUBLIC}/twilio/voice/status"
    )
    assert placed[:2] == "CA"
    assert await world.status(placed) in {"queued", "ringing"}


async def test_a_recording_is_paused_and_resumed(world: World) -> None:
    call_sid = await world.calls(a_number())
    await world.begins_recording(call_sid)
    await world.carrier.pause_recording(call_sid)
    assert await world.recording(call_sid) == "paused"
    await world.carrier.resume_recording(call_sid)
    assert await world.recording(call_sid) == "on"


async def test_what_is_not_recorded_cannot_be_paused(world: World) -> None:
    call_sid = await world.calls(a_number())
    with pytest.raises(CarrierError, match="refused"):
        await world.carrier.pause_recording(call_sid)
    with pytest.raises(CarrierError, match="refused"):
        await world.carrier.pause_recording("CA" + uuid4().hex)
