"""A counter that is called by telephone: signed requests through the application, a bot that answers as told."""

from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import uuid4
from xml.etree import ElementTree as ET

import httpx2
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncSession
from twilio.request_validator import RequestValidator

from casework.procedures.load import read_checked
from casework.reception import Queues, Reception
from conversation.log import ConversationLog
from conversation.messages import OutboundMessage, Receipt
from conversation.model import Channel, ConversationId
from gateway.background import Background
from gateway.bot_client import BotClient
from gateway.carrier.port import CarrierError, InboundSms
from gateway.channels.twilio.signature import SignatureCheck
from gateway.channels.voice.calls import Call, find_live_call, get_call
from gateway.channels.voice.routes import voice_router
from gateway.channels.voice.telephones import VoiceDesk
from gateway.channels.voice.voice_file import VoiceFile
from gateway.circuit_breaker import Breaker
from gateway.desk import acts
from gateway.desk.acts import Who
from gateway.errors import install_error_handlers
from gateway.intake import Intake
from gateway.turn_decision import TurnDesk
from gateway.turns import Turns
from handoff.agents import equip
from handoff.model import AgentId, Presence
from tests.integration.handoff.scene import CONFIG, House
from tests.sim.scripted_bot import Answer, ScriptedBot, saying, scripted_bot

TOKEN, PUBLIC = "a-token-for-tests", "https://counter.example"
BOT_SAYS = "ご用件を承りました。"
BROKEN = Answer(status=500)


@dataclass(frozen=True)
class Heard:
    """One TwiML answer as a caller meets it: what was said, what is done, and where that leads."""

    document: str
    said: str
    verb: str
    attributes: Mapping[str, str]
    leads_to: str


def heard(document: str) -> Heard:
    root = ET.fromstring(document)  # noqa: S314  # Our own TwiML.
    said = "".join("".join(say.itertext()) for say in root.iter("Say"))
    verbs = [each for each in root.iter() if each.tag in {"Gather", "Dial", "Record", "Hangup", "Redirect"}]
    verb = verbs[0] if verbs else root
    leads_to = verb.get("action") or (verb.text or "").strip()
    return Heard(document, said, verb.tag, dict(verb.attrib), leads_to.removeprefix(PUBLIC))


@dataclass
class RecordingCarrier:
    """Remembers what it was told; `refusal` is what it answers instead."""

    redirected: list[tuple[str, str]] = field(default_factory=list)
    placed: list[tuple[str, str, str]] = field(default_factory=list)
    done: list[tuple[str, str]] = field(default_factory=list)
    refusal: Exception | None = None

    async def deliver(self, _: OutboundMessage) -> Receipt:
        raise CarrierError("refused")

    async def reconcile(self, _: OutboundMessage) -> Receipt:
        raise CarrierError("refused")

    async def list_inbound(self, _: datetime, __: datetime) -> AsyncGenerator[list[InboundSms], None]:
        yield []

    async def redirect_call(self, call_sid: str, url: str) -> None:
        self._refuse()
        self.redirected.append((call_sid, url.removeprefix(PUBLIC)))

    async def end_call(self, call_sid: str) -> None:
        self._refuse()
        self.done.append(("ended", call_sid))

    async def place_call(self, to: str, url: str, status_url: str) -> str:
        self._refuse()
        self.placed.append((to, url.removeprefix(PUBLIC), status_url.removeprefix(PUBLIC)))
        return f"CA{uuid4().hex}"

    async def pause_recording(self, call_sid: str) -> None:
        self._refuse()
        self.done.append(("paused", call_sid))

    async def resume_recording(self, call_sid: str) -> None:
        self._refuse()
        self.done.append(("resumed", call_sid))

    def _refuse(self) -> None:
        if self.refusal is not None:
            raise self.refusal


@dataclass
class RecordingLinks:
    sent: list[str] = field(default_factory=list)

    async def send_link(
        self,
        _session: AsyncSession,
        _log: ConversationLog,
        *,
        purpose: str,
        intake_id: object,  # noqa: ARG002  # The port's.
        at: datetime,  # noqa: ARG002  # The port's.
    ) -> bool:
        self.sent.append(purpose)
        return True


