"""What is acknowledged goes first; nothing waits for ever."""

import asyncio

import pytest

from gateway.foreground import ASIDE_AT_ONCE, Foreground

pytestmark = pytest.mark.unit


async def test_other_work_begins_when_nothing_is_acknowledged() -> None:
    foreground, order = Foreground(), list[str]()

    async def other() -> None:
        await foreground.calm()
        order.append("other")

    with foreground.busy():
        waiting = asyncio.ensure_future(other())
        await asyncio.sleep(0)
        order.append("acknowledged")
    await waiting
    assert order == ["acknowledged", "other"]


async def test_two_at_once_are_both_waited_for() -> None:
    foreground = Foreground()
    with foreground.busy():
        with foreground.busy():
            pass
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(foreground.calm(patience=60), 0.01)
    await foreground.calm(patience=60)


async def test_patience_ends() -> None:
    foreground = Foreground()
    with foreground.busy():
        await foreground.calm(patience=0.01)


async def test_few_work_aside() -> None:
    foreground, entered, most = Foreground(), 0, 0

    async def work() -> None:
        nonlocal entered, most
        async with foreground.aside():
            entered += 1
            most = max(most, entered)
            await asyncio.sleep(0)
            entered -= 1

    await asyncio.gather(*(work() for _ in range(20)))
    assert most == ASIDE_AT_ONCE
