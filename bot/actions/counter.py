"""The counter: one call of Rasa becomes one reply, decided and recorded once per turn.

Everything a call changes is idempotent per turn id: a repeated call finds the recorded result.
"""

from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.actions.answering import answer_at_reception
from bot.actions.effects import carry_out
from bot.actions.office import Call, Office, Reply, Visit
from bot.actions.reception import hear_at_reception, in_danger, names_other_procedure, visit_opening
from bot.actions.verifying import kept_to_channel
from casework.intakes.draft import Draft, IntakeStatus
from casework.intakes.expecting import expected
from casework.intakes.hear import hear
from casework.intakes.step import AnswerQuestion, Step
from casework.intakes.store import find_open_draft, save_draft
from conversation import events as ev
from conversation.log import ConversationLog, lock_conversation, state_of
from conversation.messages import AnswerKind, Expecting
from conversation.model import Channel, ConversationId
from conversation.tables import ADDRESS, ChannelIdentityRow, ConversationRow
from conversation.turns import TurnResult, find_turn, read_result, record_result

OPENING = "action_session_start"
IN_DANGER = frozenset({"emergency", "on_scene"})


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
        await _pause(visit, draft)
        draft = None
    draft = draft.for_customer(visit.state.customer_id) if draft is not None else None
    reply = await _reply(visit, draft)
    result = await _conclude(visit, reply)
    kept = reply.draft or draft
    return Served(result, kept is not None and kept.status is IntakeStatus.open)


async def _reply(visit: Visit, draft: Draft | None) -> Reply:
    if visit.office.reception.emergency.is_meant_by(visit.call.heard.text):
        return in_danger(visit, draft)
    if draft is not None and names_other_procedure(visit, draft):
        await _pause(visit, draft)
        draft = None
    chose_article = visit.office.knowledge.titled(visit.call.heard.text.strip()) is not None
    if draft is not None and chose_article:
        return await carry_out(visit, Step(draft, effect=AnswerQuestion()))
    if draft is not None:
        step = hear(draft, visit.world(draft), visit.call.heard)
        return await carry_out(visit, await kept_to_channel(visit, draft, step))
    if chose_article:
        return await answer_at_reception(visit, missed_before=False)
    opened = await visit_opening(visit)
    return opened or await hear_at_reception(visit)


async def _pause(visit: Visit, draft: Draft) -> None:
    """Keep the draft for later; the customer has turned to another procedure."""
    office = visit.office
    async with office.sessions.begin() as session:
        log = await lock_conversation(session, office.vault, visit.conversation_id)
        await _note_stop(log, draft, visit)
        paused = draft.model_copy(update={"status": IntakeStatus.paused})
        await save_draft(session, office.vault, paused, at=visit.now)


async def _conclude(visit: Visit, reply: Reply) -> TurnResult:
    """Keep the draft and the decision in one transaction; what the turn decided first stays, with its draft."""
    office, draft, turn_id = visit.office, reply.draft, visit.call.turn_id
    result = _expecting(office, reply)
    if draft is None and turn_id is None:
        return result
    async with office.sessions.begin() as session:
        log = await lock_conversation(session, office.vault, visit.conversation_id) if draft is not None else None
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
    return result


def _expecting(office: Office, reply: Reply) -> TurnResult:
    """The reply with what its open question expects, and whether any channel may shorten it."""
    draft, handoff = reply.draft, reply.handoff
    procedure = office.procedures[draft.procedure] if draft is not None else None
    is_danger = handoff is not None and handoff.reason in IN_DANGER
    vital = is_danger or (procedure is not None and procedure.urgent)
    expects = None
    if draft is not None and procedure is not None and handoff is None:
        expects = expected(draft, procedure, office.verification)
    if reply.is_farewell:
        expects = Expecting(kind=AnswerKind.nothing)
    return reply.result().model_copy(update={"expects": expects, "is_vital": vital})


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
