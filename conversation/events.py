"""The closed union of everything that can happen to a conversation.

Each kind is one frozen class; its `kind` is `noun.past_verb`. The payload may hold personal data and is sealed as a
whole when it is stored.
"""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, TypeAdapter

from conversation.event_base import EventBase
from conversation.line_events import (
    CallConnected,
    CallEnded,
    CallRecorded,
    CallStarted,
    DeliveryConcluded,
    DeliveryStaged,
    DeliveryUpdated,
    LinkIssued,
    LinkRedeemed,
    RecordingPaused,
)
from conversation.messages import Attachment, Choice, Expecting
from conversation.model import Channel, Direction, HolderKind, Signal

__all__ = [
    "EVENT",
    "BotFailed",
    "CallConnected",
    "CallEnded",
    "CallRecorded",
    "CallStarted",
    "CaseOpened",
    "ContactClosed",
    "ContactOpened",
    "ContactReasonNoted",
    "ConversationOpened",
    "DeliveryConcluded",
    "DeliveryStaged",
    "DeliveryUpdated",
    "Event",
    "HolderChanged",
    "IdentityFailed",
    "IdentityLapsed",
    "IdentityVerified",
    "IntakeChanged",
    "IntakeOpened",
    "IntakeStopped",
    "LinkIssued",
    "LinkRedeemed",
    "MessagePosted",
    "MessageReceived",
    "OfferEnded",
    "OfferMade",
    "ParticipantJoined",
    "ParticipantLeft",
    "PromiseKept",
    "PromiseMade",
    "RecordingPaused",
    "RequestNoted",
    "SignalNoted",
    "WrapUpExpired",
]


class ConversationOpened(EventBase):
    kind: Literal["conversation.opened"] = "conversation.opened"


class ContactOpened(EventBase):
    """A stretch of interaction on one channel begins."""

    kind: Literal["contact.opened"] = "contact.opened"
    contact_id: UUID
    channel: Channel
    direction: Direction


class ContactReasonNoted(EventBase):
    """Why they contacted us, as far as it is known; the last one counts."""

    kind: Literal["contact.reason_noted"] = "contact.reason_noted"
    contact_reason: str


class ContactClosed(EventBase):
    """The contact has ended. `agent_id` is who wrapped it up, and whose contact reason then counts."""

    kind: Literal["contact.closed"] = "contact.closed"
    disposition: str
    contact_reason: str | None = None
    agent_id: str | None = None


class MessageReceived(EventBase):
    """The customer wrote or spoke. `dtmf` are the keys a caller pressed instead, which `text` puts into words."""

    kind: Literal["message.received"] = "message.received"
    message_id: UUID
    channel: Channel
    provider_message_id: str | None = None
    text: str
    dtmf: str | None = None
    attachments: tuple[Attachment, ...] = ()


