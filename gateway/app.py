"""The public application: sockets, REST, pages and health, built from settings."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path

import socketio
from fastapi import FastAPI
from starlette.types import ASGIApp

from config.settings import Settings
from gateway.api import staff_router
from gateway.api.refusals import install_refusals
from gateway.api.telephone_token import BrowserTelephones
from gateway.body_limit import BodyLimit
from gateway.carrier.phone import VirtualPhone
from gateway.carrier.phone_lines import agent_lines
from gateway.carrier.phone_routes import phone_pages, phone_router
from gateway.carrier.simulated import SimulatedCarrier
from gateway.channels.sms.routes import sms_router
from gateway.channels.voice.control import CallControl
from gateway.channels.voice.relay_routes import relay_router
from gateway.channels.voice.routes import voice_router
from gateway.channels.voice.status import watch_calls_forever
from gateway.channels.webchat.routes import continue_router, webchat_router
from gateway.desk.alive import beat_forever
from gateway.errors import install_error_handlers
from gateway.health import health_router
from gateway.pages import SecurityHeaders, demo_router, pages_router
from gateway.sockets import SharedHints
from gateway.wiring import Services, build_services, utc_now

STATIC = Path(__file__).parent / "static"
SHUTDOWN_SECONDS = 8.0
FORM_OVERHEAD_BYTES = 64_000


def create_app(settings: Settings) -> tuple[ASGIApp, Services]:
    """The application and what it holds; nothing runs before its lifespan starts."""
    services = build_services(settings)
    return public_app(services), services


def public_app(services: Services) -> ASGIApp:
    settings = services.settings

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with running(services):
            yield

    app = FastAPI(title="Toritsugi 取次", version="0.1.0", lifespan=lifespan, docs_url=None, redoc_url=None)
    install_error_handlers(app)
    install_refusals(app)
    app.include_router(health_router(services))
    app.include_router(webchat_router(services.visitors, services.attachments))
    app.include_router(continue_router(services.lines.links, services.limits))
    app.include_router(
        staff_router(services.staff, services.texts, CallControl(services.voice), BrowserTelephones.of(settings.twilio))
    )
    app.include_router(sms_router(services.sms))
    app.include_router(voice_router(services.voice, services.lines.check))
    app.include_router(relay_router(services.voice, services.lines.check))
    if services.lines.simulated is not None and settings.demo:
        _include_telephone(app, services, services.lines.simulated)
    app.include_router(pages_router(STATIC, is_demo=settings.demo))
    app.add_middleware(SecurityHeaders)
    app.add_middleware(
        BodyLimit,
        limits={
            "/api/conversations/*/attachments": settings.webchat.attachment_max_bytes + FORM_OVERHEAD_BYTES,
            "/api": 64_000,
            "/twilio": 64_000,
            "/demo/api/phone": 32_000,
            "/webchat/continue": 2_048,
            "/webchat/attachments": settings.webchat.attachment_max_bytes + FORM_OVERHEAD_BYTES,
        },
    )
    whole: ASGIApp = socketio.ASGIApp(services.sockets, other_asgi_app=app)
    return whole


def _include_telephone(app: FastAPI, services: Services, carrier: SimulatedCarrier) -> None:
    """The virtual telephone of the trial: whoever reaches it may telephone and write as any number."""
    lines_of = partial(agent_lines, services.database.reads, services.vault)
    phone = VirtualPhone(carrier, lines_of, utc_now, services.settings.public_base_url)
    app.include_router(demo_router(carrier))
    app.include_router(phone_router(phone))
    app.include_router(phone_pages(STATIC))


@asynccontextmanager
async def running(services: Services) -> AsyncIterator[None]:
    """Jobs, sweeps and connections for as long as the application lives."""
    async with services.jobs.app.open_async():
        services.background.start(services.turns.sweep_forever(), name="turn_sweep")
        services.background.start(services.lines.pump.sweep_forever(), name="sms_sweep")
        services.background.start(watch_calls_forever(services.voice), name="call_watch")
        services.background.start(beat_forever(services.floor, services.screens), name="heartbeat")
        if services.settings.worker:
            services.background.start(services.worker.run(), name="worker")
        try:
            yield
        finally:
            with suppress(Exception):
                await services.background.stop(grace_seconds=0.5)
            await services.http.aclose()
            if isinstance(services.sockets.manager, SharedHints):
                await services.sockets.manager.aclose()
    await services.database.close()
