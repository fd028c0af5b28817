"""What a customer's screen shows of who has the conversation: place and wait, or the agent's name."""

from dataclasses import dataclass
from uuid import UUID

from conversation.model import ConversationId, HolderKind
from conversation.state import ConversationState
from gateway.desk.floor import Floor
from gateway.desk.placing import wait_in_queue
from handoff.queueing import find_entry
from handoff.tables import AgentRow


@dataclass(frozen=True)
class Standing:
    """`estimated_wait` is the longer end in seconds."""

    queue_position: int | None = None
    estimated_wait: int | None = None
    agent_name: str | None = None


async def standing_of(floor: Floor, conversation_id: ConversationId, state: ConversationState) -> Standing:
    async with floor.reads() as session:
        if state.holder.kind is HolderKind.agent and state.holder.name:
            row = await session.get(AgentRow, UUID(state.holder.name))
            return Standing(agent_name=row.name if row else None)
        if state.holder.kind is not HolderKind.queue:
            return Standing()
        entry = await find_entry(session, conversation_id)
        if entry is None:
            return Standing()
        wait = await wait_in_queue(session, floor, conversation_id, state, entry.queue, entry.rank_at, at=floor.clock())
        return Standing(wait.position, wait.estimate[1] if wait.estimate else None)
