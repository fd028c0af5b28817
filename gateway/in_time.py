"""An answer in time, whatever hangs behind it.

Work that takes too long is left to go on by itself: to cancel an operation of a hung database would wait for it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

import structlog

from gateway.background import Background

logger = structlog.get_logger()
Result = TypeVar("Result")


class TooLateError(Exception):
    code = "too_late"


async def in_time(background: Background, work: Coroutine[Any, Any, Result], seconds: float, *, name: str) -> Result:
    """The work's result or error; raise TooLateError when it takes longer, and let it go on."""
    done: asyncio.Future[tuple[Result | None, Exception | None]] = asyncio.get_running_loop().create_future()

    async def run() -> None:
        outcome: tuple[Result | None, Exception | None]
        try:
            outcome = (await work, None)
        except Exception as error:  # noqa: BLE001  # It is raised where somebody still waits for it.
            outcome = (None, error)
        if not done.done():
            done.set_result(outcome)
        elif outcome[1] is not None:
            logger.warning("late_work_failed", work=name, error=type(outcome[1]).__name__)

    background.start(run(), name=name)
    try:
        result, error = await asyncio.wait_for(done, seconds)
    except TimeoutError:
        raise TooLateError(name) from None
    if error is not None:
        raise error
    return result  # type: ignore[return-value]  # Without an error there is a result.


async def keep_trying(work: Callable[[], Awaitable[None]], waits: tuple[float, ...], *, name: str) -> None:
    """Do what nobody would ask for again; a failure is tried anew after each of these seconds."""
    for wait in waits:
        try:
            await work()
        except Exception as error:  # noqa: BLE001  # Whatever it was, it may be over soon.
            logger.warning("work_is_tried_again", work=name, error=type(error).__name__)
            await asyncio.sleep(wait)
        else:
            return
    await work()
