"""The contact log as CSV for a spreadsheet: what the list shows, without a word of what was said and without names.

The file is streamed in batches, and a cell can never become a formula.
"""

import csv
import io
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from conversation.contacts import Contact
from conversation.log import contact_of
from conversation.model import SegmentKind
from conversation.tables import ContactRow
from gateway.api.contact_filter import ContactFilter
from gateway.api.contact_search import ContactPlace, ContactQuery, count_contacts, search_contacts
from gateway.api.desk import StaffDesk
from gateway.api.guard import permission
from gateway.api.moments import JST
from gateway.contact_texts import ContactTexts
from gateway.errors import ApiError
from gateway.staff.access_log import Access, record_access
from gateway.staff.codes import Code
from gateway.staff.permissions import Action
from gateway.staff.sessions import SignedIn

MOST_ROWS = 10_000
BATCH = 500
# Excel takes a file for UTF-8 only with this mark.
BYTE_ORDER_MARK = "\ufeff"
FORMULA_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
COLUMNS: Mapping[str, str] = {
    "contact_id": "コンタクトID",
    "conversation_id": "会話ID",
    "channel": "チャネル",
    "direction": "方向",
    "started_at": "開始日時",
    "ended_at": "終了日時",
    "customer_id": "顧客ID",
    "contact_reason": "コールリーズン",
    "disposition": "対応結果",
    "verification_level": "本人確認レベル",
    "agent_ids": "担当者ID",
    "case_nos": "案件番号",
    "waiting_seconds": "待ち時間(秒)",
    "serving_seconds": "対応時間(秒)",
}
CHANNELS = {"webchat": "ウェブチャット", "sms": "SMS", "voice": "電話", "email": "メール"}
DIRECTIONS = {"inbound": "受信", "outbound": "発信"}


def add_export(router: APIRouter, desk: StaffDesk, texts: ContactTexts, *, most_rows: int = MOST_ROWS) -> None:
    @router.get("/export.csv")
    async def export_contacts(
        wanted: Annotated[ContactFilter, Query()],
        staff: Annotated[SignedIn, permission(desk, Action.export_contacts)],
    ) -> StreamingResponse:
        query = wanted.query(texts, desk.vault)
        rows = await _record_export(desk, staff, query, wanted.in_words(), most_rows)
        name = f"contacts-{desk.clock().astimezone(JST):%Y%m%d-%H%M%S}.csv"
        return StreamingResponse(
            _lines(desk, query, rows),
            media_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
        )


async def _record_export(desk: StaffDesk, staff: SignedIn, query: ContactQuery, filters: str, most_rows: int) -> int:
    """How many rows the file will have at most, which is what was recorded."""
    async with desk.sessions.begin() as session:
        rows = await count_contacts(session, query, most=most_rows + 1)
        if rows > most_rows:
            message = f"対象が{most_rows:,}件を超えています。期間などで絞り込んでください。"
            raise ApiError("too_many_rows", 422, message)
        await record_access(
            session,
            desk.vault,
            staff,
            action=Access.contacts_exported,
            customer_id=query.customer_id,
            fields=tuple(COLUMNS),
            reason=f"{filters} ({rows}件)",
            at=desk.clock(),
        )
    return rows


async def _lines(desk: StaffDesk, query: ContactQuery, rows: int) -> AsyncIterator[str]:
    """Each batch on a connection of its own, so that a slow reader holds none."""
    yield BYTE_ORDER_MARK + _csv([tuple(COLUMNS.values())])
    after: ContactPlace | None = None
    while rows > 0:
        async with desk.sessions() as session:
            batch = await search_contacts(session, query, after=after, limit=min(BATCH, rows))
        if not batch:
            return
        yield _csv([_cells(desk, row) for row in batch])
        rows -= len(batch)
        after = ContactPlace(batch[-1].started_at, batch[-1].id)


def _cells(desk: StaffDesk, row: ContactRow) -> tuple[str, ...]:
    """In the order of `COLUMNS`."""
    contact = contact_of(row)
    return (
        str(contact.contact_id),
        str(row.conversation_id),
        CHANNELS.get(contact.channel, contact.channel),
        DIRECTIONS.get(contact.direction, contact.direction),
        _in_japan(contact.started_at),
        _in_japan(contact.ended_at),
        contact.customer_id or "",
        _label(desk.codes.contact_reasons, contact.contact_reason),
        _label(desk.codes.dispositions, contact.disposition),
        contact.level.code,
        " ".join(contact.agent_ids),
        " ".join(contact.case_nos),
        _seconds(contact, SegmentKind.queue),
        _seconds(contact, SegmentKind.agent),
    )


def _csv(rows: Sequence[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([_harmless(cell) for cell in row] for row in rows)
    return text.getvalue()


def _harmless(cell: str) -> str:
    """A spreadsheet runs what begins like a formula; with an apostrophe before it, it is text."""
    return f"'{cell}" if cell.startswith(FORMULA_BEGINNINGS) else cell


def _in_japan(at: datetime | None) -> str:
    return at.astimezone(JST).isoformat(timespec="seconds") if at is not None else ""


def _label(codes: Sequence[Code], code: str | None) -> str:
    return next((item.label for item in codes if item.code == code), code or "")


def _seconds(contact: Contact, kind: SegmentKind) -> str:
    """Whole seconds of the segments of this kind that have ended."""
    spans = [(part.started_at, part.ended_at) for part in contact.segments if part.kind is kind]
    return str(int(sum((ended - began).total_seconds() for began, ended in spans if ended is not None)))
