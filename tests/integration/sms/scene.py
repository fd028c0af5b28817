"""Telephones that write to us: the carrier's signed requests at the real routes, over the real database."""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from uuid import UUID, uuid4

import httpx2
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from twilio.request_validator import RequestValidator

from conversation import events as ev
from conversation.deliveries import CONTENT, DeliveryRow
from conversation.log import ConversationLog, LoggedEvent, list_events
from conversation.messages import InboundMessage
from conversation.model import Channel, ConversationId
from conversation.tables import ChannelIdentityRow, ReceivedKeyRow
from database.engine import Database
from database.vault import Vault
from gateway.background import Background
from gateway.carrier.port import Carrier, CarrierUnavailableError, InboundSms
from gateway.channels.mobile_links import MobileLinks
from gateway.channels.sms.budget import is_opted_out
from gateway.channels.sms.inbound import SmsDesk
from gateway.channels.sms.routes import sms_router
from gateway.channels.twilio.signature import SignatureCheck
from gateway.errors import install_error_handlers
from gateway.intake import Intake
from gateway.notices import Notices
from gateway.turns import Turns

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
PUBLIC, TOKEN, OUR_NUMBER = "https://sms.example", "trial", "+815000000000"


@dataclass
class HandClock:
    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def turn(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class StillTurns:
    """Remembers which conversations the bot was to answer."""

    lease: timedelta | None = None
    kicked: list[ConversationId] = field(default_factory=list)

    def kick(self, conversation_id: ConversationId, *_: object) -> None:
        self.kicked.append(conversation_id)


@dataclass
class RecordingJobs:
    deferred: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)

    async def defer(self, _: AsyncSession, task: str, **arguments: Any) -> None:
        self.deferred.append((task, arguments))


@dataclass
class RecordingNotices:
    told: list[str] = field(default_factory=list)

    async def logged(self, _: ConversationId, events: Sequence[LoggedEvent], *__: object) -> None:
        self.told += [entry.event.kind for entry in events]

    async def desk_changed(self, reason: str, _: ConversationId) -> None:
        self.told.append(reason)


@dataclass
class PhotoLinks:
    """Issues links as the real ones do, has none left, or fails."""

    has_some: bool = True
    is_broken: bool = False
    issued: list[tuple[str, UUID | None]] = field(default_factory=list)

    async def send_link(
        self, _: AsyncSession, log: ConversationLog, *, purpose: str, intake_id: UUID | None, at: datetime
    ) -> bool:
        assert not self.is_broken
        for _each in range(int(self.has_some)):
            self.issued.append((purpose, intake_id))
            await log.append(ev.LinkIssued(link_id=uuid4(), purpose=purpose), at=at)
        return self.has_some


@dataclass
class ListingCarrier:
    """What the carrier would list as sent to us."""

    kept: list[InboundSms] = field(default_factory=list)
    # Each window it was asked for; at a page of number `fails_at` of all it is away.
    asked: list[tuple[datetime, datetime]] = field(default_factory=list)
    is_away: bool = False
    fails_at: int | None = None
    pages: int = 0
    page_size: int = 1_000
    on_page: Callable[[], None] = lambda: None

    async def list_inbound(self, since: datetime, until: datetime) -> AsyncGenerator[Sequence[InboundSms], None]:
        self.asked.append((since, until))
        found = [sms for sms in reversed(self.kept) if since <= sms.sent_at <= until]
        for start in range(0, max(1, len(found)), self.page_size):
            self.pages += 1
            self.on_page()
            for _ in range(int(self.is_away or self.pages == self.fails_at)):
                raise CarrierUnavailableError
            yield found[start : start + self.page_size]


def new_number() -> str:
    """A mobile number that is not assigned, unlikely to have been used before."""
    return f"+8190000{uuid4().int % 100_000:05d}"


def new_sid() -> str:
    return f"SM{uuid4().hex}"


