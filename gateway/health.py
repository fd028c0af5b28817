"""Whether the process lives, and whether everything it needs is there."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from gateway.wiring import Services
from migrations.upgrade import newest_revision


def health_router(services: Services) -> APIRouter:
    router = APIRouter(tags=["health"])
    newest = newest_revision()

    @router.get("/healthz")
    async def alive() -> dict[str, str]:
        return {"status": "ok"}

    @router.get("/readyz")
    async def ready() -> JSONResponse:
        missing = []
        if await _revision(services) != newest:
            missing.append("database")
        if not await services.bot.is_ready():
            missing.append("bot")
        if services.settings.worker and not services.worker.is_running:
            missing.append("worker")
        status = 503 if missing else 200
        return JSONResponse({"status": "missing" if missing else "ok", "missing": missing}, status_code=status)

    return router


async def _revision(services: Services) -> str | None:
    """The schema's revision, or None when the database does not answer."""
    try:
        async with services.database.sessions() as session:
            revision: str | None = await session.scalar(text("SELECT version_num FROM alembic_version"))
            return revision
    except (SQLAlchemyError, OSError, TimeoutError):
        return None
