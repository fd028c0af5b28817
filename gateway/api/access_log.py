"""The access log (閲覧記録) for auditors."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from gateway.api.desk import StaffDesk
from gateway.api.guard import permission
from gateway.api.moments import end_of, start_of
from gateway.api.paging import Code, Page, PageQuery, decode_place, encode_cursor
from gateway.api.wire import Optional
from gateway.staff.access_log import AccessPlace, AccessQuery, AccessRecord, list_access
from gateway.staff.permissions import Action

KIND = "access"


class AccessFilter(PageQuery):
    customer_id: Code | None = None
    staff_id: UUID | None = None
    contact_id: UUID | None = None
    action: Code | None = None
    since: Annotated[datetime | None, BeforeValidator(start_of), Field(alias="from")] = None
    until: Annotated[datetime | None, BeforeValidator(end_of), Field(alias="to")] = None

    def query(self) -> AccessQuery:
        return AccessQuery(self.customer_id, self.staff_id, self.contact_id, self.action, self.since, self.until)


class WireAccess(BaseModel):
    model_config = ConfigDict(from_attributes=True, frozen=True)

    access_id: UUID
    at: datetime
    staff_id: UUID
    staff_name: str
    role: str
    action: str
    customer_id: Optional[str]
    conversation_id: Optional[UUID]
    contact_id: Optional[UUID]
    fields: list[str]
    reason: Optional[str]


def access_log_routes(desk: StaffDesk) -> APIRouter:
    router = APIRouter(prefix="/access-log", dependencies=[permission(desk, Action.read_access_log)])

    @router.get("")
    async def list_accesses(wanted: Annotated[AccessFilter, Query()]) -> Page[WireAccess]:
        after = AccessPlace(*decode_place(KIND, wanted.cursor)) if wanted.cursor else None
        async with desk.sessions() as session:
            found = await list_access(session, desk.vault, wanted.query(), after=after, limit=wanted.limit + 1)
        shown = found[: wanted.limit]
        return Page(
            items=[WireAccess.model_validate(record) for record in shown],
            next_cursor=_cursor_of(shown[-1]) if len(found) > len(shown) else None,
        )

    return router


def _cursor_of(record: AccessRecord) -> str:
    return encode_cursor(KIND, record.at.isoformat(), str(record.access_id))
