"""A bot that answers as told: a real HTTP server on loopback, for what the real one does only on bad days."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

REASONS = {200: "OK", 302: "Found", 500: "Internal Server Error"}


@dataclass(frozen=True)
class Answer:
    """One HTTP answer. `bytes_sent` cuts the connection after so many bytes of the body; None sends all of it."""

    body: bytes = b"[]"
    status: int = 200
    content_type: str = "application/json"
    bytes_sent: int | None = None
    is_silent: bool = False


def saying(*messages: dict[str, Any]) -> Answer:
    return Answer(json.dumps(messages, ensure_ascii=False).encode())


@dataclass
class ScriptedBot:
    """`answer` may be exchanged at any time; `asked` holds the bodies of Rasa's webhook."""

    answer: Answer
    url: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    question_came: asyncio.Event = field(default_factory=asyncio.Event)
    may_speak: asyncio.Event = field(default_factory=asyncio.Event)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request per connection; a silent answer comes when `may_speak` is set."""
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            body = await reader.readexactly(_length_of(head))
            if head.startswith("POST /webhooks/rest/webhook "):
                self.asked.append(json.loads(body))
                self.question_came.set()
            answer = self.answer
            if answer.is_silent:
                await self.may_speak.wait()
            writer.write(_written(answer))
            await writer.drain()
        except ConnectionError:
            return
        finally:
            writer.close()


@asynccontextmanager
async def scripted_bot(answer: Answer) -> AsyncIterator[ScriptedBot]:
    bot = ScriptedBot(answer)
    server = await asyncio.start_server(bot.serve, "127.0.0.1", 0)
    bot.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        try:
            yield bot
        finally:
            bot.may_speak.set()


def _length_of(head: str) -> int:
    fields = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if line)
    return int(fields.get("content-length", "0"))


def _written(answer: Answer) -> bytes:
    head = (
        f"HTTP/1.1 {answer.status} {REASONS[answer.status]}\r\nContent-Type: {answer.content_type}\r\n"
        f"Content-Length: {len(answer.body)}\r\nConnection: close\r\n\r\n"
    )
    return head.encode() + answer.body[: answer.bytes_sent]
