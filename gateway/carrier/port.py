"""The port of a carrier: text messages and telephone calls, as Twilio offers them.

Two implementations pass one contract suite: Twilio's REST API, and the simulated carrier of the trial.
"""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from conversation.messages import OutboundMessage, Receipt


class CarrierError(Exception):
    """The carrier refused; `code` is stable and ours (`no_such_call`, `call_not_live`, `refused`)."""

    def __init__(self, code: str, provider_code: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.provider_code = provider_code


class CarrierUnavailableError(Exception):
    """The carrier did not answer in time: whether it did what was asked is not known."""

    code = "carrier_unavailable"


@dataclass(frozen=True)
class InboundSms:
    """A message the carrier took for us, as its webhook would have told."""

    message_sid: str
    sender: str = field(repr=False)
    to: str = field(repr=False)
    body: str = field(repr=False)
    media: int
    sent_at: datetime


class Carrier(Protocol):
    """Every call ends within five seconds, and so does each page. URLs are absolute; `call_sid` is the carrier's."""

    async def deliver(self, message: OutboundMessage) -> Receipt: ...

    async def reconcile(self, message: OutboundMessage) -> Receipt:
        """Whether the message of this reference was accepted: `sent`, `absent`, or `unknown` while it is too early."""
        ...

    def list_inbound(self, since: datetime, until: datetime) -> AsyncGenerator[Sequence[InboundSms], None]:
        """Pages of the messages to our number of that time, newest first. Raise CarrierUnavailableError at any page.

        Both bounds are included; a little beyond them may be listed as well.
        """
        ...

    async def redirect_call(self, call_sid: str, url: str) -> None:
        """Let the live call fetch new instructions. Raise CarrierError or CarrierUnavailableError."""
        ...

    async def end_call(self, call_sid: str) -> None:
        """Raise CarrierError or CarrierUnavailableError; a call that has ended already is no error."""
        ...

    async def place_call(self, to: str, url: str, status_url: str) -> str:
        """Call somebody and let the carrier fetch `url` when they answer: the new call's sid. Raise as above."""
        ...

    async def pause_recording(self, call_sid: str) -> None:
        """Silence in place of what is said. Raise CarrierError or CarrierUnavailableError."""
        ...

    async def resume_recording(self, call_sid: str) -> None: ...
