"""Acknowledgements of `message.send`, each committed, against round trips of the bare echo server.

The bot answers meanwhile, as it does for customers.
"""

from dataclasses import asdict, replace
from typing import Any

from benchmarks.echo import EchoServer
from benchmarks.figures import Figure, percentiles
from benchmarks.load import Job, Load, drive
from benchmarks.service import Service

BASELINE = "bare socket.io"
OPEN_RATE = 40.0
OPEN_SECONDS = 20.0
CLIENTS = 50
CLOSED_TURNS = 20
P95_MILLISECONDS = 50.0


async def acknowledgement_figures(service: Service, echo: EchoServer) -> tuple[list[Figure], dict[str, Any]]:
    """The closed loop comes last, because it leaves the bot with a backlog."""
    steady = Job("echo", echo.url, int(OPEN_RATE), rate=OPEN_RATE, seconds=OPEN_SECONDS)
    alone, crowd = Job("echo", echo.url, 1, turns=500), Job("echo", echo.url, CLIENTS, turns=CLOSED_TURNS * 10)
    loads = {
        "echo, alone": await drive(alone),
        "echo, open loop": await drive(steady),
        "echo, closed loop": await drive(crowd),
        "ack, open loop": await drive(replace(steady, target="ack", url=service.stack.url)),
        "ack, closed loop": await drive(replace(crowd, target="ack", url=service.stack.url, turns=CLOSED_TURNS)),
    }
    details = {name: _details(load) for name, load in loads.items()}
    return [*_steady(loads), *_crowded(loads), *_echo(loads)], details


def _steady(loads: dict[str, Load]) -> list[Figure]:
    base, times = (percentiles(loads[f"{kind}, open loop"].milliseconds) for kind in ("echo", "ack"))
    name = f"acknowledged, {OPEN_RATE:g}/s"
    return [
        Figure(f"{name}: p50", times.p50, "ms", base.p50, BASELINE),
        Figure(f"{name}: p95", times.p95, "ms", base.p95, BASELINE, at_most=P95_MILLISECONDS),
        Figure(f"{name}: p99", times.p99, "ms", base.p99, BASELINE),
        Figure(f"{name}: failed", len(loads["ack, open loop"].failures), "messages", at_most=0),
    ]


def _crowded(loads: dict[str, Load]) -> list[Figure]:
    echo, ack = loads["echo, closed loop"], loads["ack, closed loop"]
    base, times = percentiles(echo.milliseconds), percentiles(ack.milliseconds)
    name = f"acknowledged, {CLIENTS} clients"
    return [
        Figure(f"{name}: p50", times.p50, "ms", base.p50, BASELINE),
        Figure(f"{name}: p95", times.p95, "ms", base.p95, BASELINE),
        Figure(f"{name}: p99", times.p99, "ms", base.p99, BASELINE),
        Figure(f"{name}: throughput", ack.per_second, "/s", echo.per_second, BASELINE),
        Figure(f"{name}: failed", len(ack.failures), "messages", at_most=0),
    ]


def _echo(loads: dict[str, Load]) -> list[Figure]:
    alone, crowd = loads["echo, alone"], loads["echo, closed loop"]
    return [
        Figure("bare socket.io, 1 client: round trips", alone.per_second, "/s"),
        Figure(f"bare socket.io, {CLIENTS} clients: round trips", crowd.per_second, "/s"),
    ]


def _details(load: Load) -> dict[str, Any]:
    return {
        **asdict(percentiles(load.milliseconds)),
        "per_second": load.per_second,
        "count": len(load.milliseconds),
        "failures": load.failures[:5],
    }
