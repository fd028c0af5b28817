"""Links that carry a request into the browser: one purpose, one use, an end, and no more proof than was there.

A link is 256 random bits of which we keep a keyed digest. Whoever redeems it becomes a visitor of the conversation
for some hours, in the place of whom an earlier link admitted, and sees what was said from the contact on in which the
link was issued.
"""

import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from conversation import events as ev
from conversation.closing import close_contact
from conversation.deliveries import Jobs
from conversation.log import ConversationLog, LoggedEvent, lock_conversation, read_event
from conversation.model import BOT, Channel, ConversationId, Direction, VerificationLevel
from conversation.tables import ChannelIdentityRow, EventRow
from database.engine import Sessions
from database.vault import Vault
from gateway.channels.link_file import LinkFile
from gateway.channels.link_tables import ContinueLinkRow
from gateway.channels.webchat.visitors import (
    Visitor,
    add_visitor,
    end_link_visitors,
    find_visitor,
    visitor_index,
)
from gateway.notices import Notices
from handoff.serving import FILE_CONTACT_TASK

DIGEST = "continue_links.digest"
# A link proves that its reader holds the telephone, never more than the answers that were given there.
MOST = VerificationLevel.knowledge_match
# How long the very attempt that redeemed a link may hear its answer again, because the first was lost on the way.
REPEAT = timedelta(minutes=10)
LONGEST_TOKEN = 128


