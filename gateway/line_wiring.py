"""The telephone side of the composition root: the carrier, and what is sent to and received from telephone numbers."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import httpx2
import structlog
from sqlalchemy import exists, select

from casework.disaster.rules import DisasterDesk
from config.settings import TRIAL_TOKEN, Settings
from conversation.deliveries import DeliveryRow
from database.engine import Database
from database.vault import Vault
from gateway.background import Background
from gateway.carrier.port import Carrier
from gateway.carrier.simulated import Line, SimulatedCarrier
from gateway.carrier.twilio_rest import open_twilio
from gateway.carrier.webhook_post import WebhookPost, loopback_base
from gateway.channels.links import ContinueLinks
from gateway.channels.mobile_links import MobileLinks
from gateway.channels.sms.inbound import SmsDesk
from gateway.channels.sms.pump import PumpDesk, SmsPump
from gateway.channels.sms.sending import SmsSender
from gateway.channels.sms.tokens import status_token
from gateway.channels.twilio.signature import SignatureCheck
from gateway.channels.voice.telephones import VoiceDesk
from gateway.channels.voice.voice_file import Engine, VoiceFile
from gateway.delivery import DeliveryRetries
from gateway.desk.floor import Floor
from gateway.intake import Intake
from gateway.jobs import JobQueue
from gateway.notices import Notices
from gateway.rules import Rules
from gateway.turns import Turns

logger = structlog.get_logger()


@dataclass(frozen=True)
class Lines:
    """`simulated` is the trial's carrier where there is no account."""

    carrier: Carrier
    simulated: SimulatedCarrier | None
    sender: SmsSender
    retries: DeliveryRetries
    links: ContinueLinks
    mobile: MobileLinks
    pump: SmsPump
    check: SignatureCheck


def build_lines(
    settings: Settings,
    rules: Rules,
    database: Database,
    vault: Vault,
    jobs: JobQueue,
    notices: Notices,
    background: Background,
    http: httpx2.AsyncClient,
    clock: Callable[[], datetime],
) -> Lines:
    sessions, twilio = database.sessions, settings.twilio
    rules.links.check_fits(settings.public_base_url)
    links = ContinueLinks(sessions, vault, jobs, notices, rules.links, settings.public_base_url, clock)

    carrier, simulated = _carrier(settings, database, vault, background, http, clock)
    desk = PumpDesk(
        sessions=sessions,
        reads=database.reads,
        vault=vault,
        jobs=jobs,
        rules=rules.sms,
        issue_link=links.issue,
        background=background,
        clock=clock,
        is_one_way=not twilio.can_receive,
    )
    given = (twilio.auth_token.get_secret_value(), twilio.secondary_auth_token.get_secret_value())
    # Everybody knows the simulated carrier's token: outside the demo it opens nothing.
    tokens = tuple(token for token in given if settings.demo or token != TRIAL_TOKEN)
    return Lines(
        carrier=carrier,
        simulated=simulated,
        sender=SmsSender(carrier, sessions, vault, rules.sms, clock),
        retries=DeliveryRetries(random.SystemRandom().random, clock),
        links=links,
        mobile=MobileLinks(links, vault, jobs, rules.sms),
        pump=SmsPump(desk),
        check=SignatureCheck(tokens, settings.public_base_url, twilio.account_sid),
    )


def build_sms(
    lines: Lines,
    database: Database,
    vault: Vault,
    intake: Intake,
    jobs: JobQueue,
    notices: Notices,
    background: Background,
    clock: Callable[[], datetime],
) -> SmsDesk:
    return SmsDesk(
        sessions=database.sessions,
        vault=vault,
        intake=intake,
        jobs=jobs,
        carrier=lines.carrier,
        mobile=lines.mobile,
        notices=notices,
        background=background,
        check=lines.check,
        clock=clock,
    )


def build_voice(
    lines: Lines,
    settings: Settings,
    rules: Rules,
    floor: Floor,
    intake: Intake,
    turns: Turns,
    disaster: DisasterDesk | None = None,
) -> VoiceDesk:
    if settings.twilio.has_account and rules.voice.pace.fallback_number is None:
        logger.warning("no_fallback_number", code="callers_are_hung_up_on")
    return VoiceDesk(
        floor=floor,
        intake=intake,
        turns=turns,
        carrier=lines.carrier,
        voice=_spoken_by(lines, rules.voice),
        public_base_url=settings.public_base_url,
        reception=rules.reception,
        queues=rules.queues.routing(),
        links=lines.mobile,
        is_transcribed=rules.voice.is_transcribed,
        is_recorded=rules.voice.is_recorded,
        own_number=settings.twilio.from_number,
        disaster=disaster,
    )


def _spoken_by(lines: Lines, voice: VoiceFile) -> VoiceFile:
    """The simulated carrier plays calls by webhooks only."""
    return voice if lines.simulated is None else voice.model_copy(update={"engine": Engine.gather})


def _carrier(
    settings: Settings,
    database: Database,
    vault: Vault,
    background: Background,
    http: httpx2.AsyncClient,
    clock: Callable[[], datetime],
) -> tuple[Carrier, SimulatedCarrier | None]:
    def status_url_of(reference: str) -> str:
        return f"{settings.public_base_url}/twilio/sms/status/{status_token(vault, UUID(reference))}"

    async def is_claimed(message_sid: str) -> bool:
        async with database.reads() as session:
            claimed = select(exists().where(DeliveryRow.provider_message_id == message_sid))
            return bool(await session.scalar(claimed))

    if settings.twilio.has_account:
        carrier = open_twilio(settings.twilio, status_url_of=status_url_of, is_claimed=is_claimed, clock=clock)
        return carrier, None
    post = WebhookPost(
        http,
        settings.twilio.auth_token.get_secret_value(),
        public_base_url=settings.public_base_url,
        post_to=loopback_base(settings.host, settings.port),
    )
    line = Line(post=post, background=background, status_url_of=status_url_of)
    simulated = SimulatedCarrier(database.sessions, vault, clock, line=line, number=settings.twilio.from_number)
    return simulated, simulated
