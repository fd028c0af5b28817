"""What reports on the bot are made of: each contact with its turns, intakes and hand-overs, read from the log.

No words of customers are among the facts.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from conversation import events as ev
from conversation.log import LoggedEvent, contact_of, read_event
from conversation.model import Channel, ConversationId, HolderKind
from conversation.tables import ContactRow, EventRow
from conversation.turns import TurnResult, Understanding, list_results
from database.vault import Vault

AT_ONCE = 200
KINDS = ("message.received", "holder.changed", "intake.stopped", "case.opened", "bot.failed", "contact.reason_noted")


@dataclass(frozen=True)
class HandOver:
    """From the bot to a person, and how often it had not understood in the contact before."""

    reason: str
    misses_before: int


@dataclass(frozen=True)
class ContactFacts:
    """One contact. `stopped` are the procedures the customer left, `cases` how many were opened.

    `noted_reason` is the last contact reason the bot noted, `reason` the one that counts in the end.
    """

    contact_id: UUID
    channel: Channel
    started_at: datetime
    is_over: bool
    had_person: bool
    turns: tuple[Understanding, ...] = ()
    hand_overs: tuple[HandOver, ...] = ()
    stopped: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()
    cases: int = 0
    noted_reason: str | None = None
    reason: str | None = None

    @property
    def left_open(self) -> tuple[str, str] | None:
        """The procedure and the question at which the customer was last heard."""
        return self.turns[-1].open_question if self.turns else None


async def read_contacts(
    session: AsyncSession, vault: Vault, *, since: datetime, until: datetime, channel: Channel | None = None
) -> AsyncIterator[ContactFacts]:
    """The contacts that began in this time, oldest first."""
    query = select(ContactRow.id).where(ContactRow.started_at >= since, ContactRow.started_at < until)
    if channel is not None:
        query = query.where(ContactRow.channel == channel.value)
    ids = (await session.scalars(query.order_by(ContactRow.started_at, ContactRow.id))).all()
    for first in range(0, len(ids), AT_ONCE):
        some = ids[first : first + AT_ONCE]
        rows = {row.id: row for row in await session.scalars(select(ContactRow).where(ContactRow.id.in_(some)))}
        logged = await list_events_of(session, vault, some, KINDS)
        results = await list_results(session, vault, some)
        for contact_id in some:
            yield facts_of(rows[contact_id], logged.get(contact_id, []), results)


async def list_events_of(
    session: AsyncSession, vault: Vault, contact_ids: Sequence[UUID], kinds: Sequence[str]
) -> Mapping[UUID, Sequence[LoggedEvent]]:
    """The events of these kinds by contact, in order."""
    query = select(EventRow).where(EventRow.contact_id.in_(contact_ids), EventRow.kind.in_(kinds))
    found: dict[UUID, list[LoggedEvent]] = {}
    for row in await session.scalars(query.order_by(EventRow.conversation_id, EventRow.seq)):
        if row.contact_id is not None:
            found.setdefault(row.contact_id, []).append(read_event(vault, row))
    return found


def facts_of(
    row: ContactRow, logged: Sequence[LoggedEvent], results: Mapping[tuple[ConversationId, int], TurnResult]
) -> ContactFacts:
    contact = contact_of(row)
    understood = [(entry, results.get((entry.conversation_id, entry.seq))) for entry in logged]
    events = [entry.event for entry in logged]
    noted = [event.contact_reason for event in events if isinstance(event, ev.ContactReasonNoted)]
    people = [segment for segment in contact.segments if segment.kind.value in {"queue", "agent"}]
    return ContactFacts(
        contact_id=contact.contact_id,
        channel=contact.channel,
        started_at=contact.started_at,
        is_over=contact.ended_at is not None,
        had_person=bool(people),
        turns=tuple(done.understanding for _, done in understood if done is not None and done.understanding),
        hand_overs=_hand_overs(logged, results),
        stopped=tuple(event.procedure for event in events if isinstance(event, ev.IntakeStopped)),
        failures=tuple(event.reason for event in events if isinstance(event, ev.BotFailed)),
        cases=sum(isinstance(event, ev.CaseOpened) for event in events),
        noted_reason=noted[-1] if noted else None,
        reason=contact.contact_reason,
    )


def _hand_overs(
    logged: Sequence[LoggedEvent], results: Mapping[tuple[ConversationId, int], TurnResult]
) -> tuple[HandOver, ...]:
    """Only those by the bot: what a queue or an agent passes on later is not the bot's."""
    found, misses, holder = [], 0, HolderKind.bot
    for entry in logged:
        done = results.get((entry.conversation_id, entry.seq))
        if done is not None and done.understanding is not None:
            misses += done.understanding.outcome == "missed"
        if isinstance(entry.event, ev.HolderChanged):
            if holder is HolderKind.bot and entry.event.holder is not HolderKind.bot:
                found.append(HandOver(entry.event.reason, misses))
            holder = entry.event.holder
    return tuple(found)
