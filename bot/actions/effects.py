"""Carrying out what a step asks for, until the customer has a reply.

Each effect commits in its own short transaction; none stays open across a call to the CRM.
"""

from dataclasses import replace

from bot.actions.answering import answer_aside
from bot.actions.following import with_next
from bot.actions.keeping import keep_notes, result_of
from bot.actions.office import Reply, Visit, offered
from bot.actions.promising import promise_of_case
from bot.actions.telling import case_due, tell
from bot.actions.verifying import check_code, check_identity, send_code
from bot.actions.waited_for import with_promises
from casework.cases.records import list_cases
from casework.cases.submit import SubmittedCase, follow_ups_of, outcome_sentence, plan_of, submit_draft
from casework.disaster.rules import longer_due
from casework.intakes import step as st
from casework.intakes import wording
from casework.intakes.customer_policies import current_policies, policies_loaded
from casework.intakes.draft import Draft, IntakeStatus, Relation
from casework.intakes.duplicates import OpenCase, cases_found
from casework.intakes.photos import link_offered
from casework.intakes.questions import question_of
from casework.procedures.spec import Procedure
from conversation import events as ev
from conversation.log import lock_conversation
from conversation.turns import HandoffWish, record_result
from crm_adapter.model import CustomerId

FULFIL_TASK = "fulfil_case"
CASES = "case_status"
PHOTO_PURPOSE = "photo"
MOST_CASES = 20


async def carry_out(visit: Visit, step: st.Step) -> Reply:
    """Follow the step's effects to the end, and on to the request that waits after this one."""
    while True:
        reply = await _settled(visit, step)
        if reply is not None:
            return reply if reply.is_kept else await with_next(visit, reply, carry_out)
        visit, step = await _followed(visit, step)


async def _settled(visit: Visit, step: st.Step) -> Reply | None:
    """The reply, when the step's effect ends the turn."""
    match step.effect:
        case None:
            return Reply(step.say, step.choices, step.draft)
        case st.HandOff():
            return _hand_off(visit, step, step.effect.reason)
        case st.Tell():
            told = await tell(visit, step.draft)
            done = step.draft.model_copy(update={"status": IntakeStatus.answered})
            titles = [item.title for name, item in visit.office.procedures.items() if name in told.leads_to]
            reply = (
                await with_promises(visit, told.say)
                if step.draft.procedure == CASES
                else Reply((*told.say, wording.ANYTHING_ELSE))
            )
            choices = (*reply.choices, *offered(titles))
            return replace(reply, say=(*step.say, *reply.say), choices=choices, draft=done)
        case st.Submit():
            return await _submit(visit, step)
        case st.AnswerQuestion():
            aside = await answer_aside(visit, visit.office.procedures[step.draft.procedure])
            if aside.choices:
                return Reply((*step.say, *aside.say), aside.choices, step.draft)
            again = question_of(step.draft, visit.world(step.draft)).before(*aside.say, wording.BACK_TO)
            return Reply(again.say, again.choices, again.draft)
        case st.NoteRequest():
            return _noted(visit, step, step.effect.procedure)
        case _:
            return None


async def _followed(visit: Visit, step: st.Step) -> tuple[Visit, st.Step]:
    """The next step, when the effect leads to one."""
    match step.effect:
        case st.LoadPolicies():
            following = await _load_policies(visit, step.draft)
        case st.FindOpenCases():
            following = await _find_open_cases(visit, step.draft)
        case st.CheckIdentity():
            visit, following = await check_identity(visit, step.draft)
        case st.SendCode():
            following = await send_code(visit, step.draft)
        case st.CheckCode():
            visit, following = await check_code(visit, step.draft, step.effect.digits)
        case st.SendPhotoLink():
            following = link_offered(
                step.draft, visit.world(step.draft), is_sent=await _send_link(visit, step.draft, PHOTO_PURPOSE)
            )
        case st.SendWritingLink():
            is_sent = await _send_link(visit, step.draft, step.effect.purpose)
            said = wording.WRITING_LINK_SENT if is_sent else wording.WRITING_LINK_NOT_SENT
            following = question_of(step.draft, visit.world(step.draft)).before(said)
        case st.SmallTalk():
            said = visit.office.reception.small_talk[step.effect.kind]
            following = question_of(step.draft, visit.world(step.draft)).before(said)
        case _:
            raise AssertionError("Every other effect ends the turn.")
    return visit, following.before(*step.say)


async def _load_policies(visit: Visit, draft: Draft) -> st.Step:
    """The customer's policies that this procedure may be about; a single one is chosen for them and said."""
    world, crm = visit.world(draft), visit.office.crm
    customer = await crm.get_customer(CustomerId(visit.state.customer_id or ""))
    held = await crm.list_policies(customer.customer_id)
    policies = current_policies(held, customer, world.now.date(), world.channel)
    return policies_loaded(draft, world, customer.customer_id, policies)


