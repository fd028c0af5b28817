"""Work on a draft at the desk: begin it, enter a field, submit it once, keep it for later; each with its events."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from bot.actions.effects import FULFIL_TASK
from bot.actions.promising import Promiser, promise_of_case
from casework.cases.submit import SubmittedCase, submit_draft
from casework.disaster.rules import longer_due
from casework.intakes.at_desk import (
    Refused,
    changed_fields,
    enter_field,
    for_desk,
    refusal_to_submit,
    taken_up,
)
from casework.intakes.draft import Draft, IntakeStatus
from casework.intakes.store import (
    find_desk_draft,
    find_open_draft,
    find_submitted_draft,
    get_draft,
    open_draft,
)
from casework.procedures.spec import Procedure
from conversation import events as ev
from conversation.model import ConversationId
from conversation.state import ConversationState
from gateway.api.desk import StaffDesk
from gateway.api.draft_transaction import Work, standing, working
from gateway.errors import ApiError
from gateway.staff.sessions import SignedIn
from handoff.model import AgentId

_STATUS = {"field_not_found": 404, "field_unclear": 422}
_CONFLICT = 409


@dataclass(frozen=True)
class Shown:
    """A draft with what it is shown by."""

    draft: Draft
    procedure: Procedure
    state: ConversationState


async def read_draft(desk: StaffDesk, staff: SignedIn, conversation_id: ConversationId) -> Shown:
    state, policies = await standing(desk, staff, conversation_id)
    async with desk.sessions() as session:
        draft, procedure = await _current(session, desk, conversation_id)
    return Shown(for_desk(draft, procedure, state.customer_id, policies), procedure, state)


async def begin_procedure(desk: StaffDesk, staff: SignedIn, conversation_id: ConversationId, name: str) -> Shown:
    """Open the procedure's draft, or take up the unfinished one; another that is open is kept for later."""
    procedure = desk.procedures.get(name)
    if procedure is None:
        raise ApiError("procedure_not_found", 404, "その手続きはありません。")
    if procedure.kind == "inquiry":
        raise ApiError("procedure_is_inquiry", 422, "お問い合わせの手続きには、受付内容を作成できません。")
    async with working(desk, staff, conversation_id) as work:
        known = await find_desk_draft(work.session, desk.vault, conversation_id, name)
        before = await find_open_draft(work.session, desk.vault, conversation_id)
        if before is not None and before.procedure != name:
            await _pause(work, before)
        if known is None:
            known = await open_draft(work.session, desk.vault, conversation_id, procedure, opening_text="", at=work.at)
            await work.note(ev.IntakeOpened(intake_id=known.intake_id, procedure=name))
        else:
            await _reopen(work, known)
        draft = taken_up(work.of_customer(known, procedure), procedure)
        await work.save(draft)
        return Shown(draft, procedure, work.log.state)


async def enter(desk: StaffDesk, staff: SignedIn, conversation_id: ConversationId, name: str, text: str) -> Shown:
    """The agent's entry into one field; an entry that changes nothing leaves no trace."""
    async with working(desk, staff, conversation_id) as work:
        kept, procedure = await _current(work.session, desk, conversation_id)
        draft = work.of_customer(kept, procedure)
        entered = enter_field(draft, procedure, name, text, work.counterpart)
        if isinstance(entered, Refused):
            raise _refusal(entered)
        changed = changed_fields(draft, entered)
        if changed or entered != kept:
            await _reopen(work, kept)
            agent_id = str(staff.account_id)
            for one in changed:
                await work.note(ev.IntakeChanged(intake_id=kept.intake_id, field=one, agent_id=agent_id))
            await work.save(entered)
        return Shown(entered, procedure, work.log.state)


