"""A customer with a mobile telephone who writes text messages, through the carrier's signed webhook.

What the service sends is read at the simulated carrier, as the telephone shows it.
"""

import itertools
import secrets
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

import aiohttp
from twilio.request_validator import RequestValidator

from tests.sim.polling import eventually

TOKEN = "trial"
OUR_NUMBER = "+815000000000"
PATIENCE_SECONDS = 30.0
# What we send is budgeted by prefix.
_PREFIXES = ("70", "80", "90")
_numbers = itertools.count(secrets.randbelow(9_000))


def unassigned_mobile() -> str:
    """E.164; numbers of 0x0-0000 are not assigned to anybody. Another one each time, of each prefix in turn."""
    number = next(_numbers)
    return f"+81{_PREFIXES[number % len(_PREFIXES)]}0000{1_000 + number % 9_000}"


class Texter:
    """Writes, and keeps what was said, oldest first."""

    channel = "sms"

    def __init__(self, url: str, number: str | None = None) -> None:
        self.url, self.number = url, number or unassigned_mobile()
        self._http = aiohttp.ClientSession()
        self.said: list[str] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.close()

    async def send(self, text: str, *, message_sid: str | None = None, **fields: str) -> int:
        """The status of the acknowledgement."""
        form = {
            "MessageSid": message_sid or f"SM{uuid4().hex}",
            "AccountSid": "AC" + "0" * 32,
            "From": self.number,
            "To": OUR_NUMBER,
            "Body": text,
            "NumMedia": "0",
            "NumSegments": "1",
            **fields,
        }
        url = f"{self.url}/twilio/sms"
        signature = RequestValidator(TOKEN).compute_signature(url, form)
        async with self._http.post(url, data=form, headers={"X-Twilio-Signature": signature}) as response:
            return response.status

    async def says(self, text: str, **fields: str) -> Mapping[str, Any]:
        """Write, and wait for the next text message of the service."""
        before = len(await self.received())
        status = await self.send(text, **fields)
        assert status == 200, status
        self.said.append(f"customer: {text}")
        body = (await self._until(lambda bodies: len(bodies) > before, "answer"))[before]
        self.said.append(f"service: {body}")
        return {"text": body}

    async def tells(self, text: str) -> None:
        status = await self.send(text)
        assert status == 200, status
        self.said.append(f"customer: {text}")

    async def meets_agent(self) -> None:
        """Whoever writes text messages is not told before the agent writes."""

    async def until_said(self, text: str) -> Mapping[str, Any]:
        bodies = await self._until(lambda bodies: any(text in body for body in bodies), f"「{text}」")
        return {"text": next(body for body in bodies if text in body)}

    async def received(self) -> Sequence[str]:
        async with self._http.get(f"{self.url}/demo/api/phone/messages", params={"number": self.number}) as response:
            items = (await response.json())["items"]
        return [item["body"] for item in items if item["direction"] == "outbound"]

    def transcript(self) -> str:
        return "\n".join(self.said)

    async def _until(self, is_right: Callable[[Sequence[str]], bool], what: str) -> Sequence[str]:
        try:
            return await eventually(self.received, is_right, seconds=PATIENCE_SECONDS)
        except AssertionError:
            raise AssertionError(f"no {what}; so far:\n{self.transcript()}") from None
