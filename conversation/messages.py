"""The one normal form of a message, whatever the channel."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from conversation.model import Channel


class Choice(BaseModel):
    """One answer offered to the customer; choosing it sends `value` as ordinary text."""

    model_config = ConfigDict(frozen=True)

    label: str
    value: str


class AnswerKind(StrEnum):
    """What kind of answer a question expects; a channel may listen or lay out accordingly.

    `confirmation` is a yes to all that was read back: nothing of it may be left out. After `nothing` the talk is over.
    """

    nothing = "nothing"

    free = "free"
    yes_no = "yes_no"
    confirmation = "confirmation"
    choice = "choice"
    date = "date"
    date_time = "date_time"
    time_window = "time_window"
    digits = "digits"
    phone = "phone"
    postal_code = "postal_code"
    address = "address"
    name = "name"
    policy_no = "policy_no"


class Expecting(BaseModel):
    """The open question as a channel may use it. `digits` is how many are expected; `hints` are likely words."""

    model_config = ConfigDict(frozen=True)

    kind: AnswerKind
    digits: int | None = None
    hints: tuple[str, ...] = ()


class Attachment(BaseModel):
    """A stored file; its name is the customer's own and therefore personal data."""

    model_config = ConfigDict(frozen=True)

    attachment_id: UUID
    file_name: str
    content_type: str
    size: int


@dataclass(frozen=True)
class InboundMessage:
    """What a channel received. `address` is the sender there; `received_at` is aware."""

    channel: Channel
    address: str = field(repr=False)
    provider_message_id: str
    text: str = field(repr=False)
    received_at: datetime
    attachments: Sequence[Attachment] = field(default=(), repr=False)
    dtmf: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class OutboundMessage:
    """What a channel is to render. `reference` is unique for ever: sending it again must not repeat it.

    `attempted_at` is when it was last handed to the provider, if it was; `purpose` is the delivery's.
    """

    channel: Channel
    address: str = field(repr=False)
    reference: str
    text: str = field(repr=False)
    choices: Sequence[Choice] = field(default=(), repr=False)
    purpose: str = ""
    attempted_at: datetime | None = None


@dataclass(frozen=True)
class Receipt:
    """The provider's answer to a delivery: `sent`, `failed` (definite), `busy` (surely not accepted, try later) or
    `unknown` (reconcile first).

    Reconciling may also answer `absent`: the provider surely never accepted the message, so it may be sent.
    """

    outcome: str
    provider_message_id: str | None = None
    error_code: str | None = None


class DeliveryChannel(Protocol):
    """Carries outbound messages of one channel."""

    async def deliver(self, message: OutboundMessage) -> Receipt: ...

    async def reconcile(self, message: OutboundMessage) -> Receipt:
        """Ask the provider whether the message of this reference was accepted."""
        ...
