"""Links for people on the telephone: an SMS to the number of the conversation, if that is a Japanese mobile."""

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

JAPANESE_MOBILES = ("+8160", "+8170", "+8180", "+8190")
PURPOSE = "link"


@dataclass(frozen=True)
class MobileLinks:
    """Implements what the counter asks for; `prefixes` are of the numbers that get links."""

    links: ContinueLinks
    vault: Vault
    jobs: Jobs
    prefixes: tuple[str, ...] = JAPANESE_MOBILES

    async def send_link(
        self, session: AsyncSession, log: ConversationLog, *, purpose: str, intake_id: UUID | None, at: datetime
    ) -> bool:
        """Whether a link is on its way; False when this number cannot have one."""
        number = await number_of(session, self.vault, log.conversation_id)
        if number is None or not number.startswith(self.prefixes) or await is_opted_out(session, self.vault, number):
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
            purpose=PURPOSE,
            at=at,
        )
        return True
