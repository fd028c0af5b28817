"""What the customer's manner changes: one apology, the offer of a person, the limits of abuse.

A limit never hides a complaint: whoever is passed on for abuse has what they complained of registered first.
"""

from dataclasses import replace

from sqlalchemy import func, or_, select

from bot.actions.complaining import COMPLAINT, is_complained_inside
from bot.actions.effects import carry_out
from bot.actions.keeping import IN_DANGER
from bot.actions.office import Reply, Visit, offered
from bot.actions.reception import hand_off
from casework.fields.normalise import normalise
from casework.intakes import wording
from casework.intakes.draft import Draft, FieldValue, IntakeStatus
from casework.intakes.questions import question_of
from casework.intakes.statements import statement_field, with_words
from casework.intakes.step import Step, Submit
from casework.intakes.store import open_draft, save_draft
from casework.manner import NOTHING, Noticed, is_complaint, notice_in, without_temper
from casework.tables import CaseRow
from conversation import events as ev
from conversation.log import list_events, lock_conversation
from conversation.model import Signal
from conversation.turns import HandoffWish

SEVERITY, HARASSMENT, ANGRY = "severity", "harassment", "angry"
RECENT = 200
_SORRY = "申し訳"


async def notice(visit: Visit) -> tuple[Visit, Noticed]:
    """What this message tells, counted over its contact; the visit with what is to be noted of it."""
    manner, heard = visit.office.manner, visit.call.heard
    tells = manner.told_by(heard.text) or manner.confused.is_told_by(normalise(heard.text))
    noticed = notice_in(manner, await _messages(visit)) if tells else NOTHING
    signals = tuple(sorted(noticed.now))
    is_one = heard.intent == manner.complaint.intent or is_complaint(manner, heard.text, heard.intent, heard.confidence)
    before = await _complaints_before(visit) if is_one else 0
    return replace(visit, signals=signals, cases_before=before), noticed


async def beyond_limit(visit: Visit, draft: Draft | None, noticed: Noticed) -> Reply | None:
    """The reply that passes on to a person whoever goes on abusing, or is angry again and again; None otherwise.

    Danger goes before manners, and a complaint that is being told is told to its end.
    """
    manner = visit.office.manner
    if visit.office.reception.emergency.is_meant_by(visit.call.heard.text):
        return None
    if noticed.count(Signal.harassment) >= manner.harassment_end:
        return await _ended(visit, draft)
    is_told = draft is not None and statement_field(visit.office.procedures[draft.procedure]) is not None
    heard = visit.call.heard
    complains = is_complaint(manner, heard.text, heard.intent, heard.confidence)
    if noticed.count(Signal.angry) < manner.angry_person or is_told or complains:
        return None
    return _passed_on(visit, draft, ANGRY, manner.says.apology)


def calmed(visit: Visit, draft: Draft | None, noticed: Noticed) -> tuple[Visit, Reply | None]:
    """The visit with what the message answers besides its anger; the open question again where that is nothing.

    A complaint keeps every word, and so does whoever is asked whether they are safe.
    """
    if draft is None or not noticed.now & {Signal.angry, Signal.harassment} or is_complained_inside(visit, draft):
        return visit, None
    procedure = visit.office.procedures[draft.procedure]
    is_safety = any(spec.is_safety and spec.name == draft.asked for spec in procedure.fields)
    is_danger = visit.office.reception.emergency.is_meant_by(visit.call.heard.text)
    if is_safety or is_danger or statement_field(procedure) is not None or draft.asked is None:
        return visit, None
    rest = without_temper(visit.office.manner, visit.call.heard.text)
    if not rest:
        again = question_of(draft, visit.world(draft))
        return visit, Reply(again.say, again.choices, again.draft)
    if rest == visit.call.heard.text:
        return visit, None
    heard = replace(visit.call.heard, text=rest, intent="inform")
    return replace(visit, call=replace(visit.call, heard=heard)), None


def mannered(visit: Visit, reply: Reply, noticed: Noticed) -> Reply:
    """The reply with what the manner asks for said first, and a person offered where one may help."""
    is_decided = reply.is_kept or reply.handoff is not None or not reply.say
    if not noticed.now or is_decided or _is_danger(reply):
        return reply
    manner, says = visit.office.manner, visit.office.manner.says
    angry, abusive = noticed.count(Signal.angry), noticed.count(Signal.harassment)
    is_warned = abusive == manner.harassment_warning
    is_first_care = Signal.needs_care in noticed.now and Signal.needs_care not in visit.state.signals
    before = [says.warning] if is_warned else []
    if angry == 1 and not is_warned and not any(_SORRY in sentence for sentence in reply.say):
        before = [says.apology]
    offer = says.care if is_first_care else says.offer_person if angry >= manner.angry_offer else ""
    return _with_offer(replace(reply, say=(*before, *reply.say)), offer)


