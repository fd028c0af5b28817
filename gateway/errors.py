"""Refusals of the REST side: one shape for all of them, and nothing of the inside ever shows.

The shape is `{error: {code, message, fields?}}`; the code is stable, the message is Japanese and can be shown.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

logger = structlog.get_logger()

DATABASE_AWAY = (OperationalError, InterfaceError, PoolTimeoutError)
_OF_STATUS = {
    HTTPStatus.BAD_REQUEST: ("bad_request", "リクエストを読み取れませんでした。"),
    HTTPStatus.UNAUTHORIZED: ("not_signed_in", "ログインしてください。"),
    HTTPStatus.FORBIDDEN: ("not_permitted", "この操作は許可されていません。"),
    HTTPStatus.NOT_FOUND: ("not_found", "見つかりませんでした。"),
    HTTPStatus.METHOD_NOT_ALLOWED: ("method_not_allowed", "この方法では呼び出せません。"),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: ("body_too_large", "送信されたデータが大きすぎます。"),
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: ("unsupported_media_type", "この形式のデータは受け取れません。"),
    HTTPStatus.TOO_MANY_REQUESTS: ("too_many_requests", "しばらくしてからお試しください。"),
}
_MISSING = "入力してください。"
_UNUSABLE = "値が正しくありません。"


class ApiError(Exception):
    """A refusal with its stable code and a Japanese sentence; `fields` is field name -> sentence."""

    def __init__(
        self,
        code: str,
        status: int,
        message: str,
        fields: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.status = status
        self.message = message
        self.fields = fields
        self.headers = headers


class ResponseInterruptedError(Exception):
    """The work failed after its response had begun; only the class of what failed is told."""

    code = "response_interrupted"


def error_response(
    code: str,
    status: int,
    message: str,
    fields: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    error: dict[str, Any] = {"code": code, "message": message}
    if fields:
        error["fields"] = dict(fields)
    return JSONResponse({"error": error}, status, headers)


def install_error_handlers(app: FastAPI) -> None:
    """Every refusal and every failure of `app` is answered in the one shape."""
    app.add_exception_handler(ApiError, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _of_http)
    app.add_middleware(LastResort)


class LastResort:
    """Answers what nobody expected. The text of an exception may quote a person, so only its class is logged."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        has_begun = False

        async def watched_send(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self._app(scope, receive, watched_send)
        except Exception as error:  # noqa: BLE001  # The boundary of the process: nothing may pass it.
            name = type(error).__name__
            logger.error("request_failed", error=name, route=getattr(scope.get("route"), "path", None))  # noqa: TRY400  # A traceback may quote a person.
            if has_begun:
                raise ResponseInterruptedError(name) from None
            await _failed(error)(scope, receive, send)


def _failed(error: Exception) -> JSONResponse:
    if isinstance(error, DATABASE_AWAY):
        message = "ただいま処理できません。少し待ってから、もう一度お試しください。"
        return error_response("temporarily_unavailable", 503, message, headers={"Retry-After": "5"})
    return error_response("internal_error", 500, "処理できませんでした。時間をおいてお試しください。")


async def _refused(_: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, ApiError):
        raise error
    return error_response(error.code, error.status, error.message, error.fields, error.headers)


async def _invalid(_: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, RequestValidationError):
        raise error
    fields = {
        ".".join(str(part) for part in item["loc"][1:]): _MISSING if item["type"] == "missing" else _UNUSABLE
        for item in error.errors()
        if item["type"] != "json_invalid" and len(item["loc"]) > 1
    }
    return error_response("invalid_request", 422, "入力内容を確認してください。", fields)


async def _of_http(_: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        raise error
    otherwise = (f"http_{error.status_code}", "処理できませんでした。")
    code, message = _OF_STATUS.get(error.status_code, otherwise)  # type: ignore[call-overload]  # An HTTPStatus equals its number.
    return error_response(code, error.status_code, message, headers=error.headers)
