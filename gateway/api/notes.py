"""Internal notes (内部メモ) of a conversation, for whoever may read it."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from conversation.model import ConversationId
from gateway.api.conversation_guard import opened, readable
from gateway.api.desk import StaffDesk
from gateway.api.guard import permission
from gateway.errors import ApiError
from gateway.staff.permissions import Action
from gateway.staff.sessions import SignedIn
from handoff.model import AgentId
from handoff.notes import LONGEST_NOTE, Note, NoteUnusableError, list_notes, usable_note, write_note


class NoteBody(BaseModel):
    """Control characters are removed before the length counts, so more may come."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    text: Annotated[str, Field(max_length=4 * LONGEST_NOTE, repr=False)]


class WireNote(BaseModel):
    model_config = ConfigDict(from_attributes=True, frozen=True)

    note_id: UUID
    author_id: UUID
    author_name: str
    text: str
    written_at: datetime


class WireNotes(BaseModel):
    items: list[WireNote]


def note_routes(desk: StaffDesk) -> APIRouter:
    router = APIRouter(prefix="/conversations/{conversation_id}/notes")

    @router.get("")
    async def list_all_notes(
        conversation_id: UUID, staff: Annotated[SignedIn, permission(desk, Action.serve)]
    ) -> WireNotes:
        async with desk.sessions.begin() as session:
            await opened(session, desk, staff, conversation_id, fields=["notes"])
            notes = await list_notes(session, desk.vault, ConversationId(conversation_id))
        return WireNotes(items=[WireNote.model_validate(note) for note in notes])

    @router.post("", status_code=201)
    async def add_note(
        conversation_id: UUID, body: NoteBody, staff: Annotated[SignedIn, permission(desk, Action.serve)]
    ) -> WireNote:
        async with desk.sessions() as session:
            await readable(session, staff, conversation_id)
        return WireNote.model_validate(await keep_note(desk, staff, conversation_id, checked_note(body.text)))

    return router


def checked_note(text: str) -> str:
    """For a note that comes with something else: refuse it before that is done. Raise ApiError."""
    try:
        return usable_note(text)
    except NoteUnusableError as error:
        message = f"メモは1文字以上、{LONGEST_NOTE}文字以内でご入力ください。"
        raise ApiError(error.code, 422, message) from error


def checked_comment(text: str) -> str:
    """A note that may be left out; empty then. Raise ApiError."""
    return checked_note(text) if text.strip() else ""


async def keep_note(
    desk: StaffDesk, staff: SignedIn, conversation_id: UUID, text: str, *, contact_id: UUID | None = None
) -> Note:
    """In a transaction of its own, after which the desks fetch the notes again. The caller has checked who asks."""
    async with desk.sessions.begin() as session:
        note = await write_note(
            session,
            desk.vault,
            conversation_id=ConversationId(conversation_id),
            contact_id=contact_id,
            author_id=AgentId(staff.account_id),
            author_name=staff.name,
            text=text,
            at=desk.clock(),
        )
    await desk.notices.desk_changed("note", note.conversation_id)
    return note
