"""The counter: one call of Rasa becomes one reply, decided and recorded once per turn.

Everything a call changes is idempotent per turn id: a repeated call finds the recorded result.
"""

from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.actions.aftercare import about_case
from bot.actions.answering import answer_at_reception
from bot.actions.article_feedback import not_helped
from bot.actions.beforehand import heard_beforehand
from bot.actions.disaster import in_disaster
from bot.actions.effects import carry_out
from bot.actions.keeping import keep_notes, needs_keeping, result_of
from bot.actions.manner import beyond_limit, calmed, mannered, notice
from bot.actions.office import Call, Office, Reply, Visit
from bot.actions.reception import (
    Other,
    hear_at_reception,
    in_danger,
    last_said,
    other_procedure,
    turn_to,
    visit_opening,
)
from bot.actions.resuming import goes_on_unasked, is_left_over, offered_again
from bot.actions.verifying import kept_to_channel
from bot.actions.waited_for import put_first
from casework.intakes import wording
from casework.intakes.draft import Draft, IntakeStatus
from casework.intakes.hear import hear
from casework.intakes.questions import question_of
from casework.intakes.requests import brought_up, titles
from casework.intakes.step import AnswerQuestion, Step
from casework.intakes.store import find_open_draft, save_draft
from conversation import events as ev
from conversation.log import ConversationLog, lock_conversation, state_of
from conversation.model import Channel, ConversationId
from conversation.tables import ADDRESS, ChannelIdentityRow, ConversationRow
from conversation.turns import TurnResult, find_turn, read_result, record_result

OPENING = "action_session_start"


@dataclass(frozen=True)
class Served:
    """`is_intake_open` tells Rasa whether the intake form is active after this turn."""

    result: TurnResult
    is_intake_open: bool


class UnknownSenderError(Exception):
    """No conversation has this sender id; nothing is said about which ones exist."""

    code = "unknown_sender"


async def serve(office: Office, call: Call) -> Served:
    """Answer the call. Raises UnknownSenderError."""
    async with office.reads() as session:
        visit = await _visit(session, office, call)
        is_ours, recorded = await find_turn(session, office.vault, call.turn_id)
        if not is_ours:
            visit = replace(visit, call=replace(call, turn_id=None))
        draft = await find_open_draft(session, office.vault, visit.conversation_id)
    if recorded is not None or call.action == OPENING:
        return Served(recorded or TurnResult(), draft is not None)
    if draft is not None and not draft.may_go_on(visit.state.contact_id, visit.channel):
        await _put_away(visit, draft)
        draft = None
    draft = draft.for_customer(visit.customer_for(draft.procedure)) if draft is not None else None
    visit = replace(visit, draft_before=draft)
    visit, noticed = await notice(visit)
    passed_on = await beyond_limit(visit, draft, noticed)
    visit, again = calmed(visit, draft, noticed)
    reply = passed_on or again or await _reply(visit, draft)
    reply = mannered(visit, reply, noticed)
    reply = await in_disaster(visit, draft, await put_first(visit, reply))
    result = await _conclude(visit, reply)
    kept = reply.present or draft
    return Served(result, kept is not None and kept.status is IntakeStatus.open)


async def _reply(visit: Visit, draft: Draft | None) -> Reply:
    if visit.office.reception.emergency.is_meant_by(visit.call.heard.text):
        return in_danger(visit, draft)
    visit, before = await heard_beforehand(visit, draft)
    if before is not None:
        return before
    last = await last_said(visit) if draft is None else None
    if draft is None and (instead := await not_helped(visit, last)) is not None:
        return instead
    if (about := await about_case(visit, draft, last.text if last is not None else None)) is not None:
        return about
    if draft is not None and (other := other_procedure(visit, draft)) is not None:
        return await turn_to(await _left(visit, draft, other), other.procedure)
    chose_article = visit.office.knowledge.titled(visit.call.heard.text.strip()) is not None
    if draft is not None and chose_article:
        return await carry_out(visit, Step(draft, effect=AnswerQuestion()))
    if draft is not None:
        return await _in_procedure(visit, draft)
    if chose_article:
        return await answer_at_reception(visit, missed_before=False)
    opened = await visit_opening(visit, last)
    return opened or await hear_at_reception(visit, last)


async def _in_procedure(visit: Visit, draft: Draft) -> Reply:
    """A draft that another contact left is offered where the sentence answers nothing."""
    if not is_left_over(visit, draft):
        return await _heard(visit, draft)
    offered = await offered_again(visit, draft)
    if offered is not None:
        return offered
    reply = await _heard(visit, draft)
    return replace(reply, say=(*filter(None, (goes_on_unasked(visit, draft),)), *reply.say))


