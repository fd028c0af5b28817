"""Sentences the bot did not understand, or not rightly, with its guess: what an editor can make training data of.

Only what was said at reception counts: in a procedure the answers have no intent of their own.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from conversation import events as ev
from conversation.log import LoggedEvent, contact_of
from conversation.model import Channel
from conversation.tables import ContactRow
from conversation.turns import Outcome, TurnResult, Understanding, list_results
from database.vault import Vault
from insight.bot_figures import is_fallback, is_low, is_missed
from insight.contact_facts import AT_ONCE, list_events_of

KINDS = ("message.received", "contact.reason_noted", "contact.closed")


class Why(StrEnum):
    """`corrected`: the agent noted another contact reason than the bot."""

    fallback = "fallback"
    missed = "missed"
    low_confidence = "low_confidence"
    down_voted = "down_voted"
    corrected = "corrected"


@dataclass(frozen=True)
class Misunderstood:
    """`text` is the customer's own, unmasked; `customer_id` says whose name and address to mask in it."""

    contact_id: UUID
    channel: Channel
    customer_id: str | None
    text: str
    guess: str
    confidence: float
    why: Why


@dataclass(frozen=True)
class Said:
    """A sentence at reception with how it was understood."""

    text: str
    understood: Understanding


async def read_misunderstood(
    session: AsyncSession, vault: Vault, *, since: datetime, until: datetime, low_below: float
) -> AsyncIterator[Misunderstood]:
    """From contacts that began in this time and are still in the log, oldest first."""
    query = select(ContactRow.id).where(ContactRow.started_at >= since, ContactRow.started_at < until)
    ids = (await session.scalars(query.order_by(ContactRow.started_at, ContactRow.id))).all()
    for first in range(0, len(ids), AT_ONCE):
        some = ids[first : first + AT_ONCE]
        rows = {row.id: row for row in await session.scalars(select(ContactRow).where(ContactRow.id.in_(some)))}
        logged = await list_events_of(session, vault, some, KINDS)
        results = await list_results(session, vault, some)
        for contact_id in some:
            contact, events = contact_of(rows[contact_id]), logged.get(contact_id, [])
            said = [item for entry in events if (item := _said(entry, results.get((entry.conversation_id, entry.seq))))]
            for item, why in chosen(said, is_corrected=_is_corrected(events), low_below=low_below):
                heard = item.understood
                yield Misunderstood(
                    contact_id, contact.channel, contact.customer_id, item.text, heard.intent, heard.confidence, why
                )


def chosen(said: Sequence[Said], *, is_corrected: bool, low_below: float) -> list[tuple[Said, Why]]:
    """The sentences worth an editor's look, each once. A correction tells of the first that was taken for sure."""
    found: list[tuple[Said, Why]] = []
    corrected = (
        next((item for item in said if _why(item.understood, low_below) is None), None) if is_corrected else None
    )
    for place, item in enumerate(said):
        is_refused = any(after.understood.outcome is Outcome.down_voted for after in said[place + 1 : place + 2])
        why = _why(item.understood, low_below)
        if is_refused:
            found.append((item, Why.down_voted))
        elif item.understood.outcome is Outcome.down_voted:
            continue
        elif why is not None:
            found.append((item, why))
        elif item is corrected:
            found.append((item, Why.corrected))
    return found


def _why(understood: Understanding, low_below: float) -> Why | None:
    if is_fallback(understood):
        return Why.fallback
    if is_missed(understood):
        return Why.missed
    return Why.low_confidence if is_low(understood, low_below) else None


def _said(entry: LoggedEvent, result: TurnResult | None) -> Said | None:
    event, understood = entry.event, result.understanding if result is not None else None
    if not isinstance(event, ev.MessageReceived) or not event.text.strip() or understood is None:
        return None
    return Said(event.text, understood) if understood.to_question is None else None


def _is_corrected(logged: Sequence[LoggedEvent]) -> bool:
    noted = [entry.event.contact_reason for entry in logged if isinstance(entry.event, ev.ContactReasonNoted)]
    closed = [entry.event for entry in logged if isinstance(entry.event, ev.ContactClosed)]
    by_agent = next((event.contact_reason for event in closed if event.agent_id is not None), None)
    return bool(noted) and by_agent is not None and by_agent != noted[-1]
