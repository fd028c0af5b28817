"""Which conversations a member of staff may see: those they serve, take part in or are offered; supervisors see all."""

from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from conversation.errors import ConversationNotFoundError
from conversation.model import HolderKind
from conversation.tables import ConversationRow
from gateway.staff.permissions import Action, is_permitted
from gateway.staff.sessions import SignedIn
from handoff.errors import NotYourConversationError
from handoff.tables import AssignmentRow, OfferRow, ParticipantRow


async def readable(session: AsyncSession, staff: SignedIn, conversation_id: UUID) -> ConversationRow:
    """Raise ConversationNotFoundError or NotYourConversationError."""
    row = await session.get(ConversationRow, conversation_id, populate_existing=True)
    if row is None:
        raise ConversationNotFoundError("There is no such conversation.")
    if is_permitted(staff.role, Action.supervise) or _is_held_by(row, staff):
        return row
    if not await session.scalar(select(_takes_part(conversation_id, staff.account_id))):
        raise NotYourConversationError("The conversation is somebody else's.")
    return row


def _takes_part(conversation_id: UUID, agent_id: UUID) -> ColumnElement[bool]:
    return or_(
        *[
            exists().where(row.conversation_id == conversation_id, row.agent_id == agent_id, *open_only)
            for row, open_only in (
                (OfferRow, [OfferRow.outcome.is_(None)]),
                (AssignmentRow, [AssignmentRow.state != "done"]),
                (ParticipantRow, []),
            )
        ]
    )


def _is_held_by(row: ConversationRow, staff: SignedIn) -> bool:
    is_agents = row.holder_kind in {HolderKind.agent, HolderKind.none}
    return is_agents and row.holder_name == str(staff.account_id)
