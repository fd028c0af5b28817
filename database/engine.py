"""Engines and sessions. Every application connection runs as the restricted role, never as the owner."""

from dataclasses import dataclass

from psycopg.conninfo import make_conninfo
from sqlalchemy import URL, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from database.connecting import Door

APPLICATION_ROLE = "toritsugi_app"
CONNECT_TIMEOUT_SECONDS = 2
STATEMENT_TIMEOUT_MILLISECONDS = 5_000
_OPTIONS = f"-c role={APPLICATION_ROLE} -c statement_timeout={STATEMENT_TIMEOUT_MILLISECONDS}"

Sessions = async_sessionmaker[AsyncSession]


@dataclass(frozen=True)
class Database:
    """The application's way to PostgreSQL. `reads` sees each statement by itself, without a transaction around."""

    engine: AsyncEngine
    sessions: Sessions
    reads: Sessions

    async def close(self) -> None:
        await self.engine.dispose()


def driver_url(url: str) -> URL:
    """Any PostgreSQL URL, made one for SQLAlchemy with psycopg 3."""
    return make_url(url).set(drivername="postgresql+psycopg")


def application_conninfo(url: str) -> str:
    """A libpq connection string whose connections take on the application role."""
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    return make_conninfo(plain, options=_OPTIONS, connect_timeout=CONNECT_TIMEOUT_SECONDS)


def open_database(url: str, *, pool_size: int = 20, echo: bool = False) -> Database:
    """Connections fail after two seconds, and at once after one that did; statements after five.

    A hung database is answered, not awaited.
    """
    engine = create_async_engine(
        _as_application(url),
        pool_size=pool_size,
        max_overflow=max(2, pool_size // 4),
        pool_timeout=1.5,
        pool_pre_ping=False,
        # An error quotes its statement; the values in it may be personal data.
        hide_parameters=True,
        connect_args={"async_creator_fn": Door().connect},
        echo=echo,
    )
    reading = engine.execution_options(isolation_level="AUTOCOMMIT")
    return Database(
        engine,
        async_sessionmaker(engine, expire_on_commit=False),
        async_sessionmaker(reading, expire_on_commit=False),
    )


def _as_application(url: str) -> URL:
    return driver_url(url).update_query_dict({"options": _OPTIONS, "connect_timeout": str(CONNECT_TIMEOUT_SECONDS)})
