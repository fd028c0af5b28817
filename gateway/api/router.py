"""All routes of the staff API below `/api`."""

from fastapi import APIRouter, Depends, Response

from gateway.api.access_log import access_log_routes
from gateway.api.answers_at_hand import answer_routes
from gateway.api.cases import case_routes
from gateway.api.codes import code_routes
from gateway.api.contacts import contact_routes
from gateway.api.conversations import conversation_routes
from gateway.api.customers import customer_routes
from gateway.api.desk import StaffDesk
from gateway.api.disaster import disaster_routes
from gateway.api.drafts import draft_routes
from gateway.api.editors import editor_routes
from gateway.api.floor import floor_routes
from gateway.api.identity import identity_routes
from gateway.api.marks import mark_routes
from gateway.api.notes import note_routes
from gateway.api.passing import passing_routes
from gateway.api.presence import presence_routes
from gateway.api.promises import promise_routes
from gateway.api.session import session_routes
from gateway.api.signals import signal_routes
from gateway.api.supervision import supervision_routes
from gateway.api.telephone import telephone_routes
from gateway.api.telephone_token import BrowserTelephones, telephone_token_routes
from gateway.api.wrapping import wrapping_routes
from gateway.channels.voice.control import CallControl
from gateway.contact_texts import ContactTexts
from gateway.staff.limits import SignInLimits
from gateway.staff.sign_in import SignIn


def staff_router(
    desk: StaffDesk,
    texts: ContactTexts | None = None,
    control: CallControl | None = None,
    telephones: BrowserTelephones | None = None,
) -> APIRouter:
    router = APIRouter(prefix="/api", tags=["staff"], dependencies=[Depends(_keep_out_of_caches)])
    sign_in = SignIn(desk.sessions, desk.vault, desk.clock, SignInLimits())
    for routes in (
        session_routes(desk, sign_in),
        contact_routes(desk, texts),
        access_log_routes(desk),
        case_routes(desk),
        customer_routes(desk),
        code_routes(desk),
        presence_routes(desk),
        floor_routes(desk),
        disaster_routes(desk),
        conversation_routes(desk),
        wrapping_routes(desk),
        identity_routes(desk),
        passing_routes(desk),
        supervision_routes(desk),
        draft_routes(desk),
        note_routes(desk),
        promise_routes(desk),
        answer_routes(desk),
        telephone_routes(desk, control),
        telephone_token_routes(desk, telephones),
        mark_routes(desk),
        signal_routes(desk),
        editor_routes(desk),
    ):
        router.include_router(routes)
    return router


async def _keep_out_of_caches(response: Response) -> None:
    response.headers["Cache-Control"] = "no-store"
