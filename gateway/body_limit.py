"""The largest request body each part of the service takes; more is refused before anybody reads it."""

from collections.abc import Mapping, Sequence

from fastapi import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.errors import error_response


class BodyTooLargeError(HTTPException):
    """Raised while a body is read: FastAPI passes its own exceptions through, so the answer is a 413."""

    def __init__(self) -> None:
        super().__init__(413)


class BodyLimit:
    """`limits` is path prefix -> bytes; the first prefix that fits counts, other paths have no limit here.

    `*` in a prefix stands for one part of the path.
    """

    def __init__(self, app: ASGIApp, *, limits: Mapping[str, int]) -> None:
        self._app = app
        self._limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        limit = self._limit_of(scope["path"]) if scope["type"] == "http" else None
        if limit is None:
            await self._app(scope, receive, send)
            return
        if _announced(scope) > limit:
            await _refuse(scope, receive, send)
            return
        taken, has_begun = 0, False

        async def counted_receive() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > limit:
                raise BodyTooLargeError
            return message

        async def watched_send(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self._app(scope, counted_receive, watched_send)
        except BodyTooLargeError:
            if has_begun:
                raise
            await _refuse(scope, receive, send)

    def _limit_of(self, path: str) -> int | None:
        fitting = (limit for prefix, limit in self._limits.items() if _fits(prefix.split("/"), path.split("/")))
        return next(fitting, None)


def _fits(prefix: Sequence[str], path: Sequence[str]) -> bool:
    is_long_enough = len(path) >= len(prefix)
    return is_long_enough and all(part in {"*", given} for part, given in zip(prefix, path, strict=False))


def _announced(scope: Scope) -> int:
    """What the request says its length is; a server accepts only digits there."""
    length = dict(scope["headers"]).get(b"content-length", b"0")
    return int(length) if length.isdigit() else 0


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    response = error_response(
        "body_too_large", 413, "送信されたデータが大きすぎます。", headers={"Connection": "close"}
    )
    await response(scope, receive, send)
