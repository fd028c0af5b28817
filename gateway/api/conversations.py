"""Conversations at the desk: reading and writing."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, File, Query, UploadFile
from pydantic import BaseModel, ConfigDict, Field, StrictStr

from conversation.log import list_messages
from conversation.messages import Attachment
from conversation.model import ConversationId
from gateway.api.conversation_guard import opened, readable
from gateway.api.conversation_view import view_conversation
from gateway.api.desk import StaffDesk
from gateway.api.desk_wire import WireConversation
from gateway.api.guard import permission
from gateway.api.transcript import staff_message
from gateway.channels.webchat.wire import clean_text
from gateway.desk.acts import write
from gateway.errors import ApiError
from gateway.staff.access_log import record_access
from gateway.staff.permissions import Action
from gateway.staff.sessions import SignedIn
from handoff.model import AgentId
from handoff.speaking import AgentWords

MOST_MESSAGES = 500
LONGEST_TEXT = 4_000
LAST_SEQ = 2**31 - 1


class _Body(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class MessageBody(_Body):
    """`based_on_seq` is the last message the agent had seen when they began to write."""

    client_message_id: StrictStr = Field(min_length=1, max_length=80, pattern=r"^[\x21-\x7e]+$")
    text: StrictStr = Field(default="", max_length=4 * LONGEST_TEXT, repr=False)
    epoch: int = Field(ge=0, le=LAST_SEQ)
    attachment_ids: tuple[UUID, ...] = Field(default=(), max_length=5)
    based_on_seq: int | None = Field(default=None, ge=0, le=LAST_SEQ)


class MessageQuery(BaseModel):
    """`before_seq` pages backwards: the newest messages before it."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    after_seq: Annotated[int, Field(ge=0, le=LAST_SEQ)] = 0
    before_seq: Annotated[int | None, Field(ge=1, le=LAST_SEQ)] = None
    limit: Annotated[int, Field(ge=1, le=MOST_MESSAGES)] = 200


class WireMessages(BaseModel):
    messages: list[dict[str, Any]]
    head_seq: int
    epoch: int


class WireWritten(BaseModel):
    message_id: UUID
    seq: int


class WireAttachment(BaseModel):
    attachment_id: UUID
    file_name: str
    content_type: str
    size: int


def conversation_routes(desk: StaffDesk) -> APIRouter:
    router = APIRouter(prefix="/conversations/{conversation_id}")

    @router.get("")
    async def read_conversation(
        conversation_id: UUID, staff: Annotated[SignedIn, permission(desk, Action.serve)]
    ) -> WireConversation:
        async with desk.sessions.begin() as session:
            row = await readable(session, staff, conversation_id)
            await record_access(
                session,
                desk.vault,
                staff,
                action="conversations.read",
                customer_id=row.customer_id,
                conversation_id=conversation_id,
                contact_id=row.contact_id,
                fields=["packet"],
                at=desk.clock(),
            )
        async with desk.sessions() as session:
            return await view_conversation(session, desk, conversation_id, with_packet=True)

    @router.get("/messages")
    async def read_messages(
        conversation_id: UUID,
        wanted: Annotated[MessageQuery, Query()],
        staff: Annotated[SignedIn, permission(desk, Action.serve)],
    ) -> WireMessages:
        async with desk.sessions.begin() as session:
            row = await opened(session, desk, staff, conversation_id, fields=["messages"])
            after, limit = wanted.after_seq, wanted.limit
            if wanted.before_seq is not None:
                after = max(wanted.before_seq - 1 - limit, 0)
                limit = min(limit, wanted.before_seq - 1)
            page = await list_messages(
                session, desk.vault, ConversationId(conversation_id), after_seq=after, limit=max(limit, 1)
            )
        before = wanted.before_seq or LAST_SEQ
        rendered = [staff_message(entry, desk.url_of) for entry in page if (entry.message_seq or 0) < before]
        messages = [message for message in rendered if message is not None]
        return WireMessages(messages=messages, head_seq=row.message_seq, epoch=row.epoch)

    @router.post("/messages")
    async def write_message(
        conversation_id: UUID, body: MessageBody, staff: Annotated[SignedIn, permission(desk, Action.serve)]
    ) -> WireWritten:
        text = _checked_text(body)
        known_id, attached = ConversationId(conversation_id), tuple[Attachment, ...]()
        if body.attachment_ids:
            attached = tuple(await desk.attachments.find(known_id, body.attachment_ids))
        words = AgentWords(
            agent_id=AgentId(staff.account_id),
            agent_name=staff.name,
            client_message_id=body.client_message_id,
            text=text,
            epoch=body.epoch,
            based_on_seq=body.based_on_seq,
            attachments=attached,
        )
        said = await write(desk.floor, conversation_id, words)
        return WireWritten(message_id=said.message_id, seq=said.message_seq)

    @router.post("/attachments", status_code=201)
    async def store_attachment(
        conversation_id: UUID,
        file: Annotated[UploadFile, File()],
        staff: Annotated[SignedIn, permission(desk, Action.serve)],
    ) -> WireAttachment:
        async with desk.sessions() as session:
            await readable(session, staff, conversation_id)
        content = await file.read(desk.attachments.max_bytes + 1)
        stored = await desk.attachments.store(ConversationId(conversation_id), file.filename or "file", content)
        return WireAttachment.model_validate(stored.model_dump())

    return router


def _checked_text(body: MessageBody) -> str:
    text = clean_text(body.text)
    if not text and not body.attachment_ids:
        raise ApiError("empty_message", 422, "メッセージを入力してください。")
    if len(text) > LONGEST_TEXT:
        raise ApiError("message_too_long", 422, f"メッセージは{LONGEST_TEXT}文字以内で入力してください。")
    return text
