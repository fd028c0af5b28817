"""Webhooks of the simulated carrier: signed as Twilio signs them, posted to this gateway and nowhere else."""

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

import httpx2
from twilio.request_validator import RequestValidator

# What Twilio allows a webhook in all, and a TwiML document.
WEBHOOK_SECONDS = 15.0
LARGEST_ANSWER_BYTES = 64 * 1024
UNREACHABLE, TOO_LARGE = 502, 500
EVERY_ADDRESS = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104  # Recognised, not bound.


class WebhookAnswer(NamedTuple):
    """502 stands for no answer in time, 500 also for one that is larger than Twilio reads."""

    status: int
    body: str


class WebhookPost:
    """`post_to` is where this gateway listens; what is signed is the URL below `public_base_url`."""

    def __init__(self, http: httpx2.AsyncClient, auth_token: str, *, public_base_url: str, post_to: str) -> None:
        self._http, self._validator = http, RequestValidator(auth_token)
        self._public, self._post_to = public_base_url.rstrip("/"), post_to.rstrip("/")

    def absolute(self, path_or_url: str) -> str:
        """The public URL of a webhook. Raise ValueError for anything that is not below `{public}/twilio/`."""
        url = self._public + path_or_url if path_or_url.startswith("/") else path_or_url
        url = url.partition("#")[0]
        path = unquote(urlsplit(url).path)
        is_ours = url.startswith(f"{self._public}/twilio/")
        if not is_ours or "\\" in path or {".", ".."} & set(path.split("/")) or not url.isprintable():
            raise ValueError("A webhook goes to this service only.")
        return url

    async def post(self, path_or_url: str, params: Mapping[str, str]) -> WebhookAnswer:
        """Raise ValueError for a URL that is not ours; every other failure is an answer."""
        target = self._post_to + self.absolute(path_or_url)[len(self._public) :]
        request = self._http.build_request("POST", target, data=dict(params), timeout=WEBHOOK_SECONDS)
        # The client may have escaped characters: what is signed is what the gateway will see.
        signed = self._public + str(request.url)[len(self._post_to) :]
        request.headers["X-Twilio-Signature"] = self._validator.compute_signature(signed, params)
        try:
            response = await self._http.send(request, stream=True, follow_redirects=False)
            try:
                return await _read(response)
            finally:
                await response.aclose()
        except httpx2.HTTPError:
            return WebhookAnswer(UNREACHABLE, "")


def loopback_base(host: str, port: int) -> str:
    """Where a service that listens on `host` is reached from its own machine."""
    name = f"[{host}]" if ":" in host and host != "::" else host
    return f"http://{EVERY_ADDRESS.get(host, name)}:{port}"


async def _read(response: httpx2.Response) -> WebhookAnswer:
    content = bytearray()
    async for chunk in response.aiter_bytes():
        content += chunk
        if len(content) > LARGEST_ANSWER_BYTES:
            return WebhookAnswer(TOO_LARGE, "")
    return WebhookAnswer(response.status_code, content.decode("utf-8", "replace"))
