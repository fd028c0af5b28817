"""Builders of what staff look at: contacts and cases, with valid defaults."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from casework.cases.submit import submit_draft
from casework.intakes.draft import FieldValue
from casework.intakes.store import open_draft
from casework.procedures.spec import Procedure
from conversation import events as ev
from conversation.log import lock_conversation, open_conversation
from conversation.messages import Attachment, Choice
from conversation.model import Channel, ContactId, ConversationId, Direction, HolderKind
from database.engine import Sessions
from database.vault import Vault


@dataclass(frozen=True)
class Seen:
    conversation_id: ConversationId
    contact_id: UUID


@dataclass(frozen=True)
class Records:
    sessions: Sessions
    vault: Vault
    procedure: Procedure

    async def contact(
        self,
        at: datetime,
        *,
        channel: Channel = Channel.webchat,
        conversation: ConversationId | None = None,
        customer_id: str | None = None,
        reason: str | None = None,
        case_no: str | None = None,
        is_closed: bool = True,
        text: str = "住所を変えたいです",
        attachments: Sequence[Attachment] = (),
    ) -> Seen:
        """A contact of two messages, in a conversation of its own unless one is given."""
        contact_id, conversation_id = uuid4(), conversation or ConversationId(uuid4())
        optional = (
            reason and ev.ContactReasonNoted(contact_reason=reason),
            customer_id and ev.IdentityVerified(level=2, customer_id=customer_id, relation="policyholder"),
            case_no and ev.CaseOpened(intake_id=uuid4(), case_no=case_no, procedure="address_change"),
            is_closed and ev.ContactClosed(disposition="answered"),
        )
        said: list[ev.Event] = [
            ev.ContactOpened(contact_id=contact_id, channel=channel, direction=Direction.inbound),
            ev.MessageReceived(message_id=uuid4(), channel=channel, text=text, attachments=tuple(attachments)),
            ev.MessagePosted(
                message_id=uuid4(),
                author_kind="bot",
                text="承ります。",
                choices=(Choice(label="はい", value="はい"),),
            ),
            *[event for event in optional if event],
        ]
        async with self.sessions.begin() as session:
            if conversation is None:
                await open_conversation(
                    session,
                    self.vault,
                    conversation_id=conversation_id,
                    bot_sender_id=uuid4().hex,
                    at=at,
                )
            log = await lock_conversation(session, self.vault, conversation_id)
            await log.append(*said, at=at, decided_under=log.state.epoch)
        return Seen(conversation_id, contact_id)

    async def hand_over(self, seen: Seen, agent_id: str, *, at: datetime) -> None:
        async with self.sessions.begin() as session:
            log = await lock_conversation(session, self.vault, seen.conversation_id)
            await log.append(ev.HolderChanged(holder=HolderKind.queue, holder_name="general", reason="asked"), at=at)
            await log.append(ev.HolderChanged(holder=HolderKind.agent, holder_name=agent_id, reason="accepted"), at=at)

    async def case(
        self,
        seen: Seen,
        *,
        at: datetime,
        customer_id: str | None = None,
        procedure: str = "address_change",
        **more: str,
    ) -> str:
        async with self.sessions.begin() as session:
            draft = await open_draft(session, self.vault, seen.conversation_id, self.procedure, opening_text="", at=at)
            given = {"policy_nos": ["A123456789"], "new_postal_code": "5300001", "moved_on": "2026-11-01", **more}
            for name, value in given.items():
                draft = draft.with_value(name, FieldValue(value=value, spoken="", text=""))
            submitted = await submit_draft(
                session,
                self.vault,
                draft.model_copy(update={"procedure": procedure}),
                self.procedure,
                conversation_id=seen.conversation_id,
                contact_id=ContactId(seen.contact_id),
                customer_id=customer_id,
                at=at,
            )
        return submitted.case_no
