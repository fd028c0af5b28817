"""What web chat says and hears on the wire; `interfaces.md` fixes the names."""

import re
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StrictStr

from conversation import events as ev
from conversation.log import LoggedEvent
from conversation.messages import Attachment, Choice
from conversation.model import AuthorKind
from conversation.state import ConversationState
from gateway.desk.standing import Standing

_FORBIDDEN = re.compile("[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ud800-\udfff\ufffe\uffff]")

AttachmentUrl = Callable[[Attachment], str]


class _Payload(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class MessageSend(_Payload):
    client_message_id: StrictStr = Field(min_length=1, max_length=80, pattern=r"^[\x21-\x7e]+$")
    text: StrictStr = ""
    attachment_ids: tuple[UUID, ...] = Field(default=(), max_length=5)


class Seen(_Payload):
    seq: int = Field(ge=0, le=2**31 - 1, strict=True)


class MessagesSince(_Payload):
    after_seq: int = Field(default=0, ge=0, le=2**31 - 1, strict=True)


class ContinueRequest(_Payload):
    """`attempt` is a secret the page made up for this link: only with it is a lost answer given again."""

    token: StrictStr = Field(min_length=1, max_length=128, pattern=r"^[\x21-\x7e]+$")
    attempt: StrictStr | None = Field(default=None, min_length=22, max_length=128, pattern=r"^[\x21-\x7e]+$")


class WireChoice(BaseModel):
    label: str
    value: str


class WireMessage(BaseModel):
    """A message as clients see it; `seq` is gap-free over the messages of a conversation.

    `client_message_id` is the sender's own, so that a screen recognises what it sent before the acknowledgement.
    """

    seq: int
    message_id: UUID
    client_message_id: str | None = None
    author_kind: AuthorKind
    author_name: str | None = None
    text: str
    choices: list[WireChoice]
    attachments: list[dict[str, Any]]
    sent_at: str


def clean_text(text: str) -> str:
    """Without control characters, lone surrogates and outer white space; every line end is a line feed."""
    return _FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def wire_message(entry: LoggedEvent, url_of: AttachmentUrl) -> dict[str, Any] | None:
    """The message of an event, or None for an event that is no message."""
    event, seq = entry.event, entry.message_seq
    if seq is None:
        return None
    name: str | None = None
    client_id: str | None = None
    choices: Sequence[Choice] = ()
    attached: Sequence[Attachment] = ()
    match event:
        case ev.MessageReceived():
            author, attached, client_id = AuthorKind.customer, event.attachments, event.provider_message_id
        case ev.MessagePosted():
            author, name, choices = AuthorKind(event.author_kind), event.author_name, event.choices
            attached, client_id = event.attachments, event.client_message_id
        case _:
            return None
    message = WireMessage(
        seq=seq,
        message_id=event.message_id,
        client_message_id=client_id,
        author_kind=author,
        author_name=name,
        text=event.text,
        choices=[WireChoice(label=item.label, value=item.value) for item in choices],
        attachments=[{**item.model_dump(mode="json"), "url": url_of(item)} for item in attached],
        sent_at=entry.occurred_at.isoformat(),
    )
    return message.model_dump(mode="json", exclude_none=True)


def wire_conversation(state: ConversationState, standing: Standing) -> dict[str, Any]:
    """The `conversation` event: who has it, and for one who waits the place and the longer end of the wait."""
    told: dict[str, Any] = {"holder": state.holder.kind.value}
    known = {
        "queue_position": standing.queue_position,
        "estimated_wait_seconds": standing.estimated_wait,
        "agent_name": standing.agent_name,
    }
    return told | {name: value for name, value in known.items() if value is not None}
