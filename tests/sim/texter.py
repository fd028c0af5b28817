"""A customer with a mobile telephone who writes text messages, through the carrier's signed webhook.

What the service sends is read at the simulated carrier, as the telephone shows it.
"""

import asyncio
import itertools
import secrets
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

import aiohttp
from twilio.request_validator import RequestValidator

TOKEN = "trial"
OUR_NUMBER = "+815000000000"
PATIENCE_SECONDS = 30.0
_numbers = itertools.count(secrets.randbelow(90_000) + 1)


def unassigned_mobile() -> str:
    """E.164; numbers of 090-0000 are not assigned to anybody. Another one each time."""
    return f"+81900001{next(_numbers) % 10_000:04d}"


class Texter:
    """Writes, and keeps what came back, oldest first."""

    def __init__(self, url: str, number: str | None = None) -> None:
        self._url, self.number = url, number or unassigned_mobile()
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
        url = f"{self._url}/twilio/sms"
        signature = RequestValidator(TOKEN).compute_signature(url, form)
        async with self._http.post(url, data=form, headers={"X-Twilio-Signature": signature}) as response:
            return response.status

    async def says(self, text: str) -> Mapping[str, Any]:
        """Write, and wait for the next text message of the service."""
        before = len(await self.received())
        status = await self.send(text)
        assert status == 200, status
        self.said.append(f"customer: {text}")
        body = (await self._more_than(before))[-1]
        self.said.append(f"service: {body}")
        return {"text": body}

    async def received(self) -> Sequence[str]:
        async with self._http.get(f"{self._url}/demo/api/phone/messages", params={"number": self.number}) as response:
            items = (await response.json())["items"]
        return [item["body"] for item in items if item["direction"] == "outbound"]

    def transcript(self) -> str:
        return "\n".join(self.said)

    async def _more_than(self, before: int) -> Sequence[str]:
        async def wait() -> Sequence[str]:
            while len(bodies := await self.received()) <= before:
                await asyncio.sleep(0.05)
            return bodies

        try:
            return await asyncio.wait_for(wait(), PATIENCE_SECONDS)
        except TimeoutError:
            raise AssertionError(f"no answer; so far:\n{self.transcript()}") from None
