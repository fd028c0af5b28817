"""The steps of a call: each is answered once, and whoever asks again or at the same time gets the same TwiML."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from conversation import events as ev
from conversation.model import HolderKind, Signal
from database.vault import Vault
from gateway.channels.voice.calls import Call, CallState
from gateway.channels.voice.ending import end_call
from gateway.channels.voice.pacing import expected_back
from gateway.channels.voice.plan import CallPlan, HangUp
from gateway.channels.voice.reviving import revive
from gateway.channels.voice.scene import Next
from gateway.channels.voice.tables import CallStepRow
from gateway.channels.voice.telephones import VoiceDesk
from gateway.channels.voice.twiml import render
from gateway.channels.voice.visit import Visit, visiting

TWIML, POLL_PATH = "call_steps.twiml", "/twilio/voice/poll?"
Decide = Callable[[Visit], Awaitable[Next | None]]

SLOWLY = frozenset({Signal.needs_care, Signal.plain_japanese})


async def answer_once(desk: VoiceDesk, call_sid: str, step: str, decide: Decide, *, instead_of: str = "") -> str | None:
    """The TwiML of this step; None if nothing is decided yet. Raise UnknownCallError.

    `instead_of` names a step whose answer did not get through in time: if it is known by now, it is the answer.
    """
    floor = desk.floor
    async with visiting(desk, call_sid) as visit:
        for known in filter(None, (step, instead_of)):
            stored = await find_step(visit.session, floor.vault, call_sid, known)
            # Who has hung up needs no patience: nothing would end a chain of polls.
            if stored is not None and not (visit.call.state is CallState.ended and POLL_PATH in stored):
                return stored
        if visit.call.state is CallState.ended and not await revive(visit):
            return written(desk, visit.call, CallPlan(HangUp()))
        before = visit.call
        decided = await decide(visit)
        if decided is None:
            visit.call = before
            return None
        return await keep_answer(visit, step, decided)


async def keep_answer(visit: Visit, step: str, decided: Next) -> str:
    """The TwiML of what was decided, kept with it; a call that is told to hang up has ended."""
    desk, former = visit.desk, visit.call
    visit.call = replace(
        decided.call,
        expected_back_at=expected_back(decided.plan, visit.desk.voice, at=visit.now),
        is_slow=decided.call.is_slow or not SLOWLY.isdisjoint(visit.log.state.signals),
    )
    if former.is_recording_paused and not visit.call.is_recording_paused:
        resumed = ev.RecordingPaused(call_sid=former.call_sid, is_paused=False, agent_id=former.agent_id or "")
        await visit.append(resumed)
    if isinstance(decided.plan.then, HangUp):
        is_agents = visit.log.state.holder.kind is HolderKind.none
        await end_call(visit, by="agent" if is_agents else "service")
    twiml = written(desk, visit.call, decided.plan, is_transcribing=former.is_with_agent and former.step > 0)
    await keep_step(visit.session, desk.floor.vault, visit.call.call_sid, step, twiml, at=visit.now)
    return twiml


def written(desk: VoiceDesk, call: Call, plan: CallPlan, *, is_transcribing: bool = False) -> str:
    return render(
        plan,
        desk.voice,
        public_base_url=desk.public_base_url,
        transcribe=desk.is_transcribed,
        record=desk.is_recorded,
        rate=desk.voice.slow_rate if call.is_slow else None,
        is_transcribing=desk.is_transcribed and is_transcribing,
        caller_id=desk.own_number if call.caller is None else None,
    )


async def find_step(session: AsyncSession, vault: Vault, call_sid: str, step: str) -> str | None:
    """The TwiML this step was answered with."""
    row = await session.get(CallStepRow, (call_sid, step), populate_existing=True)
    return None if row is None else vault.open(TWIML, f"{call_sid}:{step}", row.twiml)


async def keep_step(session: AsyncSession, vault: Vault, call_sid: str, step: str, twiml: str, *, at: datetime) -> None:
    sealed = vault.seal(TWIML, f"{call_sid}:{step}", twiml)
    values = {"call_sid": call_sid, "step": step, "twiml": sealed, "at": at}
    await session.execute(insert(CallStepRow).values(values).on_conflict_do_nothing())