@dataclass
class Line:
    """The house with its telephone. `http` reaches the application as the carrier does."""

    house: House
    bot: ScriptedBot
    desk: VoiceDesk
    carrier: RecordingCarrier
    links: RecordingLinks
    http: httpx2.AsyncClient

    async def post(self, path: str, params: Mapping[str, str]) -> httpx2.Response:
        signature = RequestValidator(TOKEN).compute_signature(f"{PUBLIC}{path}", params)
        return await self.http.post(path, data=dict(params), headers={"X-Twilio-Signature": signature})

    async def ask(self, path: str, **params: str) -> Heard:
        """An answer is always 200 and always readable."""
        response = await self.post(path, params)
        assert response.status_code == 200
        return heard(response.text)

    def caller(self, number: str | None = None) -> "Caller":
        return Caller(self, f"CA{uuid4().hex}", number or new_number())

    async def agent(self, name: str = "検査 花子") -> Who:
        who = Who(AgentId(uuid4()), name)
        await acts.set_presence(self.desk.floor, who, Presence.available)
        async with self.house.database.sessions.begin() as session:
            places = dict.fromkeys(Channel, 0) | {Channel.voice: 1}
            await equip(session, who.agent_id, skills=["accident", "endorsement"], capacity=places)
        return who

    async def accept(self, who: Who, conversation_id: ConversationId) -> None:
        await self.desk.floor.route()
        offer = await self.house.offer(conversation_id)
        await acts.accept(self.desk.floor, who, offer.offer_id)

    async def call(self, call_sid: str) -> Call:
        async with self.house.database.sessions() as session:
            return await get_call(session, self.house.vault, call_sid)

    async def live_call(self, conversation_id: ConversationId) -> Call | None:
        async with self.house.database.sessions() as session:
            return await find_live_call(session, self.house.vault, conversation_id, at=self.house.clock())


@dataclass
class Caller:
    """Somebody on the telephone: does what the TwiML says, and says what the test says."""

    line: Line
    call_sid: str
    number: str
    heard: Heard = field(default_factory=lambda: heard("<Response/>"))

    async def dials(self, **more: str) -> Heard:
        return await self._go("/twilio/voice", **more)

    async def says(self, text: str, confidence: float = 0.9) -> Heard:
        return await self._go(self.heard.leads_to, SpeechResult=text, Confidence=str(confidence))

    async def presses(self, keys: str) -> Heard:
        return await self._go(self.heard.leads_to, Digits=keys)

    async def is_silent(self) -> Heard:
        return await self._go(self.heard.leads_to)

    async def leg_ends(self, outcome: str, **more: str) -> Heard:
        return await self._go(self.heard.leads_to, DialCallStatus=outcome, **more)

    async def goes_to(self, path: str, **more: str) -> Heard:
        return await self._go(path, **more)

    async def hangs_up(self, status: str = "completed", seconds: str = "42") -> None:
        params = self._params(CallStatus=status, CallDuration=seconds)
        assert (await self.line.post("/twilio/voice/status", params)).status_code == 200

    async def conversation(self) -> ConversationId:
        return (await self.line.call(self.call_sid)).conversation_id

    async def events(self, *kinds: str) -> list[object]:
        return await self.line.house.events(await self.conversation(), *kinds)

    async def _go(self, path: str, **more: str) -> Heard:
        self.heard = await self.line.ask(path, **self._params(**more))
        return self.heard

    def _params(self, **more: str) -> dict[str, str]:
        fixed = {"CallSid": self.call_sid, "From": self.number, "To": "+815000000000", "CallStatus": "in-progress"}
        return {**fixed, **more}


def new_number() -> str:
    """A mobile number that cannot exist, new to everybody."""
    return f"+819000{uuid4().int % 1_000_000:06d}"


def quick(voice: VoiceFile, **pace: float | str) -> VoiceFile:
    return voice.model_copy(update={"pace": voice.pace.model_copy(update=pace)})


@asynccontextmanager
async def answering(house: House, answer: Answer | None = None, **pace: float) -> AsyncIterator[Line]:
    voice = quick(read_checked(CONFIG / "voice.yml", VoiceFile), **pace)
    background, carrier, links = Background(), RecordingCarrier(), RecordingLinks()
    floor = replace(house.floor, background=background)
    async with scripted_bot(answer or saying({"text": BOT_SAYS})) as bot, httpx2.AsyncClient() as http:
        client = BotClient(http, bot.url, breaker=Breaker(50, 15.0), monotonic=lambda: 0.0)
        reception = read_checked(CONFIG / "reception.yml", Reception)
        queues = Queues(default="general", queues=tuple(floor.rules.queues), routes={"accident_report": "accident"})
        turn_desk = TurnDesk(
            floor.sessions, floor.vault, client, floor.notices, reception, queues, floor, house.clock, 5.0
        )
        turns = Turns(turn_desk, background, concurrency=4)
        intake = Intake(
            floor.sessions,
            floor.vault,
            turns,
            floor.notices,
            background,
            floor.jobs,
            house.clock,
            timedelta(minutes=30),
            timedelta(minutes=30),
        )
        desk = VoiceDesk(floor, intake, turns, carrier, voice, PUBLIC, reception, queues, links)
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(application(desk)), base_url=PUBLIC) as web:
            yield Line(house, bot, desk, carrier, links, web)
        bot.may_speak.set()
        await background.stop(grace_seconds=2.0)


def application(desk: VoiceDesk) -> FastAPI:
    app = FastAPI()
    install_error_handlers(app)
    app.include_router(voice_router(desk, SignatureCheck((TOKEN,), PUBLIC)))
    return app
