"""What happened in a conversation besides its messages, for the lines between them: calls, links, SMS that were lost.

A mark stands after the message `after_seq`. SMS that went out well leave none.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from conversation import events as ev
from conversation.deliveries import DeliveryRow
from conversation.log import LoggedEvent, read_event
from conversation.model import Channel
from conversation.tables import EventRow
from gateway.api.conversation_guard import opened
from gateway.api.desk import StaffDesk
from gateway.api.guard import permission
from gateway.api.wire import WireMark
from gateway.staff.permissions import Action
from gateway.staff.sessions import SignedIn
from handoff.tables import AgentRow

MARKED = (
    *("call.started", "call.connected", "call.ended", "call.recorded", "recording.paused"),
    *("identity.lapsed", "link.issued", "link.redeemed", "signal.noted"),
    *("delivery.staged", "delivery.concluded", "delivery.updated"),
)
MOST = 300
_LOST = frozenset({"failed", "undelivered"})
Said = dict[str, object] | None


class WireMarks(BaseModel):
    items: list[WireMark]


@dataclass(frozen=True)
class Around:
    """What the events do not say themselves: where messages stand, how agents are called, what became of SMS.

    `messages` are (place in the log, message_seq), in order. `deliveries` are those of SMS: state, error code.
    """

    messages: Sequence[tuple[int, int]]
    names: Mapping[str, str]
    deliveries: Mapping[UUID, tuple[str, str | None]]


def mark_routes(desk: StaffDesk) -> APIRouter:
    router = APIRouter(prefix="/conversations/{conversation_id}/marks")

    @router.get("")
    async def read_marks(
        conversation_id: UUID, staff: Annotated[SignedIn, permission(desk, Action.serve)]
    ) -> WireMarks:
        async with desk.sessions.begin() as session:
            await opened(session, desk, staff, conversation_id, fields=["messages"])
            newest = (
                select(EventRow)
                .where(EventRow.conversation_id == conversation_id, EventRow.kind.in_(MARKED))
                .order_by(EventRow.seq.desc())
                .limit(MOST)
            )
            rows = (await session.scalars(newest)).all()
            events = [read_event(desk.vault, row) for row in reversed(rows)]
            return WireMarks(items=await marks_among(session, events))

    return router


async def marks_among(session: AsyncSession, events: Sequence[LoggedEvent]) -> list[WireMark]:
    """Of events of one conversation, in order."""
    marked = [entry for entry in events if entry.event.kind in MARKED]
    return marks_of(marked, await _around(session, marked)) if marked else []


def marks_of(events: Sequence[LoggedEvent], around: Around) -> list[WireMark]:
    marks = [_mark(entry, around) for entry in events]
    lost = {mark.mark_id for mark in _lost(events, around)}
    return [mark for mark in marks if mark is not None and (mark.mark_id in lost or not _is_delivery(mark))]


def _mark(entry: LoggedEvent, around: Around) -> WireMark | None:
    event = entry.event
    said = _of_call(event, around) or _of_link(event) or _of_sms(event, around) or _of_signal(event, around)
    if said is None:
        return None
    place = bisect_left(around.messages, (entry.seq, 0))
    after = around.messages[place - 1][1] if place else 0
    return WireMark.model_validate({"mark_id": entry.event_id, "after_seq": after, "at": entry.occurred_at, **said})


def _of_call(event: ev.Event, around: Around) -> Said:
    match event:
        case ev.CallStarted():
            return {"kind": event.kind, "direction": event.direction}
        case ev.CallConnected():
            return {"kind": event.kind, "agent_name": around.names.get(event.agent_id)}
        case ev.CallEnded():
            return {"kind": event.kind, "by": event.by, "seconds": event.seconds}
        case ev.CallRecorded(is_voicemail=True):
            return {"kind": event.kind, "seconds": event.seconds}
        case ev.RecordingPaused():
            name = around.names.get(event.agent_id)
            return {"kind": event.kind, "is_paused": event.is_paused, "agent_name": name}
    return None


def _of_link(event: ev.Event) -> Said:
    match event:
        case ev.LinkIssued():
            return {"kind": event.kind, "purpose": event.purpose}
        case ev.LinkRedeemed() | ev.IdentityLapsed():
            return {"kind": event.kind}
    return None


def _of_signal(event: ev.Event, around: Around) -> Said:
    if not isinstance(event, ev.SignalNoted):
        return None
    name = around.names.get(event.agent_id or "")
    return {"kind": event.kind, "signal": event.signal, "is_cleared": event.is_cleared, "agent_name": name}


def _of_sms(event: ev.Event, around: Around) -> Said:
    match event:
        case ev.DeliveryConcluded(outcome="unknown"):
            return {"kind": "delivery.unknown"}
        case ev.DeliveryConcluded(outcome="failed"):
            return {"kind": "delivery.failed", "error_code": around.deliveries.get(event.delivery_id, ("", None))[1]}
        case ev.DeliveryUpdated(status="failed" | "undelivered"):
            return {"kind": "delivery.failed", "error_code": event.error_code}
    return None


def _is_delivery(mark: WireMark) -> bool:
    return mark.kind in {"delivery.failed", "delivery.unknown"}


def _lost(events: Sequence[LoggedEvent], around: Around) -> list[WireMark]:
    """Of each SMS the last word, if it still stands: what was in doubt and then arrived is no news."""
    last: dict[UUID, WireMark] = {}
    for entry in events:
        mark = _mark(entry, around)
        if mark is not None and isinstance(entry.event, ev.DeliveryConcluded | ev.DeliveryUpdated):
            last[entry.event.delivery_id] = mark
    return [mark for delivery_id, mark in last.items() if _stands(mark, around.deliveries.get(delivery_id))]


def _stands(mark: WireMark, delivery: tuple[str, str | None] | None) -> bool:
    if delivery is None:
        return False
    return delivery[0] in (_LOST if mark.kind == "delivery.failed" else {"unknown"})


async def _around(session: AsyncSession, events: Sequence[LoggedEvent]) -> Around:
    first = events[0]
    messages = await session.execute(
        select(EventRow.seq, EventRow.message_seq)
        .where(EventRow.conversation_id == first.conversation_id, EventRow.message_seq.is_not(None))
        .order_by(EventRow.seq)
    )
    acts = (e.event for e in events if isinstance(e.event, ev.CallConnected | ev.RecordingPaused | ev.SignalNoted))
    agents = {UUID(event.agent_id) for event in acts if event.agent_id}
    names = await session.execute(select(AgentRow.id, AgentRow.name).where(AgentRow.id.in_(agents)))
    moved = {e.event.delivery_id for e in events if isinstance(e.event, ev.DeliveryConcluded | ev.DeliveryUpdated)}
    deliveries = await session.execute(
        select(DeliveryRow.id, DeliveryRow.state, DeliveryRow.provider_status, DeliveryRow.error_code).where(
            DeliveryRow.id.in_(moved), DeliveryRow.channel == Channel.sms
        )
    )
    return Around(
        messages=[(seq, message_seq or 0) for seq, message_seq in messages],
        names={str(agent_id): name for agent_id, name in names},
        deliveries={
            row.id: (row.provider_status if row.provider_status in _LOST else row.state, row.error_code)
            for row in deliveries
        },
    )
