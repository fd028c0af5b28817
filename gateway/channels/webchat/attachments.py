"""Files from customers: typed by content, limited, sealed at rest, and served only as downloads."""

import asyncio
import hmac
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid4

import filetype
from sqlalchemy import func, select

from conversation.messages import Attachment
from conversation.model import ConversationId
from database.engine import Sessions
from database.vault import Vault
from gateway.channels.webchat.errors import RefusedMessageError
from gateway.channels.webchat.tables import AttachmentRow
from gateway.channels.webchat.wire import clean_text

FILE_NAME = "attachments.file_name"
CONTENT = "attachments.content"
ALLOWED = frozenset({"image/jpeg", "image/png", "image/heic", "image/gif", "image/webp", "application/pdf"})
LINK_SECONDS = 3_600
LONGEST_NAME = 120
FILES_PER_HOUR = 30


@dataclass(frozen=True)
class StoredFile:
    attachment: Attachment
    content: bytes


class Attachments:
    """Keeps files under `folder`, outside anything that is served."""

    def __init__(
        self, sessions: Sessions, vault: Vault, folder: Path, clock: Callable[[], datetime], *, max_bytes: int
    ) -> None:
        self._sessions, self._vault, self._folder, self._clock = sessions, vault, folder, clock
        self.max_bytes = max_bytes

    async def store(self, conversation_id: ConversationId, file_name: str, content: bytes) -> Attachment:
        """Raise RefusedMessageError for a file that is too large, of a type we do not take, or one too many."""
        if len(content) > self.max_bytes:
            raise RefusedMessageError("attachment_too_large")
        kind = filetype.guess(content)
        if kind is None or kind.mime not in ALLOWED:
            raise RefusedMessageError("attachment_type_refused")
        if await self._stored_lately(conversation_id) >= FILES_PER_HOUR:
            raise RefusedMessageError("too_many_messages")
        attachment_id = uuid4()
        name = _plain_name(file_name)
        sealed = self._vault.seal_bytes(CONTENT, attachment_id, content)
        await asyncio.to_thread(self._write, attachment_id, sealed)
        async with self._sessions.begin() as session:
            session.add(
                AttachmentRow(
                    id=attachment_id,
                    conversation_id=conversation_id,
                    file_name=self._vault.seal(FILE_NAME, attachment_id, name),
                    content_type=kind.mime,
                    size=len(content),
                    stored_at=self._clock(),
                )
            )
        return Attachment(attachment_id=attachment_id, file_name=name, content_type=kind.mime, size=len(content))

    async def _stored_lately(self, conversation_id: ConversationId) -> int:
        """How many files the conversation got in the last hour."""
        lately = select(func.count()).where(
            AttachmentRow.conversation_id == conversation_id,
            AttachmentRow.stored_at > self._clock() - timedelta(hours=1),
        )
        async with self._sessions() as session:
            return await session.scalar(lately) or 0

    async def find(self, conversation_id: ConversationId, ids: Sequence[UUID]) -> Sequence[Attachment]:
        """Raise RefusedMessageError when one does not exist or belongs to another conversation."""
        async with self._sessions() as session:
            rows = await session.scalars(
                select(AttachmentRow).where(AttachmentRow.id.in_(ids), AttachmentRow.conversation_id == conversation_id)
            )
        found = {row.id: self._attachment(row) for row in rows}
        if set(found) != set(ids):
            raise RefusedMessageError("attachment_not_found")
        return [found[attachment_id] for attachment_id in dict.fromkeys(ids)]

    async def open_link(self, attachment_id: UUID, expires: int, signature: str) -> StoredFile | None:
        """None for a link that is wrong, expired, or without its file."""
        expected = self._signature(attachment_id, expires)
        is_ours = hmac.compare_digest(expected.encode(), signature.encode("utf-8", "replace"))
        if not is_ours or expires < self._clock().timestamp():
            return None
        async with self._sessions() as session:
            row = await session.get(AttachmentRow, attachment_id)
        path = self._folder / str(attachment_id)
        if row is None or not await asyncio.to_thread(path.is_file):
            return None
        sealed = await asyncio.to_thread(path.read_bytes)
        return StoredFile(self._attachment(row), self._vault.open_bytes(CONTENT, attachment_id, sealed))

    def url_of(self, attachment: Attachment) -> str:
        """A link good for an hour."""
        expires = int(self._clock().timestamp()) + LINK_SECONDS
        signature = self._signature(attachment.attachment_id, expires)
        return f"/webchat/attachments/{attachment.attachment_id}?expires={expires}&signature={signature}"

    def _signature(self, attachment_id: UUID, expires: int) -> str:
        return sha256(self._vault.index("attachments.link", f"{attachment_id}|{expires}")).hexdigest()[:32]

    def _attachment(self, row: AttachmentRow) -> Attachment:
        name = self._vault.open(FILE_NAME, row.id, row.file_name)
        return Attachment(attachment_id=row.id, file_name=name, content_type=row.content_type, size=row.size)

    def _write(self, attachment_id: UUID, sealed: bytes) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(self._folder / str(attachment_id), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(sealed)


def _plain_name(file_name: str) -> str:
    """One line without folders or leading dots; never empty."""
    name = " ".join(clean_text(file_name).replace("\\", "/").rpartition("/")[2].split())
    return name.lstrip(".")[-LONGEST_NAME:] or "file"
