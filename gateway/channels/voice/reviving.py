"""A call that was taken for lost and still asks: it goes on, in a new contact where its own was closed."""

from dataclasses import replace
from uuid import uuid4

from conversation import events as ev
from conversation.model import BOT, Channel, Direction
from gateway.channels.voice.calls import CallState
from gateway.channels.voice.visit import Visit


async def revive(visit: Visit) -> bool:
    """Whether the call goes on. One that somebody hung up does not, nor one whose line is busy with something else."""
    call, state = visit.call, visit.log.state
    if call.state is not CallState.ended or call.ended_by != "carrier":
        return False
    is_new = state.contact_id is None
    if state.holder != BOT if is_new else state.contact_id != call.contact_id:
        return False
    if is_new:
        opened = ev.ContactOpened(contact_id=uuid4(), channel=Channel.voice, direction=Direction(call.direction))
        await visit.append(opened)
    if not call.rings_at_customer:
        await visit.append(ev.CallStarted(call_sid=call.call_sid, direction=call.direction))
    visit.call = replace(
        call, state=CallState.listening, contact_id=visit.log.state.contact_id, ended_at=None, ended_by=None
    )
    return True
