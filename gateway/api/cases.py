"""Cases (案件) for staff."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from casework.cases.records import Case, CaseHistory, get_case, list_cases
from casework.errors import CaseNotFoundError
from casework.tables import CaseHistoryRow
from gateway.api.desk import StaffDesk
from gateway.api.guard import permission
from gateway.api.paging import Code, Page, PageQuery, bad_cursor, decode_cursor, encode_cursor
from gateway.api.wire import WireCase, wire_case
from gateway.errors import ApiError
from gateway.staff.access_log import record_access
from gateway.staff.permissions import Action
from gateway.staff.sessions import SignedIn

KIND = "case"
LONGEST_CASE_NO = 16


class CaseFilter(PageQuery):
    procedure: Code | None = None
    status: Code | None = None
    customer_id: Code | None = None


def case_routes(desk: StaffDesk) -> APIRouter:
    router = APIRouter(prefix="/cases")

    @router.get("")
    async def list_all_cases(
        wanted: Annotated[CaseFilter, Query()], staff: Annotated[SignedIn, permission(desk, Action.read_cases)]
    ) -> Page[WireCase]:
        before = _case_no_of(wanted.cursor) if wanted.cursor else None
        async with desk.sessions.begin() as session:
            cases = await list_cases(
                session,
                desk.vault,
                procedure=wanted.procedure,
                status=wanted.status,
                customer_id=wanted.customer_id,
                before=before,
                limit=wanted.limit + 1,
            )
            shown = cases[: wanted.limit]
            items = await wire_cases(session, desk, shown)
            for case in shown:
                await _record(session, desk, staff, case, "cases.list")
        more = encode_cursor(KIND, shown[-1].case_no) if len(cases) > len(shown) else None
        return Page(items=items, next_cursor=more)

    @router.get("/{case_no}")
    async def read_case(case_no: str, staff: Annotated[SignedIn, permission(desk, Action.read_cases)]) -> WireCase:
        try:
            async with desk.sessions.begin() as session:
                case = await get_case(session, desk.vault, _checked(case_no))
                await _record(session, desk, staff, case, "cases.read")
                return (await wire_cases(session, desk, [case]))[0]
        except CaseNotFoundError as error:
            raise ApiError(error.code, 404, "案件が見つかりませんでした。") from error

    return router


async def wire_cases(session: AsyncSession, desk: StaffDesk, cases: Sequence[Case]) -> list[WireCase]:
    """With their histories, read in one go."""
    rows = await session.scalars(
        select(CaseHistoryRow)
        .where(CaseHistoryRow.case_no.in_([case.case_no for case in cases]))
        .order_by(CaseHistoryRow.at)
    )
    histories: dict[str, list[CaseHistory]] = defaultdict(list)
    for row in rows:
        histories[row.case_no].append(CaseHistory(row.at, row.step, row.outcome))
    return [wire_case(desk, case, histories[case.case_no]) for case in cases]


async def _record(session: AsyncSession, desk: StaffDesk, staff: SignedIn, case: Case, action: str) -> None:
    """A case holds what the customer gave: reading it is written down before it is returned."""
    await record_access(
        session,
        desk.vault,
        staff,
        action=action,
        customer_id=case.customer_id,
        conversation_id=case.conversation_id,
        contact_id=case.contact_id,
        fields=["cases"],
        reason=case.case_no,
        at=desk.clock(),
    )


def _case_no_of(cursor: str) -> str:
    (case_no,) = decode_cursor(KIND, cursor, parts=1)
    if not _is_case_no(case_no):
        raise bad_cursor()
    return case_no


def _checked(case_no: str) -> str:
    if not _is_case_no(case_no):
        raise CaseNotFoundError("There is no such case.")
    return case_no


def _is_case_no(text: str) -> bool:
    return text.isascii() and text.isalnum() and len(text) <= LONGEST_CASE_NO
