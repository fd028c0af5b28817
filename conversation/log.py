"""The append-only log of a conversation and its only writer.

Every append happens under the conversation's row lock, in the caller's transaction, which the caller commits. The
state table and the contact are folded in the same transaction, so neither can differ from the log.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID, uuid4

from sqlalchemy import Table, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from conversation import events as ev
from conversation.contacts import Contact, Segment, fold_contact, open_contact, touches_contact
from conversation.errors import ConversationNotFoundError
from conversation.model import (
    Channel,
    ContactId,
    ConversationId,
    Direction,
    Holder,
    HolderKind,
    SegmentKind,
    Signal,
    VerificationLevel,
)
from conversation.state import ConversationState, check_allowed, fold
from conversation.tables import ContactRow, ConversationRow, EventRow
from database.vault import Vault

PAYLOAD = "conversation_events.payload"
# Written as tables: the mapper's way costs more than the statement, and these are written with every message.
EVENTS = cast("Table", EventRow.__table__)
CONVERSATIONS = cast("Table", ConversationRow.__table__)


@dataclass(frozen=True)
class LoggedEvent:
    """An event with its place in the log."""

    conversation_id: ConversationId
    seq: int
    message_seq: int | None
    event_id: UUID
    occurred_at: datetime
    contact_id: ContactId | None
    epoch: int
    event: ev.Event


class ConversationLog:
    """A conversation whose row is locked by the caller's transaction."""

    def __init__(self, session: AsyncSession, vault: Vault, row: ConversationRow) -> None:
        self._session = session
        self._vault = vault
        self._contact: Contact | None = None
        self.conversation_id = ConversationId(row.id)
        self.bot_sender_id = row.bot_sender_id
        self.updated_at = row.updated_at
        self.state = state_of(row)

    async def append(self, *events: ev.Event, at: datetime, decided_under: int | None = None) -> list[LoggedEvent]:
        """Append in order, all or nothing.

        `decided_under` is the epoch the first speaking event was decided under. Raises StaleEpochError or
        ImpossibleEventError before anything is written.
        """
        logged, state = [], self.state
        contact = await self._contact_of(state) if any(touches_contact(event) for event in events) else None
        changed: dict[ContactId, Contact] = {}
        for event in events:
            check_allowed(state, event, decided_under=_epoch_for(event, decided_under, self.state, state))
            before, state = state, fold(state, event)
            if isinstance(event, ev.ContactOpened):
                agent = state.holder.name if state.holder.kind is HolderKind.agent else None
                contact = open_contact(event, at, state.holder.kind, agent, state.customer_id)
                changed[contact.contact_id] = contact
            elif contact is not None and (folded := fold_contact(contact, event, at)) != contact:
                contact = changed[folded.contact_id] = folded
            contact = contact if state.contact_id else None
            contact_id = state.contact_id or before.contact_id
            logged.append(
                LoggedEvent(
                    self.conversation_id,
                    state.head_seq,
                    state.message_seq if state.message_seq != before.message_seq else None,
                    uuid4(),
                    at,
                    contact_id,
                    state.epoch,
                    event,
                )
            )
        await self._write(logged, state, at)
        for each in changed.values():
            await self._write_contact(each, at)
        self.state, self._contact = state, contact if state.contact_id else None
        return logged

    async def _write(self, logged: Sequence[LoggedEvent], state: ConversationState, at: datetime) -> None:
        rows = [
            {
                "conversation_id": entry.conversation_id,
                "seq": entry.seq,
                "message_seq": entry.message_seq,
                "id": entry.event_id,
                "kind": entry.event.kind,
                "occurred_at": at,
                "contact_id": entry.contact_id,
                "epoch": entry.epoch,
                "payload": self._vault.seal(PAYLOAD, entry.event_id, entry.event.model_dump_json()),
            }
            for entry in logged
        ]
        # The driver sends a list in a pipeline of its own, which costs more than it saves for one row.
        await self._session.execute(insert(EVENTS), rows[0] if len(rows) == 1 else rows)
        moved = update(CONVERSATIONS).where(CONVERSATIONS.c.id == self.conversation_id)
        await self._session.execute(moved.values(**_columns_of(state), updated_at=at))

    async def _contact_of(self, state: ConversationState) -> Contact | None:
        if self._contact is None and state.contact_id is not None:
            row = await self._session.get_one(ContactRow, state.contact_id, populate_existing=True)
            self._contact = contact_of(row)
        return self._contact

    async def _write_contact(self, contact: Contact, at: datetime) -> None:
        values = {
            "conversation_id": self.conversation_id,
            "channel": contact.channel,
            "direction": contact.direction,
            "started_at": contact.started_at,
            "ended_at": contact.ended_at,
            "last_event_at": at,
            "customer_id": contact.customer_id,
            "contact_reason": contact.contact_reason,
            "disposition": contact.disposition,
            "level": int(contact.level),
            "agent_ids": list(contact.agent_ids),
            "case_nos": list(contact.case_nos),
            "segments": [_segment_json(segment) for segment in contact.segments],
        }
        statement = upsert(ContactRow).values(id=contact.contact_id, **values)
        await self._session.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))


