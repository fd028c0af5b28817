"""How the trial asks whether a process is ready. A probe answers yes or no and never raises."""

from collections.abc import Awaitable, Callable

import httpx2

Probe = Callable[[], Awaitable[bool]]


def answers_ok(url: str) -> Probe:
    """A probe that is satisfied by 200 from `url`."""

    async def probe() -> bool:
        try:
            async with httpx2.AsyncClient(timeout=2.0, trust_env=False) as client:
                return (await client.get(url)).status_code == httpx2.codes.OK
        except httpx2.HTTPError:
            return False

    return probe
