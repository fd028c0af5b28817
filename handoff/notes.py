"""Internal notes (内部メモ): what staff tell each other beside a conversation.

A note is no event and no message, and nothing that writes to a customer may import this module. Its words are
plain text for ever; whoever shows them escapes them.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import NewType
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from conversation.errors import ConversationNotFoundError
from conversation.model import ContactId, ConversationId
from conversation.tables import ConversationRow
from database.vault import Vault
from handoff.errors import HandoffError
from handoff.model import AgentId
from handoff.tables import NoteRow
from handoff.typed_text import cleaned

TEXT = "notes.text"
LONGEST_NOTE = 4_000

NoteId = NewType("NoteId", UUID)


class NoteUnusableError(HandoffError):
    """A note says something, in at most 4000 characters."""

    code = "note_unusable"


@dataclass(frozen=True)
class Note:
    note_id: NoteId
    conversation_id: ConversationId
    contact_id: ContactId | None
    author_id: AgentId
    author_name: str
    text: str = field(repr=False)
    written_at: datetime


def usable_note(text: str) -> str:
    """The words as they are kept. Raise NoteUnusableError."""
    kept = cleaned(text)
    if not 1 <= len(kept) <= LONGEST_NOTE:
        raise NoteUnusableError("A note has 1 to 4000 characters.")
    return kept


async def write_note(
    session: AsyncSession,
    vault: Vault,
    *,
    conversation_id: ConversationId,
    author_id: AgentId,
    author_name: str,
    text: str,
    at: datetime,
    contact_id: UUID | None = None,
) -> Note:
    """A note on the open contact, or on the one that is named. Raise NoteUnusableError or ConversationNotFoundError.

    Needs no lock: a note changes nothing but itself.
    """
    kept = cleaned(text)
    if not 1 <= len(kept) <= LONGEST_NOTE:
        raise NoteUnusableError("A note has 1 to 4000 characters.")
    found = await session.execute(select(ConversationRow.contact_id).where(ConversationRow.id == conversation_id))
    conversation = found.one_or_none()
    if conversation is None:
        raise ConversationNotFoundError("There is no such conversation.")
    note_id = NoteId(uuid4())
    row = NoteRow(
        id=note_id,
        conversation_id=conversation_id,
        contact_id=contact_id or conversation.contact_id,
        author_id=author_id,
        author_name=author_name,
        written_at=at,
        text=vault.seal(TEXT, note_id, kept),
    )
    session.add(row)
    await session.flush()
    return _note_of(vault, row)


async def list_notes(session: AsyncSession, vault: Vault, conversation_id: ConversationId) -> list[Note]:
    """Oldest first."""
    rows = await session.scalars(
        select(NoteRow).where(NoteRow.conversation_id == conversation_id).order_by(NoteRow.written_at, NoteRow.id)
    )
    return [_note_of(vault, row) for row in rows]


def _note_of(vault: Vault, row: NoteRow) -> Note:
    return Note(
        note_id=NoteId(row.id),
        conversation_id=ConversationId(row.conversation_id),
        contact_id=ContactId(row.contact_id) if row.contact_id else None,
        author_id=AgentId(row.author_id),
        author_name=row.author_name,
        text=vault.open(TEXT, row.id, row.text),
        written_at=row.written_at,
    )
