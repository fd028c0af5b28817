"""Sending SMS within the policy: only to numbers that may have them, want them, and within the budgets.

A message is counted before it is handed to the carrier, so a crash in between costs budget, never money.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy.exc import SQLAlchemyError

from conversation.messages import DeliveryChannel, OutboundMessage, Receipt
from database.engine import Sessions
from database.vault import Vault
from gateway.channels.sms.budget import count_in, is_opted_out, opt_out
from gateway.channels.sms.segments import MOST_CHARACTERS, characters_of, count_segments
from gateway.channels.sms.sms_file import SmsFile

logger = structlog.get_logger()

OPT_OUT_CONFIRMATION = "opt_out_confirmation"
# The carrier's code for a recipient who has replied STOP.
RECIPIENT_OPTED_OUT = "21610"

_E164 = re.compile(r"\+[1-9][0-9]{7,14}")
_JAPANESE = re.compile(r"\+81[1-9][0-9]{9}")


def is_allowed_number(number: str, rules: SmsFile) -> bool:
    """Whether SMS are sent there at all; `number` is E.164."""
    form = _JAPANESE if number.startswith("+81") else _E164
    return form.fullmatch(number) is not None and number.startswith(rules.allowed_prefixes)


def may_send(message: OutboundMessage, rules: SmsFile, *, is_unwanted: bool) -> str | None:
    """The code of what forbids the message; None when only the budgets may still refuse it."""
    if not is_allowed_number(message.address, rules):
        return "not_a_mobile"
    if is_unwanted and message.purpose != OPT_OUT_CONFIRMATION:
        return "opted_out"
    if not message.text.strip():
        return "empty"
    return "too_long" if characters_of(message.text) > MOST_CHARACTERS else None


@dataclass(frozen=True)
class SmsSender:
    """The DeliveryChannel of SMS. `reference` of its messages is the delivery's id."""

    carrier: DeliveryChannel
    sessions: Sessions
    vault: Vault
    rules: SmsFile
    clock: Callable[[], datetime]

    async def deliver(self, message: OutboundMessage) -> Receipt:
        try:
            refused = await self._admit(message)
        except SQLAlchemyError as error:
            # Nothing was handed over: the message may be tried again without asking the carrier.
            logger.warning("sms_budget_unavailable", error=type(error).__name__)
            return Receipt("busy")
        if refused is not None:
            logger.warning("sms_refused", delivery_id=message.reference, code=refused)
            return Receipt("failed", error_code=refused)
        receipt = await self.carrier.deliver(message)
        await self._note_opt_out(message, receipt)
        return receipt

    async def reconcile(self, message: OutboundMessage) -> Receipt:
        return await self.carrier.reconcile(message)

    async def _admit(self, message: OutboundMessage) -> str | None:
        """Count the message, or tell the code of what forbids it."""
        async with self.sessions.begin() as session:
            is_unwanted = await is_opted_out(session, self.vault, message.address)
            refused = may_send(message, self.rules, is_unwanted=is_unwanted)
            if refused is not None:
                return refused
            is_counted = await count_in(
                session,
                self.vault,
                self.rules,
                UUID(message.reference),
                message.address,
                purpose=message.purpose,
                segments=count_segments(message.text).parts,
                at=self.clock(),
            )
        return None if is_counted else "budget_exhausted"

    async def _note_opt_out(self, message: OutboundMessage, receipt: Receipt) -> None:
        """What the carrier said stands, whether or not the opt-out could be kept: it will say so again."""
        if receipt.error_code != RECIPIENT_OPTED_OUT:
            return
        try:
            async with self.sessions.begin() as session:
                await opt_out(session, self.vault, message.address, at=self.clock())
        except SQLAlchemyError as error:
            logger.warning("sms_opt_out_lost", error=type(error).__name__)