class LinkRefusedError(Exception):
    """`code` is link_unknown, link_used or link_expired."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class TooManyLinksError(Exception):
    """The conversation was given as many links as it may have in a day."""

    code = "too_many_links"


@dataclass(frozen=True)
class LinkVisitor(Visitor):
    """Whom a link admitted, and what for."""

    purpose: str = ""


@dataclass(frozen=True)
class ContinueLinks:
    sessions: Sessions
    vault: Vault
    jobs: Jobs
    notices: Notices
    rules: LinkFile
    public_base_url: str
    clock: Callable[[], datetime]

    async def issue(
        self, session: AsyncSession, log: ConversationLog, *, purpose: str, intake_id: UUID | None, at: datetime
    ) -> str:
        """The absolute address of a new link; raise TooManyLinksError."""
        if await _issued_lately(session, log.conversation_id, at=at) >= self.rules.per_day:
            raise TooManyLinksError
        token, link_id = secrets.token_urlsafe(32), uuid4()
        level = min(log.state.level, MOST)
        session.add(
            ContinueLinkRow(
                id=link_id,
                digest=self.vault.index(DIGEST, token),
                conversation_id=log.conversation_id,
                intake_id=intake_id,
                purpose=purpose,
                from_seq=await _before_contact(session, log),
                level=int(level),
                customer_id=log.state.customer_id if level else None,
                relation=await _relation_of(session, self.vault, log) if level else None,
                issued_at=at,
                expires_at=at + self.rules.purposes[purpose].valid,
            )
        )
        await session.flush()
        await log.append(ev.LinkIssued(link_id=link_id, purpose=purpose), at=at)
        return f"{self.public_base_url}/c/{token}"

    async def redeem(self, token: str, *, attempt: str | None = None) -> LinkVisitor:
        """Raise LinkRefusedError. `attempt` is a secret of the reader: with it a lost answer is given again."""
        at, digest = self.clock(), self.vault.index(DIGEST, token[: LONGEST_TOKEN + 1])
        visitor_token = self._visitor_token(token, attempt)
        async with self.sessions() as session:
            link = await session.scalar(select(ContinueLinkRow).where(ContinueLinkRow.digest == digest))
            if link is not None and await self._is_repeated(session, link, visitor_token, at=at):
                return _visitor_of(link, visitor_token)
        if link is None:
            raise LinkRefusedError("link_unknown")
        _check_usable(link, at)
        async with self.sessions.begin() as session:
            log = await lock_conversation(session, self.vault, ConversationId(link.conversation_id))
            link = await session.get_one(ContinueLinkRow, link.id, populate_existing=True)
            # Another may have been faster; one attempt sent twice at once is one redeeming.
            if await self._is_repeated(session, link, visitor_token, at=at):
                return _visitor_of(link, visitor_token)
            _check_usable(link, at)
            logged = await self._admit(session, log, link, visitor_token, at=at)
        await self.notices.logged(log.conversation_id, logged, log.state)
        return _visitor_of(link, visitor_token)

    async def _admit(
        self, session: AsyncSession, log: ConversationLog, link: ContinueLinkRow, visitor_token: str, *, at: datetime
    ) -> Sequence[LoggedEvent]:
        # One screen at a time: whoever came by an earlier link has gone, or is who opens this one.
        await end_link_visitors(session, log.conversation_id, at=at)
        link.redeemed_at = at
        link.identity_id = add_visitor(
            session,
            self.vault,
            visitor_token,
            log.conversation_id,
            from_seq=link.from_seq,
            at=at,
            expires_at=at + self.rules.session,
        )
        await session.flush()
        logged = await log.append(ev.LinkRedeemed(link_id=link.id), at=at)
        state = log.state
        # A call goes on beside the page, and whoever waits or is served keeps their place.
        if state.holder != BOT or state.contact_channel is Channel.voice:
            return logged
        # What stands in an open web contact was proved by an earlier visitor, and is not this one's.
        if state.contact_channel is Channel.webchat and not state.level and not link.level:
            return logged
        if state.contact_id is not None:
            logged += await close_contact(session, log, at=at)
            await self.jobs.defer(session, FILE_CONTACT_TASK, contact_id=str(state.contact_id))
        opened = ev.ContactOpened(contact_id=uuid4(), channel=Channel.webchat, direction=Direction.inbound)
        return logged + await log.append(opened, *await _carried(session, link), at=at)

    def _visitor_token(self, token: str, attempt: str | None) -> str:
        """Random, or always the same for one attempt; nobody without our key can tell which."""
        if attempt is None:
            return secrets.token_urlsafe(32)
        halves = (self.vault.index(f"continue_links.visitor_{half}", f"{token}|{attempt}") for half in (1, 2))
        return urlsafe_b64encode(b"".join(halves)).decode().rstrip("=")

    async def _is_repeated(
        self, session: AsyncSession, link: ContinueLinkRow, visitor_token: str, *, at: datetime
    ) -> bool:
        if link.redeemed_at is None or at > link.redeemed_at + REPEAT:
            return False
        identity = await session.get(ChannelIdentityRow, link.identity_id)
        return identity is not None and identity.address_index == visitor_index(self.vault, visitor_token)


async def carried_by_link(
    session: AsyncSession, vault: Vault, log: ConversationLog, token: str, *, at: datetime, within: timedelta
) -> Sequence[ev.Event]:
    """What a web contact of this visitor may begin with: the verification their link was issued under.

    Only the link redeemed last counts, only for whom it admitted, and only `within` so long after it was redeemed.
    """
    link = await session.scalar(
        select(ContinueLinkRow)
        .where(ContinueLinkRow.conversation_id == log.conversation_id, ContinueLinkRow.redeemed_at.is_not(None))
        .order_by(ContinueLinkRow.redeemed_at.desc())
        .limit(1)
    )
    if link is None or link.redeemed_at is None or at >= link.redeemed_at + within:
        return ()
    visitor = await find_visitor(session, vault, token)
    return await _carried(session, link) if visitor is not None and visitor.id == link.identity_id else ()


async def is_proved_by_another(
    session: AsyncSession, vault: Vault, log: ConversationLog, token: str, *, at: datetime
) -> bool:
    """Whether what was proved in the open web contact was proved by others than this visitor, who came by a link."""
    state = log.state
    if state.contact_channel is not Channel.webchat or state.holder != BOT or not state.level:
        return False
    visitor = await find_visitor(session, vault, token)
    if visitor is None or visitor.expires_at is None:
        return False
    if at >= visitor.expires_at:
        return True
    query = select(func.max(EventRow.occurred_at)).where(
        EventRow.contact_id == state.contact_id, EventRow.kind == "identity.verified"
    )
    proved_at = await session.scalar(query)
    return proved_at is None or proved_at < visitor.created_at


async def _relation_of(session: AsyncSession, vault: Vault, log: ConversationLog) -> str | None:
    """How whoever was verified last in the open contact stands to the policyholder."""
    row = await session.scalar(
        select(EventRow)
        .where(EventRow.contact_id == log.state.contact_id, EventRow.kind == "identity.verified")
        .order_by(EventRow.seq.desc())
        .limit(1)
    )
    event = read_event(vault, row).event if row is not None else None
    return event.relation if isinstance(event, ev.IdentityVerified) else None


async def _carried(session: AsyncSession, link: ContinueLinkRow) -> Sequence[ev.Event]:
    """Nothing once a check has failed after the link was issued: whoever failed it may be who holds the link."""
    failed = exists().where(
        EventRow.conversation_id == link.conversation_id,
        EventRow.kind == "identity.failed",
        EventRow.occurred_at >= link.issued_at,
    )
    if not link.level or link.relation is None or await session.scalar(select(failed)):
        return ()
    level = min(link.level, int(MOST))
    return (ev.IdentityVerified(level=level, customer_id=link.customer_id, relation=link.relation),)


async def _issued_lately(session: AsyncSession, conversation_id: ConversationId, *, at: datetime) -> int:
    query = select(func.count()).where(
        ContinueLinkRow.conversation_id == conversation_id, ContinueLinkRow.issued_at > at - timedelta(days=1)
    )
    return await session.scalar(query) or 0


async def _before_contact(session: AsyncSession, log: ConversationLog) -> int:
    """The last message before the open contact, or of the whole log when none is open."""
    if log.state.contact_id is None:
        return log.state.message_seq
    first = await session.scalar(
        select(func.min(EventRow.message_seq)).where(
            EventRow.conversation_id == log.conversation_id, EventRow.contact_id == log.state.contact_id
        )
    )
    return log.state.message_seq if first is None else first - 1


def _check_usable(link: ContinueLinkRow, at: datetime) -> None:
    if link.redeemed_at is not None:
        raise LinkRefusedError("link_used")
    if at >= link.expires_at:
        raise LinkRefusedError("link_expired")


def _visitor_of(link: ContinueLinkRow, token: str) -> LinkVisitor:
    return LinkVisitor(token, ConversationId(link.conversation_id), link.from_seq, purpose=link.purpose)
