"""The cookie that carries a session. Scripts never see it, and other sites send it only with a plain link."""

from fastapi import Request, Response

from gateway.staff.sessions import LIFETIME

# The prefix makes the browser insist on Secure, on this host and on the whole path.
SECURE_NAME = "__Host-toritsugi"
PLAIN_NAME = "toritsugi_session"


def session_token_of(request: Request, *, is_https: bool) -> str | None:
    return request.cookies.get(cookie_name(is_https=is_https)) or None


def set_session_cookie(response: Response, token: str, *, is_https: bool) -> None:
    response.set_cookie(
        cookie_name(is_https=is_https),
        token,
        max_age=int(LIFETIME.total_seconds()),
        path="/",
        secure=is_https,
        httponly=True,
        samesite="lax",
    )


def clear_session_cookie(response: Response, *, is_https: bool) -> None:
    response.delete_cookie(cookie_name(is_https=is_https), path="/", secure=is_https, httponly=True, samesite="lax")


def cookie_name(*, is_https: bool) -> str:
    return SECURE_NAME if is_https else PLAIN_NAME
