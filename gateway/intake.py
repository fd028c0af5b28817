"""THE use case: a message comes in, is committed once, acknowledged, and its turn begins.

dedupe -> conversation -> log -> commit -> acknowledge -> turn. Nothing else happens before the acknowledgement.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from conversation import events as ev
from conversation.closing import close_if_left, close_on_other_channel
from conversation.deliveries import Jobs
from conversation.log import ConversationLog, lock_conversation
from conversation.messages import Attachment, InboundMessage
from conversation.model import Channel, ConversationId, HolderKind, MessageId
from conversation.receive import Received, is_received, receive
from database.engine import Sessions
from database.vault import Vault
from gateway.background import Background
from gateway.channels.lines import lock_line
from gateway.channels.links import carried_by_link
from gateway.notices import Notices
from gateway.turn_decision import Begun
from gateway.turns import Turns
from handoff.serving import FILE_CONTACT_TASK


@dataclass(frozen=True)
class Accepted:
    """The first result of a message, however often it comes."""

    conversation_id: ConversationId
    message_id: MessageId
    message_seq: int
    is_new: bool


@dataclass(frozen=True)
class Intake:
    sessions: Sessions
    vault: Vault
    turns: Turns
    notices: Notices
    background: Background
    jobs: Jobs
    clock: Callable[[], datetime]
    contact_idle: timedelta
    link_session: timedelta

    async def accept_webchat(
        self,
        conversation_id: ConversationId,
        token: str,
        client_message_id: str,
        text: str,
        attachments: Sequence[Attachment] = (),
    ) -> Accepted:
        """Raises MessageIdReusedError for a client message id that came with another content."""
        message = InboundMessage(
            channel=Channel.webchat,
            address=token,
            provider_message_id=client_message_id,
            text=text,
            received_at=self.clock(),
            attachments=attachments,
        )
        return await self.accept(conversation_id, message)

    async def accept(self, conversation_id: ConversationId, message: InboundMessage) -> Accepted:
        """Committed when it returns."""
        async with self.sessions.begin() as session:
            log = await lock_conversation(session, self.vault, conversation_id)
            received = await self._receive(session, log, message)
        return self._kicked(log, message, received)

    async def accept_from_line(self, message: InboundMessage, *, needs_answer: bool = True) -> Accepted:
        """A message from a telephone number; its conversation is opened with it if the number is new.

        Without `needs_answer` it is logged and has no turn: its channel answers it.
        """
        async with self.sessions.begin() as session:
            log = await lock_line(session, self.vault, message.channel, message.address, at=message.received_at)
            received = await self._receive(session, log, message, needs_answer=needs_answer)
        return self._kicked(log, message, received)

    async def _receive(
        self, session: AsyncSession, log: ConversationLog, message: InboundMessage, *, needs_answer: bool = True
    ) -> Received:
        before, at = log.state.contact_id, message.received_at
        is_elsewhere = log.state.contact_channel not in {None, message.channel}
        is_old = log.updated_at < at - self.contact_idle
        # What comes a second time changes nothing: it may be long after the contact it belonged to.
        if (is_elsewhere or is_old) and not await is_received(session, self.vault, message):
            await close_if_left(session, log, at=at, idle=self.contact_idle)
            await close_on_other_channel(session, log, message.channel, at=at)
        if before is not None and log.state.contact_id is None:
            await self.jobs.defer(session, FILE_CONTACT_TASK, contact_id=str(before))
        carried: Sequence[ev.Event] = ()
        if log.state.contact_id is None and message.channel is Channel.webchat:
            carried = await carried_by_link(session, log, at=at, within=self.link_session)
        return await receive(
            session,
            self.vault,
            log,
            message,
            at=at,
            lease=self.turns.lease,
            needs_answer=needs_answer and log.state.holder.kind is not HolderKind.agent,
            opening=carried,
        )

    def _kicked(self, log: ConversationLog, message: InboundMessage, received: Received) -> Accepted:
        conversation_id = log.conversation_id
        if received.turn_id is not None:
            self.turns.kick(conversation_id, received.turn_id, _begun(received, log, message))
        if received.logged:
            self.background.start(self.notices.logged(conversation_id, received.logged, log.state), name="notice")
        return Accepted(conversation_id, received.message_id, received.message_seq, is_new=bool(received.logged))


def _begun(received: Received, log: ConversationLog, message: InboundMessage) -> Begun | None:
    """The claimed turn with what this process already knows, so that nothing is read again."""
    if received.claimed is None:
        return None
    has_files = bool(message.attachments)
    return Begun(received.claimed, log.state, log.bot_sender_id, message.text or None, has_files=has_files)
