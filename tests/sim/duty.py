"""One agent on duty and nobody else: whoever asks for a person is offered to them, and nobody is left waiting."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from tests.sim.desk import DeskAgent
from tests.sim.kept_sessions import KeptSessions, ReturningAgent
from tests.sim.shift import WRAPPED_UP


@dataclass
class Duty:
    agent: DeskAgent
    supervisor: DeskAgent

    async def offered(self) -> str:
        """Wait for an offer; the conversation's id."""
        await self.agent.until(lambda: self._open_offers() != [], "an offer")
        return str(self._open_offers()[-1]["conversation_id"])

    async def takes_over(self) -> tuple[str, dict[str, Any]]:
        """Accept whatever is offered next; the conversation's id and the answer with epoch and packet."""
        conversation_id = await self.offered()
        return conversation_id, dict(await self.agent.accepts(conversation_id))

    async def wraps_up(self, conversation_id: str) -> dict[str, Any]:
        """The contact as it is kept."""
        wrapped = await self.agent.post(f"/conversations/{conversation_id}/wrap-up", WRAPPED_UP)
        contact: dict[str, Any] = await self.supervisor.get(f"/contacts/{wrapped['contact_id']}")
        return contact

    async def latest_contact(self, channel: str) -> dict[str, Any]:
        listed = (await self.supervisor.get("/contacts", channel=channel))["items"]
        contact: dict[str, Any] = await self.supervisor.get(f"/contacts/{listed[0]['contact_id']}")
        return contact

    async def waiting(self) -> int:
        """How many conversations wait, in all queues."""
        queues = (await self.supervisor.get("/queues"))["items"]
        entries = [await self.supervisor.get(f"/queues/{queue['queue']}/entries") for queue in queues]
        return sum(len(listed["items"]) for listed in entries)

    def _open_offers(self) -> list[dict[str, Any]]:
        return [offer for key, offer in self.agent.offers.items() if key not in self.agent.rescinded]


@asynccontextmanager
async def on_duty(url: str, kept: KeptSessions) -> AsyncIterator[Duty]:
    async with (
        ReturningAgent(url, "supervisor@demo.example", kept) as supervisor,
        ReturningAgent(url, "agent1@demo.example", kept) as agent,
    ):
        await supervisor.clear_queues()
        await agent.available()
        try:
            yield Duty(agent, supervisor)
        finally:
            await agent.put("/presence", {"presence": "offline"})
            for conversation in (await agent.get("/desk"))["conversations"]:
                await agent.ask("POST", f"/conversations/{conversation['conversation_id']}/wrap-up", WRAPPED_UP)
            await supervisor.clear_queues()
