"""Pages and their headers: the widget's script, the demonstration, the staff's page."""

from pathlib import Path
from typing import Any

from fastapi import APIRouter
from fastapi.responses import FileResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.carrier.simulated import SimulatedCarrier
from gateway.errors import ApiError

POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    # The agents' telephone in the browser: the carrier's events and its ring tone.
    "connect-src 'self' ws: wss: https://eventgw.twilio.com; media-src 'self' https://sdk.twilio.com; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
FIXED_HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
)
HASHED = "public, max-age=31536000, immutable"
RECENT_SMS = 50
# The address of such a page is a secret until it is used.
UNTRACEABLE = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}


class SecurityHeaders:
    """Adds the headers that a response does not set itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = {name.lower() for name, _ in message["headers"]}
                added = [(name, value) for name, value in FIXED_HEADERS if name not in present]
                message["headers"] = [*message["headers"], *added]
            await send(message)

        await self._app(scope, receive, send_with_headers)


def pages_router(static: Path, *, is_demo: bool) -> APIRouter:
    """The widget is always served; the demonstration's pages only in demo mode."""
    router = APIRouter(include_in_schema=False)
    assets = {path.name: path for path in (static / "assets").glob("*")}

    @router.get("/widget.js")
    async def widget() -> FileResponse:
        return FileResponse(
            static / "widget.js",
            media_type="text/javascript",
            headers={"Cache-Control": "no-cache", "Cross-Origin-Resource-Policy": "cross-origin"},
        )

    @router.get("/static/assets/{name}")
    async def asset(name: str) -> FileResponse:
        if name not in assets:
            raise ApiError("not_found", 404, "見つかりません。")
        return FileResponse(assets[name], headers={"Cache-Control": HASHED})

    @router.api_route("/c/", methods=["GET", "HEAD"])
    @router.api_route("/c/{token}", methods=["GET", "HEAD"])
    async def continue_here() -> FileResponse:
        """The same page for every link: opening it redeems nothing, so that previews use none up."""
        return FileResponse(static / "continue" / "index.html", headers=UNTRACEABLE)

    @router.get("/staff")
    @router.get("/staff/{path:path}")
    async def staff() -> FileResponse:
        return _page(static / "staff" / "index.html")

    if is_demo:

        @router.get("/")
        async def demo() -> FileResponse:
            return _page(static / "demo" / "index.html")

    else:

        @router.get("/")
        async def home() -> RedirectResponse:
            return RedirectResponse("/staff")

    return router


def demo_router(carrier: SimulatedCarrier) -> APIRouter:
    """The telephone of the trial. It exists in demo mode only: it shows one-time codes."""
    router = APIRouter(prefix="/demo/api", tags=["demo"])

    @router.get("/sms")
    async def list_sms() -> dict[str, Any]:
        carried = await carrier.list_recent(RECENT_SMS)
        return {"items": [{"to": m.to, "body": m.body, "sent_at": m.sent_at.isoformat()} for m in carried]}

    return router


def _page(path: Path) -> FileResponse:
    return FileResponse(path, headers={"Cache-Control": "no-cache"})
