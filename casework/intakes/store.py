"""Keeping drafts: one open intake per conversation, sealed, written in the caller's transaction."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from casework.intakes.account_numbers import without_account_numbers
from casework.intakes.draft import Draft, IntakeStatus
from casework.procedures.spec import Procedure
from casework.tables import IntakeRow
from conversation.model import ConversationId
from database.vault import Vault

DRAFT = "intakes.draft"
UNFINISHED = (IntakeStatus.open, IntakeStatus.handed_off, IntakeStatus.paused)


async def find_open_draft(session: AsyncSession, vault: Vault, conversation_id: ConversationId) -> Draft | None:
    return await _find(session, vault, conversation_id, (IntakeStatus.open,))


async def find_paused_draft(
    session: AsyncSession, vault: Vault, conversation_id: ConversationId, procedure: str | None = None
) -> Draft | None:
    """The latest draft, of this procedure, that was stopped and may be taken up again."""
    return await _find(session, vault, conversation_id, (IntakeStatus.paused,), procedure)


async def find_desk_draft(
    session: AsyncSession, vault: Vault, conversation_id: ConversationId, procedure: str | None = None
) -> Draft | None:
    """The draft an agent may work on: the open one, else the one that was touched last and is not finished."""
    return await _find(session, vault, conversation_id, UNFINISHED, procedure)


async def find_submitted_draft(session: AsyncSession, vault: Vault, conversation_id: ConversationId) -> Draft | None:
    """The latest that became a case."""
    return await _find(session, vault, conversation_id, (IntakeStatus.submitted,))


async def get_draft(
    session: AsyncSession, vault: Vault, conversation_id: ConversationId, intake_id: UUID
) -> Draft | None:
    """Exactly this one, whatever became of it; None when it is another conversation's."""
    row = await session.scalar(
        select(IntakeRow).where(IntakeRow.id == intake_id, IntakeRow.conversation_id == conversation_id)
    )
    return None if row is None else _opened(vault, row.id, row.draft)


def new_draft(procedure: Procedure, *, opening_text: str) -> Draft:
    """A draft that is kept nowhere yet."""
    said = without_account_numbers(opening_text)
    return Draft(intake_id=uuid4(), procedure=procedure.procedure, version=procedure.version, opening_text=said)


async def open_draft(
    session: AsyncSession,
    vault: Vault,
    conversation_id: ConversationId,
    procedure: Procedure,
    *,
    opening_text: str,
    at: datetime,
) -> Draft:
    draft = new_draft(procedure, opening_text=opening_text)
    await keep_draft(session, vault, conversation_id, draft, at=at)
    return draft


async def keep_draft(
    session: AsyncSession, vault: Vault, conversation_id: ConversationId, draft: Draft, *, at: datetime
) -> None:
    """Keep a draft, whether or not it was kept before."""
    if await session.get(IntakeRow, draft.intake_id) is not None:
        await save_draft(session, vault, draft, at=at)
        return
    session.add(
        IntakeRow(
            id=draft.intake_id,
            conversation_id=conversation_id,
            procedure=draft.procedure,
            status=draft.status,
            draft=_sealed(vault, draft),
            opened_at=at,
            updated_at=at,
        )
    )
    await session.flush()


async def save_draft(session: AsyncSession, vault: Vault, draft: Draft, *, at: datetime) -> None:
    await session.execute(
        update(IntakeRow)
        .where(IntakeRow.id == draft.intake_id)
        .values(status=draft.status, draft=_sealed(vault, draft), updated_at=at)
        .execution_options(synchronize_session=False)
    )


async def _find(
    session: AsyncSession,
    vault: Vault,
    conversation_id: ConversationId,
    statuses: Sequence[IntakeStatus],
    procedure: str | None = None,
) -> Draft | None:
    query = select(IntakeRow).where(IntakeRow.conversation_id == conversation_id, IntakeRow.status.in_(statuses))
    if procedure is not None:
        query = query.where(IntakeRow.procedure == procedure)
    is_open = IntakeRow.status == IntakeStatus.open
    latest_first = query.order_by(is_open.desc(), IntakeRow.updated_at.desc(), IntakeRow.opened_at.desc())
    row = await session.scalar(latest_first.limit(1).execution_options(populate_existing=True))
    return None if row is None else _opened(vault, row.id, row.draft)


def _sealed(vault: Vault, draft: Draft) -> bytes:
    return vault.seal(DRAFT, draft.intake_id, draft.model_dump_json())


def _opened(vault: Vault, intake_id: UUID, sealed: bytes) -> Draft:
    return Draft.model_validate_json(vault.open(DRAFT, intake_id, sealed))
