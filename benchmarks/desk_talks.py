"""Conversations at the real desk: customers wait in the queue, agents take what routing offers them and answer.

There is no bot: whoever writes first is passed to a person because it does not answer, and it is not asked again.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import Any
from uuid import uuid4

import aiohttp
import socketio
from yarl import URL

from benchmarks.asking import NoAnswerError
from benchmarks.talks import Screen, Talk
from benchmarks.targets import NAMESPACE, PATIENCE_SECONDS
from tests.sim.staff import PASSWORD

DESK = "/desk"
ADMINISTRATOR = "admin@demo.example"
PLACES = 25
AT_ONCE = 8


class Customer:
    """A customer at the web chat; like the real screen it says what it has shown."""

    def __init__(self) -> None:
        self.screen = Screen()
        self.session: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._client = socketio.AsyncClient(reconnection=False)
        self._client.on("session", self._open, namespace=NAMESPACE)
        self._client.on("message", self._show, namespace=NAMESPACE)

    async def connect(self, url: str) -> str:
        await self._client.connect(url, namespaces=[NAMESPACE], transports=["websocket"])
        session = await asyncio.wait_for(self.session, PATIENCE_SECONDS)
        return str(session["conversation_id"])

    async def disconnect(self) -> None:
        await self._client.disconnect()

    async def write(self, text: str) -> None:
        await self._call("message.send", {"client_message_id": str(uuid4()), "text": text})

    async def stored(self) -> Sequence[str]:
        found = await self._call("messages.since", {"after_seq": 0})
        return [message["text"] for message in found["messages"]]

    async def _call(self, event: str, payload: dict[str, Any]) -> dict[str, Any]:
        ack: dict[str, Any] = await self._client.call(event, payload, namespace=NAMESPACE, timeout=PATIENCE_SECONDS)
        if not ack["ok"]:
            raise NoAnswerError(ack["error"]["code"])
        return ack

    async def _open(self, session: dict[str, Any]) -> None:
        self.session.set_result(session)

    async def _show(self, message: dict[str, Any]) -> None:
        self.screen.show(message["text"])
        if message["author_kind"] == "agent":
            await self._client.emit("seen", {"seq": message["seq"]}, namespace=NAMESPACE)


class Agent:
    """A signed-in agent who accepts whatever is offered. `taken` is shared: the agent and epoch of a conversation."""

    def __init__(self, http: aiohttp.ClientSession, taken: dict[str, asyncio.Future[tuple["Agent", int]]]) -> None:
        self._http, self._taken = http, taken
        self.screens: dict[str, Screen] = {}
        self._client = socketio.AsyncClient(reconnection=False)
        self._client.on("offer.made", self._accept, namespace=DESK)
        self._client.on("message", self._show, namespace=DESK)

    async def connect(self, url: str) -> None:
        cookies = self._http.cookie_jar.filter_cookies(URL(url))
        header = "; ".join(f"{name}={cookie.value}" for name, cookie in cookies.items())
        await self._client.connect(url, namespaces=[DESK], headers={"Cookie": header}, transports=["websocket"])
        await ask(self._http, "PUT", "/api/presence", {"presence": "available"})

    async def disconnect(self) -> None:
        await self._client.disconnect()

    async def write(self, conversation_id: str, epoch: int, text: str) -> None:
        body = {"client_message_id": str(uuid4()), "text": text, "epoch": epoch}
        await ask(self._http, "POST", f"/api/conversations/{conversation_id}/messages", body)

    def screen_of(self, conversation_id: str) -> Screen:
        return self.screens.setdefault(conversation_id, Screen())

    async def _accept(self, offer: dict[str, Any]) -> None:
        accepted = await ask(self._http, "POST", f"/api/offers/{offer['offer_id']}/accept", {})
        self._taken[accepted["conversation_id"]].set_result((self, accepted["epoch"]))

    async def _show(self, message: dict[str, Any]) -> None:
        self.screen_of(message["conversation_id"]).show(message["text"])


@asynccontextmanager
async def desk_talks(url: str, number: int, emails: Sequence[str]) -> AsyncIterator[list[Talk]]:
    """Every conversation accepted by one of the agents, who have `PLACES` each."""
    async with AsyncExitStack() as stack:
        administrator, _ = await sign_in(stack, url, ADMINISTRATOR)
        taken: dict[str, asyncio.Future[tuple[Agent, int]]] = {}
        for email in emails:
            http, agent_id = await sign_in(stack, url, email)
            await ask(administrator, "PATCH", f"/api/agents/{agent_id}", {"capacity": {"webchat": PLACES}})
            agent = Agent(http, taken)
            await agent.connect(url)
            stack.push_async_callback(agent.disconnect)
        customers: dict[str, Customer] = {}
        for _ in range(number):
            customer = Customer()
            conversation_id = await customer.connect(url)
            stack.push_async_callback(customer.disconnect)
            customers[conversation_id] = customer
            taken[conversation_id] = asyncio.get_running_loop().create_future()
        places = asyncio.Semaphore(AT_ONCE)
        async with asyncio.TaskGroup() as group:
            taking = [group.create_task(_taken(places, c, taken[key])) for key, c in customers.items()]
        yield [_talk(key, *task.result()) for key, task in zip(customers, taking, strict=True)]


async def _taken(
    places: asyncio.Semaphore, customer: Customer, taken: asyncio.Future[tuple[Agent, int]]
) -> tuple[Customer, Agent, int]:
    async with places:
        await customer.write("こんにちは")
        agent, epoch = await asyncio.wait_for(taken, PATIENCE_SECONDS)
    return customer, agent, epoch


def _talk(conversation_id: str, customer: Customer, agent: Agent, epoch: int) -> Talk:
    answer = partial(agent.write, conversation_id, epoch)
    return Talk(customer.write, answer, customer.screen, agent.screen_of(conversation_id), customer.stored)


async def sign_in(stack: AsyncExitStack, url: str, email: str) -> tuple[aiohttp.ClientSession, str]:
    """The session, and the account's id."""
    jar = aiohttp.CookieJar(unsafe=True)  # Cookies of an address, not of a name.
    connector = aiohttp.TCPConnector(limit=0)
    http = await stack.enter_async_context(aiohttp.ClientSession(url, cookie_jar=jar, connector=connector))
    signed_in = await ask(http, "POST", "/api/session", {"email": email, "password": PASSWORD})
    http.headers["X-CSRF-Token"] = signed_in["csrf_token"]
    return http, signed_in["user"]["id"]


async def ask(http: aiohttp.ClientSession, method: str, path: str, body: object) -> dict[str, Any]:
    async with http.request(method, path, json=body) as response:
        answer: dict[str, Any] = await response.json()
        if not response.ok:
            raise NoAnswerError(answer["error"]["code"])
        return answer
