"""Signing in and out."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from gateway.api.cookie import clear_session_cookie, session_token_of, set_session_cookie
from gateway.api.desk import StaffDesk
from gateway.api.guard import permission
from gateway.errors import ApiError
from gateway.staff.permissions import Action
from gateway.staff.sessions import SignedIn, close_session
from gateway.staff.sign_in import Credentials, SignIn, SignInFailedError, TooManyAttemptsError

_FAILED = (
    "メールアドレス、パスワード、確認コードのいずれかが正しくありません。"
    "失敗が続いたときは、15分ほどおいてからお試しください。"
)


class SignInBody(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    email: Annotated[str, Field(max_length=254, pattern=r"^[^\s@\x00-\x1f\x7f]+@[^\s@\x00-\x1f\x7f]+$")]
    password: Annotated[str, Field(min_length=1, max_length=1_024, repr=False)]
    totp: Annotated[str | None, Field(max_length=16, repr=False)] = None


class WireStaff(BaseModel):
    id: str
    name: str
    role: str


class WireSession(BaseModel):
    user: WireStaff
    csrf_token: str


def session_routes(desk: StaffDesk, sign_in: SignIn) -> APIRouter:
    router = APIRouter(prefix="/session")

    @router.post("", dependencies=[permission(desk, Action.open_session)])
    async def open_staff_session(body: SignInBody, request: Request, response: Response) -> WireSession:
        try:
            staff = await sign_in.attempt(
                Credentials(body.email, body.password, body.totp),
                address=request.client.host if request.client else "",
                carried=session_token_of(request, is_https=desk.is_https),
            )
        except SignInFailedError as error:
            raise ApiError(error.code, 401, _FAILED) from error
        except TooManyAttemptsError as error:
            message = "試行が続いたため、受け付けを止めています。1分ほどおいてからお試しください。"
            raise ApiError(error.code, 429, message, headers={"Retry-After": "60"}) from error
        set_session_cookie(response, staff.token, is_https=desk.is_https)
        return _wire(staff)

    @router.get("")
    async def read_staff_session(
        staff: Annotated[SignedIn, permission(desk, Action.read_session)],
    ) -> WireSession:
        return _wire(staff)

    @router.delete("", status_code=204)
    async def close_staff_session(
        staff: Annotated[SignedIn, permission(desk, Action.close_session)], response: Response
    ) -> None:
        async with desk.sessions.begin() as session:
            await close_session(session, staff.token)
        clear_session_cookie(response, is_https=desk.is_https)

    return router


def _wire(staff: SignedIn) -> WireSession:
    user = WireStaff(id=str(staff.account_id), name=staff.name, role=staff.role)
    return WireSession(user=user, csrf_token=staff.csrf_token)
