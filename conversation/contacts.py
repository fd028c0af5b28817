"""A contact as a fold of its events: who, why, how it ended, and its segments."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from conversation import events as ev
from conversation.model import Channel, ContactId, Direction, HolderKind, SegmentKind, VerificationLevel

_SEGMENT_OF = {
    HolderKind.bot: SegmentKind.bot,
    HolderKind.queue: SegmentKind.queue,
    HolderKind.agent: SegmentKind.agent,
    HolderKind.none: SegmentKind.wrap_up,
}
_WITH_AGENT = frozenset({SegmentKind.agent, SegmentKind.wrap_up})


@dataclass(frozen=True)
class Segment:
    kind: SegmentKind
    started_at: datetime
    ended_at: datetime | None = None
    agent_id: str | None = None


@dataclass(frozen=True)
class Contact:
    contact_id: ContactId
    channel: Channel
    direction: Direction
    started_at: datetime
    ended_at: datetime | None = None
    customer_id: str | None = None
    contact_reason: str | None = None
    disposition: str | None = None
    level: VerificationLevel = VerificationLevel.nobody
    agent_ids: tuple[str, ...] = ()
    case_nos: tuple[str, ...] = ()
    segments: tuple[Segment, ...] = ()


def touches_contact(event: ev.Event) -> bool:
    """Whether the fold of a contact looks at this kind of event at all; messages, the most frequent, are not."""
    return isinstance(
        event,
        ev.ContactOpened
        | ev.ContactReasonNoted
        | ev.IdentityVerified
        | ev.CaseOpened
        | ev.HolderChanged
        | ev.WrapUpExpired
        | ev.ContactClosed,
    )


def open_contact(
    event: ev.ContactOpened, at: datetime, holder: HolderKind, agent_id: str | None, customer_id: str | None
) -> Contact:
    """The contact at its first event; its first segment belongs to whoever holds the conversation."""
    contact = Contact(
        ContactId(UUID(str(event.contact_id))), event.channel, event.direction, at, customer_id=customer_id
    )
    return _begin_segment(contact, holder, agent_id, at)


def fold_contact(contact: Contact, event: ev.Event, at: datetime) -> Contact:
    match event:
        case ev.ContactReasonNoted() if contact.case_nos and contact.contact_reason:
            # What was done says better why they came than the question that followed.
            return contact
        case ev.ContactReasonNoted():
            return replace(contact, contact_reason=event.contact_reason)
        case ev.IdentityVerified():
            level = max(contact.level, VerificationLevel(event.level))
            return replace(contact, level=level, customer_id=event.customer_id or contact.customer_id)
        case ev.CaseOpened():
            return replace(contact, case_nos=(*contact.case_nos, event.case_no))
        case ev.HolderChanged():
            return _begin_segment(_end_segment(contact, at), event.holder, event.holder_name, at)
        case ev.WrapUpExpired() if contact.segments and contact.segments[-1].kind is SegmentKind.wrap_up:
            return _end_segment(contact, at)
        case ev.ContactClosed():
            reason = event.contact_reason or contact.contact_reason
            return replace(_end_segment(contact, at), ended_at=at, disposition=event.disposition, contact_reason=reason)
        case _:
            return contact


def _end_segment(contact: Contact, at: datetime) -> Contact:
    *done, last = contact.segments or (None,)
    if last is None or last.ended_at is not None:
        return contact
    return replace(contact, segments=(*[s for s in done if s], replace(last, ended_at=at)))


def _begin_segment(contact: Contact, holder: HolderKind, name: str | None, at: datetime) -> Contact:
    kind = _SEGMENT_OF[holder]
    if kind is SegmentKind.wrap_up and name is None:
        return contact
    agent = name if kind in _WITH_AGENT else None
    agents = contact.agent_ids if agent is None or agent in contact.agent_ids else (*contact.agent_ids, agent)
    return replace(contact, segments=(*contact.segments, Segment(kind, at, agent_id=agent)), agent_ids=agents)