async def submit(
    desk: StaffDesk, staff: SignedIn, conversation_id: ConversationId, intake_id: UUID | None
) -> tuple[SubmittedCase, Procedure]:
    """Open the draft's case with the job that carries it out, once; a repetition finds the case that is there."""
    async with working(desk, staff, conversation_id) as work:
        kept, procedure = await _to_submit(work, intake_id)
        is_done = kept.status is IntakeStatus.submitted
        draft = kept if is_done else taken_up(work.of_customer(kept, procedure), procedure)
        if not is_done and (refused := refusal_to_submit(draft, procedure, work.counterpart)):
            raise _refusal(refused)
        state = work.log.state
        _check_level(desk, draft, procedure, state)
        case = await submit_draft(
            work.session,
            desk.vault,
            draft,
            procedure,
            conversation_id=conversation_id,
            contact_id=state.contact_id,
            customer_id=state.customer_id if procedure.needs_customer else None,
            at=work.at,
            due_days=await longer_due(desk.disaster, procedure.procedure),
        )
        if not case.is_repeat:
            await work.note(ev.CaseOpened(intake_id=draft.intake_id, case_no=case.case_no, procedure=draft.procedure))
            await desk.jobs.defer(work.session, FULFIL_TASK, case_no=case.case_no)
            by = Promiser(AgentId(staff.account_id), staff.name)
            await promise_of_case(work.session, desk.vault, desk.jobs, work.log, case, procedure, by=by, at=work.at)
        return case, procedure


def _check_level(desk: StaffDesk, draft: Draft, procedure: Procedure, state: ConversationState) -> None:
    """The level the procedure needs of this relation; where it needs a person, the agent is that person."""
    needed = desk.verification.needed(procedure.procedure, draft.relation.value)
    if draft.status is not IntakeStatus.submitted and needed != "person" and state.level < needed:
        message = f"この手続きには、本人確認のレベル{needed.code}が必要です。先に本人確認を行ってください。"
        raise ApiError("level_too_low", 409, message)


async def stop(desk: StaffDesk, staff: SignedIn, conversation_id: ConversationId) -> None:
    """Keep the draft for later."""
    async with working(desk, staff, conversation_id) as work:
        draft, _ = await _current(work.session, desk, conversation_id)
        if draft.status is not IntakeStatus.paused:
            await _pause(work, draft)


async def _current(session: AsyncSession, desk: StaffDesk, conversation_id: ConversationId) -> tuple[Draft, Procedure]:
    draft = await find_desk_draft(session, desk.vault, conversation_id)
    return _with_procedure(desk, draft)


async def _to_submit(work: Work, intake_id: UUID | None) -> tuple[Draft, Procedure]:
    """The draft that is meant, else the one on the desk, else the one that was submitted already."""
    session, vault, conversation_id = work.session, work.desk.vault, work.log.conversation_id
    if intake_id is not None:
        draft = await get_draft(session, vault, conversation_id, intake_id)
    else:
        draft = await find_desk_draft(session, vault, conversation_id)
        draft = draft or await find_submitted_draft(session, vault, conversation_id)
    found, procedure = _with_procedure(work.desk, draft)
    if procedure.kind == "inquiry":
        raise ApiError("procedure_is_inquiry", 422, "お問い合わせの手続きは、受付として登録できません。")
    return found, procedure


def _with_procedure(desk: StaffDesk, draft: Draft | None) -> tuple[Draft, Procedure]:
    """A draft of a procedure that is no longer offered cannot be shown as a form."""
    procedure = desk.procedures.get(draft.procedure) if draft is not None else None
    if draft is None or procedure is None:
        raise ApiError("no_draft", 404, "作成中の受付内容はありません。")
    return draft, procedure


async def _reopen(work: Work, draft: Draft) -> None:
    if draft.status is not IntakeStatus.open:
        await work.note(ev.IntakeOpened(intake_id=draft.intake_id, procedure=draft.procedure))


async def _pause(work: Work, draft: Draft) -> None:
    await work.note(ev.IntakeStopped(intake_id=draft.intake_id, procedure=draft.procedure))
    await work.save(draft.model_copy(update={"status": IntakeStatus.paused}))


def _refusal(refused: Refused) -> ApiError:
    return ApiError(refused.code, _STATUS.get(refused.code, _CONFLICT), refused.message, refused.fields)
