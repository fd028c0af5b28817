"""The composition root: settings become services. Everything is built here and passed in; nothing at import time."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from time import monotonic

import httpx2
from socketio import AsyncServer

from bot.actions.office import Office
from casework.disaster.rules import DisasterDesk, welcome
from casework.disaster.switch import DisasterWatch
from config.settings import Settings
from conversation.model import Channel
from crm_adapter.port import Crm
from crm_adapter.sql_crm import SqlCrm
from database.engine import Database, open_database
from database.vault import Vault, VaultKeys
from gateway.announcer import Announcer, Screens
from gateway.api.desk import StaffDesk
from gateway.background import Background
from gateway.bot_client import BotClient
from gateway.bots import Bots
from gateway.channels.sms.inbound import SmsDesk
from gateway.channels.voice.following import CallOutlet
from gateway.channels.voice.telephones import VoiceDesk
from gateway.channels.webchat.attachments import Attachments
from gateway.channels.webchat.limits import SocketLimits
from gateway.channels.webchat.socket import NAMESPACE as WEBCHAT
from gateway.channels.webchat.socket import WebchatDesk, WebchatNamespace
from gateway.channels.webchat.visitors import Visitors
from gateway.circuit_breaker import Breaker
from gateway.contact_index import IndexDesk
from gateway.contact_texts import ContactTexts
from gateway.delivery import DeliveryDesk, lifetimes_of
from gateway.desk.floor import Floor
from gateway.desk.noticing import note_signals
from gateway.desk.reading import tell_reading, tell_typing
from gateway.desk.socket import NAMESPACE as DESK
from gateway.desk.socket import DeskNamespace
from gateway.desk.standing import standing_of
from gateway.filing import FilingDesk
from gateway.fulfilment import FulfilmentDesk
from gateway.intake import Intake
from gateway.jobs import JobQueue
from gateway.knowledge_desk import open_knowledge
from gateway.line_wiring import Lines, build_lines, build_sms, build_voice
from gateway.rules import Rules, load_rules
from gateway.sockets import open_sockets
from gateway.turn_decision import TurnDesk
from gateway.turns import Turns
from gateway.worker import Worker, WorkerDesk
from handoff.openings import Openings
from insight.search_tokens import SearchWords

# Enough that no question to Rasa opens a connection of its own.
BOT_CONNECTIONS = 64


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Services:
    """Everything a running gateway holds."""

    settings: Settings
    database: Database
    vault: Vault
    crm: Crm
    rules: Rules
    office: Office
    bot: Bots
    http: httpx2.AsyncClient
    lines: Lines
    sms: SmsDesk
    voice: VoiceDesk
    attachments: Attachments
    visitors: Visitors
    jobs: JobQueue
    floor: Floor
    turns: Turns
    intake: Intake
    limits: SocketLimits
    worker: Worker
    staff: StaffDesk
    texts: ContactTexts
    screens: Screens
    background: Background
    sockets: AsyncServer


def open_vault(settings: Settings) -> Vault:
    """Raise SettingsError when a key is missing or unusable."""
    settings.require_complete()
    keys = VaultKeys(settings.vault.decoded_keys(), settings.vault.current, settings.vault.decoded_index_key())
    return Vault(keys)


def build_services(settings: Settings) -> Services:
    """Build everything; connections open when they are first used."""
    vault, rules = open_vault(settings), load_rules(settings)
    database = open_database(settings.database_url.get_secret_value())
    sessions, background = database.sessions, Background()
    crm = SqlCrm(sessions, vault, utc_now)
    jobs = JobQueue(settings.database_url.get_secret_value())
    knowledge = open_knowledge(rules.articles, sessions, utc_now, rules.plain)
    announcer = Announcer(background)
    http = httpx2.AsyncClient(
        timeout=settings.bot.attempt_seconds + 1,
        trust_env=False,
        limits=httpx2.Limits(max_keepalive_connections=BOT_CONNECTIONS),
    )
    lines = build_lines(settings, rules, database, vault, jobs, announcer, background, http, utc_now)
    disaster = DisasterDesk(DisasterWatch(database.reads, utc_now, monotonic), rules.disaster)
    office = Office(
        sessions=sessions,
        reads=database.reads,
        vault=vault,
        crm=crm,
        knowledge=knowledge,
        procedures=rules.procedures,
        verification=rules.verification,
        reception=rules.reception,
        queues=rules.queues.routing(),
        jobs=jobs,
        clock=utc_now,
        can_send_sms=settings.demo or settings.twilio.has_account,
        mobile=lines.mobile,
        may_text=lines.mobile.may_text,
        disaster=disaster,
        manner=rules.manner,
        plain=rules.plain,
        callers=rules.callers,
        languages=rules.languages,
    )
    breaker = Breaker(settings.bot.breaker_failures, settings.bot.breaker_seconds)
    bot = Bots([BotClient(http, url, breaker=breaker, monotonic=monotonic) for url in settings.bot_urls])
    floor = Floor(
        sessions=sessions,
        reads=database.reads,
        vault=vault,
        rules=rules.queues,
        openings=Openings(rules.hours, rules.queues, is_demo=settings.demo),
        words=rules.words,
        procedures=rules.procedures,
        jobs=jobs,
        notices=announcer,
        background=background,
        clock=utc_now,
        default_queue=rules.queues.default,
    )
    turn_desk = TurnDesk(
        sessions,
        vault,
        bot,
        announcer,
        rules.reception,
        rules.queues.routing(),
        floor,
        utc_now,
        settings.bot.attempt_seconds,
        rules.manner,
    )
    turns = Turns(turn_desk, background, concurrency=settings.bot.concurrency * len(settings.bot_urls))
    contact_idle = timedelta(minutes=settings.webchat.contact_idle_minutes)
    hear = partial(note_signals, floor, rules.manner)
    intake = Intake(
        sessions, vault, turns, announcer, background, jobs, utc_now, contact_idle, rules.links.session, hear
    )
    voice = build_voice(lines, settings, rules, floor, intake, turns, disaster)
    sms = build_sms(lines, database, vault, intake, jobs, announcer, background, utc_now)
    attachments = Attachments(
        sessions,
        vault,
        settings.state_dir / "attachments",
        utc_now,
        max_bytes=settings.webchat.attachment_max_bytes,
    )
    visitors = Visitors(sessions, vault, utc_now)
    texts = ContactTexts(crm, rules.procedures, knowledge.tokenizer, SearchWords())
    worker = Worker(
        jobs,
        WorkerDesk(
            deliveries=DeliveryDesk(
                sessions,
                vault,
                {Channel.sms: lines.sender},
                utc_now,
                lifetimes_of(rules.links, code=timedelta(minutes=rules.verification.one_time_code.valid_minutes)),
            ),
            delivery_retries=lines.retries,
            sms=sms,
            fulfilment=FulfilmentDesk(sessions, vault, crm, rules.procedures, utc_now),
            filing=FilingDesk(sessions, crm, IndexDesk(sessions, vault, texts), utc_now),
            floor=floor,
            sessions=sessions,
            vault=vault,
            jobs=jobs,
            clock=utc_now,
            contact_idle=contact_idle,
        ),
    )
    staff = StaffDesk(
        sessions=sessions,
        vault=vault,
        crm=crm,
        procedures=rules.procedures,
        verification=rules.verification,
        codes=rules.codes,
        floor=floor,
        attachments=attachments,
        canned_answers=rules.canned_answers,
        knowledge=knowledge,
        clock=utc_now,
        is_https=settings.public_base_url.startswith("https://"),
        url_of=attachments.url_of,
        disaster=disaster,
    )
    origins = {*_own_origins(settings), *settings.webchat.origins}
    sockets = open_sockets(settings.redis_url, origins, [WEBCHAT, DESK], monotonic)
    desk = DeskNamespace(staff, _own_origins(settings))
    limits = SocketLimits(
        messages_per_minute=settings.webchat.messages_per_minute,
        connections_per_minute=settings.webchat.connections_per_minute_per_address,
    )
    webchat = _webchat(
        settings, database, vault, visitors, intake, attachments, floor, desk, limits, partial(welcome, disaster)
    )
    screens = Screens(webchat, desk, database.reads)
    announcer.screens = screens
    announcer.outlets = [lines.pump, CallOutlet(voice)]
    sockets.register_namespace(screens.webchat)
    sockets.register_namespace(screens.desk)
    return Services(
        settings=settings,
        database=database,
        vault=vault,
        crm=crm,
        rules=rules,
        office=office,
        bot=bot,
        http=http,
        lines=lines,
        sms=sms,
        voice=voice,
        attachments=attachments,
        visitors=visitors,
        jobs=jobs,
        floor=floor,
        turns=turns,
        intake=intake,
        limits=limits,
        worker=worker,
        staff=staff,
        texts=texts,
        screens=screens,
        background=background,
        sockets=sockets,
    )


def _own_origins(settings: Settings) -> list[str]:
    """Where our own pages come from."""
    origins = [settings.public_base_url]
    if settings.demo:
        origins += [f"http://127.0.0.1:{settings.port}", f"http://localhost:{settings.port}"]
    return origins


def _webchat(
    settings: Settings,
    database: Database,
    vault: Vault,
    visitors: Visitors,
    intake: Intake,
    attachments: Attachments,
    floor: Floor,
    desk: DeskNamespace,
    limits: SocketLimits,
    welcomed: Callable[[], Awaitable[str | None]],
) -> WebchatNamespace:
    return WebchatNamespace(
        WebchatDesk(
            reads=database.reads,
            vault=vault,
            visitors=visitors,
            intake=intake,
            attachments=attachments,
            limits=limits,
            standing_of=partial(standing_of, floor),
            typed=partial(tell_typing, floor, desk),
            read=partial(tell_reading, floor),
            max_text_characters=settings.webchat.max_text_characters,
            welcome=welcomed,
        )
    )
