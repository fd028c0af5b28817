"""THE use case: a message comes in, is committed once, acknowledged, and its turn begins.

dedupe -> conversation -> log -> commit -> acknowledge -> turn. Nothing else happens before the acknowledgement.
"""

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from conversation import events as ev
from conversation.closing import close_contact, close_if_left, close_on_other_channel
from conversation.deliveries import Jobs
from conversation.log import ConversationLog, lock_conversation
from conversation.messages import Attachment, InboundMessage
from conversation.model import Channel, ConversationId, HolderKind, MessageId
from conversation.receive import Received, is_received, receive
from database.engine import Sessions
from database.vault import Vault
from gateway.background import Background
from gateway.channels.lines import lock_line
from gateway.channels.links import carried_by_link, is_proved_by_another
from gateway.channels.voice.calls import find_live_call
from gateway.channels.webchat.visitors import refuse_ended
from gateway.notices import Notices
from gateway.turn_decision import Begun
from gateway.turns import Turns
from handoff.serving import FILE_CONTACT_TASK


@dataclass(frozen=True)
class Accepted:
    """The first result of a message, however often it comes.

    `call_sid`: a text message that came during this call, so that it has no turn.
    """

    conversation_id: ConversationId
    message_id: MessageId
    message_seq: int
    is_new: bool
    call_sid: str | None = None


@dataclass(frozen=True)
class Intake:
    """`said_to_agent` hears, after the acknowledgement, what has no turn because an agent answers it."""

    sessions: Sessions
    vault: Vault
    turns: Turns
    notices: Notices
    background: Background
    jobs: Jobs
    clock: Callable[[], datetime]
    contact_idle: timedelta
    link_session: timedelta
    said_to_agent: Callable[[ConversationId, str], Coroutine[None, None, None]] | None = None

    async def accept_webchat(
        self,
        conversation_id: ConversationId,
        token: str,
        client_message_id: str,
        text: str,
        attachments: Sequence[Attachment] = (),
    ) -> Accepted:
        """Raise MessageIdReusedError for a client message id that came with another content, or EndedVisitorError."""
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
            received = await self._receive(
                session, log, message, is_in_call=await self._is_beside_call(session, log, message)
            )
        return self._kicked(log, message, received)

    async def accept_from_line(self, message: InboundMessage, *, needs_answer: bool = True) -> Accepted:
        """A message from a telephone number; its conversation is opened with it if the number is new.

        Without `needs_answer` it is logged and has no turn: its channel answers it. So is a text message during a
        call: the caller's number may be false, and what its owner writes is not what the caller says.
        """
        async with self.sessions.begin() as session:
            log = await lock_line(session, self.vault, message.channel, message.address, at=message.received_at)
            call_sid = await self._call_beside(session, log, message)
            is_in_call, needs_answer = call_sid is not None, needs_answer and call_sid is None
            received = await self._receive(session, log, message, needs_answer=needs_answer, is_in_call=is_in_call)
        return replace(self._kicked(log, message, received), call_sid=call_sid)

    async def _receive(
        self,
        session: AsyncSession,
        log: ConversationLog,
        message: InboundMessage,
        *,
        needs_answer: bool = True,
        is_in_call: bool = False,
    ) -> Received:
        before, at = log.state.contact_id, message.received_at
        is_elsewhere = log.state.contact_channel not in {None, message.channel}
        is_old = log.updated_at < at - self.contact_idle
        is_anothers = message.channel is Channel.webchat and await is_proved_by_another(
            session, self.vault, log, message.address, at=self.clock()
        )
        # What comes a second time changes nothing: it may be long after the contact it belonged to.
        if (is_elsewhere or is_old or is_anothers) and not await is_received(session, self.vault, message):
            if is_anothers:
                await refuse_ended(session, self.vault, message.address, at=self.clock())
            await close_if_left(session, log, at=at, idle=self.contact_idle)
            await close_on_other_channel(session, log, message.channel, at=at, is_in_call=is_in_call)
            if is_anothers and log.state.contact_id is not None:
                await close_contact(session, log, at=at)
        if before is not None and log.state.contact_id is None:
            await self.jobs.defer(session, FILE_CONTACT_TASK, contact_id=str(before))
        carried: Sequence[ev.Event] = ()
        if log.state.contact_id is None and message.channel is Channel.webchat:
            within = self.link_session
            carried = await carried_by_link(session, self.vault, log, message.address, at=at, within=within)
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

    async def _is_beside_call(self, session: AsyncSession, log: ConversationLog, message: InboundMessage) -> bool:
        """Whether this message of another channel belongs to a call that goes on."""
        if log.state.contact_channel is not Channel.voice or message.channel is Channel.voice:
            return False
        return await find_live_call(session, self.vault, log.conversation_id, at=self.clock()) is not None

    async def _call_beside(self, session: AsyncSession, log: ConversationLog, message: InboundMessage) -> str | None:
        """The call that goes on while this text message comes."""
        if message.channel is not Channel.sms:
            return None
        call = await find_live_call(session, self.vault, log.conversation_id, at=self.clock())
        return call.call_sid if call is not None else None

    def _kicked(self, log: ConversationLog, message: InboundMessage, received: Received) -> Accepted:
        conversation_id = log.conversation_id
        if received.turn_id is not None:
            self.turns.kick(conversation_id, received.turn_id, _begun(received, log, message))
        if received.logged:
            self.background.start(self.notices.logged(conversation_id, received.logged, log.state), name="notice")
            if self.said_to_agent is not None and message.text and log.state.holder.kind is HolderKind.agent:
                self.background.start(self.said_to_agent(conversation_id, message.text), name="manner")
        return Accepted(conversation_id, received.message_id, received.message_seq, is_new=bool(received.logged))


def _begun(received: Received, log: ConversationLog, message: InboundMessage) -> Begun | None:
    """The claimed turn with what this process already knows, so that nothing is read again."""
    if received.claimed is None:
        return None
    has_files = bool(message.attachments)
    return Begun(received.claimed, log.state, log.bot_sender_id, message.text or None, has_files=has_files)
