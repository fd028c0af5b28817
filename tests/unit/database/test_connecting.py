"""The door to a database that hangs: one knocks for all."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from psycopg import AsyncConnection, OperationalError
from psycopg.errors import ConnectionTimeout

from database.connecting import DatabaseAwayError, Door

pytestmark = pytest.mark.unit


@dataclass
class Server:
    """Answers as told; counts who knocks."""

    failure: Exception | None = None
    knocks: int = 0
    now: float = 0.0
    connection: Any = field(default_factory=object)

    async def connect(self, *_: Any, **__: Any) -> AsyncConnection[Any]:
        self.knocks += 1
        if self.failure is not None:
            raise self.failure
        return self.connection  # type: ignore[no-any-return]

    def door(self) -> Door:
        return Door(self.connect, monotonic=lambda: self.now, rest_seconds=2.0)


async def test_after_one_that_timed_out_the_next_are_refused_at_once() -> None:
    server = Server(ConnectionTimeout("late"))
    door = server.door()
    with pytest.raises(ConnectionTimeout):
        await door.connect()
    for _ in range(50):
        with pytest.raises(DatabaseAwayError):
            await door.connect()
    assert server.knocks == 1


async def test_one_at_a_time_finds_out_whether_it_is_back() -> None:
    server = Server(ConnectionTimeout("late"))
    door = server.door()
    with pytest.raises(ConnectionTimeout):
        await door.connect()
    server.now = 2.0
    with pytest.raises(ConnectionTimeout):
        await door.connect()
    with pytest.raises(DatabaseAwayError):
        await door.connect()
    server.now, server.failure = 4.0, None
    assert await door.connect() is server.connection
    assert await door.connect() is server.connection


async def test_a_server_that_refuses_is_asked_every_time() -> None:
    server = Server(OperationalError("refused"))
    door = server.door()
    for _ in range(3):
        with pytest.raises(OperationalError, match="refused"):
            await door.connect()
    assert server.knocks == 3
