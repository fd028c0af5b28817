"""Whether a request was signed by the carrier: with our token, for exactly this address, query and form.

What cannot be checked is refused. The address is rebuilt from the public base URL and the raw path and query, because
every decoded form of them (`str(request.url)`) differs from what was signed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qsl

from starlette.datastructures import ImmutableMultiDict
from starlette.types import Scope
from twilio.request_validator import RequestValidator

Form = ImmutableMultiDict[str, str]

BODY_DIGEST = "bodySHA256"
SIGNATURE_HEADER = b"x-twilio-signature"


class UnreadableRequestError(ValueError):
    """The request has no raw path, or not one signature."""


@dataclass(frozen=True)
class SignatureCheck:
    """`tokens` are the primary one and, while it is being rotated, the secondary; without any nothing is accepted.

    `account_sid`, where it is configured, is the account every form must name. Which key and algorithm count is ours
    to say: no header of the request chooses them.
    """

    tokens: tuple[str, ...] = field(repr=False)
    public_base_url: str
    account_sid: str = ""

    def accepts_form(self, scope: Scope, form: Form) -> bool:
        """A form, or a request without a body. Of a signed JSON request the body would not count here: refused."""
        return not _digests(scope) and self._accepts(scope, form)

    def accepts_handshake(self, scope: Scope) -> bool:
        """A WebSocket's. The carrier signs its address with `wss`; with `https` it is the same address and accepted."""
        base = self.public_base_url
        as_socket = replace(self, public_base_url=f"ws{base.removeprefix('http')}")
        return any(check.accepts_form(scope, Form([])) for check in (as_socket, self))

    def accepts_json(self, scope: Scope, body: str) -> bool:
        """The body counts only by its digest in the signed query, and of two digests the library reads the first."""
        digests = _digests(scope)
        return len(digests) == 1 and bool(digests[0]) and self._accepts(scope, body)

    def _accepts(self, scope: Scope, content: Form | str) -> bool:
        try:
            url, signature = signed_url(self.public_base_url, scope), _signature_of(scope)
            return any(self._is_good(token, url, content, signature) for token in self.tokens if token)
        except (TypeError, ValueError):
            return False

    def _is_good(self, token: str, url: str, content: Form | str, signature: str) -> bool:
        return bool(RequestValidator(token).validate(url, content, signature))


def signed_url(public_base_url: str, scope: Mapping[str, Any]) -> str:
    """The address as the carrier asked for it, percent signs and all; raise UnreadableRequestError."""
    raw_path: bytes | None = scope.get("raw_path")
    if raw_path is None:
        raise UnreadableRequestError
    url = public_base_url.rstrip("/") + raw_path.decode()
    query: bytes = scope.get("query_string", b"")
    return f"{url}?{query.decode()}" if query else url


def _signature_of(scope: Mapping[str, Any]) -> str:
    found = [value for name, value in scope["headers"] if name.lower() == SIGNATURE_HEADER]
    if len(found) != 1 or not found[0]:
        raise UnreadableRequestError
    signature: str = found[0].decode("ascii")
    return signature


def _digests(scope: Mapping[str, Any]) -> list[str]:
    query = scope.get("query_string", b"").decode("latin-1")
    return [value for name, value in parse_qsl(query, keep_blank_values=True) if name == BODY_DIGEST]