class MessagePosted(EventBase):
    """The bot, an agent or the service wrote to the customer. `author_id` and `client_message_id` are an agent's.

    `is_vital`: it says what to do in danger; no channel may shorten it.
    """

    kind: Literal["message.posted"] = "message.posted"
    message_id: UUID
    author_kind: Literal["bot", "agent", "system"]
    author_id: str | None = None
    author_name: str | None = None
    client_message_id: str | None = None
    text: str
    choices: tuple[Choice, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    turn_id: UUID | None = None
    expects: Expecting | None = None
    is_vital: bool = False


class HolderChanged(EventBase):
    """The conversation passed to another holder; raises the epoch.

    The name is the queue's code or the agent's id; nobody (`none`) with an agent's id is that agent's wrap-up. `by`
    is the member of staff who decided it.
    """

    kind: Literal["holder.changed"] = "holder.changed"
    holder: HolderKind
    holder_name: str | None = None
    reason: str
    by: str | None = None


class OfferMade(EventBase):
    """The waiting contact was proposed to one agent, to serve it or to join the agent who does."""

    kind: Literal["offer.made"] = "offer.made"
    offer_id: UUID
    agent_id: str
    purpose: Literal["serve", "join"]
    expires_at: datetime


class OfferEnded(EventBase):
    kind: Literal["offer.ended"] = "offer.ended"
    offer_id: UUID
    agent_id: str
    outcome: Literal["accepted", "rejected", "expired", "rescinded", "vanished"]


class ParticipantJoined(EventBase):
    """An invited agent reads along; the holder stays the same."""

    kind: Literal["participant.joined"] = "participant.joined"
    agent_id: str
    purpose: Literal["warm", "consult"]


class ParticipantLeft(EventBase):
    kind: Literal["participant.left"] = "participant.left"
    agent_id: str


class WrapUpExpired(EventBase):
    """The time for the wrap-up is over; contact reason and disposition are still owed."""

    kind: Literal["wrap_up.expired"] = "wrap_up.expired"
    agent_id: str


class PromiseMade(EventBase):
    """The customer was promised something by a time; its words are kept with the promise."""

    kind: Literal["promise.made"] = "promise.made"
    promise_id: UUID
    promise: Literal["callback", "reply", "task"]
    due_at: datetime
    by: str | None = None


class PromiseKept(EventBase):
    kind: Literal["promise.kept"] = "promise.kept"
    promise_id: UUID
    by: str


class BotFailed(EventBase):
    """A turn ended without an answer of the bot; `reason` is a code, never an error text."""

    kind: Literal["bot.failed"] = "bot.failed"
    turn_id: UUID
    reason: str


class IdentityVerified(EventBase):
    kind: Literal["identity.verified"] = "identity.verified"
    level: int
    customer_id: str | None
    relation: str
    agent_id: str | None = None


class IdentityFailed(EventBase):
    """A check failed; which item did is nowhere recorded."""

    kind: Literal["identity.failed"] = "identity.failed"
    is_locked: bool


class IdentityLapsed(EventBase):
    """Somebody else may be speaking now: whatever was verified in this contact counts no more."""

    kind: Literal["identity.lapsed"] = "identity.lapsed"


class IntakeOpened(EventBase):
    kind: Literal["intake.opened"] = "intake.opened"
    intake_id: UUID
    procedure: str


class IntakeChanged(EventBase):
    """An agent entered a value."""

    kind: Literal["intake.changed"] = "intake.changed"
    intake_id: UUID
    field: str
    agent_id: str


class IntakeStopped(EventBase):
    kind: Literal["intake.stopped"] = "intake.stopped"
    intake_id: UUID
    procedure: str


class CaseOpened(EventBase):
    """An intake was submitted."""

    kind: Literal["case.opened"] = "case.opened"
    intake_id: UUID
    case_no: str
    procedure: str


class SignalNoted(EventBase):
    """How the customer seems to be, by the rules of `config/manner.yml` or as an agent sees it.

    `agent_id` and `reason` are those of an agent who set it or, with `is_cleared`, took it back.
    """

    kind: Literal["signal.noted"] = "signal.noted"
    signal: Signal
    is_cleared: bool = False
    agent_id: str | None = None
    reason: str | None = None


class RequestNoted(EventBase):
    """A request was heard that waits until the present one is done; opening its intake takes it up."""

    kind: Literal["request.noted"] = "request.noted"
    procedure: str


Event = Annotated[
    ConversationOpened
    | ContactOpened
    | ContactReasonNoted
    | ContactClosed
    | MessageReceived
    | MessagePosted
    | HolderChanged
    | OfferMade
    | OfferEnded
    | ParticipantJoined
    | ParticipantLeft
    | WrapUpExpired
    | PromiseMade
    | PromiseKept
    | BotFailed
    | IdentityVerified
    | IdentityFailed
    | IdentityLapsed
    | IntakeOpened
    | IntakeChanged
    | IntakeStopped
    | CaseOpened
    | SignalNoted
    | RequestNoted
    | DeliveryStaged
    | DeliveryConcluded
    | DeliveryUpdated
    | LinkIssued
    | LinkRedeemed
    | CallStarted
    | CallConnected
    | CallEnded
    | CallRecorded
    | RecordingPaused,
    Field(discriminator="kind"),
]

EVENT = TypeAdapter[Event](Event)
