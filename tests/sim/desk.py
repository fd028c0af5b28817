"""An agent at the desk: the staff API and the `/desk` socket together, as the real screen uses them."""

import asyncio
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

import httpx2
import socketio

NAMESPACE = "/desk"
PASSWORD = "toritsugi-demo"
PATIENCE_SECONDS = 30.0


class DeskAgent:
    """Signed in, with what the server has told so far: offers, messages by conversation and `seq`, changes."""

    def __init__(self, url: str, email: str) -> None:
        self.url, self.email = url, email
        self.http = httpx2.AsyncClient(base_url=url, timeout=20)
        self.user: dict[str, Any] = {}
        self.offers: dict[str, dict[str, Any]] = {}
        self.rescinded: dict[str, str] = {}
        self.messages: dict[str, dict[int, dict[str, Any]]] = {}
        self.conversations: dict[str, dict[str, Any]] = {}
        self.queues: list[dict[str, Any]] = []
        self.agents: list[dict[str, Any]] = []
        self.presence: dict[str, Any] = {}
        self.heard: list[tuple[str, dict[str, Any]]] = []
        self.is_signed_out = False
        self._news = asyncio.Event()
        self._client = socketio.AsyncClient(reconnection=False)
        for event in ("offer.made", "offer.rescinded", "message", "conversation", "queues", "agents", "presence"):
            self._listen(event)
        for event in ("typing", "receipt", "draft", "note", "promise", "signed_out"):
            self._listen(event)

    async def __aenter__(self) -> Self:
        await self.sign_in()
        await self.connect()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.disconnect()
        await self.http.aclose()

    async def sign_in(self) -> None:
        response = await self.http.post("/api/session", json={"email": self.email, "password": PASSWORD})
        assert response.status_code == 200, response.text
        self.user = response.json()["user"]
        self.http.headers["X-CSRF-Token"] = response.json()["csrf_token"]

    async def connect(self) -> None:
        cookie = "; ".join(f"{name}={value}" for name, value in self.http.cookies.items())
        await self._client.connect(
            self.url, namespaces=[NAMESPACE], headers={"Cookie": cookie}, transports=["websocket"]
        )

    async def disconnect(self) -> None:
        await self._client.disconnect()

    async def emit(self, event: str, payload: object) -> Any:
        return await self._client.call(event, payload, namespace=NAMESPACE, timeout=PATIENCE_SECONDS)

    async def ask(self, method: str, path: str, body: object = None, **query: str) -> httpx2.Response:
        """The raw response."""
        return await self.http.request(method, f"/api{path}", json=body, params=query)

    async def get(self, path: str, **query: str) -> Any:
        response = await self.ask("GET", path, **query)
        assert response.status_code == 200, response.text
        return response.json()

    async def post(self, path: str, body: object = None) -> Any:
        response = await self.ask("POST", path, body if body is not None else {})
        assert response.status_code in {200, 201, 204}, response.text
        return response.json() if response.content else None

    async def put(self, path: str, body: object) -> Any:
        response = await self.ask("PUT", path, body)
        assert response.status_code == 200, response.text
        return response.json()

    async def available(self) -> None:
        await self.put("/presence", {"presence": "available"})

    async def clear_queues(self) -> None:
        """As a supervisor: close what earlier tests left waiting, so that nobody is offered that."""
        done = {"contact_reason": "other", "disposition": "abandoned"}
        for queue in (await self.get("/queues"))["items"]:
            for entry in (await self.get(f"/queues/{queue['queue']}/entries"))["items"]:
                await self.post(f"/conversations/{entry['conversation_id']}/force-wrap-up", done)

    async def offer_of(self, conversation_id: str) -> Mapping[str, Any]:
        """Wait until the conversation is offered."""
        await self.until(lambda: self._offer(conversation_id) is not None, f"an offer of {conversation_id}")
        offer = self._offer(conversation_id)
        assert offer is not None
        return offer

    async def accepts(self, conversation_id: str) -> Mapping[str, Any]:
        """Wait for the offer and take it; the answer with epoch and packet."""
        offer = await self.offer_of(conversation_id)
        accepted: Mapping[str, Any] = await self.post(f"/offers/{offer['offer_id']}/accept")
        return accepted

    async def writes(self, conversation_id: str, text: str, epoch: int, **extra: object) -> Mapping[str, Any]:
        body = {"client_message_id": str(uuid4()), "text": text, "epoch": epoch, **extra}
        written: Mapping[str, Any] = await self.post(f"/conversations/{conversation_id}/messages", body)
        return written

    async def hears(self, conversation_id: str, text: str) -> Mapping[str, Any]:
        """Wait for a message with these words."""

        def found() -> dict[str, Any] | None:
            shown = self.messages.get(conversation_id, {})
            return next((message for message in shown.values() if text in message["text"]), None)

        await self.until(lambda: found() is not None, f"「{text}」")
        message = found()
        assert message is not None
        return message

    async def until_found(self, words: str, contact_id: str) -> Mapping[str, Any]:
        """Search the contact log until the contact's words are indexed, which a job does after it closes."""

        async def found() -> Mapping[str, Any] | None:
            items = (await self.get("/contacts", q=words))["items"]
            return next((item for item in items if item["contact_id"] == contact_id), None)

        deadline = asyncio.get_running_loop().time() + PATIENCE_SECONDS
        while asyncio.get_running_loop().time() < deadline:
            if (item := await found()) is not None:
                return item
            await asyncio.sleep(0.1)
        raise AssertionError(f"no contact {contact_id} for 「{words}」")

    async def until(self, is_true: Callable[[], bool], what: str) -> None:
        async def wait() -> None:
            while not is_true():
                self._news.clear()
                await self._news.wait()

        try:
            await asyncio.wait_for(wait(), PATIENCE_SECONDS)
        except TimeoutError:
            raise AssertionError(f"{self.email}: no {what}; heard {[event for event, _ in self.heard]}") from None

    def _offer(self, conversation_id: str) -> dict[str, Any] | None:
        open_offers = [offer for key, offer in self.offers.items() if key not in self.rescinded]
        return next((offer for offer in reversed(open_offers) if offer["conversation_id"] == conversation_id), None)

    def _listen(self, event: str) -> None:
        async def note(payload: dict[str, Any]) -> None:
            self.heard.append((event, payload))
            self._note(event, payload)
            self._news.set()

        self._client.on(event, note, namespace=NAMESPACE)

    def _note(self, event: str, payload: dict[str, Any]) -> None:
        match event:
            case "offer.made":
                self.offers[payload["offer_id"]] = payload
            case "offer.rescinded":
                self.rescinded[payload["offer_id"]] = payload["reason"]
            case "message":
                self.messages.setdefault(payload["conversation_id"], {})[payload["seq"]] = payload
            case "conversation":
                self.conversations[payload["conversation_id"]] = payload
            case "queues":
                self.queues = payload["items"]
            case "agents":
                self.agents = payload["items"]
            case "presence":
                self.presence = payload
            case "signed_out":
                self.is_signed_out = True
            case _:
                return
