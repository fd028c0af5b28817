"""Turns at a gateway with two instances of Rasa against one with one, at the same service in alternating rounds.

Both gateways share everything else; the memory of the instances is in Redis for both.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from benchmarks.figures import Figure, percentiles
from benchmarks.load import Job, Load, drive, joined
from benchmarks.memory import resident_mb
from benchmarks.service import UNLIMITED
from tests.sim.redis import PROGRAM, running_redis
from tests.sim.stack import MAIN, Stack, running_stack

ONE = "one"
BASELINE = "one instance"
AT_ONCE = (8, 32)
TURNS = 8


@contextmanager
def two_instances() -> Iterator[tuple[Stack, float]]:
    """The service, and the seconds until both instances and the first gateway were ready."""
    with TemporaryDirectory(prefix="toritsugi-bench-") as name, running_redis(Path(name)) as redis:
        began = perf_counter()
        with running_stack(Path(name), more_bots=1, bot_redis_port=redis.port, **UNLIMITED) as stack:
            seconds = perf_counter() - began
            stack.start_gateway(ONE, TORITSUGI_BOT_URL=f"http://127.0.0.1:{stack.bot_port}")
            yield stack, seconds


async def instance_figures(rounds: int) -> tuple[list[Figure], dict[str, Any]]:
    """Nothing where there is no redis-server."""
    if PROGRAM is None:
        return [], {"instances": "there is no redis-server"}
    with two_instances() as (stack, seconds):
        await _round(stack, 8)
        figures, details = [Figure("two instances: start of everything", seconds, "s")], dict[str, Any]()
        for at_once in AT_ONCE:
            pairs = [await _round(stack, at_once) for _ in range(rounds)]
            ratios = [two.per_second / one.per_second for one, two in pairs]
            ones, twos = joined([one for one, _ in pairs]), joined([two for _, two in pairs])
            slow, quick = percentiles(ones.milliseconds), percentiles(twos.milliseconds)
            name = f"two instances, {at_once} at once"
            figures += [
                Figure(f"{name}: throughput", median(ratios), "of one"),
                Figure(f"{name}: p50", quick.p50, "ms", slow.p50, BASELINE),
                Figure(f"{name}: p95", quick.p95, "ms", slow.p95, BASELINE),
                Figure(f"{name}: failed", len(twos.failures), "turns", len(ones.failures), BASELINE, at_most=0),
            ]
            details[f"{at_once} at once"] = {"throughput_ratios": [round(ratio, 3) for ratio in ratios]}
        # The stack tells its pids to nobody else.
        memory = [resident_mb(stack._processes[bot].pid) for bot in stack.bots]  # noqa: SLF001
        figures.append(Figure("two instances: memory of both", sum(memory), "MB", memory[0], BASELINE))
    return figures, {"instances": {**details, "cores": os.cpu_count()}}


async def _round(stack: Stack, at_once: int) -> tuple[Load, Load]:
    """The same load at the gateway with one instance, then at the one with two."""
    one = await drive(Job("turn", stack.url_of(ONE), at_once, turns=TURNS))
    return one, await drive(Job("turn", stack.url_of(MAIN), at_once, turns=TURNS))
