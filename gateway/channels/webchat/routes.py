"""The REST side of web chat: sending and fetching files, and coming in by a link."""

from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, File, Header, Query, Request, Response, UploadFile

from gateway.channels.links import ContinueLinks, LinkRefusedError
from gateway.channels.webchat.attachments import Attachments
from gateway.channels.webchat.errors import RefusedMessageError, message_of
from gateway.channels.webchat.limits import SocketLimits
from gateway.channels.webchat.visitors import UnknownVisitorError, Visitors
from gateway.channels.webchat.wire import ContinueRequest
from gateway.errors import ApiError

_STATUS = {"attachment_too_large": 413, "attachment_type_refused": 415, "too_many_messages": 429}
BEARER = "bearer "


def webchat_router(visitors: Visitors, attachments: Attachments) -> APIRouter:
    router = APIRouter(prefix="/webchat", tags=["webchat"])

    @router.post("/attachments", status_code=201)
    async def store_attachment(
        file: Annotated[UploadFile, File()], authorization: Annotated[str, Header()] = ""
    ) -> dict[str, str]:
        token = authorization[len(BEARER) :] if authorization.lower().startswith(BEARER) else ""
        try:
            visitor = await visitors.recognise(token)
            content = await file.read(attachments.max_bytes + 1)
            stored = await attachments.store(visitor.conversation_id, file.filename or "file", content)
        except UnknownVisitorError as error:
            raise ApiError(error.code, 401, message_of(error.code)) from error
        except RefusedMessageError as error:
            raise ApiError(error.code, _STATUS.get(error.code, 422), message_of(error.code)) from error
        return {"attachment_id": str(stored.attachment_id)}

    @router.get("/attachments/{attachment_id}")
    async def fetch_attachment(
        attachment_id: UUID, expires: Annotated[int, Query()], signature: Annotated[str, Query(max_length=64)]
    ) -> Response:
        stored = await attachments.open_link(attachment_id, expires, signature)
        if stored is None:
            raise ApiError("attachment_not_found", 404, message_of("attachment_not_found"))
        name = quote(stored.attachment.file_name)
        return Response(
            stored.content,
            media_type=stored.attachment.content_type,
            headers={
                "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
                "Content-Security-Policy": "default-src 'none'; sandbox",
                "X-Content-Type-Options": "nosniff",
                "Cache-Control": "private, no-store",
            },
        )

    return router


def continue_router(links: ContinueLinks, limits: SocketLimits) -> APIRouter:
    """Redeeming a link is limited per address together with the connections of web chat."""
    router = APIRouter(prefix="/webchat", tags=["webchat"])

    @router.post("/continue")
    async def redeem_link(wanted: ContinueRequest, request: Request, response: Response) -> dict[str, str]:
        if not limits.may_connect(request.client.host if request.client else "unknown"):
            raise ApiError("too_many_connections", 429, message_of("too_many_connections"))
        try:
            visitor = await links.redeem(wanted.token, attempt=wanted.attempt)
        except LinkRefusedError as error:
            status = 404 if error.code == "link_unknown" else 410
            raise ApiError(error.code, status, message_of(error.code)) from None
        response.headers["Cache-Control"] = "no-store"
        return {
            "visitor_token": visitor.token,
            "conversation_id": str(visitor.conversation_id),
            "purpose": visitor.purpose,
        }

    return router
