"""What the customer's screen does, told to the desks: typing, and how far it has shown the messages."""

from conversation.log import state_of
from conversation.model import ConversationId, HolderKind
from conversation.tables import ConversationRow
from gateway.desk.floor import Floor
from gateway.desk.socket import DeskNamespace
from handoff.reading import note_reading
from handoff.serving import agent_of


async def tell_typing(floor: Floor, desk: DeskNamespace, conversation_id: ConversationId) -> None:
    async with floor.reads() as session:
        state = state_of(await session.get_one(ConversationRow, conversation_id))
    holder = agent_of(state)
    if holder is not None and state.holder.kind is HolderKind.agent:
        await desk.customer_types(conversation_id, holder)


async def tell_reading(floor: Floor, conversation_id: ConversationId, seq: int) -> None:
    async with floor.sessions.begin() as session:
        moved = await note_reading(session, conversation_id, seen_seq=seq, at=floor.clock())
    if moved is not None:
        await floor.notices.desk_changed("receipt", conversation_id)
