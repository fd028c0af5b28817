"""What a caller wants at once, a person or help in danger, is decided here: it waits for nothing that may hang."""

from dataclasses import replace
from enum import StrEnum

from casework.intakes.draft import IntakeStatus
from casework.intakes.store import find_open_draft, save_draft
from conversation import events as ev
from conversation.errors import MessageIdReusedError
from conversation.messages import InboundMessage
from conversation.model import Channel, HolderKind
from conversation.receive import receive
from gateway.channels.voice.conduct import LONGEST_HEARD, go_on
from gateway.channels.voice.scene import Farewell, Heard, Next, Scene, Words
from gateway.channels.voice.telephones import VoiceDesk
from gateway.channels.voice.visit import Visit, read_scene
from gateway.channels.voice.waiting import pass_to_person, wait_as_emergency
from gateway.desk.danger import EMERGENCY

ASKED_FOR = "asked_for"


class Urgency(StrEnum):
    danger = "danger"
    person = "person"


def urgency_of(desk: VoiceDesk, scene: Scene, heard: Heard, decided: Words | Next | Farewell) -> Urgency | None:
    """Words of danger count however badly they were heard, keys only as what they mean at this question."""
    is_bots = scene.holder.kind is HolderKind.bot and not scene.is_over
    if not is_bots and scene.holder.kind is not HolderKind.queue:
        return None
    keyed = decided.text if isinstance(decided, Words) and decided.keys else ""
    if keyed == desk.voice.keys.emergency or desk.reception.emergency.is_meant_by(keyed or heard.speech):
        return Urgency.danger
    return Urgency.person if is_bots and keyed == desk.voice.keys.person else None


async def passed_at_once(
    visit: Visit, urgency: Urgency, heard: Heard, decided: Words | Next | Farewell, number: int
) -> Next:
    """What was heard enters the log without a turn, and the call goes where it is wanted."""
    words = decided if isinstance(decided, Words) else Words(visit.call, heard.speech.strip()[:LONGEST_HEARD])
    await _log_words(visit, words, number)
    visit.call = replace(visit.call, silences=0, mishearings=0, rest=())
    if urgency is Urgency.danger:
        await _pass_in_danger(visit, words.text)
    else:
        await _pass_on_wish(visit)
    return go_on(visit.call, await read_scene(visit), visit.desk.voice)


async def _pass_in_danger(visit: Visit, text: str) -> None:
    """119 first; then a person, before everybody who waits."""
    desk = visit.desk
    if visit.log.state.holder.kind is HolderKind.queue:
        await wait_as_emergency(visit, text)
        return
    await _hand_off_draft(visit)
    emergency = desk.reception.emergency
    contact_reason = emergency.reason_of(text)
    await visit.append(ev.ContactReasonNoted(contact_reason=contact_reason))
    queue = desk.queues.for_reason(contact_reason)
    await pass_to_person(visit, EMERGENCY, emergency.said_to(text, Channel.voice), queue=queue)


async def _pass_on_wish(visit: Visit) -> None:
    desk, procedure = visit.desk, await _hand_off_draft(visit)
    known = desk.floor.procedures.get(procedure or "")
    queue = known.queue if known is not None else desk.queues.default
    await pass_to_person(visit, ASKED_FOR, desk.reception.handed_off, queue=queue)


async def _hand_off_draft(visit: Visit) -> str | None:
    """The open draft goes along as it is; the procedure of it."""
    vault = visit.desk.floor.vault
    draft = await find_open_draft(visit.session, vault, visit.log.conversation_id)
    if draft is None:
        return None
    passed = draft.model_copy(update={"status": IntakeStatus.handed_off})
    await save_draft(visit.session, vault, passed, at=visit.now)
    return draft.procedure


async def _log_words(visit: Visit, words: Words, number: int) -> None:
    call, vault = visit.call, visit.desk.floor.vault
    message = InboundMessage(
        channel=Channel.voice,
        address=call.address,
        provider_message_id=f"{call.call_sid}:{number}",
        text=words.text,
        received_at=visit.now,
        dtmf=words.keys,
    )
    try:
        received = await receive(visit.session, vault, visit.log, message, at=visit.now, needs_answer=False)
    except MessageIdReusedError:
        # The step was heard before with other words, which are in the log.
        return
    visit.logged += received.logged
