"""Noticing how a customer speaks to an agent or while waiting: noted for the desks, said to nobody."""

from casework.manner import Manner
from conversation import events as ev
from conversation.log import lock_conversation
from conversation.model import ConversationId
from gateway.desk.floor import Floor


async def note_signals(floor: Floor, manner: Manner, conversation_id: ConversationId, text: str | None) -> None:
    told = manner.told_by(text) if text else frozenset()
    if not told:
        return
    async with floor.sessions.begin() as session:
        log = await lock_conversation(session, floor.vault, conversation_id)
        news = [] if log.state.contact_id is None else sorted(told - log.state.signals)
        if not news:
            return
        logged = await log.append(*(ev.SignalNoted(signal=signal) for signal in news), at=floor.clock())
    await floor.tell(conversation_id, logged, log.state)
