"""Filing a closed contact: its words become searchable, and the customer's record in the CRM names it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from conversation.contacts import Contact
from conversation.log import contact_of
from conversation.tables import ContactRow
from crm_adapter import model as crm_model
from crm_adapter.port import Crm, CustomerNotFoundError
from database.engine import Sessions
from gateway.contact_index import IndexDesk, carry_out_indexing


@dataclass(frozen=True)
class FilingDesk:
    sessions: Sessions
    crm: Crm
    index: IndexDesk
    clock: Callable[[], datetime]


async def file_contact(desk: FilingDesk, contact_id: UUID) -> bool:
    """Idempotent; False when there is no such contact. A customer the CRM no longer has is left out."""
    async with desk.sessions() as session:
        row = await session.get(ContactRow, contact_id)
    if row is None:
        return False
    await carry_out_indexing(desk.index, contact_id)
    contact = contact_of(row)
    if contact.customer_id is not None:
        try:
            await desk.crm.record_contact(_record(contact, contact.customer_id, desk.clock()))
        except CustomerNotFoundError:
            return True
    return True


def _record(contact: Contact, customer_id: str, now: datetime) -> crm_model.ContactRecord:
    return crm_model.ContactRecord(
        contact_id=crm_model.ContactId(contact.contact_id),
        customer_id=crm_model.CustomerId(customer_id),
        channel=contact.channel.value,
        direction=contact.direction.value,
        contact_reason=contact.contact_reason,
        disposition=contact.disposition,
        case_nos=tuple(crm_model.CaseNo(number) for number in contact.case_nos),
        summary="",
        started_at=contact.started_at,
        ended_at=contact.ended_at,
        updated_at=now,
    )
