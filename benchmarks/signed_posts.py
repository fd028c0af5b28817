"""Signed requests as Twilio posts them: text messages, each from a number of its own, and steps of telephone calls."""

import itertools
import re
from dataclasses import dataclass
from uuid import uuid4

import aiohttp
from twilio.request_validator import RequestValidator

from benchmarks.asking import Ask, NoAnswerError

TOKEN = "trial"  # noqa: S105  # The simulated carrier's, known to everybody.
OUR_NUMBER = "+815000000000"
_ACTION = re.compile(r'<Gather[^>]*action="([^"]+)"')
_POLL = re.compile(r"<Redirect[^>]*>([^<]+)</Redirect>")
_SAID = re.compile(r"<Say[^>]*>([^<]*)</Say>")
_numbers = itertools.count(1)
MOST_POLLS = 20


def some_number() -> str:
    """A mobile number that is not assigned; another one each time."""
    return f"+8190000{next(_numbers):05d}"


async def post(http: aiohttp.ClientSession, url: str, fields: dict[str, str]) -> str:
    """The body of the answer. Raise NoAnswerError for a refusal."""
    signature = RequestValidator(TOKEN).compute_signature(url, fields)
    async with http.post(url, data=fields, headers={"X-Twilio-Signature": signature}) as response:
        body = await response.text()
        if response.status != 200:
            raise NoAnswerError(str(response.status))
        return body


def texting(http: aiohttp.ClientSession, url: str) -> Ask:
    """Someone who writes text messages; each is acknowledged once it is committed."""
    number = some_number()

    async def ask(text: str) -> str:
        fields = {"MessageSid": f"SM{uuid4().hex}", "From": number, "To": OUR_NUMBER, "Body": text, "NumMedia": "0"}
        await post(http, f"{url}/twilio/sms", fields)
        return "ok"

    return ask


@dataclass
class Call:
    """A caller who speaks and hears the answer; polls of an answer that is late are followed."""

    http: aiohttp.ClientSession
    fields: dict[str, str]
    action: str = ""

    async def ask(self, text: str) -> str:
        said = {**self.fields, "SpeechResult": text, "Confidence": "0.95"}
        twiml = await post(self.http, self.action, said)
        for _ in range(MOST_POLLS):
            found = _ACTION.search(twiml)
            if found:
                self.action = _unescaped(found[1])
                return "".join(_SAID.findall(twiml))
            polled = _POLL.search(twiml)
            if polled is None:
                break
            twiml = await post(self.http, _unescaped(polled[1]), self.fields)
        raise NoAnswerError("no question")


async def open_call(http: aiohttp.ClientSession, url: str) -> Call:
    sid = f"CA{uuid4().hex}"
    fields = {"CallSid": sid, "From": some_number(), "To": OUR_NUMBER, "CallStatus": "ringing", "Direction": "inbound"}
    twiml = await post(http, f"{url}/twilio/voice", fields)
    found = _ACTION.search(twiml)
    if found is None:
        raise NoAnswerError("no greeting")
    return Call(http, {**fields, "CallStatus": "in-progress"}, _unescaped(found[1]))


def _unescaped(text: str) -> str:
    return text.replace("&amp;", "&")
