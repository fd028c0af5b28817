"""Desks and customers of one shift: whoever came to work leaves nothing behind for the next test."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from tests.sim.customer import NAMESPACE, Customer
from tests.sim.desk import DeskAgent

WRAPPED_UP = {"contact_reason": "other", "disposition": "answered"}


class Screen(Customer):
    """A customer who also keeps in which order the messages came, how often, and events that no customer knows."""

    def __init__(self, url: str, token: str | None = None) -> None:
        self.arrived: list[int] = []
        self.strange: list[str] = []
        super().__init__(url, token)
        self._client.on("*", self._on_other, namespace=NAMESPACE)

    @property
    def conversation_id(self) -> str:
        return str(self.session["conversation_id"])

    async def asks_for_a_person(self) -> None:
        await self.says("担当者につないでください")
        await self.until_holder("queue")

    async def hears(self, text: str) -> None:
        await self._until(lambda: any(text in m["text"] for m in self.messages.values()), f"「{text}」")

    async def _on_message(self, message: dict[str, object]) -> None:
        self.arrived.append(int(str(message["seq"])))
        await super()._on_message(message)

    async def _on_other(self, event: str, *_: object) -> None:
        self.strange.append(event)


@asynccontextmanager
async def at_desk(url: str, email: str, *, leaves: str | None = None) -> AsyncIterator[DeskAgent]:
    """Signed in; at the end, at the gateway `leaves` or the same, everything is wrapped up and nothing offered."""
    async with DeskAgent(url, email) as agent:
        try:
            yield agent
        finally:
            agent.http.base_url = leaves or url
            await agent.put("/presence", {"presence": "offline"})
            for conversation in (await agent.get("/desk"))["conversations"]:
                await agent.ask("POST", f"/conversations/{conversation['conversation_id']}/wrap-up", WRAPPED_UP)


def arrivals(agent: DeskAgent, conversation_id: str) -> Sequence[int]:
    """The numbers of the messages in the order in which this screen was shown them."""
    shown = (told for event, told in agent.heard if event == "message")
    return [told["seq"] for told in shown if told["conversation_id"] == conversation_id]
