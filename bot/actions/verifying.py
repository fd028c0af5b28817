"""Verifying who speaks (本人確認): the claim against the record, and one-time codes."""

from dataclasses import replace

from sqlalchemy import select

from bot.actions.office import Visit
from casework.identity.attempts import (
    Subject,
    count_failures,
    is_exhausted,
    lock_subjects,
    record_failure,
    subjects_of,
)
from casework.identity.check import check_claim, find_candidates
from casework.identity.one_time_code import CodeScope, issue_code, may_receive_code, redeem_code, was_code_sent
from casework.intakes import wording
from casework.intakes.draft import Draft
from casework.intakes.identify import forget_claim
from casework.intakes.questions import ask_next, items_needed, level_of, question_of
from casework.intakes.step import CheckCode, CheckIdentity, HandOff, Step
from conversation import events as ev
from conversation.deliveries import stage_delivery
from conversation.log import lock_conversation, read_event
from conversation.model import Channel, VerificationLevel
from conversation.tables import EventRow, TurnRow
from crm_adapter.model import CustomerId

CODE_TEXT = (
    "【みなと海上火災】確認コードは{code}です。{minutes}分以内にご入力ください。このコードを人に教えないでください。"
)


# A link may bring somebody else into a call; who the caller is, only the caller may say.
SAY_HERE = {
    Channel.voice: "ご本人さまの確認は、お電話でお知らせください。",
    Channel.sms: "ご本人さまの確認は、SMSでお知らせください。",
    Channel.webchat: "ご本人さまの確認は、こちらの画面でお知らせください。",
}


async def kept_to_channel(visit: Visit, before: Draft, step: Step) -> Step:
    """The step; the open question of `before` again where the step takes proof from another channel."""
    takes_proof = step.draft.claim != before.claim or isinstance(step.effect, CheckIdentity | CheckCode)
    return _say_here(visit, before) if takes_proof and await _came_elsewhere(visit) else step


async def check_identity(visit: Visit, draft: Draft) -> tuple[Visit, Step]:
    """Compare the claim with the record; a lock leads to a person and says nothing else.

    Nothing is checked for a contact that is over: another may have begun, with somebody else at its end.
    """
    office = visit.office
    if await _came_elsewhere(visit):
        return visit, _say_here(visit, forget_claim(draft))
    candidates = await find_candidates(office.crm, draft.claim)
    async with office.sessions.begin() as session:
        log = await lock_conversation(session, office.vault, visit.conversation_id)
        if log.state.contact_id != visit.state.contact_id:
            return visit, Step(draft)
        checked = await check_claim(
            session,
            office.vault,
            office.verification.attempts,
            draft.claim,
            candidates,
            conversation_id=visit.conversation_id,
            caller=visit.caller,
            attempt=str(visit.call.turn_id or log.state.head_seq),
            at=visit.now,
            needed=items_needed(draft, visit.world(draft)),
        )
        if checked.outcome == "verified":
            event: ev.Event = ev.IdentityVerified(
                level=level_of(draft.claim), customer_id=checked.customer_id, relation=draft.relation
            )
        else:
            event = ev.IdentityFailed(is_locked=checked.outcome == "locked")
        await log.append(event, at=visit.now)
        visit = replace(visit, state=log.state)
    match checked.outcome:
        case "verified":
            # A code is good in the contact it was sent in, and this one had none so far.
            verified = draft.verified_as(checked.customer_id).model_copy(update={"code_sent": False})
            return visit, ask_next(verified, visit.world(verified)).before(wording.VERIFIED)
        case "locked":
            return visit, Step(draft, (wording.LOCKED,), effect=HandOff("identity_locked"))
        case _:
            forgotten = forget_claim(draft)
            return visit, ask_next(forgotten, visit.world(forgotten)).before(wording.NOT_VERIFIED)


async def send_code(visit: Visit, draft: Draft) -> Step:
    """Send a code to the registered mobile number; without a usable one a person takes over."""
    office, rules = visit.office, visit.office.verification.one_time_code
    customer = await office.crm.get_customer(CustomerId(visit.state.customer_id or ""))
    refused = Step(draft, (wording.CANNOT_VERIFY,), effect=HandOff("identity_locked"))
    if not office.can_send_sms or customer.phone is None or not may_receive_code(customer, rules, at=visit.now):
        return refused
    async with office.sessions.begin() as session:
        log = await lock_conversation(session, office.vault, visit.conversation_id)
        if office.may_text is not None and not await office.may_text(session, customer.phone):
            return refused
        is_another = await was_code_sent(session, _scope(visit, draft))
        code = await issue_code(session, office.vault, rules, _scope(visit, draft), at=visit.now)
        if code is None:
            return refused
        text = CODE_TEXT.format(code=code, minutes=rules.valid_minutes)
        await stage_delivery(
            session,
            office.vault,
            office.jobs,
            log,
            channel=Channel.sms,
            address=customer.phone,
            text=text,
            purpose="one_time_code",
            at=visit.now,
        )
    sent = draft.model_copy(update={"code_sent": True})
    asked = ask_next(sent, visit.world(sent))
    return replace(asked, say=(wording.CODE_SENT_AGAIN,)) if is_another else asked


