"""A service that answers Twilio's webhooks as told: a real HTTP server on loopback that keeps what it was asked."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web


@dataclass(frozen=True)
class Asked:
    path: str
    form: Mapping[str, str]
    signature: str


@dataclass
class ScriptedService:
    """`answers` holds what stands inside <Response> by path, or a whole answer; anything else is 404.

    A list is used up one by one, and its last item stays.
    """

    answers: dict[str, str | int | web.Response | list[str | int]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    url: str = ""

    def asked_at(self, path: str) -> list[Mapping[str, str]]:
        return [asked.form for asked in self.asked if asked.path == path]

    async def serve(self, request: web.Request) -> web.StreamResponse:
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.asked.append(Asked(request.path, form, request.headers.get("X-Twilio-Signature", "")))
        answer = self.answers.get(request.path, 404)
        if isinstance(answer, list):
            answer = answer.pop(0) if len(answer) > 1 else answer[0]
        if isinstance(answer, int):
            return web.Response(status=answer)
        return twiml(answer) if isinstance(answer, str) else answer


def twiml(inside: str) -> web.Response:
    return web.Response(text=f"<Response>{inside}</Response>", content_type="text/xml")


@asynccontextmanager
async def scripted_service() -> AsyncIterator[ScriptedService]:
    service = ScriptedService()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", service.serve)
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    service.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield service
    finally:
        await runner.cleanup()
