"""The contact log (コンタクト履歴) for staff."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AfterValidator, BeforeValidator, Field

from conversation.log import list_contact_events
from conversation.model import Channel, ContactId
from conversation.tables import ContactRow
from gateway.api.contact_search import ContactPlace, ContactQuery, search_contacts, uuid_or_none
from gateway.api.desk import StaffDesk
from gateway.api.guard import permission
from gateway.api.moments import end_of, start_of
from gateway.api.paging import Code, Page, PageQuery, bad_cursor, decode_cursor, encode_cursor
from gateway.api.wire import WireContact, WireContactWithTranscript, wire_contact
from gateway.channels.webchat.wire import wire_message
from gateway.errors import ApiError
from gateway.staff.permissions import Action

KIND = "contact"


def _blank_is_none(text: str | None) -> str | None:
    return (text or "").strip() or None


class ContactFilter(PageQuery):
    channel: Channel | None = None
    customer_id: Code | None = None
    contact_reason: Code | None = None
    q: Annotated[str | None, Field(max_length=200, pattern=r"^[^\x00]*$"), AfterValidator(_blank_is_none)] = None
    since: Annotated[datetime | None, BeforeValidator(start_of), Field(alias="from")] = None
    until: Annotated[datetime | None, BeforeValidator(end_of), Field(alias="to")] = None

    def query(self) -> ContactQuery:
        return ContactQuery(self.channel, self.customer_id, self.contact_reason, self.q, self.since, self.until)


def contact_routes(desk: StaffDesk) -> APIRouter:
    router = APIRouter(prefix="/contacts", dependencies=[permission(desk, Action.read_contacts)])

    @router.get("")
    async def list_contacts(wanted: Annotated[ContactFilter, Query()]) -> Page[WireContact]:
        after = _place_of(wanted.cursor) if wanted.cursor else None
        async with desk.sessions() as session:
            rows = await search_contacts(session, wanted.query(), after=after, limit=wanted.limit + 1)
        shown = rows[: wanted.limit]
        return Page(
            items=[wire_contact(row) for row in shown],
            next_cursor=_cursor_of(shown[-1]) if len(rows) > len(shown) else None,
        )

    @router.get("/{contact_id}")
    async def read_contact(contact_id: str) -> WireContactWithTranscript:
        wanted = uuid_or_none(contact_id)
        async with desk.sessions() as session:
            row = await session.get(ContactRow, wanted) if wanted is not None else None
            if row is None:
                raise ApiError("contact_not_found", 404, "コンタクトが見つかりませんでした。")
            events = await list_contact_events(session, desk.vault, ContactId(row.id))
        messages = (wire_message(entry, desk.url_of) for entry in events)
        transcript = [message for message in messages if message is not None]
        return WireContactWithTranscript(**dict(wire_contact(row)), transcript=transcript)

    return router


def _cursor_of(row: ContactRow) -> str:
    return encode_cursor(KIND, row.started_at.isoformat(), str(row.id))


def _place_of(cursor: str) -> ContactPlace:
    at, contact_id = decode_cursor(KIND, cursor, parts=2)
    found = uuid_or_none(contact_id)
    try:
        started_at = start_of(at)
    except ValueError as error:
        raise bad_cursor() from error
    if found is None:
        raise bad_cursor()
    return ContactPlace(started_at, found)
