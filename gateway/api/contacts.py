"""The contact log (コンタクト履歴) for staff: masked, until somebody says why they must read it as it was said."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy.ext.asyncio import AsyncSession

from conversation.log import LoggedEvent, list_contact_events
from conversation.model import ContactId
from conversation.tables import ContactRow
from gateway.api.contact_export import add_export
from gateway.api.contact_filter import ContactFilter
from gateway.api.contact_search import ContactPlace, search_contacts, uuid_or_none
from gateway.api.desk import StaffDesk
from gateway.api.guard import permission
from gateway.api.marks import marks_among
from gateway.api.paging import Page, decode_place, encode_cursor
from gateway.api.transcript import masked_transcript, plain_transcript
from gateway.api.wire import WireContact, WireContactWithTranscript, wire_contact
from gateway.contact_texts import ContactTexts, open_contact_texts
from gateway.errors import ApiError
from gateway.staff.access_log import Access, record_access
from gateway.staff.permissions import Action
from gateway.staff.sessions import SignedIn

KIND = "contact"
MASKED, AS_SAID = ("contact", "transcript_masked"), ("contact", "transcript", "attachments")


class RevealBody(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    reason: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=2, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$"),
        Field(repr=False),
    ]


def contact_routes(desk: StaffDesk, shared: ContactTexts | None = None) -> APIRouter:
    """A process that has its texts open already passes them: each holds a dictionary of a hundred megabytes."""
    router = APIRouter(prefix="/contacts")
    texts = shared or open_contact_texts(desk.crm, desk.procedures)

    @router.get("")
    async def list_contacts(
        wanted: Annotated[ContactFilter, Query()], staff: Annotated[SignedIn, permission(desk, Action.read_contacts)]
    ) -> Page[WireContact]:
        after = ContactPlace(*decode_place(KIND, wanted.cursor)) if wanted.cursor else None
        query = wanted.query(texts, desk.vault)
        async with desk.sessions.begin() as session:
            rows = await search_contacts(session, query, after=after, limit=wanted.limit + 1)
            if wanted.q is not None:
                await _record_search(session, desk, staff, wanted)
        shown = rows[: wanted.limit]
        return Page(
            items=[wire_contact(row) for row in shown],
            next_cursor=_cursor_of(shown[-1]) if len(rows) > len(shown) else None,
        )

    # Before the route of one contact, whose id would otherwise be `export.csv`.
    add_export(router, desk, texts)

    @router.get("/{contact_id}")
    async def read_contact(
        contact_id: str, staff: Annotated[SignedIn, permission(desk, Action.read_contacts)]
    ) -> WireContactWithTranscript:
        return await _read_masked(desk, texts, staff, contact_id)

    @router.post("/{contact_id}/reveal")
    async def reveal_contact(
        contact_id: str, body: RevealBody, staff: Annotated[SignedIn, permission(desk, Action.reveal)]
    ) -> WireContactWithTranscript:
        return await _reveal(desk, staff, contact_id, body.reason)

    return router


async def _record_search(session: AsyncSession, desk: StaffDesk, staff: SignedIn, wanted: ContactFilter) -> None:
    await record_access(
        session,
        desk.vault,
        staff,
        action=Access.contacts_searched,
        customer_id=wanted.customer_id,
        fields=["contact"],
        reason=wanted.q,
        at=desk.clock(),
    )


async def _read_masked(
    desk: StaffDesk, texts: ContactTexts, staff: SignedIn, contact_id: str
) -> WireContactWithTranscript:
    async with desk.sessions() as session:
        row, events = await _contact_of(session, desk, contact_id)
        addresses = await texts.addresses_in_cases(session, desk.vault, row)
        marks = await marks_among(session, events)
    mask = await texts.mask_for(row.customer_id, addresses)
    transcript = await masked_transcript(events, mask)
    async with desk.sessions.begin() as session:
        await record_access(
            session,
            desk.vault,
            staff,
            action=Access.contact_read,
            customer_id=row.customer_id,
            conversation_id=row.conversation_id,
            contact_id=row.id,
            fields=MASKED,
            at=desk.clock(),
        )
    return WireContactWithTranscript(**dict(wire_contact(row)), transcript=transcript, marks=marks)


async def _reveal(desk: StaffDesk, staff: SignedIn, contact_id: str, reason: str) -> WireContactWithTranscript:
    async with desk.sessions.begin() as session:
        row, events = await _contact_of(session, desk, contact_id)
        marks = await marks_among(session, events)
        await record_access(
            session,
            desk.vault,
            staff,
            action=Access.contact_revealed,
            customer_id=row.customer_id,
            conversation_id=row.conversation_id,
            contact_id=row.id,
            fields=AS_SAID,
            reason=reason,
            at=desk.clock(),
        )
    transcript = plain_transcript(events, desk.url_of)
    return WireContactWithTranscript(**dict(wire_contact(row)), transcript=transcript, marks=marks)


async def _contact_of(session: AsyncSession, desk: StaffDesk, contact_id: str) -> tuple[ContactRow, list[LoggedEvent]]:
    wanted = uuid_or_none(contact_id)
    row = await session.get(ContactRow, wanted) if wanted is not None else None
    if row is None:
        raise ApiError("contact_not_found", 404, "コンタクトが見つかりませんでした。")
    return row, await list_contact_events(session, desk.vault, ContactId(row.id))


def _cursor_of(row: ContactRow) -> str:
    return encode_cursor(KIND, row.started_at.isoformat(), str(row.id))
