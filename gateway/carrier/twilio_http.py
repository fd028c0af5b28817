"""The HTTP side of Twilio's library: bounded time and connections, another host when told, and no log of numbers."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from requests.adapters import HTTPAdapter
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response

TWILIO_HOST = "api.twilio.com"


class BoundedHttp(TwilioHttpClient):  # type: ignore[misc]  # The library ships no types.
    """Never tries again by itself: a message posted twice is sent twice."""

    def __init__(self, api_base_url: str, *, seconds: float, connections: int) -> None:
        super().__init__(timeout=seconds)
        base = urlsplit(api_base_url)
        self._scheme, self._host = base.scheme, base.netloc
        # A proxy of the environment may lead to Twilio, never to what stands in for it on this machine.
        self.session.trust_env = base.hostname == TWILIO_HOST
        for prefix in ("https://", "http://"):
            self.session.mount(prefix, HTTPAdapter(connections, connections, max_retries=0, pool_block=True))

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:  # noqa: ANN401  # As the library's.
        asked = urlsplit(url)
        return super().request(
            method, urlunsplit(asked._replace(scheme=self._scheme, netloc=self._host)), *args, **kwargs
        )

    def log_request(self, kwargs: Mapping[str, Any]) -> None:
        """Nothing: the query of a list holds telephone numbers."""

    def log_response(self, status_code: int, response: object) -> None:
        """Nothing, as above."""
