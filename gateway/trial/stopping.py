"""Ends the trial on Ctrl-C, `kill` or a closed terminal. Further signals change nothing while it is stopping."""

import signal
from collections.abc import Awaitable, Callable

import anyio

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


async def run_until_signal(
    main: Callable[[], Awaitable[None]], when_stopping: Callable[[], None]
) -> signal.Signals | None:
    """Cancel `main` at the first signal and return it; None when `main` ended by itself."""
    received: signal.Signals | None = None
    with anyio.open_signal_receiver(*STOP_SIGNALS) as signals:
        async with anyio.create_task_group() as group:

            async def run_main() -> None:
                await main()
                group.cancel_scope.cancel()

            group.start_soon(run_main)
            async for number in signals:
                received = number
                when_stopping()
                group.cancel_scope.cancel()
                break
    return received
