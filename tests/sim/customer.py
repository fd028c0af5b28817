"""A customer at the web chat, through the real socket."""

import asyncio
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

import socketio

NAMESPACE = "/webchat"
PATIENCE_SECONDS = 30.0


class Customer:
    """Connects, writes, and keeps every message it was shown, by `seq`."""

    channel = "webchat"

    def __init__(self, url: str, token: str | None = None) -> None:
        self._url = url
        self.token = token
        self.session: dict[str, Any] = {}
        self.messages: dict[int, dict[str, Any]] = {}
        self.holder: dict[str, Any] = {}
        self.typing: list[str] = []
        self._news = asyncio.Event()
        self._client = socketio.AsyncClient(reconnection=False)
        self._client.on("session", self._on_session, namespace=NAMESPACE)
        self._client.on("message", self._on_message, namespace=NAMESPACE)
        self._client.on("conversation", self._on_conversation, namespace=NAMESPACE)
        self._client.on("typing", self._on_typing, namespace=NAMESPACE)

    async def __aenter__(self) -> Self:
        auth = {"visitor_token": self.token} if self.token else {}
        await self._client.connect(self._url, namespaces=[NAMESPACE], auth=auth, transports=["websocket"])
        await self._until(lambda: bool(self.session), "session")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.disconnect()

    async def emit(self, event: str, payload: object) -> Any:
        """The raw acknowledgement of any event."""
        return await self._client.call(event, payload, namespace=NAMESPACE, timeout=PATIENCE_SECONDS)

    async def send(self, text: str, *, client_message_id: str | None = None, **extra: object) -> dict[str, Any]:
        payload = {"client_message_id": client_message_id or str(uuid4()), "text": text, **extra}
        ack: dict[str, Any] = await self.emit("message.send", payload)
        return ack

    async def says(self, text: str) -> Mapping[str, Any]:
        """Write, and wait for the answer."""
        ack = await self.send(text)
        assert ack["ok"], ack
        return await self.answer_after(ack["seq"])

    async def tells(self, text: str) -> None:
        ack = await self.send(text)
        assert ack["ok"], ack

    async def meets_agent(self) -> None:
        await self.until_holder("agent")

    async def answer_after(self, seq: int) -> Mapping[str, Any]:
        """The first message of somebody else after `seq`."""

        def found() -> bool:
            return any(n > seq and m["author_kind"] != "customer" for n, m in self.messages.items())

        await self._until(found, f"an answer after message {seq}")
        first = min(n for n, m in self.messages.items() if n > seq and m["author_kind"] != "customer")
        return self.messages[first]

    async def answer_or_stored(self, seq: int) -> Mapping[str, Any]:
        """The first answer after `seq`, whether it was written before we connected or comes now."""
        for message in await self.since(0):
            self.messages.setdefault(message["seq"], message)
        return await self.answer_after(seq)

    async def since(self, after_seq: int) -> Sequence[dict[str, Any]]:
        ack = await self.emit("messages.since", {"after_seq": after_seq})
        messages: list[dict[str, Any]] = ack["messages"]
        return messages

    async def until_said(self, text: str) -> Mapping[str, Any]:
        """Wait for a message of somebody else with these words."""

        def found() -> list[dict[str, Any]]:
            others = (m for m in self.messages.values() if m["author_kind"] != "customer")
            return [message for message in others if text in message["text"]]

        await self._until(lambda: bool(found()), f"「{text}」")
        return found()[0]

    async def until_place(self, place: int) -> None:
        await self._until(lambda: self.holder.get("queue_position") == place, f"place {place}")

    async def until_holder(self, holder: str) -> None:
        await self._until(lambda: self.holder.get("holder") == holder, f"holder {holder}")

    def transcript(self) -> str:
        rows = (self.messages[seq] for seq in sorted(self.messages))
        return "\n".join(f"{row['author_kind']}: {row['text']}" for row in rows)

    async def _until(self, is_true: Any, what: str) -> None:
        async def wait() -> None:
            while not is_true():
                self._news.clear()
                await self._news.wait()

        try:
            await asyncio.wait_for(wait(), PATIENCE_SECONDS)
        except TimeoutError:
            raise AssertionError(f"no {what}; so far:\n{self.transcript()}") from None

    async def _on_session(self, session: dict[str, Any]) -> None:
        self.session, self.token = session, session["visitor_token"]
        self._news.set()

    async def _on_message(self, message: dict[str, Any]) -> None:
        self.messages[message["seq"]] = message
        self._news.set()

    async def _on_conversation(self, conversation: dict[str, Any]) -> None:
        self.holder = conversation
        self._news.set()

    async def _on_typing(self, typing: dict[str, Any]) -> None:
        self.typing.append(typing["author_kind"])
        self._news.set()
