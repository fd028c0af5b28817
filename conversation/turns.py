"""Turns: each received message is answered exactly once, one at a time per conversation, across processes and crashes.

A turn is claimed with a lease. A process that dies leaves the lease to run out, and whoever claims the turn next
finds the result its actions had already decided, if they had.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from sqlalchemy import exists, select, update
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from conversation.messages import Choice, Expecting
from conversation.model import ConversationId, TurnId
from conversation.tables import EventRow, TurnRow
from database.vault import Vault

RESULT = "turns.result"


class HandoffWish(BaseModel):
    """The turn ends with a person: why, and in which queue."""

    model_config = ConfigDict(frozen=True)

    reason: str
    queue: str


class Outcome(StrEnum):
    """How a turn of the bot went. `unanswered`: understood as a question that no article answers."""

    understood = "understood"
    missed = "missed"
    unanswered = "unanswered"
    down_voted = "down_voted"


class Understanding(BaseModel):
    """How the bot understood a sentence, without its words; reports are made of it.

    `to_question` is the procedure and the question that were open when it came, `open_question` those after it.
    """

    model_config = ConfigDict(frozen=True)

    intent: str
    confidence: float
    action: str
    outcome: Outcome
    to_question: tuple[str, str] | None = None
    open_question: tuple[str, str] | None = None


class TurnResult(BaseModel):
    """What a turn's actions decided; stored in the same transaction as everything they changed."""

    model_config = ConfigDict(frozen=True)

    say: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    handoff: HandoffWish | None = None
    contact_reason: str | None = None
    expects: Expecting | None = None
    is_vital: bool = False
    understanding: Understanding | None = None


@dataclass(frozen=True)
class ClaimedTurn:
    turn_id: TurnId
    conversation_id: ConversationId
    seq: int
    attempts: int
    result: TurnResult | None


async def claim_turn(
    session: AsyncSession, vault: Vault, turn_id: TurnId, *, at: datetime, lease: timedelta
) -> ClaimedTurn | None:
    """Claim the turn unless it is done, leased, or an earlier turn of its conversation is unfinished."""
    earlier = aliased(TurnRow)
    statement = (
        update(TurnRow)
        .where(
            TurnRow.id == turn_id,
            (TurnRow.state == "pending") | ((TurnRow.state == "running") & (TurnRow.leased_until < at)),
            ~exists().where(
                earlier.conversation_id == TurnRow.conversation_id,
                earlier.seq < TurnRow.seq,
                earlier.state != "done",
            ),
        )
        .values(state="running", attempts=TurnRow.attempts + 1, leased_until=at + lease)
        .returning(TurnRow.conversation_id, TurnRow.seq, TurnRow.attempts, TurnRow.result)
        .execution_options(synchronize_session=False)
    )
    row = (await session.execute(statement)).one_or_none()
    if row is None:
        return None
    return ClaimedTurn(
        turn_id, ConversationId(row.conversation_id), row.seq, row.attempts, _read(vault, turn_id, row.result)
    )


async def finish_turn(session: AsyncSession, vault: Vault, turn: ClaimedTurn) -> tuple[bool, TurnResult | None]:
    """Mark the turn done if this claim still owns it; return that, and what its actions decided."""
    statement = (
        update(TurnRow)
        .where(TurnRow.id == turn.turn_id, TurnRow.state == "running", TurnRow.attempts == turn.attempts)
        .values(state="done", leased_until=None)
        .returning(TurnRow.result)
        .execution_options(synchronize_session=False)
    )
    row = (await session.execute(statement)).one_or_none()
    return (False, None) if row is None else (True, _read(vault, turn.turn_id, row.result))


async def find_turn(session: AsyncSession, vault: Vault, turn_id: TurnId | None) -> tuple[bool, TurnResult | None]:
    """Whether there is such a turn, and what its actions decided so far."""
    if turn_id is None:
        return False, None
    found = (await session.execute(select(TurnRow.result).where(TurnRow.id == turn_id))).one_or_none()
    return (False, None) if found is None else (True, _read(vault, turn_id, found.result))


async def list_results(
    session: AsyncSession, vault: Vault, contact_ids: Sequence[UUID]
) -> dict[tuple[ConversationId, int], TurnResult]:
    """What was decided on the messages of these contacts, by conversation and place of the message in its log."""
    rows = await session.execute(
        select(TurnRow.id, TurnRow.conversation_id, TurnRow.seq, TurnRow.result)
        .join(EventRow, (EventRow.conversation_id == TurnRow.conversation_id) & (EventRow.seq == TurnRow.seq))
        .where(EventRow.contact_id.in_(contact_ids), TurnRow.result.is_not(None))
    )
    opened = [(row, _read(vault, TurnId(row.id), row.result)) for row in rows]
    return {(ConversationId(row.conversation_id), row.seq): result for row, result in opened if result is not None}


async def read_result(session: AsyncSession, vault: Vault, turn_id: TurnId) -> TurnResult | None:
    """What the turn's actions decided so far."""
    return _read(vault, turn_id, await session.scalar(select(TurnRow.result).where(TurnRow.id == turn_id)))


async def record_result(session: AsyncSession, vault: Vault, turn_id: TurnId, result: TurnResult) -> bool:
    """Store the decision beside the changes it made; the caller commits both.

    False, and nothing stored, for a turn that is decided or over: an attempt that comes late must change nothing.
    """
    recorded = await session.scalar(
        update(TurnRow)
        .where(TurnRow.id == turn_id, TurnRow.state != "done", TurnRow.result.is_(None))
        .values(result=vault.seal(RESULT, turn_id, result.model_dump_json()))
        .returning(TurnRow.id)
        .execution_options(synchronize_session=False)
    )
    return recorded is not None


@dataclass(frozen=True)
class UnfinishedTurn:
    turn_id: TurnId
    conversation_id: ConversationId


async def list_unfinished_turns(
    session: AsyncSession, *, at: datetime, older_than: timedelta
) -> Sequence[UnfinishedTurn]:
    """The first unfinished turn of each conversation that nobody is working on."""
    rows = await session.execute(
        select(TurnRow.id, TurnRow.conversation_id)
        .where(
            (TurnRow.state == "pending") & (TurnRow.created_at < at - older_than)
            | (TurnRow.state == "running") & (TurnRow.leased_until < at)
        )
        .ext(distinct_on(TurnRow.conversation_id))
        .order_by(TurnRow.conversation_id, TurnRow.seq)
        .limit(200)
    )
    return [UnfinishedTurn(TurnId(row.id), ConversationId(row.conversation_id)) for row in rows]


def _read(vault: Vault, turn_id: TurnId, sealed: bytes | None) -> TurnResult | None:
    return None if sealed is None else TurnResult.model_validate_json(vault.open(RESULT, turn_id, sealed))