async def check_code(visit: Visit, draft: Draft, digits: str) -> tuple[Visit, Step]:
    """Whoever comes back with the code of another contact is sent one for this."""
    office = visit.office
    if await _came_elsewhere(visit):
        return visit, _say_here(visit, draft)
    async with office.sessions.begin() as session:
        log = await lock_conversation(session, office.vault, visit.conversation_id)
        if log.state.contact_id != visit.state.contact_id:
            return visit, Step(draft)
        if log.state.level >= VerificationLevel.one_time_code:
            # An earlier attempt of this turn redeemed the code: a code is good once, the turn may be tried twice.
            verified = replace(visit, state=log.state)
            return verified, ask_next(draft, verified.world(draft)).before(wording.CODE_RIGHT)
        has_code = await was_code_sent(session, _scope(visit, draft))
    if not has_code:
        return visit, await send_code(visit, draft.model_copy(update={"code_sent": False}))
    return await _redeem(visit, draft, digits)


async def _redeem(visit: Visit, draft: Draft, digits: str) -> tuple[Visit, Step]:
    office = visit.office
    async with office.sessions.begin() as session:
        log = await lock_conversation(session, office.vault, visit.conversation_id)
        if log.state.contact_id != visit.state.contact_id:
            return visit, Step(draft)
        subjects = _subjects(visit)
        await lock_subjects(session, subjects)
        if is_exhausted(subjects, await count_failures(session, subjects, at=visit.now)):
            return visit, Step(draft, (wording.LOCKED,), effect=HandOff("identity_locked"))
        outcome = await redeem_code(
            session,
            office.vault,
            office.verification.one_time_code,
            _scope(visit, draft),
            digits,
            at=visit.now,
        )
        if outcome == "verified":
            event: ev.Event = ev.IdentityVerified(
                level=VerificationLevel.one_time_code, customer_id=visit.state.customer_id, relation=draft.relation
            )
        else:
            event = ev.IdentityFailed(is_locked=outcome != "refused")
        if outcome in {"refused", "exhausted"}:
            attempt = str(visit.call.turn_id or log.state.head_seq)
            await record_failure(session, subjects, attempt=attempt, at=visit.now)
        await log.append(event, at=visit.now)
        visit = replace(visit, state=log.state)
    match outcome:
        case "verified":
            return visit, ask_next(draft, visit.world(draft)).before(wording.CODE_RIGHT)
        case "refused":
            return visit, replace(question_of(draft, visit.world(draft)), say=(wording.CODE_WRONG,))
        case _:
            return visit, Step(draft, (wording.LOCKED,), effect=HandOff("identity_locked"))


def _subjects(visit: Visit) -> list[Subject]:
    """A wrong code counts like a wrong answer, over all conversations and channels."""
    return subjects_of(
        visit.office.vault,
        visit.office.verification.attempts,
        conversation=str(visit.conversation_id),
        caller=visit.caller,
        customers=[visit.state.customer_id or ""],
    )


def _scope(visit: Visit, draft: Draft) -> CodeScope:
    return CodeScope(draft.intake_id, visit.conversation_id, visit.state.contact_id, visit.state.customer_id or "")


def _say_here(visit: Visit, draft: Draft) -> Step:
    world = visit.world(draft)
    question = question_of(draft, world) if draft.asked else ask_next(draft, world)
    return question.before(SAY_HERE[visit.channel])


async def _came_elsewhere(visit: Visit) -> bool:
    """Whether the message of this turn came on another channel than the contact's."""
    if visit.call.turn_id is None:
        return False
    async with visit.office.reads() as session:
        row = await session.scalar(
            select(EventRow)
            .join(TurnRow, (TurnRow.conversation_id == EventRow.conversation_id) & (TurnRow.seq == EventRow.seq))
            .where(TurnRow.id == visit.call.turn_id)
        )
    event = read_event(visit.office.vault, row).event if row is not None else None
    return isinstance(event, ev.MessageReceived) and event.channel is not visit.channel
