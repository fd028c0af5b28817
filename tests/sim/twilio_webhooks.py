"""How Twilio calls a service: signed forms, its budget of time, its retries and the fallback URL.

The signature is written out from Twilio's published description, so that it does not prove the library by itself.
"""

import asyncio
import base64
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urljoin, urlsplit

import httpx2

BUDGET_SECONDS = 15.0
UNREACHABLE = 0
LARGEST_ANSWER = 64 * 1024


@dataclass(frozen=True)
class Answer:
    """Status 0: no answer."""

    status: int
    content: bytes = b""
    content_type: str = ""

    @property
    def is_good(self) -> bool:
        return 200 <= self.status < 300


@dataclass(frozen=True)
class Posted:
    """One request as it was made."""

    url: str
    params: Mapping[str, str]
    status: int


@dataclass
class TwilioWebhooks:
    """Posts as Twilio does. `reach` is where the service listens, when that is not where its public URL points."""

    auth_token: str
    public_base_url: str
    reach: str = ""
    posted: list[Posted] = field(default_factory=list)

    async def post(self, url: str, params: Mapping[str, str]) -> Answer:
        """Once, signed. The fragment is Twilio's own and never sent."""
        absolute = urljoin(self.public_base_url + "/", url).partition("#")[0]
        target = absolute
        if self.reach and absolute.startswith(self.public_base_url):
            target = self.reach + absolute[len(self.public_base_url) :]
        headers = {"X-Twilio-Signature": signature(self.auth_token, absolute, params.items())}
        try:
            async with _client() as http:
                response = await http.post(target, data=dict(params), headers=headers)
            answer = Answer(response.status_code, response.content, response.headers.get("content-type", ""))
        except httpx2.HTTPError:
            answer = Answer(UNREACHABLE)
        self.posted.append(Posted(absolute, dict(params), answer.status))
        return answer

    async def call(self, url: str, params: Mapping[str, str], *, fallback_url: str | None = None) -> Answer:
        """With the retries the URL's fragment asks for (`#rc=2&rp=ct,rt,5xx`), then the fallback URL."""
        overrides = dict(parse_qsl(urlsplit(url).fragment))
        retries, policy = int(overrides.get("rc", "1")), overrides.get("rp", "ct").split(",")
        answer = await self.post(url, params)
        for _ in range(retries):
            if answer.is_good or not _is_retried(answer, policy):
                break
            answer = await self.post(url, params)
        if answer.is_good or fallback_url is None:
            return answer
        failure = {"ErrorCode": "11205" if answer.status == UNREACHABLE else "11200", "ErrorUrl": url.partition("#")[0]}
        return await self.post(fallback_url, {**params, **failure})

    async def post_twice_at_once(self, url: str, params: Mapping[str, str]) -> tuple[Answer, Answer]:
        return await asyncio.gather(self.post(url, params), self.post(url, params))


def _client() -> httpx2.AsyncClient:
    """For one request, so that nobody has to close it; services under test listen on loopback without TLS."""
    return httpx2.AsyncClient(trust_env=False, verify=False, timeout=BUDGET_SECONDS)


def signature(token: str, url: str, fields: Iterable[tuple[str, str]]) -> str:
    """Of the URL, then name and value of each field in order, each pair once: HMAC-SHA1 with the token, in base64."""
    signed = url + "".join(name + value for name, value in sorted(set(fields)))
    return base64.b64encode(hmac.digest(token.encode(), signed.encode(), hashlib.sha1)).decode()


def _is_retried(answer: Answer, policy: list[str]) -> bool:
    if "all" in policy:
        return True
    kind = {UNREACHABLE: "ct"}.get(answer.status, f"{answer.status // 100}xx")
    return kind in policy
