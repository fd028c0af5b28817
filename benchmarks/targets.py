"""What the load driver talks to: web chat, SMS and calls, Rasa's REST channel, and the bare echo server."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

import aiohttp
import psycopg
import socketio

from benchmarks.asking import Ask, NoAnswerError
from benchmarks.signed_posts import open_call, texting

NAMESPACE = "/webchat"
PATIENCE_SECONDS = 20.0


class Chat:
    """A customer at the web chat who writes one message at a time."""

    def __init__(self) -> None:
        self._client = socketio.AsyncClient(reconnection=False)
        self._session: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._answer: asyncio.Future[dict[str, Any]] | None = None
        self._client.on("session", self._on_session, namespace=NAMESPACE)
        self._client.on("message", self._on_message, namespace=NAMESPACE)

    async def open(self, url: str) -> UUID:
        await self._client.connect(url, namespaces=[NAMESPACE], transports=["websocket"])
        session = await asyncio.wait_for(self._session, PATIENCE_SECONDS)
        return UUID(session["conversation_id"])

    async def close(self) -> None:
        await self._client.disconnect()

    async def acknowledged(self, text: str) -> str:
        """Written and acknowledged; the bot's answer is not waited for."""
        payload = {"client_message_id": str(uuid4()), "text": text}
        ack = await self._client.call("message.send", payload, namespace=NAMESPACE, timeout=PATIENCE_SECONDS)
        if not ack["ok"]:
            raise NoAnswerError(ack["error"]["code"])
        return "ok"

    async def answered(self, text: str) -> str:
        """Written, acknowledged and answered by the bot."""
        self._answer = asyncio.get_running_loop().create_future()
        await self.acknowledged(text)
        message = await asyncio.wait_for(self._answer, PATIENCE_SECONDS)
        if message["author_kind"] != "bot":
            raise NoAnswerError(message["author_kind"])
        answer: str = message["text"]
        return answer

    async def _on_session(self, session: dict[str, Any]) -> None:
        self._session.set_result(session)

    async def _on_message(self, message: dict[str, Any]) -> None:
        if message["author_kind"] != "customer" and self._answer is not None and not self._answer.done():
            self._answer.set_result(message)


@asynccontextmanager
async def open_asks(target: str, url: str, at_once: int, bot_url: str, database_url: str) -> AsyncIterator[list[Ask]]:
    """One way to ask for each of `at_once` fresh conversations."""
    match target:
        case "turn" | "ack":
            async with open_chats(url, at_once) as chats:
                yield [chat.answered if target == "turn" else chat.acknowledged for chat in chats]
        case "bot":
            async with open_chats(url, at_once) as chats:
                ids = list(chats.values())
            async with aiohttp.ClientSession() as http:
                yield [_to_bot(http, bot_url, sender) for sender in await sender_ids(database_url, ids)]
        case "sms":
            async with aiohttp.ClientSession() as http:
                yield [texting(http, url) for _ in range(at_once)]
        case "call":
            async with aiohttp.ClientSession() as http:
                yield [(await open_call(http, url)).ask for _ in range(at_once)]
        case _:
            async with AsyncExitStack() as stack:
                yield [await _to_echo(stack, url) for _ in range(at_once)]


@asynccontextmanager
async def open_chats(url: str, number: int) -> AsyncIterator[dict[Chat, UUID]]:
    async with AsyncExitStack() as stack:
        chats = {}
        for _ in range(number):
            chat = Chat()
            chats[chat] = await chat.open(url)
            stack.push_async_callback(chat.close)
        yield chats


async def sender_ids(database_url: str, conversation_ids: list[UUID]) -> list[str]:
    """The names under which Rasa knows the conversations."""
    async with await psycopg.AsyncConnection.connect(database_url) as connection:
        rows = await connection.execute(
            "SELECT bot_sender_id FROM conversations WHERE id = ANY(%s)", [conversation_ids]
        )
        return [row[0] for row in await rows.fetchall()]


def _to_bot(http: aiohttp.ClientSession, bot_url: str, sender_id: str) -> Ask:
    async def ask(text: str) -> str:
        body = {"sender": sender_id, "message": text}
        async with http.post(f"{bot_url}/webhooks/rest/webhook", json=body) as response:
            messages = await response.json() if response.ok else []
        if not messages:
            raise NoAnswerError(str(response.status))
        return "\n".join(message["text"] for message in messages)

    return ask


async def _to_echo(stack: AsyncExitStack, url: str) -> Ask:
    client = socketio.AsyncClient(reconnection=False)
    await client.connect(url, transports=["websocket"])
    stack.push_async_callback(client.disconnect)

    async def ask(text: str) -> str:
        payload = {"client_message_id": str(uuid4()), "text": text}
        answer = await client.call("echo", payload, timeout=PATIENCE_SECONDS)
        echoed: str = answer["text"]
        return echoed

    return ask
