"""New connections to PostgreSQL: a server that hangs is asked by one at a time, and no attempt outlives its failure.

A hung server takes connections and stays silent. Every attempt left open would be a backend of it once it goes on.
"""

import time
import traceback
from collections.abc import Awaitable, Callable
from typing import Any

from psycopg import AsyncConnection, OperationalError
from psycopg.errors import ConnectionTimeout

REST_SECONDS = 2.0
Connect = Callable[..., Awaitable[AsyncConnection[Any]]]


class DatabaseAwayError(OperationalError):
    code = "database_away"


class Door:
    """After a connection that timed out, all are refused at once but one each `rest_seconds`, until one succeeds."""

    def __init__(
        self,
        connect: Connect = AsyncConnection.connect,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        rest_seconds: float = REST_SECONDS,
    ) -> None:
        self._connect = connect
        self._monotonic = monotonic
        self._rest_seconds = rest_seconds
        self._shut_at: float | None = None

    async def connect(self, *args: object, **more: object) -> AsyncConnection[Any]:
        """Raise DatabaseAwayError, or whatever psycopg raises."""
        if self._shut_at is not None:
            now = self._monotonic()
            if now - self._shut_at < self._rest_seconds:
                raise DatabaseAwayError("The database did not take a connection a moment ago.")
            self._shut_at = now
        try:
            connection = await self._connect(*args, **more)
        except BaseException as error:
            _close_what_was_begun(error)
            if isinstance(error, ConnectionTimeout):
                self._shut_at = self._monotonic()
            raise
        self._shut_at = None
        return connection


def _close_what_was_begun(error: BaseException) -> None:
    """The driver leaves a connection that timed out to the frames of its own error, which refer to themselves.

    They would keep the socket open until the garbage of the oldest generation is collected.
    """
    cause: BaseException | None = error
    while cause is not None:
        traceback.clear_frames(cause.__traceback__)
        cause = cause.__context__
