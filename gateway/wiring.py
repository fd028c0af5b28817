"""The composition root: settings become services. Everything is built here and passed in; nothing at import time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import monotonic

import httpx2
from socketio import AsyncRedisManager, AsyncServer

from bot.actions.office import Office
from casework.identity.matrix import Verification
from casework.procedures.load import load_procedures, read_checked
from casework.procedures.spec import Procedure
from casework.reception import Queues, Reception
from config.settings import Settings
from conversation.log import LoggedEvent
from conversation.model import Channel, ConversationId
from conversation.state import ConversationState
from crm_adapter.port import Crm
from crm_adapter.sql_crm import SqlCrm
from database.engine import Database, open_database
from database.vault import Vault, VaultKeys
from gateway.background import Background
from gateway.bot_client import BotClient
from gateway.carrier.simulated import SimulatedCarrier
from gateway.channels.webchat.attachments import Attachments
from gateway.channels.webchat.limits import SocketLimits
from gateway.channels.webchat.socket import NAMESPACE, WebchatDesk, WebchatNamespace
from gateway.channels.webchat.visitors import Visitors
from gateway.circuit_breaker import Breaker
from gateway.delivery import DeliveryDesk
from gateway.fulfilment import FulfilmentDesk
from gateway.intake import Intake
from gateway.jobs import JobQueue
from gateway.knowledge_desk import open_knowledge
from gateway.rules_check import check_codes, check_procedures
from gateway.staff.codes import Codes, load_codes
from gateway.turn_decision import TurnDesk
from gateway.turns import Turns
from gateway.worker import Worker, WorkerDesk
from knowledge.article import Article, load_articles

# Enough that no question to Rasa opens a connection of its own.
BOT_CONNECTIONS = 64


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Rules:
    """What operators edit, read and checked once at start."""

    procedures: Mapping[str, Procedure]
    verification: Verification
    reception: Reception
    queues: Queues
    codes: Codes
    articles: tuple[Article, ...]


@dataclass(frozen=True)
class Services:
    """Everything a running gateway holds."""

    settings: Settings
    database: Database
    vault: Vault
    crm: Crm
    rules: Rules
    office: Office
    bot: BotClient
    http: httpx2.AsyncClient
    carrier: SimulatedCarrier
    attachments: Attachments
    visitors: Visitors
    jobs: JobQueue
    turns: Turns
    intake: Intake
    worker: Worker
    background: Background
    sockets: AsyncServer


class Announcer:
    """Notices for the sockets; the namespace is given once it exists."""

    def __init__(self) -> None:
        self.webchat: WebchatNamespace | None = None

    async def logged(
        self, conversation_id: ConversationId, events: Sequence[LoggedEvent], state: ConversationState
    ) -> None:
        if self.webchat is not None:
            await self.webchat.announce(conversation_id, events, state)

    async def bot_is_typing(self, conversation_id: ConversationId) -> None:
        if self.webchat is not None:
            await self.webchat.announce_typing(conversation_id)


def load_rules(settings: Settings) -> Rules:
    """Raise ProcedureFileError naming file, line and field of the first mistake."""
    folder = settings.config_dir
    rules = Rules(
        procedures=load_procedures(folder / "procedures"),
        verification=read_checked(folder / "verification.yml", Verification),
        reception=read_checked(folder / "reception.yml", Reception),
        queues=read_checked(folder / "queues.yml", Queues),
        codes=load_codes(folder / "dispositions.yml"),
        articles=load_articles(folder / "articles"),
    )
    known = rules.verification.procedures
    check_procedures(rules.procedures, rules.queues, known)
    reasons = [code.code for code in rules.codes.contact_reasons]
    check_codes(reasons, rules.procedures, rules.reception, rules.articles, known)
    return rules


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
    office = Office(
        sessions=sessions,
        reads=database.reads,
        vault=vault,
        crm=crm,
        knowledge=open_knowledge(rules.articles, sessions, utc_now),
        procedures=rules.procedures,
        verification=rules.verification,
        reception=rules.reception,
        queues=rules.queues,
        jobs=jobs,
        clock=utc_now,
        can_send_sms=settings.demo,
    )
    http = httpx2.AsyncClient(
        timeout=settings.bot.attempt_seconds + 1,
        trust_env=False,
        limits=httpx2.Limits(max_keepalive_connections=BOT_CONNECTIONS),
    )
    bot = BotClient(
        http,
        settings.bot_url,
        breaker=Breaker(settings.bot.breaker_failures, settings.bot.breaker_seconds),
        monotonic=monotonic,
    )
    announcer = Announcer()
    turn_desk = TurnDesk(
        sessions, vault, bot, announcer, rules.reception, rules.queues, utc_now, settings.bot.attempt_seconds
    )
    turns = Turns(turn_desk, background, concurrency=settings.bot.concurrency)
    contact_idle = timedelta(minutes=settings.webchat.contact_idle_minutes)
    intake = Intake(sessions, vault, turns, announcer, background, utc_now, contact_idle)
    attachments = Attachments(
        sessions,
        vault,
        settings.state_dir / "attachments",
        utc_now,
        max_bytes=settings.webchat.attachment_max_bytes,
    )
    visitors = Visitors(sessions, vault, utc_now)
    carrier = SimulatedCarrier(sessions, vault, utc_now)
    worker = Worker(
        jobs,
        WorkerDesk(
            deliveries=DeliveryDesk(sessions, vault, {Channel.sms: carrier}, utc_now),
            fulfilment=FulfilmentDesk(sessions, vault, crm, rules.procedures, utc_now),
            sessions=sessions,
            vault=vault,
            crm=crm,
            clock=utc_now,
            contact_idle=contact_idle,
        ),
    )
    sockets = _sockets(settings)
    announcer.webchat = _webchat(settings, database, vault, visitors, intake, attachments, rules)
    sockets.register_namespace(announcer.webchat)
    return Services(
        settings=settings,
        database=database,
        vault=vault,
        crm=crm,
        rules=rules,
        office=office,
        bot=bot,
        http=http,
        carrier=carrier,
        attachments=attachments,
        visitors=visitors,
        jobs=jobs,
        turns=turns,
        intake=intake,
        worker=worker,
        background=background,
        sockets=sockets,
    )


def _sockets(settings: Settings) -> AsyncServer:
    """Origins are explicit; one process needs no Redis."""
    public = settings.public_base_url
    origins = [public, *settings.webchat.origins]
    if settings.demo:
        origins += [f"http://127.0.0.1:{settings.port}", f"http://localhost:{settings.port}"]
    manager = AsyncRedisManager(settings.redis_url) if settings.redis_url else None
    return AsyncServer(
        async_mode="asgi",
        client_manager=manager,
        cors_allowed_origins=sorted(set(origins)),
        max_http_buffer_size=1_000_000,
        namespaces=[NAMESPACE],
        ping_interval=25,
        ping_timeout=20,
    )


def _webchat(
    settings: Settings,
    database: Database,
    vault: Vault,
    visitors: Visitors,
    intake: Intake,
    attachments: Attachments,
    rules: Rules,
) -> WebchatNamespace:
    def wait_of(queue: str | None) -> tuple[int, int] | None:
        known = rules.queues.queues.get(queue or "")
        return known.estimated_wait_seconds if known else None

    limits = SocketLimits(
        messages_per_minute=settings.webchat.messages_per_minute,
        connections_per_minute=settings.webchat.connections_per_minute_per_address,
    )
    desk = WebchatDesk(
        reads=database.reads,
        vault=vault,
        visitors=visitors,
        intake=intake,
        attachments=attachments,
        limits=limits,
        wait_of=wait_of,
        max_text_characters=settings.webchat.max_text_characters,
    )
    return WebchatNamespace(desk)
