"""Customers (顧客) for staff: their record in the CRM beside what happened here."""

from typing import Annotated

from fastapi import APIRouter, Query

from casework.cases.records import list_cases
from crm_adapter.model import Customer, CustomerId
from crm_adapter.port import CustomerNotFoundError
from gateway.api.cases import wire_cases
from gateway.api.contact_search import ContactQuery, search_contacts
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
from gateway.staff.permissions import Action

MOST_FOUND = 20
MOST_SHOWN = 100
COMPLAINT = "complaint"


def customer_routes(desk: StaffDesk) -> APIRouter:
    router = APIRouter(prefix="/customers", dependencies=[permission(desk, Action.read_customers)])

    @router.get("")
    async def search_customers(q: Annotated[str, Query(max_length=200)] = "") -> Page[WireAttributes]:
        """Whole name, kana, phone, e-mail address, policy number or customer id."""
        found = await desk.crm.search_customers(q, MOST_FOUND) if q.strip() else []
        return Page(items=[WireAttributes.model_validate(customer) for customer in found], next_cursor=None)

    @router.get("/{customer_id}")
    async def read_customer(customer_id: str) -> WireCustomer:
        try:
            customer = await desk.crm.get_customer(CustomerId(customer_id))
        except CustomerNotFoundError as error:
            raise ApiError(error.code, 404, "お客さまが見つかりませんでした。") from error
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

    return router


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
