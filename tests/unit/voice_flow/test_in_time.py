"""An answer in time, and work that goes on by itself."""

import asyncio

import pytest

from gateway.background import Background
from gateway.in_time import TooLateError, in_time, keep_trying

pytestmark = pytest.mark.unit


async def test_the_result_of_work_that_is_done_in_time() -> None:
    async def work() -> str:
        return "done"

    assert await in_time(Background(), work(), 1.0, name="work") == "done"


async def test_an_error_is_raised_where_it_is_waited_for() -> None:
    async def work() -> str:
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011  # Any will do.
        await in_time(Background(), work(), 1.0, name="work")


@pytest.mark.parametrize("fails", [True, False])
async def test_late_work_is_neither_cancelled_nor_heard_of_again(fails: bool) -> None:
    background, may_end, ended = Background(), asyncio.Event(), []

    async def work() -> None:
        await may_end.wait()
        ended.append(fails)
        assert not fails

    with pytest.raises(TooLateError):
        await in_time(background, work(), 0.001, name="work")
    may_end.set()
    await background.stop(grace_seconds=1.0)
    assert ended == [fails]


async def test_what_fails_is_tried_again_until_it_is_done() -> None:
    tries: list[int] = []

    async def work() -> None:
        tries.append(len(tries))
        assert len(tries) == 3

    await keep_trying(work, (0.0, 0.0, 0.0), name="work")
    assert len(tries) == 3


async def test_the_last_failure_is_told() -> None:
    async def work() -> None:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await keep_trying(work, (0.0,), name="work")
