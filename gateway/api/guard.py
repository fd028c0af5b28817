"""The one way a route of the staff API says who may call it."""

from dataclasses import dataclass
from typing import Any

from fastapi import Depends, Request

from gateway.api.cookie import session_token_of
from gateway.api.desk import StaffDesk
from gateway.errors import ApiError
from gateway.staff.permissions import OPEN_TO_ANYONE, Action, is_permitted
from gateway.staff.sessions import SignedIn, find_session

READING = frozenset({"GET", "HEAD", "OPTIONS"})
CSRF_HEADER = "X-CSRF-Token"


@dataclass(frozen=True)
class Anyone:
    """Lets everybody in; only for the actions that are open."""

    action: Action

    async def __call__(self) -> None: ...


@dataclass(frozen=True, eq=False)
class SignedInStaff:
    """Lets in who is signed in, holds the permission and, to change anything, has sent the session's CSRF token."""

    desk: StaffDesk
    action: Action

    async def __call__(self, request: Request) -> SignedIn:
        token = session_token_of(request, is_https=self.desk.is_https)
        if token is None:
            raise _not_signed_in()
        async with self.desk.reads() as session:
            staff = await find_session(session, token, at=self.desk.clock())
        if staff is None:
            raise _not_signed_in()
        if request.method not in READING and not staff.has_sent(request.headers.get(CSRF_HEADER, "")):
            raise ApiError("csrf_failed", 403, "画面を再読み込みしてから、もう一度お試しください。")
        if not is_permitted(staff.role, self.action):
            raise ApiError("not_permitted", 403, "この操作は許可されていません。")
        return staff


def permission(desk: StaffDesk, action: Action) -> Any:  # noqa: ANN401  # As FastAPI types its own Depends.
    """The dependency to declare on a route."""
    return Depends(Anyone(action) if action in OPEN_TO_ANYONE else SignedInStaff(desk, action))


def _not_signed_in() -> ApiError:
    return ApiError("not_signed_in", 401, "ログインしてください。")
