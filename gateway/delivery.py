"""Carrying out staged deliveries: send once, and reconcile whatever was interrupted before sending again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from types import MappingProxyType
from uuid import UUID

import structlog
from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.jobs import Job

from conversation import events as ev
from conversation.deliveries import StagedDelivery, TimedMessage, begin_delivery, conclude_delivery, note_attempt
from conversation.log import lock_conversation
from conversation.messages import DeliveryChannel, OutboundMessage, Receipt
from conversation.model import Channel, ConversationId
from database.engine import Sessions
from database.vault import Vault
from gateway.channels.link_file import LinkFile

logger = structlog.get_logger()

# An answer that comes hours later answers nothing: it is not sent any more.
STALE = timedelta(hours=4)
# By purpose, where it is not STALE: a code, and a link of which nothing more is known, end long before.
LIFETIMES: Mapping[str, timedelta] = MappingProxyType(
    {"one_time_code": timedelta(minutes=10), "link": timedelta(minutes=60)}
)
# How the outcomes of a provider are kept; what is not concluded is tried again.
STATES = {"busy": "pending"}
LONGEST_WAIT_SECONDS = 300
# Enough for a day, the longest of the lifetimes; whatever still fails then is a fault of ours.
MOST_ATTEMPTS = 600


def lifetimes_of(links: LinkFile, *, code: timedelta) -> Mapping[str, timedelta]:
    """How long each purpose is worth sending; a link whose own purpose is not told, as long as the shortest."""
    of_links = {f"{purpose}_link": rule.valid for purpose, rule in links.purposes.items()}
    return {"one_time_code": code, "link": min(of_links.values()), **of_links}


class DeliveryUnknownError(Exception):
    """The provider's answer is missing; the job is tried again and reconciles first."""

    code = "delivery_unknown"


class DeliveryBusyError(Exception):
    """The provider takes no message now; the job is tried again."""

    code = "delivery_busy"


class DeliveryRetries(BaseRetryStrategy):
    """About 2, 4, 8 … seconds and at most five minutes apart; `random` in [0, 1) keeps many from coming at once."""

    def __init__(self, random: Callable[[], float], clock: Callable[[], datetime]) -> None:
        self._random, self._clock = random, clock

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        del exception
        if job.attempts >= MOST_ATTEMPTS:
            return None
        longest = min(LONGEST_WAIT_SECONDS, 2 ** min(job.attempts + 1, 20))
        return RetryDecision(retry_at=self._clock() + timedelta(seconds=longest * (0.5 + self._random() / 2)))


@dataclass(frozen=True)
class DeliveryDesk:
    sessions: Sessions
    vault: Vault
    channels: Mapping[Channel, DeliveryChannel]
    clock: Callable[[], datetime]
    lifetimes: Mapping[str, timedelta] = field(default_factory=lambda: LIFETIMES)

    def expiry_of(self, staged: StagedDelivery) -> datetime:
        return staged.staged_at + self.lifetimes.get(staged.message.purpose, STALE)


async def carry_out_delivery(desk: DeliveryDesk, delivery_id: UUID) -> None:
    """Idempotent. Raises DeliveryUnknownError or DeliveryBusyError when it must be tried again."""
    async with desk.sessions.begin() as session:
        staged = await begin_delivery(session, desk.vault, delivery_id, at=desk.clock())
    if staged is None:
        return
    receipt = await _outcome(desk, staged)
    if not await _conclude(desk, staged, receipt):
        return
    if receipt.outcome == "unknown":
        raise DeliveryUnknownError(str(delivery_id))
    if receipt.outcome == "busy":
        raise DeliveryBusyError(str(delivery_id))


async def _outcome(desk: DeliveryDesk, staged: StagedDelivery) -> Receipt:
    """What may have been accepted is reconciled, and handed over again only if it surely was not."""
    channel, receipt = desk.channels[staged.message.channel], Receipt("absent")
    expires_at = desk.expiry_of(staged)
    if staged.state == "unknown":
        if staged.provider_message_id is not None:
            return Receipt("sent", staged.provider_message_id)
        receipt = await channel.reconcile(staged.message)
    if receipt.outcome in {"absent", "unknown"} and desk.clock() >= expires_at:
        return Receipt("failed", error_code="expired")
    if receipt.outcome != "absent":
        return receipt
    if staged.state == "unknown" and not await _noted(desk, staged.delivery_id):
        # The provider's report has concluded it meanwhile.
        return Receipt("unknown")
    return await channel.deliver(_timed(staged.message, expires_at))


def _timed(message: OutboundMessage, expires_at: datetime) -> TimedMessage:
    return TimedMessage(**{each.name: getattr(message, each.name) for each in fields(message)}, expires_at=expires_at)


async def _noted(desk: DeliveryDesk, delivery_id: UUID) -> bool:
    async with desk.sessions.begin() as session:
        return await note_attempt(session, delivery_id, at=desk.clock())


async def _conclude(desk: DeliveryDesk, staged: StagedDelivery, receipt: Receipt) -> bool:
    """Whether the outcome was kept; the log notes it unless it is to be tried again and the log says so already."""
    async with desk.sessions.begin() as session:
        is_first = await conclude_delivery(
            session,
            staged.delivery_id,
            state=STATES.get(receipt.outcome, receipt.outcome),
            provider_message_id=receipt.provider_message_id,
            at=desk.clock(),
            error_code=receipt.error_code,
        )
        if not is_first:
            return False
        if receipt.outcome != "busy" and not (receipt.outcome == "unknown" and staged.is_noted):
            log = await lock_conversation(session, desk.vault, ConversationId(staged.conversation_id))
            noted = {"delivery_id": staged.delivery_id, "outcome": receipt.outcome}
            await log.append(ev.DeliveryConcluded.model_validate(noted), at=desk.clock())
    logger.info(
        "delivery_concluded",
        delivery_id=str(staged.delivery_id),
        outcome=receipt.outcome,
        error_code=receipt.error_code,
    )
    return True
