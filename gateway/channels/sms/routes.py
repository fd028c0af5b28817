"""The addresses the carrier posts text messages and status callbacks to.

A message is acknowledged once it is committed. When that takes too long the carrier is asked to come again and the
work goes on by itself: neither a repetition nor the poller makes a second message of it.
"""

from collections.abc import Coroutine, Mapping
from datetime import datetime
from typing import Any, TypeVar

import structlog
from fastapi import APIRouter, Request, Response

from gateway.background import Background
from gateway.carrier.port import InboundSms
from gateway.channels.sms.inbound import RefusedSmsError, SmsDesk, UnansweredSmsError, take_sms
from gateway.channels.sms.status import STATUSES, Reported, UnknownDeliveryError, note_status
from gateway.channels.sms.tokens import delivery_of_token
from gateway.channels.twilio.guard import refusal, signed_form
from gateway.errors import DATABASE_AWAY, ApiError
from gateway.in_time import TooLateError, in_time

logger = structlog.get_logger()

LONGEST_SID = 64
_NOTHING_TO_DO = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
_Result = TypeVar("_Result")


def sms_router(desk: SmsDesk) -> APIRouter:
    router = APIRouter(prefix="/twilio/sms", tags=["twilio"])

    @router.post("")
    async def receive_sms(request: Request) -> Response:
        with desk.background.foreground.busy():
            return await _received(desk, request)

    @router.post("/status/{token}", status_code=204)
    async def receive_status(request: Request, token: str) -> None:
        reported = _reported_of(await signed_form(request, desk.check))
        delivery_id = delivery_of_token(desk.vault, token)
        if delivery_id is None:
            raise refusal("delivery_not_found", 404)
        try:
            await committed(desk.background, note_status(desk, delivery_id, reported), within=desk.commit_seconds)
        except UnknownDeliveryError as error:
            raise refusal(error.code, 404) from None

    return router


async def _received(desk: SmsDesk, request: Request) -> Response:
    sms = _sms_of(await signed_form(request, desk.check), desk.clock())
    try:
        await committed(desk.background, take_sms(desk, sms), within=desk.commit_seconds)
    except RefusedSmsError as error:
        raise refusal(error.code) from None
    except UnansweredSmsError as error:
        logger.warning("sms_not_answered", code=error.code)
    return Response(_NOTHING_TO_DO, media_type="text/xml")


async def committed(background: Background, work: Coroutine[Any, Any, _Result], *, within: float) -> _Result:
    """The result of the work, which goes on when it is late: a statement cut off would cost its connection.

    Raise ApiError 503 when the database is away or has not answered in time.
    """
    try:
        return await in_time(background, work, within, name="carrier_request")
    except (TooLateError, *DATABASE_AWAY) as error:
        logger.warning("carrier_request_postponed", error=type(error).__name__)
        headers = {"Retry-After": "5"}
        raise ApiError("temporarily_unavailable", 503, "ただいま処理できません。", headers=headers) from None


def _sms_of(form: Mapping[str, str], at: datetime) -> InboundSms:
    """An absent field is no statement: without each of these the message is refused."""
    media = form.get("NumMedia", "0")
    is_count = media.isascii() and media.isdigit() and len(media) <= 2
    if not is_count or not {"MessageSid", "From", "Body"} <= form.keys():
        raise refusal("malformed")
    return InboundSms(form["MessageSid"], form["From"], form.get("To", ""), form["Body"], int(media), at)


def _reported_of(form: Mapping[str, str]) -> Reported:
    sid, status, error = form.get("MessageSid", ""), form.get("MessageStatus", ""), form.get("ErrorCode", "")
    if not 0 < len(sid) <= LONGEST_SID:
        raise refusal("malformed")
    if status not in STATUSES:
        raise refusal("status_unknown")
    is_code = error.isascii() and error.isdigit() and len(error) <= 6 and int(error) > 0
    return Reported(sid, status, error if is_code else None)