@dataclass
class Scene:
    database: Database
    vault: Vault
    clock: HandClock = field(default_factory=HandClock)
    turns: StillTurns = field(default_factory=StillTurns)
    jobs: RecordingJobs = field(default_factory=RecordingJobs)
    notices: RecordingNotices = field(default_factory=RecordingNotices)
    links: PhotoLinks = field(default_factory=PhotoLinks)
    carrier: ListingCarrier = field(default_factory=ListingCarrier)
    background: Background = field(default_factory=Background)
    commit_seconds: float = 5.0

    @property
    def desk(self) -> SmsDesk:
        sessions, notices = self.database.sessions, cast("Notices", self.notices)
        intake = Intake(
            sessions=sessions,
            vault=self.vault,
            turns=cast("Turns", self.turns),
            notices=notices,
            background=self.background,
            jobs=self.jobs,
            clock=self.clock,
            contact_idle=timedelta(hours=1),
            link_session=timedelta(hours=12),
        )
        return SmsDesk(
            sessions=sessions,
            vault=self.vault,
            intake=intake,
            jobs=self.jobs,
            carrier=cast("Carrier", self.carrier),
            mobile=cast("MobileLinks", self.links),
            notices=notices,
            background=self.background,
            check=SignatureCheck((TOKEN,), PUBLIC),
            clock=self.clock,
            commit_seconds=self.commit_seconds,
        )

    async def post(self, path: str, fields: Mapping[str, str], *, signature: str | None = None) -> httpx2.Response:
        app = FastAPI()
        install_error_handlers(app)
        app.include_router(sms_router(self.desk))
        signed = RequestValidator(TOKEN).compute_signature(f"{PUBLIC}{path}", fields)
        headers = {"X-Twilio-Signature": signature or signed}
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://inside") as http:
            return await http.post(path, data=dict(fields), headers=headers)

    async def writes(self, number: str, body: str, *, sid: str | None = None, **more: str) -> httpx2.Response:
        fields = {
            "MessageSid": sid or new_sid(),
            "AccountSid": "AC1",
            "From": number,
            "To": OUR_NUMBER,
            "Body": body,
            "NumMedia": "0",
            **more,
        }
        return await self.post("/twilio/sms", fields)

    def sent_before(self, number: str, body: str, *, sid: str | None = None, media: int = 0) -> InboundSms:
        """A message the carrier kept and no webhook told."""
        sms = InboundSms(sid or new_sid(), number, OUR_NUMBER, body, media, self.clock())
        self.carrier.kept.append(sms)
        return sms

    def as_message(self, sms: InboundSms) -> InboundMessage:
        return InboundMessage(Channel.sms, sms.sender, sms.message_sid, sms.body, self.clock())

    async def conversations_of(self, number: str) -> set[UUID]:
        index = self.vault.index("channel_identities.address_index", f"sms:{number}")
        query = select(ChannelIdentityRow.conversation_id).where(ChannelIdentityRow.address_index == index)
        async with self.database.sessions() as session:
            return set(await session.scalars(query))

    async def log_of(self, number: str) -> list[ev.Event]:
        found = await self.conversations_of(number)
        async with self.database.sessions() as session:
            logs = [await list_events(session, self.vault, ConversationId(each)) for each in found]
        return [entry.event for log in logs for entry in log]

    async def received(self, number: str) -> list[str]:
        return [event.text for event in await self.log_of(number) if isinstance(event, ev.MessageReceived)]

    async def posted(self, number: str) -> list[str]:
        return [event.text for event in await self.log_of(number) if isinstance(event, ev.MessagePosted)]

    async def staged(self, number: str) -> list[tuple[str, str]]:
        """Purpose and text of what is to be sent to the number, oldest first."""
        query = select(DeliveryRow).order_by(DeliveryRow.staged_at)
        conversations = await self.conversations_of(number)
        async with self.database.sessions() as session:
            rows = list(await session.scalars(query.where(DeliveryRow.conversation_id.in_(conversations))))
        return [(row.purpose, self.vault.open_json(CONTENT, row.id, row.content)["text"]) for row in rows]

    async def is_opted_out(self, number: str) -> bool:
        async with self.database.sessions() as session:
            return await is_opted_out(session, self.vault, number)

    async def is_received(self, sid: str) -> bool:
        query = select(ReceivedKeyRow.message_id).where(ReceivedKeyRow.provider_message_id == sid)
        async with self.database.sessions() as session:
            return await session.scalar(query) is not None
