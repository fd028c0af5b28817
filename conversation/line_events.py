"""Events of what leaves a conversation and of the lines it runs over: deliveries, links and calls."""

from typing import Literal
from uuid import UUID

from conversation.event_base import EventBase
from conversation.model import Channel, Direction


class DeliveryStaged(EventBase):
    """Something will be sent outside this conversation's own channel; the text is not part of the log."""

    kind: Literal["delivery.staged"] = "delivery.staged"
    delivery_id: UUID
    channel: Channel
    purpose: str


class DeliveryConcluded(EventBase):
    kind: Literal["delivery.concluded"] = "delivery.concluded"
    delivery_id: UUID
    outcome: Literal["sent", "failed", "unknown"]


class DeliveryUpdated(EventBase):
    """The carrier reported how a delivery went on; `error_code` is the carrier's."""

    kind: Literal["delivery.updated"] = "delivery.updated"
    delivery_id: UUID
    status: Literal["sent", "delivered", "undelivered", "failed", "read"]
    error_code: str | None = None


class LinkIssued(EventBase):
    """The customer was given a link to go on in the browser; the link itself is nowhere in the log."""

    kind: Literal["link.issued"] = "link.issued"
    link_id: UUID
    purpose: str


class LinkRedeemed(EventBase):
    kind: Literal["link.redeemed"] = "link.redeemed"
    link_id: UUID


class CallStarted(EventBase):
    """A telephone call of this contact began to be answered; `call_sid` is the carrier's."""

    kind: Literal["call.started"] = "call.started"
    call_sid: str
    direction: Direction


class CallConnected(EventBase):
    """The caller and an agent can hear each other."""

    kind: Literal["call.connected"] = "call.connected"
    call_sid: str
    agent_id: str


class CallEnded(EventBase):
    """Who hung up; `service` is our own goodbye, `carrier` a call that failed."""

    kind: Literal["call.ended"] = "call.ended"
    call_sid: str
    by: Literal["customer", "agent", "service", "carrier"]
    seconds: int | None = None


class CallRecorded(EventBase):
    """A recording exists at the carrier; `seconds` is its length."""

    kind: Literal["call.recorded"] = "call.recorded"
    call_sid: str
    recording_sid: str
    seconds: int | None = None
    is_voicemail: bool = False


class RecordingPaused(EventBase):
    """The agent stopped the recording, as for a card number, or went on with it."""

    kind: Literal["recording.paused"] = "recording.paused"
    call_sid: str
    is_paused: bool
    agent_id: str