async def lock_conversation(session: AsyncSession, vault: Vault, conversation_id: ConversationId) -> ConversationLog:
    """Take the conversation's row lock until the transaction ends; raise ConversationNotFoundError."""
    row = await session.scalar(
        select(ConversationRow)
        .where(ConversationRow.id == conversation_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise ConversationNotFoundError("There is no such conversation.")
    return ConversationLog(session, vault, row)


async def open_conversation(
    session: AsyncSession, vault: Vault, *, conversation_id: ConversationId, bot_sender_id: str, at: datetime
) -> ConversationLog:
    """Create a conversation held by the bot, with its first event."""
    row = ConversationRow(
        id=conversation_id,
        opened_at=at,
        updated_at=at,
        bot_sender_id=bot_sender_id,
        **_columns_of(ConversationState()),
    )
    session.add(row)
    await session.flush()
    log = ConversationLog(session, vault, row)
    await log.append(ev.ConversationOpened(), at=at)
    return log


async def list_events(
    session: AsyncSession,
    vault: Vault,
    conversation_id: ConversationId,
    *,
    after_seq: int = 0,
    kinds: Sequence[str] = (),
    limit: int | None = None,
) -> list[LoggedEvent]:
    """The log after `after_seq` in order, without a lock."""
    query = select(EventRow).where(EventRow.conversation_id == conversation_id, EventRow.seq > after_seq)
    if kinds:
        query = query.where(EventRow.kind.in_(kinds))
    rows = await session.scalars(query.order_by(EventRow.seq).limit(limit))
    return [read_event(vault, row) for row in rows]


async def list_messages(
    session: AsyncSession, vault: Vault, conversation_id: ConversationId, *, after_seq: int, limit: int
) -> list[LoggedEvent]:
    """Messages whose `message_seq` is greater than `after_seq`, in order."""
    rows = await session.scalars(
        select(EventRow)
        .where(EventRow.conversation_id == conversation_id, EventRow.message_seq > after_seq)
        .order_by(EventRow.message_seq)
        .limit(limit)
    )
    return [read_event(vault, row) for row in rows]


async def list_contact_events(session: AsyncSession, vault: Vault, contact_id: ContactId) -> list[LoggedEvent]:
    rows = await session.scalars(select(EventRow).where(EventRow.contact_id == contact_id).order_by(EventRow.seq))
    return [read_event(vault, row) for row in rows]


def read_event(vault: Vault, row: EventRow) -> LoggedEvent:
    event = ev.EVENT.validate_json(vault.open(PAYLOAD, row.id, row.payload))
    contact_id = ContactId(row.contact_id) if row.contact_id else None
    return LoggedEvent(
        ConversationId(row.conversation_id),
        row.seq,
        row.message_seq,
        row.id,
        row.occurred_at,
        contact_id,
        row.epoch,
        event,
    )


def state_of(row: ConversationRow) -> ConversationState:
    return ConversationState(
        head_seq=row.head_seq,
        message_seq=row.message_seq,
        epoch=row.epoch,
        holder=Holder(HolderKind(row.holder_kind), row.holder_name),
        contact_id=ContactId(row.contact_id) if row.contact_id else None,
        contact_channel=Channel(row.contact_channel) if row.contact_channel else None,
        customer_id=row.customer_id,
        level=VerificationLevel(row.level),
        signals=frozenset(Signal(name) for name in row.signals),
        requested=tuple(row.requested),
    )


def contact_of(row: ContactRow) -> Contact:
    return Contact(
        contact_id=ContactId(row.id),
        channel=Channel(row.channel),
        direction=Direction(row.direction),
        started_at=row.started_at,
        ended_at=row.ended_at,
        customer_id=row.customer_id,
        contact_reason=row.contact_reason,
        disposition=row.disposition,
        level=VerificationLevel(row.level),
        agent_ids=tuple(row.agent_ids),
        case_nos=tuple(row.case_nos),
        segments=tuple(_segment_of(item) for item in row.segments),
    )


def _epoch_for(
    event: ev.Event, decided_under: int | None, at_start: ConversationState, now: ConversationState
) -> int | None:
    """Within one append only the first change of holder is fenced; what follows it belongs to the same decision."""
    if decided_under is None or at_start.epoch == now.epoch:
        return decided_under
    return None if isinstance(event, ev.HolderChanged) else decided_under


def _columns_of(state: ConversationState) -> dict[str, Any]:
    return {
        "head_seq": state.head_seq,
        "message_seq": state.message_seq,
        "epoch": state.epoch,
        "holder_kind": state.holder.kind,
        "holder_name": state.holder.name,
        "contact_id": state.contact_id,
        "contact_channel": state.contact_channel,
        "customer_id": state.customer_id,
        "level": int(state.level),
        "signals": sorted(state.signals),
        "requested": list(state.requested),
    }


def _segment_json(segment: Segment) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in asdict(segment).items()
        if value is not None
    }


def _segment_of(item: dict[str, Any]) -> Segment:
    ended = item.get("ended_at")
    return Segment(
        SegmentKind(item["kind"]),
        datetime.fromisoformat(item["started_at"]),
        datetime.fromisoformat(cast("str", ended)) if ended else None,
        item.get("agent_id"),
    )
