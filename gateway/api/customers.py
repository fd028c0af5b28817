"""Customers (顧客) for staff: their record in the CRM beside what happened here. Every look at it is recorded first."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AfterValidator
from sqlalchemy.ext.asyncio import AsyncSession

from casework.cases.records import list_cases
from conversation.errors import ConversationNotFoundError
from crm_adapter.model import Customer, CustomerId
from crm_adapter.port import CustomerNotFoundError
from gateway.api.cases import wire_cases
from gateway.api.contact_search import ContactQuery, search_contacts
from gateway.api.conversation_guard import readable
from gateway.api.desk import StaffDesk
from gateway.api.guard import permission
from gateway.api.paging import Page
from gateway.api.wire import (
    WireAttributes,
    WireCase,
    WireClaim,
    WireContact,
    WireCustomer,
    WirePolicy,
    wire_contact,
)
from gateway.errors import ApiError
from gateway.staff.access_log import Access, record_access
from gateway.staff.permissions import Action
from gateway.staff.sessions import SignedIn
from handoff.errors import NotYourConversationError

MOST_FOUND = 20
MOST_SHOWN = 100
COMPLAINT = "complaint"
USUAL_REASON = "照会"

Why = Annotated[
    str,
    Query(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$"),
    AfterValidator(lambda why: why.strip() or USUAL_REASON),
]


def customer_routes(desk: StaffDesk) -> APIRouter:
    router = APIRouter(prefix="/customers")

    @router.get("")
    async def search_customers(
        staff: Annotated[SignedIn, permission(desk, Action.read_customers)],
        q: Annotated[str, Query(max_length=200)] = "",
    ) -> Page[WireAttributes]:
        """Whole name, kana, phone, e-mail address, policy number or customer id."""
        found = await desk.crm.search_customers(q, MOST_FOUND) if q.strip() else []
        await _record_found(desk, staff, found, q)
        return Page(items=[WireAttributes.model_validate(customer) for customer in found], next_cursor=None)

    @router.get("/{customer_id}")
    async def read_customer(
        customer_id: str,
        staff: Annotated[SignedIn, permission(desk, Action.read_customers)],
        why: Why = USUAL_REASON,
        conversation_id: UUID | None = None,
    ) -> WireCustomer:
        try:
            customer = await desk.crm.get_customer(CustomerId(customer_id))
        except CustomerNotFoundError as error:
            raise ApiError(error.code, 404, "お客さまが見つかりませんでした。") from error
        shown = await _everything_of(desk, customer)
        async with desk.sessions.begin() as session:
            await record_access(
                session,
                desk.vault,
                staff,
                action=Access.customer_read,
                customer_id=customer.customer_id,
                conversation_id=await _their_conversation(session, staff, customer, conversation_id),
                fields=[name for name, group in shown if group and name != "customer_id"],
                reason=why,
                at=desk.clock(),
            )
        return shown

    return router


async def _their_conversation(
    session: AsyncSession, staff: SignedIn, customer: Customer, conversation_id: UUID | None
) -> UUID | None:
    """None for a conversation that this reader may not see, or that is another customer's."""
    if conversation_id is None:
        return None
    try:
        row = await readable(session, staff, conversation_id)
    except (ConversationNotFoundError, NotYourConversationError):
        return None
    return row.id if row.customer_id == customer.customer_id else None


async def _record_found(desk: StaffDesk, staff: SignedIn, found: Sequence[Customer], q: str) -> None:
    """One record for each customer that is shown."""
    async with desk.sessions.begin() as session:
        for customer in found:
            await record_access(
                session,
                desk.vault,
                staff,
                action=Access.customer_found,
                customer_id=customer.customer_id,
                fields=["attributes"],
                reason=q,
                at=desk.clock(),
            )


async def _everything_of(desk: StaffDesk, customer: Customer) -> WireCustomer:
    cases, complaints, contacts = await _records_of(desk, customer)
    policies = await desk.crm.list_policies(customer.customer_id)
    claims = await desk.crm.list_claims(customer.customer_id)
    return WireCustomer(
        customer_id=customer.customer_id,
        attributes=WireAttributes.model_validate(customer),
        policies=[WirePolicy.model_validate(policy) for policy in policies],
        claims=[WireClaim.model_validate(claim) for claim in claims],
        cases=cases,
        contacts=contacts,
        complaints=complaints,
    )


async def _records_of(desk: StaffDesk, customer: Customer) -> tuple[list[WireCase], list[WireCase], list[WireContact]]:
    """Cases, the complaints among all of them, and contacts, newest first."""
    customer_id = customer.customer_id
    async with desk.sessions() as session:
        cases = await list_cases(session, desk.vault, customer_id=customer_id, limit=MOST_SHOWN)
        complaints = await list_cases(
            session, desk.vault, customer_id=customer_id, procedure=COMPLAINT, limit=MOST_SHOWN
        )
        contacts = await search_contacts(session, ContactQuery(customer_id=customer_id), limit=MOST_SHOWN)
        return (
            await wire_cases(session, desk, cases),
            await wire_cases(session, desk, complaints),
            [wire_contact(row) for row in contacts],
        )
