"""The closed union of everything that can happen to a conversation.

Each kind is one frozen class; its `kind` is `noun.past_verb`. The payload may hold personal data and is sealed as a
whole when it is stored.
"""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from conversation.messages import Attachment, Choice, Expecting
from conversation.model import Channel, Direction, HolderKind


class _Event(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ConversationOpened(_Event):
    kind: Literal["conversation.opened"] = "conversation.opened"


class ContactOpened(_Event):
    """A stretch of interaction on one channel begins."""

    kind: Literal["contact.opened"] = "contact.opened"
    contact_id: UUID
    channel: Channel
    direction: Direction


class ContactReasonNoted(_Event):
    """Why they contacted us, as far as it is known; the last one counts."""

    kind: Literal["contact.reason_noted"] = "contact.reason_noted"
    contact_reason: str


class ContactClosed(_Event):
    """The contact has ended. `agent_id` is who wrapped it up, and whose contact reason then counts."""

    kind: Literal["contact.closed"] = "contact.closed"
    disposition: str
    contact_reason: str | None = None
    agent_id: str | None = None


class MessageReceived(_Event):
    """The customer wrote or spoke. `dtmf` are the keys a caller pressed instead, which `text` puts into words."""

    kind: Literal["message.received"] = "message.received"
    message_id: UUID
    channel: Channel
    provider_message_id: str | None = None
    text: str
    dtmf: str | None = None
    attachments: tuple[Attachment, ...] = ()


class MessagePosted(_Event):
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


class HolderChanged(_Event):
    """The conversation passed to another holder; raises the epoch.

    The name is the queue's code or the agent's id; nobody (`none`) with an agent's id is that agent's wrap-up. `by`
    is the member of staff who decided it.
    """

    kind: Literal["holder.changed"] = "holder.changed"
    holder: HolderKind
    holder_name: str | None = None
    reason: str
    by: str | None = None


class OfferMade(_Event):
    """The waiting contact was proposed to one agent, to serve it or to join the agent who does."""

    kind: Literal["offer.made"] = "offer.made"
    offer_id: UUID
    agent_id: str
    purpose: Literal["serve", "join"]
    expires_at: datetime


class OfferEnded(_Event):
    kind: Literal["offer.ended"] = "offer.ended"
    offer_id: UUID
    agent_id: str
    outcome: Literal["accepted", "rejected", "expired", "rescinded", "vanished"]


class ParticipantJoined(_Event):
    """An invited agent reads along; the holder stays the same."""

    kind: Literal["participant.joined"] = "participant.joined"
    agent_id: str
    purpose: Literal["warm", "consult"]


class ParticipantLeft(_Event):
    kind: Literal["participant.left"] = "participant.left"
    agent_id: str


class WrapUpExpired(_Event):
    """The time for the wrap-up is over; contact reason and disposition are still owed."""

    kind: Literal["wrap_up.expired"] = "wrap_up.expired"
    agent_id: str


class PromiseMade(_Event):
    """The customer was promised something by a time; its words are kept with the promise."""

    kind: Literal["promise.made"] = "promise.made"
    promise_id: UUID
    promise: Literal["callback", "reply", "task"]
    due_at: datetime
    by: str | None = None


class PromiseKept(_Event):
    kind: Literal["promise.kept"] = "promise.kept"
    promise_id: UUID
    by: str


class BotFailed(_Event):
    """A turn ended without an answer of the bot; `reason` is a code, never an error text."""

    kind: Literal["bot.failed"] = "bot.failed"
    turn_id: UUID
    reason: str


class IdentityVerified(_Event):
    kind: Literal["identity.verified"] = "identity.verified"
    level: int
    customer_id: str | None
    relation: str
    agent_id: str | None = None


class IdentityFailed(_Event):
    """A check failed; which item did is nowhere recorded."""

    kind: Literal["identity.failed"] = "identity.failed"
    is_locked: bool


class IdentityLapsed(_Event):
    """Somebody else may be speaking now: whatever was verified in this contact counts no more."""

    kind: Literal["identity.lapsed"] = "identity.lapsed"


class IntakeOpened(_Event):
    kind: Literal["intake.opened"] = "intake.opened"
    intake_id: UUID
    procedure: str


class IntakeChanged(_Event):
    """An agent entered a value."""

    kind: Literal["intake.changed"] = "intake.changed"
    intake_id: UUID
    field: str
    agent_id: str


class IntakeStopped(_Event):
    kind: Literal["intake.stopped"] = "intake.stopped"
    intake_id: UUID
    procedure: str


class CaseOpened(_Event):
    """An intake was submitted."""

    kind: Literal["case.opened"] = "case.opened"
    intake_id: UUID
    case_no: str
    procedure: str


class DeliveryStaged(_Event):
    """Something will be sent outside this conversation's own channel; the text is not part of the log."""

    kind: Literal["delivery.staged"] = "delivery.staged"
    delivery_id: UUID
    channel: Channel
    purpose: str


class DeliveryConcluded(_Event):
    kind: Literal["delivery.concluded"] = "delivery.concluded"
    delivery_id: UUID
    outcome: Literal["sent", "failed", "unknown"]


class DeliveryUpdated(_Event):
    """The carrier reported how a delivery went on; `error_code` is the carrier's."""

    kind: Literal["delivery.updated"] = "delivery.updated"
    delivery_id: UUID
    status: Literal["sent", "delivered", "undelivered", "failed", "read"]
    error_code: str | None = None


class LinkIssued(_Event):
    """The customer was given a link to go on in the browser; the link itself is nowhere in the log."""

    kind: Literal["link.issued"] = "link.issued"
    link_id: UUID
    purpose: str


class LinkRedeemed(_Event):
    kind: Literal["link.redeemed"] = "link.redeemed"
    link_id: UUID


class CallStarted(_Event):
    """A telephone call of this contact began to be answered; `call_sid` is the carrier's."""

    kind: Literal["call.started"] = "call.started"
    call_sid: str
    direction: Direction


class CallConnected(_Event):
    """The caller and an agent can hear each other."""

    kind: Literal["call.connected"] = "call.connected"
    call_sid: str
    agent_id: str


class CallEnded(_Event):
    """Who hung up; `service` is our own goodbye, `carrier` a call that failed."""

    kind: Literal["call.ended"] = "call.ended"
    call_sid: str
    by: Literal["customer", "agent", "service", "carrier"]
    seconds: int | None = None


class CallRecorded(_Event):
    """A recording exists at the carrier; `seconds` is its length."""

    kind: Literal["call.recorded"] = "call.recorded"
    call_sid: str
    recording_sid: str
    seconds: int | None = None
    is_voicemail: bool = False


class RecordingPaused(_Event):
    """The agent stopped the recording, as for a card number, or went on with it."""

    kind: Literal["recording.paused"] = "recording.paused"
    call_sid: str
    is_paused: bool
    agent_id: str


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
