"""Waiting for what happens in another process, with a deadline instead of a sleep."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")


async def eventually(read: Callable[[], Awaitable[T]], is_right: Callable[[T], object], *, seconds: float = 20.0) -> T:
    """The first value that is right; AssertionError with the last one after the deadline."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    while True:
        value = await read()
        if is_right(value):
            return value
        if loop.time() > deadline:
            raise AssertionError(f"still {value!r}")
        await asyncio.sleep(0.05)
