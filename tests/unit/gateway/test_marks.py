"""The lines between the messages: which events leave one, where it stands, and which SMS are news."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from conversation import events as ev
from conversation.log import LoggedEvent
from conversation.model import Channel, ConversationId, Direction
from gateway.api.marks import Around, marks_of

AGENT = "00000000-0000-4000-8000-00000000000a"
DELIVERY = UUID("00000000-0000-4000-8000-00000000000d")
CONVERSATION = ConversationId(UUID("00000000-0000-4000-8000-000000000001"))
CALL = "CA00000001"


def logged(*events: ev.Event, start: int = 10) -> list[LoggedEvent]:
    at = datetime(2026, 11, 23, 1, tzinfo=UTC)
    return [
        LoggedEvent(CONVERSATION, start + place, None, UUID(int=start + place), at, None, 0, event)
        for place, event in enumerate(events)
    ]


def around(state: str = "sent", code: str | None = None, *messages: tuple[int, int]) -> Around:
    return Around(messages=messages, names={AGENT: "佐藤"}, deliveries={DELIVERY: (state, code)})


def said(*events: ev.Event, among: Around | None = None) -> list[dict[str, object]]:
    marks = marks_of(logged(*events), among or around())
    return [
        {name: value for name, value in mark.model_dump(mode="json").items() if name not in {"mark_id", "at"}}
        for mark in marks
    ]


def test_a_call_from_ring_to_end() -> None:
    kinds = [
        mark["kind"]
        for mark in said(
            ev.CallStarted(call_sid=CALL, direction=Direction.inbound),
            ev.CallConnected(call_sid=CALL, agent_id=AGENT),
            ev.RecordingPaused(call_sid=CALL, is_paused=True, agent_id=AGENT),
            ev.CallEnded(call_sid=CALL, by="customer", seconds=61),
        )
    ]
    assert kinds == ["call.started", "call.connected", "recording.paused", "call.ended"]


@pytest.mark.parametrize(
    ("event", "shown"),
    [
        (ev.CallConnected(call_sid=CALL, agent_id=AGENT), {"agent_name": "佐藤"}),
        (ev.CallEnded(call_sid=CALL, by="agent", seconds=None), {"by": "agent"}),
        (
            ev.RecordingPaused(call_sid=CALL, is_paused=False, agent_id=AGENT),
            {"is_paused": False, "agent_name": "佐藤"},
        ),
        (ev.CallRecorded(call_sid=CALL, recording_sid="RE1", seconds=7, is_voicemail=True), {"seconds": 7}),
        (ev.LinkIssued(link_id=DELIVERY, purpose="photo"), {"purpose": "photo"}),
        (ev.LinkRedeemed(link_id=DELIVERY), {}),
    ],
)
def test_what_a_mark_says(event: ev.Event, shown: dict[str, object]) -> None:
    assert said(event) == [{"after_seq": 0, "kind": event.kind, **shown}]


def test_neither_the_call_nor_the_recording_nor_the_link_is_named() -> None:
    marks = said(
        ev.CallStarted(call_sid=CALL, direction=Direction.inbound),
        ev.CallRecorded(call_sid=CALL, recording_sid="RE1", is_voicemail=True),
        ev.LinkIssued(link_id=DELIVERY, purpose="photo"),
    )
    assert not any(secret in str(marks) for secret in (CALL, "RE1", str(DELIVERY)))


def test_a_recording_of_the_talk_is_no_news() -> None:
    assert said(ev.CallRecorded(call_sid=CALL, recording_sid="RE1", seconds=7)) == []


@pytest.mark.parametrize(("messages", "after"), [((), 0), (((9, 4),), 4), (((3, 1), (9, 2), (11, 3)), 2)])
def test_a_mark_stands_after_the_message_before_it(messages: tuple[tuple[int, int], ...], after: int) -> None:
    [mark] = said(ev.LinkRedeemed(link_id=DELIVERY), among=around("sent", None, *messages))
    assert mark["after_seq"] == after


STAGED = ev.DeliveryStaged(delivery_id=DELIVERY, channel=Channel.sms, purpose="message")
SENT = ev.DeliveryConcluded(delivery_id=DELIVERY, outcome="sent")
FAILED = ev.DeliveryConcluded(delivery_id=DELIVERY, outcome="failed")
UNKNOWN = ev.DeliveryConcluded(delivery_id=DELIVERY, outcome="unknown")
ARRIVED = ev.DeliveryUpdated(delivery_id=DELIVERY, status="delivered")
LOST = ev.DeliveryUpdated(delivery_id=DELIVERY, status="undelivered", error_code="30003")


@pytest.mark.parametrize(
    ("events", "state", "code", "shown"),
    [
        ([STAGED, SENT, ARRIVED], "sent", None, []),
        ([STAGED, FAILED], "failed", "opted_out", [("delivery.failed", "opted_out")]),
        ([STAGED, SENT, LOST], "undelivered", "30003", [("delivery.failed", "30003")]),
        ([STAGED, UNKNOWN], "unknown", None, [("delivery.unknown", None)]),
        # In doubt first; then the carrier knew.
        ([STAGED, UNKNOWN, SENT], "sent", None, []),
        ([STAGED, UNKNOWN, FAILED], "failed", "expired", [("delivery.failed", "expired")]),
        ([STAGED, UNKNOWN], "sent", None, []),
    ],
)
def test_an_sms_is_news_only_while_it_is_lost(
    events: list[ev.Event], state: str, code: str | None, shown: list[tuple[str, str | None]]
) -> None:
    marks = said(*events, among=around(state, code))
    assert [(mark["kind"], mark.get("error_code")) for mark in marks] == shown


def test_deliveries_of_other_channels_leave_no_mark() -> None:
    assert said(FAILED, among=Around(messages=(), names={}, deliveries={})) == []
