"""Calls as values, and their rows. A call changes only under the lock of its conversation."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Select, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from conversation.model import ConversationId, Direction
from database.vault import Vault
from gateway.channels.voice.tables import CallRow

CALLER, REST = "calls.caller", "calls.rest"
LONGEST_CALL = timedelta(hours=4)
"""No carrier keeps a call for longer: a row that says so has lost its end."""
LONGEST_RINGING = timedelta(minutes=2)
"""The carrier gives up after one."""
SID = re.compile(r"CA[0-9A-Za-z]{6,62}")
E164 = re.compile(r"\+[1-9][0-9]{6,14}")
NATIONAL = re.compile(r"0[1-9][0-9]{8,9}")
JAPANESE = re.compile(r"\+81[1-9][0-9]{8,9}")
JAPANESE_MOBILE = re.compile(r"\+81[6789]0[0-9]{8}")
# How carriers write anonymous, restricted, blocked, unknown and unavailable in digits.
WITHHELD = frozenset({"+266696687", "+7378742833", "+2562533", "+8566696", "+86282452253"})


class UnknownCallError(Exception):
    code = "unknown_call"


class CallState(StrEnum):
    """`dialling`: an agent's device, or the customer's in a callback, rings. `talking`: they hear each other."""

    listening = "listening"
    waiting = "waiting"
    dialling = "dialling"
    talking = "talking"
    voicemail = "voicemail"
    ended = "ended"


@dataclass(frozen=True)
class Call:
    """`caller` is E.164, None where withheld. `ended_by` alone, in a call that goes on: they are hanging up.

    `answered_at` is when the customer took our call; nobody takes an inbound one.
    """

    call_sid: str
    conversation_id: ConversationId
    contact_id: UUID | None
    direction: Direction
    caller: str | None = field(repr=False)
    started_at: datetime
    updated_at: datetime
    state: CallState = CallState.listening
    step: int = 0
    spoken_seq: int = 0
    heard_from_seq: int = 0
    silences: int = 0
    mishearings: int = 0
    agent_id: str | None = None
    wants_callback: bool = False
    is_recording_paused: bool = False
    is_slow: bool = False
    told_position: int | None = None
    rest: tuple[str, ...] = field(default=(), repr=False)
    callback_attempts: int = 0
    callback_tried_at: datetime | None = None
    answered_at: datetime | None = None
    expected_back_at: datetime | None = None
    ended_at: datetime | None = None
    ended_by: str | None = None

    @property
    def address(self) -> str:
        return self.caller or f"call:{self.call_sid}"

    @property
    def rings_at_customer(self) -> bool:
        return self.direction is Direction.outbound and self.answered_at is None

    @property
    def is_with_agent(self) -> bool:
        return self.state in {CallState.dialling, CallState.talking}

    @property
    def may_be_called(self) -> bool:
        return self.caller is not None and JAPANESE.fullmatch(self.caller) is not None

    @property
    def is_mobile(self) -> bool:
        return self.caller is not None and JAPANESE_MOBILE.fullmatch(self.caller) is not None


def caller_of(sender: str) -> str | None:
    """The caller's number as E.164; None when it is withheld, a name, or an address of another network."""
    number = sender.strip().replace("-", "")
    if NATIONAL.fullmatch(number):
        number = f"+81{number[1:]}"
    return number if E164.fullmatch(number) and number not in WITHHELD else None


async def find_call(session: AsyncSession, vault: Vault, call_sid: str) -> Call | None:
    row = await session.get(CallRow, call_sid, populate_existing=True)
    return None if row is None else _call_of(vault, row)


async def get_call(session: AsyncSession, vault: Vault, call_sid: str) -> Call:
    """Raise UnknownCallError."""
    call = await find_call(session, vault, call_sid)
    if call is None:
        raise UnknownCallError(call_sid)
    return call


async def find_live_call(
    session: AsyncSession, vault: Vault, conversation_id: ConversationId, *, at: datetime
) -> Call | None:
    """The latest call of the conversation that goes on."""
    query = select(CallRow).where(
        CallRow.conversation_id == conversation_id,
        CallRow.state != CallState.ended,
        CallRow.updated_at > at - LONGEST_CALL,
    )
    return await _latest(session, vault, query)


