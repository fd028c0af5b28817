"""A contact as the fold of its events: its segments, and how it ends."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import reduce

import pytest
from event_builders import CONTACT_ID, KINDS, make_event

from conversation import events as ev
from conversation.closing import disposition_of
from conversation.contacts import Contact, Segment, fold_contact, open_contact
from conversation.model import Channel, Direction, HolderKind, SegmentKind, VerificationLevel

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def after(minutes: int) -> datetime:
    return NINE + timedelta(minutes=minutes)


def opened(holder: HolderKind = HolderKind.bot, agent_id: str | None = None, customer_id: str | None = None) -> Contact:
    event = ev.ContactOpened(contact_id=CONTACT_ID, channel=Channel.webchat, direction=Direction.inbound)
    return open_contact(event, NINE, holder, agent_id, customer_id)


def lived(*events: ev.Event) -> Contact:
    """The contact after these events, one a minute."""
    return reduce(lambda contact, item: fold_contact(contact, item[1], after(item[0])), enumerate(events, 1), opened())


def passed_to(holder: str, name: str | None = None) -> ev.Event:
    return make_event("holder.changed", holder=holder, holder_name=name)


@pytest.mark.parametrize(
    ("holder", "agent_id", "segments"),
    [
        (HolderKind.bot, None, (Segment(SegmentKind.bot, NINE),)),
        (HolderKind.queue, None, (Segment(SegmentKind.queue, NINE),)),
        (HolderKind.agent, "sato", (Segment(SegmentKind.agent, NINE, agent_id="sato"),)),
        (HolderKind.none, None, ()),
    ],
)
def test_the_first_segment_belongs_to_the_holder(
    holder: HolderKind, agent_id: str | None, segments: Sequence[Segment]
) -> None:
    contact = opened(holder, agent_id, customer_id="C-0001")
    assert (contact.segments, contact.started_at, contact.customer_id) == (segments, NINE, "C-0001")
    assert contact.agent_ids == tuple(segment.agent_id for segment in segments if segment.agent_id)


def test_each_change_of_holder_ends_a_segment_and_begins_the_next() -> None:
    contact = lived(passed_to("queue", "general"), passed_to("agent", "sato"), passed_to("bot"))
    assert contact.segments == (
        Segment(SegmentKind.bot, NINE, after(1)),
        Segment(SegmentKind.queue, after(1), after(2)),
        Segment(SegmentKind.agent, after(2), after(3), "sato"),
        Segment(SegmentKind.bot, after(3)),
    )


def test_nobody_has_no_segment() -> None:
    contact = lived(passed_to("none"), passed_to("bot"))
    assert contact.segments == (Segment(SegmentKind.bot, NINE, after(1)), Segment(SegmentKind.bot, after(2)))


def test_each_agent_is_named_once_in_order() -> None:
    names = ("sato", "suzuki", "sato")
    contact = lived(*(passed_to("agent", name) for name in names))
    assert contact.agent_ids == ("sato", "suzuki")
    assert [segment.agent_id for segment in contact.segments] == [None, *names]


def test_a_queue_is_not_an_agent() -> None:
    contact = lived(passed_to("queue", "general"))
    assert (contact.agent_ids, contact.segments[-1].agent_id) == ((), None)


def test_closing_ends_the_last_segment() -> None:
    contact = lived(passed_to("queue", "general"), make_event("contact.closed", disposition="abandoned"))
    assert contact.segments[-1] == Segment(SegmentKind.queue, after(1), after(2))
    assert (contact.ended_at, contact.disposition) == (after(2), "abandoned")


def test_closing_keeps_the_end_of_a_segment_that_had_ended() -> None:
    contact = lived(passed_to("none"), make_event("contact.closed"))
    assert contact.segments == (Segment(SegmentKind.bot, NINE, after(1)),)


def test_a_contact_that_nobody_held_closes_without_segments() -> None:
    closed = fold_contact(opened(HolderKind.none), make_event("contact.closed"), after(1))
    assert (closed.segments, closed.ended_at) == ((), after(1))


def test_the_last_reason_counts() -> None:
    contact = lived(*(make_event("contact.reason_noted", contact_reason=reason) for reason in ("renewal", "other")))
    assert contact.contact_reason == "other"


def test_the_highest_level_counts_and_the_customer_stays() -> None:
    contact = lived(
        make_event("identity.verified", level=3, customer_id="C-0001"),
        make_event("identity.verified", level=1, customer_id=None),
    )
    assert (contact.level, contact.customer_id) == (VerificationLevel.one_time_code, "C-0001")


def test_cases_are_kept_in_order() -> None:
    contact = lived(*(make_event("case.opened", case_no=number) for number in ("A-000002", "A-000001")))
    assert contact.case_nos == ("A-000002", "A-000001")


_CHANGING = {"contact.reason_noted", "contact.closed", "holder.changed", "identity.verified", "case.opened"}


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in _CHANGING])
def test_every_other_kind_leaves_the_contact_as_it_is(kind: str) -> None:
    assert fold_contact(opened(), make_event(kind), after(1)) == opened()


REASON, CASE, QUEUE = make_event("contact.reason_noted"), make_event("case.opened"), passed_to("queue", "general")


@pytest.mark.parametrize(
    ("events", "disposition"),
    [
        ((), "no_response"),
        ((REASON,), "answered"),
        ((QUEUE, passed_to("bot")), "abandoned"),
        ((REASON, QUEUE), "abandoned"),
        ((CASE,), "case_opened"),
        ((REASON, QUEUE, CASE), "case_opened"),
    ],
)
def test_how_a_contact_of_the_bot_ended(events: Sequence[ev.Event], disposition: str) -> None:
    assert disposition_of(lived(*events)) == disposition