async def _find_open_cases(visit: Visit, draft: Draft) -> st.Step:
    async with visit.office.reads() as session:
        cases = await list_cases(
            session,
            visit.office.vault,
            procedure=draft.procedure,
            customer_id=visit.state.customer_id or "",
            limit=MOST_CASES,
        )
    found = [
        OpenCase(case.case_no, tuple(case.fields.get("policy_nos", ())), case_due(case))
        for case in cases
        if case.is_waiting
    ]
    return cases_found(draft, visit.world(draft), found)


async def _send_link(visit: Visit, draft: Draft, purpose: str) -> bool:
    """A link into the draft to the telephone of this conversation; False where none may be sent."""
    office = visit.office
    if office.mobile is None:
        return False
    async with office.sessions.begin() as session:
        log = await lock_conversation(session, office.vault, visit.conversation_id)
        return await office.mobile.send_link(session, log, purpose=purpose, intake_id=draft.intake_id, at=visit.now)


async def _submit(visit: Visit, step: st.Step) -> Reply:
    office, draft = visit.office, step.draft
    procedure = office.procedures[draft.procedure]
    visit = replace(visit, noted=(*visit.noted, *follow_ups_of(draft, procedure)))
    # What waits next is worked out first, so that one transaction keeps the case and the question after it.
    done = Reply((), (), draft.model_copy(update={"status": IntakeStatus.submitted}))
    ends_with_person = plan_of(draft, procedure)[0].hand_over is not None
    coming = done if ends_with_person else await with_next(visit, done, carry_out)
    due_days = await longer_due(office.disaster, draft.procedure)
    async with office.sessions.begin() as session:
        log = await lock_conversation(session, office.vault, visit.conversation_id)
        if log.state.epoch != visit.state.epoch:
            # Somebody took over meanwhile: the draft is theirs, and this turn has nothing more to say.
            return Reply(())
        case = await submit_draft(
            session,
            office.vault,
            draft,
            procedure,
            conversation_id=visit.conversation_id,
            contact_id=log.state.contact_id,
            customer_id=log.state.customer_id if _is_of_customer(draft, procedure) else None,
            at=visit.now,
            due_days=due_days,
        )
        if not case.is_repeat:
            opened = ev.CaseOpened(intake_id=draft.intake_id, case_no=case.case_no, procedure=draft.procedure)
            await log.append(opened, at=visit.now)
            await office.jobs.defer(session, FULFIL_TASK, case_no=case.case_no)
            await promise_of_case(session, office.vault, office.jobs, log, case, procedure, by=None, at=visit.now)
        reply = _submitted(visit, coming, step, procedure, case)
        await keep_notes(session, log, visit, reply)
        if visit.call.turn_id is not None:
            # With the case, or a crash in between would leave the customer without its number.
            await record_result(session, office.vault, visit.call.turn_id, result_of(visit, reply))
    return reply


def _is_of_customer(draft: Draft, procedure: Procedure) -> bool:
    """Whether the case belongs to who is verified here: not where they speak of another's contract."""
    is_their_own = procedure.needs_customer and draft.relation is Relation.policyholder
    return is_their_own or procedure.notes_customer


def _submitted(visit: Visit, coming: Reply, step: st.Step, procedure: Procedure, case: SubmittedCase) -> Reply:
    """The case number, then what waits next, or a person who goes on, or whether there is anything else."""
    reason = None if case.is_repeat else case.outcome.hand_over
    template = wording.ALREADY_DONE if case.is_repeat else wording.SUBMITTED
    said = template.format(title=case.outcome.title or procedure.title, case_no=case.case_no)
    after = coming.say if coming.opened else (wording.ANYTHING_ELSE,)
    if reason is not None:
        wish = HandoffWish(reason=reason, queue=case.outcome.queue or procedure.queue)
        reception = visit.office.reception
        after = (reception.handed_off,)
        coming = replace(coming, handoff=wish, choices=offered((reception.callback_choice,)))
    sentences = tuple(filter(None, (*step.say, said, outcome_sentence(case, procedure), *after)))
    return replace(coming, say=sentences, contact_reason=procedure.contact_reason, is_kept=True)


def _noted(visit: Visit, step: st.Step, name: str) -> Reply:
    """Another request waits; the open question stays open."""
    said = wording.NOTED_FOR_LATER.format(title=visit.office.procedures[name].title)
    again = question_of(step.draft, visit.world(step.draft)).before(*step.say, said)
    return Reply(again.say, again.choices, again.draft, requests=(name,))


def _hand_off(visit: Visit, step: st.Step, reason: str) -> Reply:
    """Pass the draft on as it is; nothing the customer said is asked again."""
    office = visit.office
    procedure = office.procedures[step.draft.procedure]
    done = step.draft.model_copy(update={"status": IntakeStatus.handed_off})
    wish = HandoffWish(reason=reason, queue=procedure.queue)
    choices = offered((office.reception.callback_choice,))
    return Reply((*step.say, office.reception.handed_off), choices, done, wish)