async def find_latest_call(session: AsyncSession, vault: Vault, conversation_id: ConversationId) -> Call | None:
    return await _latest(session, vault, select(CallRow).where(CallRow.conversation_id == conversation_id))


async def list_silent_calls(session: AsyncSession, *, at: datetime, after: timedelta) -> Sequence[str]:
    """Calls that should have come back for instructions long ago: their end was never reported.

    `after` is for those of whom it is not known when they would come back.
    """
    waits = CallRow.state.in_([CallState.listening, CallState.waiting, CallState.voicemail])
    is_late = (CallRow.expected_back_at < at) | (CallRow.expected_back_at.is_(None) & (CallRow.updated_at < at - after))
    rings = (CallRow.direction == Direction.outbound) & CallRow.answered_at.is_(None)
    is_silent = (
        (waits & is_late)
        | (rings & (CallRow.started_at < at - LONGEST_RINGING))
        | (CallRow.updated_at < at - LONGEST_CALL)
    )
    query = select(CallRow.call_sid).where(CallRow.state != CallState.ended, is_silent)
    return (await session.scalars(query.limit(100))).all()


async def add_call(session: AsyncSession, vault: Vault, call: Call) -> None:
    session.add(CallRow(call_sid=call.call_sid, **_columns(vault, call)))
    await session.flush()


async def save_call(session: AsyncSession, vault: Vault, call: Call, *, at: datetime) -> Call:
    moved = replace(call, updated_at=at)
    statement = update(CallRow).where(CallRow.call_sid == call.call_sid).values(_columns(vault, moved))
    await session.execute(statement.execution_options(synchronize_session=False))
    return moved


async def _latest(session: AsyncSession, vault: Vault, query: Select[CallRow]) -> Call | None:
    newest = query.order_by(CallRow.started_at.desc(), CallRow.call_sid).limit(1)
    row = await session.scalar(newest.execution_options(populate_existing=True))
    return None if row is None else _call_of(vault, row)


def _columns(vault: Vault, call: Call) -> dict[str, object]:
    return {
        "conversation_id": call.conversation_id,
        "contact_id": call.contact_id,
        "direction": call.direction,
        "caller": vault.seal(CALLER, call.call_sid, call.caller) if call.caller else None,
        "state": call.state,
        "step": call.step,
        "spoken_seq": call.spoken_seq,
        "heard_from_seq": call.heard_from_seq,
        "silences": call.silences,
        "mishearings": call.mishearings,
        "agent_id": call.agent_id,
        "wants_callback": call.wants_callback,
        "is_recording_paused": call.is_recording_paused,
        "is_slow": call.is_slow,
        "told_position": call.told_position,
        "rest": vault.seal(REST, call.call_sid, "\n".join(call.rest)) if call.rest else None,
        "callback_attempts": call.callback_attempts,
        "callback_tried_at": call.callback_tried_at,
        "answered_at": call.answered_at,
        "expected_back_at": call.expected_back_at,
        "started_at": call.started_at,
        "updated_at": call.updated_at,
        "ended_at": call.ended_at,
        "ended_by": call.ended_by,
    }


def _call_of(vault: Vault, row: CallRow) -> Call:
    return Call(
        call_sid=row.call_sid,
        conversation_id=ConversationId(row.conversation_id),
        contact_id=row.contact_id,
        direction=Direction(row.direction),
        caller=vault.open(CALLER, row.call_sid, row.caller) if row.caller else None,
        started_at=row.started_at,
        updated_at=row.updated_at,
        state=CallState(row.state),
        step=row.step,
        spoken_seq=row.spoken_seq,
        heard_from_seq=row.heard_from_seq,
        silences=row.silences,
        mishearings=row.mishearings,
        agent_id=row.agent_id,
        wants_callback=row.wants_callback,
        is_recording_paused=row.is_recording_paused,
        is_slow=row.is_slow,
        told_position=row.told_position,
        rest=tuple(vault.open(REST, row.call_sid, row.rest).split("\n")) if row.rest else (),
        callback_attempts=row.callback_attempts,
        callback_tried_at=row.callback_tried_at,
        answered_at=row.answered_at,
        expected_back_at=row.expected_back_at,
        ended_at=row.ended_at,
        ended_by=row.ended_by,
    )
