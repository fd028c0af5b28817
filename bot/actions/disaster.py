"""What the disaster mode adds to a turn: sympathy in the first answer, and a dated callback before a queue."""

import re
from dataclasses import replace

from bot.actions.damage import Disaster, disaster_of
from bot.actions.keeping import IN_DANGER
from bot.actions.office import JST, Reply, Visit, offered
from bot.actions.reception import last_said
from casework.cases.due import due_at, spoken_due
from casework.cases.submit import with_longer_due
from casework.disaster.offers import CallbackOffer, find_offer, keep_offer
from casework.disaster.rules import CallbackFirst
from casework.fields.parsed import ParseContext
from casework.intakes.draft import Draft, IntakeStatus
from casework.intakes.step import Heard
from casework.intakes.yes_no_answers import read_yes_no
from conversation import events as ev
from conversation.log import list_events
from conversation.model import Channel
from conversation.turns import HandoffWish

CALLBACK = "callback"
LOOKED_BACK = 12
_WAITS = re.compile(r"担当者|オペレーター|待(?:つ|ち|って)")


async def in_disaster(visit: Visit, draft: Draft | None, reply: Reply) -> Reply:
    """The reply as it is given while the mode is on; what was recorded with a case stays as it is."""
    is_danger = reply.handoff is not None and reply.handoff.reason in IN_DANGER
    if reply.is_kept or is_danger or not reply.say:
        return reply
    disaster = await disaster_of(visit, draft)
    if disaster is None:
        return reply
    reply = await _callback_first(visit, disaster, reply)
    return await _greeted(visit, disaster, reply)


async def answered_offer(visit: Visit, draft: Draft | None) -> tuple[Visit, Reply | None]:
    """What the customer makes of an offered callback: they wait after all, or the visit asks for the callback."""
    desk, said = visit.office.disaster, visit.call.heard.text.strip()
    if desk is None:
        return visit, None
    rules = desk.rules.callback_first
    if said != rules.wait and await desk.watch.present() is None:
        return visit, None
    async with visit.office.reads() as session:
        offer = await find_offer(session, visit.state.contact_id)
    last = await last_said(visit) if offer is not None else None
    if offer is None or last is None or rules.wait not in {choice.value for choice in last.choices}:
        return visit, None
    match _takes_it(visit, rules):
        case True:
            choice = visit.office.reception.callback_choice
            heard = Heard(text=choice, intent="request_callback", confidence=1.0)
            return replace(visit, call=replace(visit.call, heard=heard)), None
        case False:
            return visit, _waiting(visit, draft, offer)
        case _:
            return visit, None


async def _callback_first(visit: Visit, disaster: Disaster, reply: Reply) -> Reply:
    """Instead of a place in the queue the offer of a callback, once in a contact; never for who is in danger."""
    rules, wish, office = disaster.rules.callback_first, reply.handoff, visit.office
    contact_id = visit.state.contact_id
    if wish is None or wish.reason not in rules.reasons or wish.queue not in rules.queues or contact_id is None:
        return reply
    if CALLBACK not in office.procedures:
        return reply
    offer = CallbackOffer(wish.reason, wish.queue)
    async with office.sessions.begin() as session:
        is_new = await keep_offer(session, contact_id, visit.conversation_id, offer, at=visit.now)
    if not is_new:
        return reply
    said = tuple(sentence for sentence in reply.say if sentence != office.reception.handed_off)
    kept = reply.draft.model_copy(update={"status": IntakeStatus.open}) if reply.draft is not None else None
    return replace(
        reply,
        say=(*said, rules.say.format(due=_due(visit, disaster))),
        choices=offered((office.reception.callback_choice, rules.wait)),
        draft=kept,
        handoff=None,
    )


def _due(visit: Visit, disaster: Disaster) -> str:
    """The day the callback procedure will promise."""
    procedure = visit.office.procedures[CALLBACK]
    outcome = with_longer_due(procedure.outcomes[-1], disaster.rules.due_days_of(CALLBACK))
    due = due_at(outcome, procedure.response_hours, visit.now.astimezone(JST))
    return spoken_due(due, to_the_hour=bool(outcome.due_hours)) if due is not None else "後日"


def _takes_it(visit: Visit, rules: CallbackFirst) -> bool | None:
    said, intent = visit.call.heard.text.strip(), visit.call.heard.intent
    if said != rules.wait and (said == visit.office.reception.callback_choice or intent == "request_callback"):
        return True
    if said == rules.wait or intent == "talk_to_agent" or _WAITS.search(said):
        return False
    local = visit.now.astimezone(JST)
    return read_yes_no(said, ParseContext(local.date(), local, visit.channel.value), fine_means=False)


def _waiting(visit: Visit, draft: Draft | None, offer: CallbackOffer) -> Reply:
    """To the queue the customer was on the way to, with the draft as it stood."""
    reception = visit.office.reception
    kept = draft.model_copy(update={"status": IntakeStatus.handed_off}) if draft is not None else None
    wish = HandoffWish(reason=offer.reason, queue=offer.queue)
    return Reply((reception.handed_off,), offered((reception.callback_choice,)), kept, wish)


async def _greeted(visit: Visit, disaster: Disaster, reply: Reply) -> Reply:
    """Sympathy before the first answer of a contact; a caller has heard it in the greeting."""
    if visit.channel is Channel.voice or not await _is_first_answer(visit):
        return reply
    greeting = disaster.rules.greetings.on(visit.channel, disaster.mode.name)
    is_asked = reply.present is not None or disaster.rules.callback_first.wait in {item.value for item in reply.choices}
    if is_asked or reply.handoff is not None:
        return replace(reply, say=(greeting, *reply.say))
    form = visit.office.procedures.get(disaster.rules.damage.procedure)
    choices = offered((form.title,)) if form is not None and reply.choices else ()
    advice = (disaster.rules.advice,) if visit.channel is Channel.webchat else ()
    return replace(reply, say=(greeting, *advice, *reply.say), choices=(*choices, *reply.choices))


async def _is_first_answer(visit: Visit) -> bool:
    async with visit.office.reads() as session:
        logged = await list_events(
            session,
            visit.office.vault,
            visit.conversation_id,
            after_seq=max(visit.state.head_seq - LOOKED_BACK, 0),
            kinds=("message.posted",),
        )
    ours = [entry for entry in logged if entry.contact_id == visit.state.contact_id]
    return not any(isinstance(entry.event, ev.MessagePosted) for entry in ours)