async def _ended(visit: Visit, draft: Draft | None) -> Reply:
    says, heard = visit.office.manner.says, visit.call.heard
    if draft is not None and statement_field(visit.office.procedures[draft.procedure]) is not None:
        return await _registered(visit, with_words(draft, visit.world(draft), heard), says.ended)
    voiced = [text for text in await _messages(visit) if _voices(visit, text)]
    if not voiced or COMPLAINT not in visit.office.procedures:
        return _passed_on(visit, draft, HARASSMENT, says.ended)
    complaint = await _opened(visit, draft, "\n".join(voiced))
    return await _registered(visit, complaint, says.ended)


async def _registered(visit: Visit, draft: Draft, said: str) -> Reply:
    """The complaint as a case, then a person."""
    severe = draft.with_value(SEVERITY, FieldValue(value=HARASSMENT, spoken="", text="", source="record"))
    statement = statement_field(visit.office.procedures[draft.procedure])
    if statement is not None and statement.name not in severe.values:
        whole = severe.opening_text or visit.call.heard.text
        severe = severe.with_value(statement.name, FieldValue(value=whole, spoken=whole, text=""))
    return await carry_out(visit, Step(severe, (said,), effect=Submit()))


async def _opened(visit: Visit, draft: Draft | None, statement: str) -> Draft:
    """A complaint draft with these words; the other draft goes along to the person as it is."""
    office = visit.office
    async with office.sessions.begin() as session:
        log = await lock_conversation(session, office.vault, visit.conversation_id)
        if draft is not None:
            left = draft.model_copy(update={"status": IntakeStatus.handed_off})
            await save_draft(session, office.vault, left, at=visit.now)
        complaint = await open_draft(
            session,
            office.vault,
            visit.conversation_id,
            office.procedures[COMPLAINT],
            opening_text=statement,
            at=visit.now,
        )
        await log.append(ev.IntakeOpened(intake_id=complaint.intake_id, procedure=COMPLAINT), at=visit.now)
    return complaint


def _passed_on(visit: Visit, draft: Draft | None, reason: str, said: str) -> Reply:
    reply = hand_off(visit, reason, say=(said,))
    wish = HandoffWish(reason=reason, queue=visit.office.queues.for_reason(COMPLAINT))
    kept = draft.model_copy(update={"status": IntakeStatus.handed_off}) if draft is not None else None
    return replace(reply, draft=kept, handoff=wish)


def _voices(visit: Visit, text: str) -> bool:
    manner = visit.office.manner
    return Signal.angry in manner.told_by(text) or is_complaint(manner, text, "", 0.0)


def _with_offer(reply: Reply, offer: str) -> Reply:
    """The offer stands before the question, which comes last."""
    if not offer:
        return reply
    chosen = {choice.value for choice in reply.choices}
    person = () if wording.TO_PERSON in chosen else offered((wording.TO_PERSON,))
    return replace(reply, say=(*reply.say[:-1], offer, reply.say[-1]), choices=(*reply.choices, *person))


def _is_danger(reply: Reply) -> bool:
    return reply.handoff is not None and reply.handoff.reason in IN_DANGER


async def _messages(visit: Visit) -> list[str]:
    """What the customer said in this contact, the present message last."""
    async with visit.office.reads() as session:
        logged = await list_events(
            session,
            visit.office.vault,
            visit.conversation_id,
            after_seq=max(visit.state.head_seq - RECENT, 0),
            kinds=("message.received",),
        )
    texts = [
        entry.event.text
        for entry in logged
        if entry.contact_id == visit.state.contact_id and isinstance(entry.event, ev.MessageReceived)
    ]
    return [*texts[:-1], visit.call.heard.text]


async def _complaints_before(visit: Visit) -> int:
    """Complaints registered in this conversation, or for whoever is verified in it."""
    is_theirs = CaseRow.conversation_id == visit.conversation_id
    if visit.state.customer_id is not None:
        is_theirs = or_(is_theirs, CaseRow.customer_id == visit.state.customer_id)
    async with visit.office.reads() as session:
        query = select(func.count()).where(is_theirs, CaseRow.procedure == COMPLAINT)
        return int(await session.scalar(query) or 0)
