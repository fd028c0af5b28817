"""Carrying out what a step asks for, until the customer has a reply.

Each effect commits in its own short transaction; none stays open across a call to the CRM.
"""

from bot.actions.answering import answer_aside
from bot.actions.office import Reply, Visit, offered
from bot.actions.telling import tell
from bot.actions.verifying import check_code, check_identity, send_code
from casework.cases.submit import SubmittedCase, outcome_sentence, submit_draft
from casework.intakes import step as st
from casework.intakes import wording
from casework.intakes.customer_policies import policies_in_force, with_policies
from casework.intakes.draft import Draft, IntakeStatus, PolicyBrief
from casework.intakes.photos import link_offered
from casework.intakes.questions import ask_next, question_of
from casework.procedures.spec import Procedure
from conversation import events as ev
from conversation.log import lock_conversation
from conversation.turns import HandoffWish, record_result
from crm_adapter.model import CustomerId

FULFIL_TASK = "fulfil_case"
PHOTO_PURPOSE = "photo"
# An inquiry goes on without any policy; the draft then holds one that names none.
NONE_IN_FORCE = (PolicyBrief(policy_no="-", line="-", label="-"),)


async def carry_out(visit: Visit, step: st.Step) -> Reply:
    """Follow the step's effects to the end."""
    while True:
        reply = await _settled(visit, step)
        if reply is not None:
            return reply
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
            return Reply((*step.say, *told, wording.ANYTHING_ELSE), (), done)
        case st.Submit():
            return await _submit(visit, step)
        case st.AnswerQuestion():
            aside = await answer_aside(visit)
            if aside.choices:
                return Reply((*step.say, *aside.say), aside.choices, step.draft)
            again = question_of(step.draft, visit.world(step.draft)).before(*aside.say, wording.BACK_TO)
            return Reply(again.say, again.choices, again.draft)
        case _:
            return None


async def _followed(visit: Visit, step: st.Step) -> tuple[Visit, st.Step]:
    """The next step, when the effect leads to one."""
    match step.effect:
        case st.LoadPolicies():
            following = await _load_policies(visit, step.draft)
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
    """The customer's policies in force; a single one is chosen for them and said."""
    world = visit.world(draft)
    customer_id = CustomerId(visit.state.customer_id or "")
    policies = policies_in_force(await visit.office.crm.list_policies(customer_id))
    if not policies and world.procedure.kind == "request":
        return st.Step(draft, (wording.NO_POLICY,), effect=st.HandOff("no_policy"))
    loaded = with_policies(draft, world.procedure, customer_id, policies or NONE_IN_FORCE)
    step = ask_next(loaded, world)
    is_chosen = loaded.values != draft.values
    return step.before(wording.ONLY_POLICY.format(label=policies[0].label)) if is_chosen else step


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
            customer_id=log.state.customer_id if procedure.needs_customer else None,
            at=visit.now,
        )
        if not case.is_repeat:
            opened = ev.CaseOpened(intake_id=draft.intake_id, case_no=case.case_no, procedure=draft.procedure)
            await log.append(opened, at=visit.now)
            await office.jobs.defer(session, FULFIL_TASK, case_no=case.case_no)
        reply = _submitted(step, procedure, case)
        if visit.call.turn_id is not None:
            # With the case, or a crash in between would leave the customer without its number.
            await record_result(session, office.vault, visit.call.turn_id, reply.result())
    return reply


def _submitted(step: st.Step, procedure: Procedure, case: SubmittedCase) -> Reply:
    template = wording.ALREADY_DONE if case.is_repeat else wording.SUBMITTED
    said = template.format(title=procedure.title, case_no=case.case_no)
    done = step.draft.model_copy(update={"status": IntakeStatus.submitted})
    sentences = (*step.say, said, outcome_sentence(case, procedure), wording.ANYTHING_ELSE)
    return Reply(sentences, (), done, contact_reason=procedure.contact_reason)


def _hand_off(visit: Visit, step: st.Step, reason: str) -> Reply:
    """Pass the draft on as it is; nothing the customer said is asked again."""
    office = visit.office
    procedure = office.procedures[step.draft.procedure]
    done = step.draft.model_copy(update={"status": IntakeStatus.handed_off})
    wish = HandoffWish(reason=reason, queue=procedure.queue)
    choices = offered((office.reception.callback_choice,))
    return Reply((*step.say, office.reception.handed_off), choices, done, wish)
