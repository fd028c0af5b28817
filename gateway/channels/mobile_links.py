"""Links for people on the telephone: an SMS to the number of the conversation, if that may have SMS."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from conversation.deliveries import Jobs, stage_delivery
from conversation.log import ConversationLog
from conversation.model import Channel
from database.vault import Vault
from gateway.channels.lines import number_of
from gateway.channels.links import ContinueLinks, TooManyLinksError
from gateway.channels.sms.budget import is_opted_out
from gateway.channels.sms.sending import is_allowed_number
from gateway.channels.sms.sms_file import SmsFile


@dataclass(frozen=True)
class MobileLinks:
    """Implements what the counter asks for; `rules` say which numbers may have SMS."""

    links: ContinueLinks
    vault: Vault
    jobs: Jobs
    rules: SmsFile

    async def may_text(self, session: AsyncSession, number: str) -> bool:
        """Whether the number (E.164) may have SMS from us, and wants them."""
        return is_allowed_number(number, self.rules) and not await is_opted_out(session, self.vault, number)

    async def send_link(
        self, session: AsyncSession, log: ConversationLog, *, purpose: str, intake_id: UUID | None, at: datetime
    ) -> bool:
        """Whether a link is on its way; False when this number cannot have one."""
        number = await number_of(session, self.vault, log.conversation_id)
        if number is None or not await self.may_text(session, number):
            return False
        try:
            url = await self.links.issue(session, log, purpose=purpose, intake_id=intake_id, at=at)
        except TooManyLinksError:
            return False
        text = self.links.rules.purposes[purpose].words(url)
        await stage_delivery(
            session,
            self.vault,
            self.jobs,
            log,
            channel=Channel.sms,
            address=number,
            text=text,
            purpose=f"{purpose}_link",
            at=at,
        )
        return True
