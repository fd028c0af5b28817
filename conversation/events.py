"""The closed union of everything that can happen to a conversation.

Each kind is one frozen class; its `kind` is `noun.past_verb`. The payload may hold personal data and is sealed as a
whole when it is stored.
"""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from conversation.messages import Attachment, Choice
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
    kind: Literal["contact.closed"] = "contact.closed"
    disposition: str


class MessageReceived(_Event):
    """The customer wrote."""

    kind: Literal["message.received"] = "message.received"
    message_id: UUID
    channel: Channel
    provider_message_id: str | None = None
    text: str
    attachments: tuple[Attachment, ...] = ()


class MessagePosted(_Event):
    """The bot, an agent or the service wrote to the customer."""

    kind: Literal["message.posted"] = "message.posted"
    message_id: UUID
    author_kind: Literal["bot", "agent", "system"]
    author_name: str | None = None
    text: str
    choices: tuple[Choice, ...] = ()
    turn_id: UUID | None = None


class HolderChanged(_Event):
    """The conversation passed to another holder; raises the epoch."""

    kind: Literal["holder.changed"] = "holder.changed"
    holder: HolderKind
    holder_name: str | None = None
    reason: str


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


class IdentityFailed(_Event):
    """A check failed; which item did is nowhere recorded."""

    kind: Literal["identity.failed"] = "identity.failed"
    is_locked: bool


class IntakeOpened(_Event):
    kind: Literal["intake.opened"] = "intake.opened"
    intake_id: UUID
    procedure: str


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


Event = Annotated[
    ConversationOpened
    | ContactOpened
    | ContactReasonNoted
    | ContactClosed
    | MessageReceived
    | MessagePosted
    | HolderChanged
    | BotFailed
    | IdentityVerified
    | IdentityFailed
    | IntakeOpened
    | IntakeStopped
    | CaseOpened
    | DeliveryStaged
    | DeliveryConcluded,
    Field(discriminator="kind"),
]

EVENT = TypeAdapter[Event](Event)
