"""The door for the carrier's requests: a form is used only after its signature was found good.

Refusals are told and logged by their code; what the request said is not.
"""

from collections.abc import Mapping
from secrets import compare_digest

import structlog
from starlette.requests import Request

from gateway.channels.twilio.forms import UnreadableFormError, check_names, read_form
from gateway.channels.twilio.signature import SignatureCheck
from gateway.errors import ApiError

logger = structlog.get_logger()

_MESSAGE = "リクエストを受け取れませんでした。"


async def signed_form(request: Request, check: SignatureCheck) -> Mapping[str, str]:
    """Raise ApiError: 403 `signature_invalid`, also for another account's request; 413 `body_too_large`; 400
    `malformed`, also where a field we act upon stands twice or a name may hold a piece of its value.
    """
    try:
        form = await read_form(request)
        if not check.accepts_form(request.scope, form):
            raise refusal("signature_invalid", 403)
        check_names(form)
    except UnreadableFormError as error:
        raise refusal(error.code, 413 if error.code == "body_too_large" else 400) from None
    named = form.get("AccountSid", check.account_sid)
    if check.account_sid and not compare_digest(named.encode(), check.account_sid.encode()):
        raise refusal("signature_invalid", 403)
    return form


def refusal(code: str, status: int = 400) -> ApiError:
    """Logged here: nobody would look for it at the carrier."""
    logger.warning("carrier_request_refused", code=code)
    return ApiError(code, status, _MESSAGE)
