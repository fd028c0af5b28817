"""Rasa over HTTP. An empty list, an error or silence means "unknown", never "the bot said nothing"."""

import asyncio
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

import httpx2
from pydantic import BaseModel, TypeAdapter, ValidationError

from conversation.messages import Choice
from conversation.model import TurnId
from gateway.circuit_breaker import Breaker

LONGEST_FOR_BOT = 1_000
LARGEST_ANSWER_BYTES = 256_000
# An instance that is gone must not use up the time in which another one could answer.
CONNECT_SECONDS = 3.0
_LEADING = re.compile(r"^[\s/⁄∕⧸/]+")


class BotUnavailableError(Exception):
    """No usable answer; `reason` is timeout, unreachable, bad_answer, empty or resting.

    `was_asked` is false where the question surely never reached the bot.
    """

    code = "bot_unavailable"

    def __init__(self, reason: str, *, was_asked: bool = True) -> None:
        super().__init__(reason)
        self.reason = reason
        self.was_asked = was_asked


@dataclass(frozen=True)
class BotAnswer:
    say: tuple[str, ...] = field(repr=False)
    choices: tuple[Choice, ...] = field(default=(), repr=False)


class Bot(Protocol):
    """Whoever answers for the bot: one instance of Rasa, or several."""

    async def ask(self, sender_id: str, text: str, turn_id: TurnId, *, within_seconds: float) -> BotAnswer:
        """Raise BotUnavailableError when there is no answer to give."""
        ...

    async def is_ready(self) -> bool: ...


class _Button(BaseModel):
    title: str
    payload: str


class _BotMessage(BaseModel):
    text: str | None = None
    buttons: tuple[_Button, ...] = ()


_MESSAGES = TypeAdapter(list[_BotMessage])


class BotClient:
    """Asks Rasa's REST channel, each question within its own time."""

    def __init__(self, http: httpx2.AsyncClient, url: str, *, breaker: Breaker, monotonic: Callable[[], float]) -> None:
        self._http, self.url = http, url
        self._breaker, self._monotonic = breaker, monotonic

    async def ask(
        self, sender_id: str, text: str, turn_id: TurnId, *, within_seconds: float, rests: bool = True
    ) -> BotAnswer:
        """Raise BotUnavailableError without an answer. `rests` is false for who has nobody else to ask."""
        now = self._monotonic()
        if rests and not self._breaker.allows(now):
            raise BotUnavailableError("resting", was_asked=False)
        self._breaker = self._breaker.trying(now)
        try:
            async with asyncio.timeout(within_seconds):
                answer = await self._post(sender_id, text, turn_id)
        except BotUnavailableError:
            self._breaker = self._breaker.after_failure(self._monotonic())
            raise
        except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
            self._breaker = self._breaker.after_failure(self._monotonic())
            raise BotUnavailableError("unreachable", was_asked=False) from error
        except (TimeoutError, httpx2.TimeoutException) as error:
            self._breaker = self._breaker.after_failure(self._monotonic())
            raise BotUnavailableError("timeout") from error
        except httpx2.HTTPError as error:
            self._breaker = self._breaker.after_failure(self._monotonic())
            raise BotUnavailableError("unreachable") from error
        self._breaker = self._breaker.after_success()
        return answer

    def is_resting(self) -> bool:
        return not self._breaker.allows(self._monotonic())

    def is_doubtful(self) -> bool:
        """Whether its last answer is missing, and was missed only just now."""
        return self._breaker.is_doubtful(self._monotonic())

    async def is_ready(self) -> bool:
        try:
            response = await self._http.get(f"{self.url}/", timeout=2)
        except httpx2.HTTPError:
            return False
        return response.status_code == httpx2.codes.OK

    async def _post(self, sender_id: str, text: str, turn_id: TurnId) -> BotAnswer:
        body = {"sender": sender_id, "message": for_bot(text), "metadata": {"turn_id": str(turn_id)}}
        limits = httpx2.Timeout(self._http.timeout.read, connect=CONNECT_SECONDS)
        address = f"{self.url}/webhooks/rest/webhook"
        async with self._http.stream("POST", address, json=body, timeout=limits) as response:
            if response.status_code != httpx2.codes.OK:
                raise BotUnavailableError("bad_answer")
            content = await _read(response)
        try:
            messages = _MESSAGES.validate_json(content)
        except ValidationError as error:
            raise BotUnavailableError("bad_answer") from error
        say = tuple(message.text for message in messages if message.text and message.text.strip())
        if not say:
            raise BotUnavailableError("empty")
        choices = tuple(Choice(label=b.title, value=b.payload) for message in messages for b in message.buttons)
        return BotAnswer(say, choices)


async def _read(response: httpx2.Response) -> bytes:
    content = bytearray()
    async for chunk in response.aiter_bytes():
        content += chunk
        if len(content) > LARGEST_ANSWER_BYTES:
            raise BotUnavailableError("bad_answer")
    return bytes(content)


def for_bot(text: str) -> str:
    """The text as Rasa may see it: NFKC, without invisible characters, never beginning with a slash.

    Rasa takes a text that begins with `/` for a command that names an intent.
    """
    folded = unicodedata.normalize("NFKC", text)
    visible = "".join(c for c in folded if unicodedata.category(c) not in {"Cf", "Cc", "Cs", "Co"} or c in "\n\t")
    return _LEADING.sub("", visible)[:LONGEST_FOR_BOT] or "…"
