"""Which conversations a member of staff may see: those they serve, take part in or are offered; supervisors see all.

What was said is read from here only while a contact is open or by whoever still has it; later the contact log has it.
"""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from conversation.errors import ConversationNotFoundError
from conversation.model import HolderKind
from conversation.tables import ConversationRow
from gateway.api.desk import StaffDesk
from gateway.staff.access_log import Access, has_read, record_access
from gateway.staff.permissions import Action, is_permitted
from gateway.staff.sessions import SignedIn
from handoff.errors import NotYourConversationError
from handoff.tables import AssignmentRow, OfferRow, ParticipantRow

RECORDED_ANEW = timedelta(hours=1)


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


async def opened(
    session: AsyncSession, desk: StaffDesk, staff: SignedIn, conversation_id: UUID, *, fields: Sequence[str]
) -> ConversationRow:
    """What `readable` allows, recorded before it is shown; a screen that asks again is recorded once an hour.

    The caller commits before anything is returned. Raise what `readable` raises, and NotYourConversationError for a
    closed contact of somebody else: those are read, masked, in the contact log.
    """
    row = await readable(session, staff, conversation_id)
    is_theirs = _is_held_by(row, staff) or await session.scalar(select(_takes_part(conversation_id, staff.account_id)))
    if row.contact_id is None and not is_theirs:
        raise NotYourConversationError("The contact is closed; it is read in the contact log.")
    now = desk.clock()
    is_known = await has_read(
        session,
        staff,
        Access.conversation_read,
        conversation_id=conversation_id,
        contact_id=row.contact_id,
        fields=fields,
        since=now - RECORDED_ANEW,
    )
    if not is_known:
        await record_access(
            session,
            desk.vault,
            staff,
            action=Access.conversation_read,
            customer_id=row.customer_id,
            conversation_id=conversation_id,
            contact_id=row.contact_id,
            fields=fields,
            at=now,
        )
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