async def _heard(visit: Visit, draft: Draft) -> Reply:
    """The sentence as an answer; what it asks for besides waits until this procedure is done."""
    heard = visit.call.heard
    besides = brought_up(visit.office.procedures, draft, heard)
    if besides is None:
        step = hear(draft, visit.world(draft), heard)
        return await carry_out(visit, await kept_to_channel(visit, draft, step))
    visit = replace(visit, noted=tuple(item.procedure for item in besides.procedures))
    said = wording.NOTED_FOR_LATER.format(title=titles(besides.procedures))
    world = visit.world(draft)
    step = hear(draft, world, besides.rest) if besides.rest.text else question_of(draft, world)
    reply = await carry_out(visit, (await kept_to_channel(visit, draft, step)).before(said))
    return replace(reply, requests=(*visit.noted, *reply.requests))


async def _left(visit: Visit, draft: Draft, other: Other) -> Visit:
    """Keep the draft for later: the customer has turned to another procedure, and may want to go on afterwards."""
    office = visit.office
    async with office.sessions.begin() as session:
        log = await lock_conversation(session, office.vault, visit.conversation_id)
        await _pause(session, log, visit, draft)
        if other.goes_on_after and log.state.contact_id is not None:
            await log.append(ev.RequestNoted(procedure=draft.procedure), at=visit.now)
        return replace(visit, state=log.state)


async def _put_away(visit: Visit, draft: Draft) -> None:
    office = visit.office
    async with office.sessions.begin() as session:
        log = await lock_conversation(session, office.vault, visit.conversation_id)
        await _pause(session, log, visit, draft)


async def _pause(session: AsyncSession, log: ConversationLog, visit: Visit, draft: Draft) -> None:
    await _note_stop(log, draft, visit)
    paused = draft.model_copy(update={"status": IntakeStatus.paused})
    await save_draft(session, visit.office.vault, paused, at=visit.now)


async def _conclude(visit: Visit, reply: Reply) -> TurnResult:
    """Keep the draft and the decision in one transaction; what the turn decided first stays, with its draft."""
    office, draft, turn_id = visit.office, reply.draft, visit.call.turn_id
    result = result_of(visit, reply)
    if reply.is_kept or (turn_id is None and not needs_keeping(visit, reply)):
        return result
    async with office.sessions.begin() as session:
        is_more = needs_keeping(visit, reply)
        log = await lock_conversation(session, office.vault, visit.conversation_id) if is_more else None
        if log is not None and is_stale(visit, log):
            # Somebody took over, or speaks elsewhere by now: what this turn would say is refused anyway.
            return TurnResult()
        if turn_id is not None and not await record_result(session, office.vault, turn_id, result):
            return await read_result(session, office.vault, turn_id) or TurnResult()
        if draft is not None and log is not None:
            if draft.status is IntakeStatus.paused:
                await _note_stop(log, draft, visit)
            kept = draft.model_copy(update={"contact_id": visit.state.contact_id})
            await save_draft(session, office.vault, kept, at=visit.now)
        if log is not None:
            await keep_notes(session, log, visit, reply)
    return result


def is_stale(visit: Visit, log: ConversationLog) -> bool:
    """Whether the conversation has another holder or another contact than the turn was decided for."""
    return (log.state.epoch, log.state.contact_id) != (visit.state.epoch, visit.state.contact_id)


async def _note_stop(log: ConversationLog, draft: Draft, visit: Visit) -> None:
    await log.append(ev.IntakeStopped(intake_id=draft.intake_id, procedure=draft.procedure), at=visit.now)


def _number_of(office: Office, identity: ChannelIdentityRow | None) -> str | None:
    """The telephone number somebody writes or calls from, in E.164."""
    if identity is None or identity.channel not in {Channel.sms, Channel.voice}:
        return None
    address = office.vault.open(ADDRESS, identity.id, identity.address)
    return address if address.startswith("+") else None


async def _visit(session: AsyncSession, office: Office, call: Call) -> Visit:
    query = (
        select(ConversationRow, ChannelIdentityRow)
        .outerjoin(ChannelIdentityRow, ChannelIdentityRow.conversation_id == ConversationRow.id)
        .where(ConversationRow.bot_sender_id == call.sender_id)
        .order_by(ChannelIdentityRow.created_at)
        .limit(1)
    )
    found = (await session.execute(query)).one_or_none()
    if found is None:
        raise UnknownSenderError("The sender is not known.")
    row, identity = found
    return Visit(
        office=office,
        call=call,
        conversation_id=ConversationId(row.id),
        caller=identity.address_index.hex() if identity is not None else str(row.id),
        number=_number_of(office, identity),
        state=state_of(row),
        now=office.clock(),
    )
